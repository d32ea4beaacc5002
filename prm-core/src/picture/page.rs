//! A page of its own for a picture: the picture, and the same in words beside it.

use super::ink::escaped;
use super::theme::{FONT, Theme};

/// The beginning of a page: everything that it needs is in it.
pub(super) fn head(
    language: &str,
    direction: &str,
    title: &str,
    theme: Theme,
    style: &str,
) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"{scheme}\">\n\
         <title>{title}</title>\n<style>\n{variables}\
         body{{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 {FONT}}}\
         main{{max-width:76rem;margin:0 auto;padding:1.25rem;box-sizing:border-box}}\
         h1{{font-size:1.5rem;line-height:1.25;margin:.2rem 0 .6rem}}\
         h2{{font-size:1.1rem;margin:1.6rem 0 .5rem}}\
         *{{overflow-wrap:anywhere}}\n{style}</style>\n</head>\n",
        language = escaped(language),
        scheme = theme.scheme(),
        title = escaped(title),
        variables = theme.variables(),
    )
}

/// A picture with its description as a page.
pub(super) fn page(title: &str, svg: &str, description: &[String], theme: Theme) -> String {
    let style = ".scroll{overflow-x:auto;border:1px solid var(--hair);border-radius:10px}\
                 .scroll svg{display:block;min-width:44rem;margin:0 auto}\
                 .scroll:focus-visible{outline:3px solid var(--journey)}\
                 .words p{margin:.45rem 0;max-width:52rem}\
                 @media print{main{max-width:none;padding:0}.scroll{border:0;overflow:visible}\
                 .scroll svg{min-width:0;max-height:98vh}.words{break-before:page}}\n";
    let head = head("en", "ltr", title, theme, style);
    let words: String =
        description.iter().map(|line| format!("<p>{}</p>\n", escaped(line))).collect();
    let title = escaped(title);
    format!(
        "{head}<body>\n<main>\n<h1>{title}</h1>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\n{svg}</div>\n\
         <section class=\"words\" aria-labelledby=\"prm-words\">\n\
         <h2 id=\"prm-words\">The same in words</h2>\n{words}</section>\n</main>\n</body>\n</html>\n"
    )
}

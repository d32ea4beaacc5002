//! What is drawn on: elements as text, with every word escaped and every place rounded.

use std::fmt::Write;

use super::Drawing;
use crate::Theme;

/// Colours by their role.
const LIGHT: &str = "--ground:#fff;--ink:#1f2328;--quiet:#59636e;--grid:#e3e6ea;--line:#6e7781;\
    --usual:#6e7781;--good:#0072b2;--bad:#d55e00;--other:#7b3fa0;--target:#b3261e;\
    --s0:#0072b2;--s1:#d55e00;--s2:#00785a;--s3:#a8457f;--s4:#8a6100;--s5:#1f2328";
const DARK: &str = "--ground:#15191e;--ink:#e8ebee;--quiet:#a3adb8;--grid:#2c333b;--line:#98a2ad;\
    --usual:#98a2ad;--good:#56b4e9;--bad:#ff9a52;--other:#cda6ee;--target:#ff8a80;\
    --s0:#56b4e9;--s1:#ff9a52;--s2:#3ccf9f;--s3:#ee9fcb;--s4:#e6b94a;--s5:#e8ebee";
/// Roles of shapes and texts.
const RULES: &str = "{}{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',\
    sans-serif;font-size:12px;fill:var(--ink)}\
    {} .ground{fill:var(--ground)}{} .title{font-size:17px;font-weight:600}\
    {} .quiet{fill:var(--quiet)}{} .grid{stroke:var(--grid);fill:none}\
    {} .axis{stroke:var(--line);fill:none}\
    {} .limit{stroke:var(--line);fill:none;stroke-dasharray:5 4;stroke-width:1.3}\
    {} .center{stroke:var(--ink);fill:none;stroke-width:1.4}\
    {} .target{stroke:var(--target);fill:none;stroke-dasharray:9 3 2 3;stroke-width:1.4}\
    {} .series{stroke:var(--line);fill:none;stroke-width:1.6;stroke-linejoin:round}\
    {} .usual{fill:var(--usual)}{} .good{fill:var(--good)}{} .bad{fill:var(--bad)}\
    {} .other{fill:var(--other)}{} .dot{stroke:var(--ground);stroke-width:1.2}\
    {} .ring{fill:none;stroke-width:3}{} .sign{font-size:19px;font-weight:700;text-anchor:middle}\
    {} .end{text-anchor:end}{} .middle{text-anchor:middle}{} .strong{font-weight:600}";

/// A picture in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    body: String,
    width: f64,
    height: f64,
    theme: Theme,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64, theme: Theme) -> Self {
        Self { body: String::new(), width, height, theme }
    }

    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = escaped(text);
        self.add(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>"));
    }

    pub(super) fn path(&mut self, class: &str, style: &str, path: &str) {
        if !path.is_empty() {
            let style =
                if style.is_empty() { String::new() } else { format!(" style=\"{style}\"") };
            self.add(format_args!("<path class=\"{class}\"{style} d=\"{path}\"/>"));
        }
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.path(class, "", &format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}"));
    }

    /// A rectangle with its own words for whoever points at it.
    pub(super) fn bar(&mut self, place: (f64, f64), size: (f64, f64), style: &str, about: &str) {
        let ((x, y), (w, h)) = (place, size);
        let about = escaped(about);
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"3\" \
             style=\"{style}\"><title>{about}</title></rect>"
        ));
    }

    /// A shape with its own words.
    pub(super) fn mark(&mut self, class: &str, path: &str, about: &str) {
        let about = escaped(about);
        self.add(format_args!(
            "<path class=\"{class}\" d=\"{path}\"><title>{about}</title></path>"
        ));
    }

    pub(super) fn circle(&mut self, class: &str, style: &str, center: (f64, f64), radius: f64) {
        let (x, y) = center;
        self.add(format_args!(
            "<circle class=\"{class}\" style=\"{style}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"
        ));
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    /// The whole.
    pub(super) fn finish(self, title: &str, alt: String) -> Drawing {
        let (name, colours) = match self.theme {
            Theme::Light => ("prm-light", format!(".prm-light{{{LIGHT};color-scheme:light}}")),
            Theme::Dark => ("prm-dark", format!(".prm-dark{{{DARK};color-scheme:dark}}")),
            Theme::Auto => (
                "prm-auto",
                format!(
                    ".prm-auto{{{LIGHT};color-scheme:light dark}}\
                     @media(prefers-color-scheme:dark){{.prm-auto{{{DARK}}}}}"
                ),
            ),
        };
        let rules =
            RULES.replace("{} ", &format!(".{name} ")).replacen("{}", &format!(".{name} text"), 1);
        let (width, height, body) = (self.width, self.height, self.body);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{name}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
             width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n\
             <title>{}</title>\n<desc>{}</desc>\n<style>{colours}{rules}</style>\n\
             <rect class=\"ground\" width=\"{width:.0}\" height=\"{height:.0}\"/>\n{body}</svg>\n",
            escaped(title),
            escaped(&alt),
        );
        Drawing { svg, alt }
    }
}

/// A text as it may stand in XML: the signs that mean something escaped, those that may not stand
/// there left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A text cut to about so many pixels of twelve-pixel letters.
pub(super) fn cut(text: &str, width: f64) -> String {
    let most = super::super::number::place((width / 6.6).max(4.0));
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A text in lines of about so many pixels.
pub(super) fn wrapped(text: &str, width: f64) -> Vec<String> {
    let most = super::super::number::place((width / 6.3).max(10.0));
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let long = |line: &String| line.chars().count() + word.chars().count() + 1 > most;
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if !long(line) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

//! Text that becomes part of a picture or a page: always escaped, never markup.

use std::fmt::Write as _;

/// A text as text of XML and HTML, and inside of quoted attributes; what XML cannot hold becomes
/// U+FFFD.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            // What would reorder all that stands after it; isolates end with their element.
            '\u{202A}'..='\u{202E}' => {}
            '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => {
                out.push('\u{FFFD}');
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A text of a playbook or a feed as it may stand in a sentence: on one line, and without the
/// marks that would reorder what stands around it.
pub(super) fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let reorders = |c: &char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    words.join(" ").chars().filter(|c| !c.is_control() && !reorders(c)).collect()
}

/// SVG that is being drawn.
#[derive(Default)]
pub(super) struct Ink {
    pub(super) out: String,
}

impl Ink {
    /// Markup of this library's own.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
        self.out.push('\n');
    }

    pub(super) fn text(&mut self, (x, y): (u32, u32), class: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(self.out, r#"<text x="{x}" y="{y}" class="{class}">{text}</text>"#);
    }

    /// Lines of text, one below the other; gives where the next would stand.
    pub(super) fn lines(
        &mut self,
        (x, y): (u32, u32),
        step: u32,
        class: &str,
        lines: &[String],
    ) -> u32 {
        let mut y = y;
        for line in lines {
            self.text((x, y), class, line);
            y += step;
        }
        y
    }

    pub(super) fn rect(&mut self, (x, y): (u32, u32), (w, h): (u32, u32), round: u32, class: &str) {
        let _ = writeln!(
            self.out,
            r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{round}" class="{class}"/>"#
        );
    }

    pub(super) fn dot(&mut self, (x, y): (u32, u32), r: u32, class: &str) {
        let _ = writeln!(self.out, r#"<circle cx="{x}" cy="{y}" r="{r}" class="{class}"/>"#);
    }

    pub(super) fn path(&mut self, d: &str, class: &str) {
        let _ = writeln!(self.out, r#"<path d="{d}" class="{class}"/>"#);
    }

    pub(super) fn title(&mut self, text: &str) {
        let _ = writeln!(self.out, "<title>{}</title>", escaped(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        let hostile = "<script>alert('1')</script>&\"\u{0}\u{FFFF}";
        let text = escaped(hostile);
        assert_eq!(
            text,
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;\u{FFFD}\u{FFFD}"
        );
        assert_eq!(plain(" a\n b\u{202E}c\u{7} "), "a bc");
    }
}

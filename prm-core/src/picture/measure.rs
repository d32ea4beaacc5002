//! How wide a text is, and where it breaks: without fonts, so that a picture is the same bytes
//! everywhere.

use unicode_normalization::char::is_combining_mark;

/// The widths of `' '..='~'` in hundredths of the size, each that of the widest of the usual
/// sans-serif fonts, so that no text is wider than it is taken for.
const PLAIN: [u16; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 56, 102, 68, 69, 72, 77, 67, 61, 78, 75, 29, 50, 67, 56, 86, 75,
    79, 67, 79, 72, 67, 61, 73, 68, 99, 69, 67, 69, 39, 34, 39, 84, 56, 50, 61, 63, 55, 63, 62, 35,
    63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];
const BOLD: [u16; 95] = [
    35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70,
    70, 70, 70, 40, 40, 84, 84, 84, 61, 100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 56, 77, 64, 100,
    84, 85, 73, 85, 77, 72, 68, 81, 77, 110, 77, 72, 73, 46, 37, 46, 84, 56, 50, 67, 72, 59, 72,
    68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60, 48, 71, 65, 92, 65, 65, 58, 71,
    37, 71, 84,
];

/// A size of letters, and whether they are bold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: u16,
    pub(super) bold: bool,
}

impl Type {
    /// The width of a letter in hundredths of a pixel.
    fn letter(self, letter: char) -> u32 {
        let table = if self.bold { &BOLD } else { &PLAIN };
        let at = u32::from(letter).checked_sub(32).and_then(|at| usize::try_from(at).ok());
        let width = match at.and_then(|at| table.get(at)) {
            Some(width) => *width,
            None if clings(letter) => 0,
            None => match u32::from(letter) {
                0x2018..=0x201F | 0xB7 => 55,
                0xA0..=0x24F => 84,
                0x250..=0x2DFF => 105,
                0x1F000.. => 140,
                _ => 110,
            },
        };
        u32::from(width) * u32::from(self.size)
    }

    /// The width of a text in pixels, rounded up.
    pub(super) fn width(self, text: &str) -> u32 {
        text.chars().map(|letter| self.letter(letter)).sum::<u32>().div_ceil(100)
    }

    /// A text in lines of at most so many pixels: broken between words, and a word that is too
    /// long after `.`, `-`, `_` and `/`, or wherever it must be. What does not fit in so many
    /// lines ends in `…`.
    pub(super) fn wrap(self, text: &str, width: u32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = vec![String::new()];
        for word in text.split_whitespace() {
            let mut pieces = vec![word.to_owned()];
            if self.width(word) > width {
                pieces = self.pieces(word, width);
            }
            for (index, piece) in pieces.into_iter().enumerate() {
                let Some(line) = lines.last_mut() else { break };
                let apart = if index > 0 || line.is_empty() { "" } else { " " };
                let longer = format!("{line}{apart}{piece}");
                if self.width(&longer) <= width || line.is_empty() {
                    *line = longer;
                } else {
                    lines.push(piece);
                }
            }
        }
        lines.retain(|line| !line.is_empty());
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while self.width(last) + self.width("…") > width && last.pop().is_some() {}
                last.push('…');
            }
        }
        lines
    }

    /// A word that is too long, in pieces that fit.
    fn pieces(self, word: &str, width: u32) -> Vec<String> {
        let mut pieces: Vec<String> = vec![String::new()];
        for letter in word.chars() {
            let Some(piece) = pieces.last_mut() else { break };
            if self.width(piece) + self.letter(letter).div_ceil(100) <= width || clings(letter) {
                piece.push(letter);
                continue;
            }
            let rest = match piece.rfind(['.', '-', '_', '/']).filter(|at| *at * 3 > piece.len()) {
                Some(at) => piece.split_off(at + 1),
                None => String::new(),
            };
            pieces.push(format!("{rest}{letter}"));
        }
        pieces
    }
}

/// Whether it is a mark on the letter before it, or has no width.
fn clings(letter: char) -> bool {
    is_combining_mark(letter)
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Type = Type { size: 12, bold: false };

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        for text in [
            "1 day before appointment.start at 09:00",
            &"x".repeat(64),
            "a-very-long-id-of-sixty-four-letters-which-has-places-to-break-x",
            "उच्च जोखिम वाले मरीज़ों के लिए",
            "مرحبا بالعالم 你好世界你好世界你好世界 🏥🏥🏥🏥🏥🏥",
        ] {
            for width in [40, 90, 200] {
                for line in SMALL.wrap(text, width, 99) {
                    assert!(SMALL.width(&line) <= width, "{line} at {width}");
                }
            }
            let kept: String = SMALL.wrap(text, 90, 99).concat();
            let words = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(words(&kept), words(text));
        }
    }

    #[test]
    fn what_is_too_much_ends_in_an_ellipsis() {
        let lines = SMALL.wrap(&"word ".repeat(100), 60, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…') && SMALL.width(&lines[1]) <= 60);
        assert!(SMALL.wrap("", 60, 2).is_empty());
    }

    #[test]
    fn a_long_word_breaks_where_it_can() {
        assert_eq!(
            SMALL.wrap("appointment.practitioner", 120, 9),
            ["appointment.", "practitioner"]
        );
    }
}

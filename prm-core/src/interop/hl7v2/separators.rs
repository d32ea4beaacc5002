//! The characters that a message is written with (MSH-1 and MSH-2), and escapes.

use std::borrow::Cow;

use crate::error::{ErrorCode, PrmError};

/// What tells fields, components, repetitions and subcomponents apart, and begins an escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Separators {
    pub(super) field: char,
    pub(super) component: char,
    pub(super) repetition: char,
    pub(super) escape: char,
    pub(super) subcomponent: char,
}

impl Separators {
    /// What nearly everybody writes.
    pub(super) const USUAL: Self =
        Self { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };

    /// Reads them from the line that begins with `MSH`.
    pub(super) fn of(header: &str) -> Result<Self, PrmError> {
        let mut rest = header.chars().skip(3);
        let field = rest.next().ok_or_else(|| {
            let message = "the header ends after its name: a message begins with `MSH|^~\\&|`";
            PrmError::new(ErrorCode::MissingField, message).under("MSH-1")
        })?;
        let refused = |message: &str| {
            let message = format!("{message}: write `^~\\&`, or four other signs, there");
            Err(PrmError::new(ErrorCode::InvalidValue, message).under("MSH-2"))
        };
        let mut named = ['\0'; 5];
        let mut count = 0;
        for (place, character) in named.iter_mut().zip(rest.take_while(|c| *c != field)) {
            *place = character;
            count += 1;
        }
        let [component, repetition, escape, fourth, fifth] = named;
        // Some programs write the escape character twice, as in their source code.
        let doubled = count == 5 && fourth == escape;
        let subcomponent = if doubled { fifth } else { fourth };
        let all = [field, component, repetition, escape, subcomponent];
        if count < 4 {
            return refused("the four encoding characters are not all there");
        }
        if all.iter().any(|c| c.is_alphanumeric() || c.is_whitespace() || *c == '"') {
            return refused("letters, digits, quotes and spaces separate nothing");
        }
        if all.iter().enumerate().any(|(index, c)| all.iter().skip(index + 1).any(|d| c == d)) {
            return refused("one character stands for two things");
        }
        Ok(Self { field, component, repetition, escape, subcomponent })
    }

    /// The same for hl7-parser.
    pub(super) fn of_parser(self) -> hl7_parser::message::Separators {
        hl7_parser::message::Separators {
            field: self.field,
            component: self.component,
            subcomponent: self.subcomponent,
            repetition: self.repetition,
            escape: self.escape,
            lenient_newlines: false,
        }
    }

    /// The text of a value: escapes resolved, on one line, without white space around it.
    ///
    /// hl7-parser has this too, but mixes bytes and characters: beside a letter that is not ASCII
    /// it gives other text, or panics.
    pub(super) fn decode(self, raw: &str) -> Cow<'_, str> {
        let raw = raw.trim();
        let escape = u8::try_from(self.escape).ok();
        let plain = |byte: u8| (b' '..0x7f).contains(&byte) && Some(byte) != escape;
        if raw.bytes().all(plain) || !raw.contains(self.escape) && !raw.contains(char::is_control) {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once(self.escape) {
            text.push_str(before);
            let known = after
                .split_once(self.escape)
                .and_then(|(sequence, after)| Some((self.sequence(sequence)?, after)));
            rest = match known {
                Some((meant, after)) => {
                    text.push_str(&meant);
                    after
                }
                // A character that begins nothing stands for itself.
                None => {
                    text.push(self.escape);
                    after
                }
            };
        }
        text.push_str(rest);
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Cow::Owned(plain.trim().to_owned())
    }

    /// What an escape sequence stands for; `None` for one that is none.
    fn sequence(self, sequence: &str) -> Option<Cow<'_, str>> {
        let separator = match sequence {
            "F" => self.field,
            "S" => self.component,
            "T" => self.subcomponent,
            "R" => self.repetition,
            "E" => self.escape,
            // Highlighting has no letters.
            "H" | "N" => return Some("".into()),
            _ => {
                let (kind, rest) = sequence.split_at_checked(1)?;
                return match kind {
                    "X" => hexadecimal(rest).map(Cow::Owned),
                    // Line breaks and indents.
                    "." if rest.starts_with(|c: char| c.is_ascii_lowercase()) => Some(" ".into()),
                    // Other character sets and the sender's own have no letters here.
                    "C" | "M" | "Z" if rest.chars().all(|c| c.is_ascii_hexdigit()) => {
                        Some("".into())
                    }
                    _ => None,
                };
            }
        };
        Some(separator.to_string().into())
    }

    /// A text as a value of a field.
    pub(super) fn encode(self, text: &str) -> String {
        self.of_parser().encode(text).to_string()
    }
}

/// Bytes written in hexadecimal: UTF-8, else Latin-1.
fn hexadecimal(digits: &str) -> Option<String> {
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let pairs = digits.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    let bytes = bytes?;
    Some(match std::str::from_utf8(&bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_read_or_refused() {
        assert!(Separators::of("MSH|^~\\&|A") == Ok(Separators::USUAL));
        // Doubled by a program, cut by version 2.7, at the end of the text.
        assert!(Separators::of("MSH|^~\\\\&|A") == Ok(Separators::USUAL));
        assert!(Separators::of("MSH|^~\\&#|A") == Ok(Separators::USUAL));
        assert!(Separators::of("MSH|^~\\&") == Ok(Separators::USUAL));
        let odd = Separators::of("MSH$%*?!$A").unwrap();
        assert_eq!((odd.field, odd.component, odd.subcomponent), ('$', '%', '!'));
        let umlaut = Separators::of("MSH|^¬\\&|A").unwrap();
        assert_eq!(umlaut.repetition, '¬');
        for (header, path) in [
            ("MSH", "MSH-1"),
            ("MSH|", "MSH-2"),
            ("MSH||A", "MSH-2"),
            ("MSH|~\\&|A", "MSH-2"),
            ("MSH|^&&^|A", "MSH-2"),
            ("MSH|^~|&|A", "MSH-2"),
            ("MSH|{0}|A", "MSH-2"),
            ("MSH| on the", "MSH-2"),
            ("MSH\"^~\\&|", "MSH-2"),
        ] {
            let Err(error) = Separators::of(header) else { panic!("accepted {header}") };
            assert_eq!(error.path(), path, "{header}");
        }
    }

    #[test]
    fn escapes_are_resolved() {
        let usual = Separators::USUAL;
        for (raw, text) in [
            ("  plain  ", "plain"),
            (r"a\F\b\S\c\T\d\R\e\E\f", r"a|b^c&d~e\f"),
            (r"Müller\T\Söhne", "Müller&Söhne"),
            (r"é\F\", "é|"),
            (r"one\.br\two\.sp3\three", "one two three"),
            (r"\H\loud\N\", "loud"),
            (r"M\XC3BC\ller", "Müller"),
            (r"M\XFC\ller", "Müller"),
            (r"a\X0D0A\b", "a  b"),
            (r"\Zdeadbeef\x\C2842\", "x"),
            (r"C:\home\me", r"C:\home\me"),
            (r"open\", r"open\"),
            (r"\X1\\XZZ\\\", r"\X1\\XZZ\\\"),
            ("a\u{0}b\tc", "a b c"),
        ] {
            assert_eq!(usual.decode(raw), text, "{raw}");
        }
        let odd = Separators { escape: '?', field: '$', ..usual };
        assert_eq!(odd.decode(r"a?F?b\F\"), r"a$b\F\");
        let text = "a|b^c&d~e\\f\rg";
        assert_eq!(usual.decode(&usual.encode(text)), "a|b^c&d~e\\f g");
    }
}

//! Words as they are compared: without case, accents, punctuation, emoji and odd spaces.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A text in the form in which words are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// Its words with one space between them: `arrêt`, `cant breathe`, `10`.
    pub(crate) words: String,
    /// The same with Latin letters bare of their marks: `arret`.
    pub(crate) bare: String,
}

impl Plain {
    /// Compatibility forms are composed (NFKC), case is folded, apostrophes vanish (`can't` is
    /// `cant`), digits of every script become those of ASCII, and all that is neither letter,
    /// mark nor digit stands between words.
    pub(crate) fn of(text: &str) -> Self {
        let mut words = String::with_capacity(text.len());
        let folded = text.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        // Upper case may have taken a composed letter apart.
        for c in folded.nfkc() {
            if vanishes(c) {
                continue;
            }
            if let Some(digit) = digit(c) {
                words.push(char::from(digit));
            } else if c.is_alphanumeric() || is_combining_mark(c) {
                words.push(alike(c));
            } else if !words.ends_with(' ') {
                words.push(' ');
            }
        }
        let words = words.trim().to_owned();
        let bare = bare(&words);
        Self { words, bare }
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// What stands inside a word and says nothing: apostrophes, joiners, marks of direction and of
/// emoji, Arabic vowel signs.
fn vanishes(c: char) -> bool {
    matches!(c,
        '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}'
        | '\u{feff}' | '\u{64b}'..='\u{652}')
}

/// Letters that people write for one another: the forms of alef.
fn alike(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' => 'ا',
        c => c,
    }
}

/// Where the ten digits of a script begin.
const ZEROS: [char; 18] = [
    '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
    '\u{ff10}',
];

/// The ASCII digit of a decimal digit in any of the scripts above.
pub(crate) fn digit(c: char) -> Option<u8> {
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10)?;
        u8::try_from(value).ok().map(|value| b'0' + value)
    })
}

/// Latin letters without their marks; every other script as it is, where a mark is a letter.
fn bare(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut latin = false;
    for c in words.nfd() {
        if is_combining_mark(c) {
            if !latin {
                out.push(c);
            }
            continue;
        }
        latin = c.is_ascii_lowercase();
        match c {
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
    out.nfc().collect()
}

/// The sentences of a text, each with whether it asks something.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split_inclusive(ends_sentence).map(|sentence| {
        let asks = sentence.ends_with(['?', '？', '؟']) || sentence.starts_with('¿');
        (sentence, asks)
    })
}

fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | ';'
            | '\n'
            | '\r'
            | '…'
            | '。'
            | '！'
            | '？'
            | '；'
            | '؟'
            | '؛'
            | '۔'
            | '।'
            | '॥'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_put_around_a_word_says_nothing() {
        for text in [
            "stop",
            "STOP",
            " Stop. ",
            "“STOP”",
            "ＳＴＯＰ",
            "s\u{200b}top",
            "🛑 Stop!! ❤️",
            "'stop'",
        ] {
            assert_eq!(Plain::of(text).words, "stop", "{text}");
        }
        assert_eq!(Plain::of("I can’t  breathe\u{a0}!").words, "i cant breathe");
        assert_eq!(Plain::of("Opt-Out").words, "opt out");
        assert_eq!(Plain::of("ARRE\u{302}T").words, "arrêt");
        assert_eq!(Plain::of("arrêt").bare, "arret");
        assert_eq!(Plain::of("REZYGNUJĘ, Đúng").bare, "rezygnuje dung");
        assert!(Plain::of(" 👍🏽 ").is_empty());
    }

    #[test]
    fn marks_of_other_scripts_are_letters() {
        for word in ["हाँ", "रोकें", "ஆம்", "நிறுத்து", "বন্ধ", "退订", "수신거부", "стоп"]
        {
            let plain = Plain::of(&format!(" {word}! "));
            assert_eq!(plain.words, word.nfkc().collect::<String>(), "{word}");
            assert_eq!(plain.bare, plain.words);
        }
        assert_eq!(Plain::of("إلغاء"), Plain::of("الغاء"));
        assert_eq!(Plain::of("الـغَاء"), Plain::of("الغاء"));
        // Й is a letter of its own, not an и with a mark.
        assert_eq!(Plain::of("приём").bare, "приём");
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        for text in ["10", "१०", "১০", "٢٠", "۳۰", "௪௦", "１０", "1️⃣0️⃣"]
        {
            assert!(Plain::of(text).words.ends_with('0'), "{text}");
        }
        assert_eq!(Plain::of("९").words, "9");
        assert_eq!(digit('x'), None);
        assert_eq!(digit('九'), None);
    }

    #[test]
    fn a_question_is_told_from_a_sentence() {
        let found: Vec<_> = sentences("Stop. Can I? Да！").collect();
        assert_eq!(found, [("Stop.", false), (" Can I?", true), (" Да！", false)]);
    }
}

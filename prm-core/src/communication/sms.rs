//! SMS: what a text costs, and which characters make it dear.
//!
//! A short message carries 140 octets (3GPP TS 23.040). A text whose characters are all in the
//! GSM 7 bit default alphabet or its extension (3GPP TS 23.038, 6.2.1) is sent in septets: 160 fit
//! into one message, 153 into each part of a longer one, since a header of six octets joins the
//! parts. One other character takes the whole text to UCS-2: 70 and 67 units of 16 bits.
//!
//! ```
//! use prm_core::{SmsEncoding, sms};
//! let text = sms::segments("See you at nine.");
//! assert_eq!((text.encoding, text.units, text.segments), (SmsEncoding::Gsm7, 16, 1));
//!
//! let text = sms::segments("We\u{2019}ll see you at nine."); // a typographer's apostrophe
//! assert_eq!(text.encoding, SmsEncoding::Ucs2);
//! assert_eq!(text.outside[0].near.as_deref(), Some("'"));
//! ```

use serde::{Deserialize, Serialize};

/// How a text goes as SMS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SmsText {
    /// The alphabet in which it is sent.
    pub encoding: SmsEncoding,
    /// How long it is: septets in GSM-7, of which some characters take two; units of 16 bits in
    /// UCS-2, of which an emoji takes two or more.
    pub units: u32,
    /// How many messages it takes, each of which is paid for; 0 for an empty text.
    pub segments: u32,
    /// The characters that keep it out of GSM-7, each once, in the order in which they first
    /// appear: at most [`LISTED`] of them.
    pub outside: Vec<OutsideGsm7>,
}

// The characters are the text's own.
crate::id::opaque_debug!(SmsText);

/// The alphabet of an SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SmsEncoding {
    /// The GSM 7 bit default alphabet and its extension.
    Gsm7,
    /// UCS-2, in truth UTF-16.
    Ucs2,
}

/// A character that is not in GSM-7.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct OutsideGsm7 {
    /// The character.
    pub character: String,
    /// Where it first stands: so many characters come before it.
    pub at: u32,
    /// What a reader would take for it, in GSM-7, where there is such a thing. For a letter it is
    /// the one without its accent, which in some languages is another word: a person chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub near: Option<String>,
}

crate::id::opaque_debug!(OutsideGsm7);

/// How many characters outside GSM-7 are listed; a text in Hindi has nothing else.
pub const LISTED: usize = 16;

impl SmsEncoding {
    /// The units that one message holds, and each part of several.
    const fn room(self) -> (u32, u32) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// The units that a character takes.
    fn units(self, c: char) -> u32 {
        match self {
            Self::Gsm7 => septets(c).map_or(0, u32::from),
            Self::Ucs2 => 1 + u32::from(u32::from(c) > 0xFFFF),
        }
    }
}

/// How a text goes as SMS: its alphabet, its length, and the messages that it takes.
///
/// The text is taken as it is: nothing is replaced, and accents that stand apart (NFD) count as
/// characters of their own. National alphabets (TS 23.038, annex A) are not used, since many
/// networks do not know them.
///
/// ```
/// use prm_core::sms::segments;
/// assert_eq!(segments("").segments, 0);
/// assert_eq!(segments(&"a".repeat(160)).segments, 1);
/// assert_eq!(segments(&"a".repeat(161)).segments, 2);
/// assert_eq!(segments("5 €").units, 4);       // the euro takes two
/// assert_eq!(segments("नमस्ते").units, 6);
/// ```
pub fn segments(text: &str) -> SmsText {
    let (encoding, units, segments) = measure(text);
    let outside = if encoding == SmsEncoding::Gsm7 { Vec::new() } else { outside(text) };
    SmsText { encoding, units, segments, outside }
}

/// The parts in which a network sends a text: together they are the text. None splits a character
/// that takes two units (an escape pair of GSM-7, a surrogate pair of UTF-16).
///
/// ```
/// let text = "a".repeat(152) + "€ a month";
/// let parts = prm_core::sms::parts(&text);
/// assert_eq!((parts[0].len(), parts[1]), (152, "€ a month")); // one septet of the first stays empty
/// ```
pub fn parts(text: &str) -> Vec<&str> {
    let encoding = encoding(text);
    let (one, many) = encoding.room();
    if text.chars().map(|c| encoding.units(c)).sum::<u32>() <= one {
        return if text.is_empty() { Vec::new() } else { vec![text] };
    }
    let (mut parts, mut rest, mut used) = (Vec::new(), text, 0);
    let mut length = 0;
    for c in text.chars() {
        let units = encoding.units(c);
        if used + units > many {
            let (part, others) = rest.split_at(length);
            parts.push(part);
            (rest, length, used) = (others, 0, 0);
        }
        used += units;
        length += c.len_utf8();
    }
    parts.push(rest);
    parts
}

/// The alphabet, the units and the segments: what a message costs, without a list of why.
pub(crate) fn measure(text: &str) -> (SmsEncoding, u32, u32) {
    // ASCII letters and digits are most of most texts: no table is asked for them.
    let encoding = encoding(text);
    let (one, many) = encoding.room();
    let (mut units, mut segments, mut used) = (0_u32, 1_u32, 0_u32);
    for c in text.chars() {
        let taken = encoding.units(c);
        units = units.saturating_add(taken);
        if used + taken > many {
            segments = segments.saturating_add(1);
            used = 0;
        }
        used += taken;
    }
    let segments = if units <= one { u32::from(units > 0) } else { segments };
    (encoding, units, segments)
}

fn encoding(text: &str) -> SmsEncoding {
    if text.chars().all(|c| septets(c).is_some()) { SmsEncoding::Gsm7 } else { SmsEncoding::Ucs2 }
}

/// The characters of a text that are not in GSM-7.
fn outside(text: &str) -> Vec<OutsideGsm7> {
    let mut found: Vec<(usize, char)> = Vec::new();
    for (at, c) in text.chars().enumerate() {
        if septets(c).is_none() && found.iter().all(|(_, other)| *other != c) {
            found.push((at, c));
            if found.len() == LISTED {
                break;
            }
        }
    }
    let told = |(at, c): (usize, char)| OutsideGsm7 {
        character: c.into(),
        at: u32::try_from(at).unwrap_or(u32::MAX),
        near: near(c).map(str::to_owned),
    };
    found.into_iter().map(told).collect()
}

/// Whether a character keeps a text out of GSM-7 although it says nothing that GSM-7 cannot say:
/// marks and spaces of typography, which word processors put in by themselves.
pub(crate) fn is_typography(c: char) -> bool {
    septets(c).is_none() && !c.is_alphabetic() && near(c).is_some()
}

/// The septets that a character takes in GSM-7: two for those of the extension, which follow an
/// escape; none for what is not in it. 3GPP TS 23.038, 6.2.1 and 6.2.1.1.
const fn septets(c: char) -> Option<u8> {
    match c {
        '[' | ']' | '{' | '}' | '\\' | '^' | '~' | '|' | '\u{c}' | '€' => Some(2),
        '`' | '\u{7f}' => None,
        ' '..='~' | '\n' | '\r' => Some(1),
        '£' | '¥' | '§' | '¤' | '¡' | '¿' => Some(1),
        'è' | 'é' | 'ù' | 'ì' | 'ò' | 'à' | 'ñ' | 'ä' | 'ö' | 'ü' | 'å' | 'æ' | 'ø' | 'ß' => {
            Some(1)
        }
        'Ç' | 'É' | 'Ñ' | 'Ä' | 'Ö' | 'Ü' | 'Å' | 'Æ' | 'Ø' => Some(1),
        'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ' | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    }
}

/// What a reader would take for a character, in GSM-7.
const fn near(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | '`' | '´' => "'",
        '“' | '”' | '„' | '″' | '«' | '»' => "\"",
        '‹' => "<",
        '›' => ">",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '•' | '·' => "-",
        '…' => "...",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\t' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '×' => "x",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        'º' => "o",
        'ª' => "a",
        '°' => " deg",
        '₹' => "Rs ",
        '™' => "(TM)",
        '®' => "(R)",
        '©' => "(C)",
        'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
        'Á' | 'À' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'ç' | 'ć' | 'č' => "c",
        'Ć' | 'Č' => "C",
        'ď' | 'đ' => "d",
        'Ď' | 'Đ' => "D",
        'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ğ' => "g",
        'Ğ' => "G",
        'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'Í' | 'Ì' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' => "I",
        'ł' | 'ľ' => "l",
        'Ł' | 'Ľ' => "L",
        'ń' | 'ň' => "n",
        'Ń' | 'Ň' => "N",
        'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ō' | 'Ő' => "O",
        'œ' => "oe",
        'Œ' => "OE",
        'ř' => "r",
        'Ř' => "R",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
        'ť' | 'ţ' | 'ț' => "t",
        'Ť' | 'Ţ' | 'Ț' => "T",
        'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'Ú' | 'Ù' | 'Û' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Ÿ' => "Y",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_is_that_of_the_standard() {
        let all: Vec<char> = ('\0'..=char::MAX).filter(|c| septets(*c).is_some()).collect();
        let of = |septets_of: u8| all.iter().filter(|c| septets(**c) == Some(septets_of)).count();
        // 128 places of which one is the escape, and ten behind it.
        assert_eq!((of(1), of(2)), (127, 10));
        assert!(all.iter().all(|c| near(*c).is_none()), "nothing stands for what is in it");
        let replaced = ('\0'..=char::MAX).filter_map(near);
        assert!(replaced.flat_map(str::chars).all(|c| septets(c) == Some(1)));
    }

    #[test]
    fn what_makes_a_text_dear_is_named() {
        let text = segments("Su cita está lista… ¿Está bien? 🙂");
        let told: Vec<_> =
            text.outside.iter().map(|o| (o.character.as_str(), o.at, o.near.as_deref())).collect();
        assert_eq!(told, [("á", 11, Some("a")), ("…", 18, Some("...")), ("🙂", 32, None)]);
        assert!(is_typography('…') && !is_typography('á') && !is_typography('e'));
        assert_eq!(segments(&('अ'..='ह').collect::<String>()).outside.len(), LISTED);
        assert!(!format!("{text:?}{:?}", text.outside[0]).contains('á'));
    }

    #[test]
    fn pairs_move_to_the_next_part() {
        for (filler, pair, filled) in [("a", "€", 152), ("अ", "🙂", 66)] {
            let text = filler.repeat(filled) + pair + &filler.repeat(filled);
            let parts = parts(&text);
            assert_eq!(parts.len(), 3, "{pair}");
            assert!(parts[1].starts_with(pair));
            assert_eq!(segments(&text).segments, 3);
        }
    }

    proptest! {
        #[test]
        fn parts_are_the_text_and_split_no_pair(
            text in "([ -~€£éñ\u{c}]|[ -~अ😀€]|\\PC){0,400}"
        ) {
            let found = segments(&text);
            let parts = parts(&text);
            prop_assert_eq!(parts.concat(), text.as_str());
            prop_assert_eq!(u32::try_from(parts.len()).unwrap(), found.segments);
            let (one, many) = found.encoding.room();
            let units = |part: &&str| -> u32 {
                match found.encoding {
                    SmsEncoding::Gsm7 => part.chars().filter_map(septets).map(u32::from).sum(),
                    SmsEncoding::Ucs2 => u32::try_from(part.encode_utf16().count()).unwrap(),
                }
            };
            prop_assert_eq!(parts.iter().map(units).sum::<u32>(), found.units);
            let most = if parts.len() == 1 { one } else { many };
            prop_assert!(parts.iter().all(|part| units(part) <= most && units(part) > 0));
            // No part could have taken what the next begins with.
            for pair in parts.windows(2) {
                let first = pair[1].chars().next().unwrap();
                prop_assert!(units(&pair[0]) + found.encoding.units(first) > many);
            }
            prop_assert_eq!(found.outside.is_empty(), found.encoding == SmsEncoding::Gsm7);
        }
    }
}

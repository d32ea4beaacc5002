//! Direction: texts from right to left, and the values inside them.

use std::ops::RangeInclusive;

use icu_locale::LocaleDirectionality;

use super::Language;

/// Whether the language is written from right to left, by its script.
pub(crate) fn is_rtl(language: &Language) -> bool {
    LocaleDirectionality::new_extended().is_right_to_left(&language.locale().id)
}

/// A value (a name, a place) as it may stand in a text of a direction: without what could reorder
/// the text around it, and isolated where it would itself be reordered.
pub(crate) fn placed(value: &str, rtl: bool) -> String {
    let value = inserted(value);
    let turns = has_letters(&value, !rtl) || (rtl && has_loose_groups(&value));
    if turns { isolate(&value) } else { value }
}

/// A date or a time as it may stand in a text of a direction. It keeps the marks that its language
/// needs, and is isolated where it is written in letters of the other direction: CLDR has no
/// Yiddish months, so a Yiddish text has English ones.
pub(crate) fn placed_date(date: String, rtl: bool) -> String {
    if has_letters(&date, !rtl) { isolate(&date) } else { date }
}

/// Between U+2068 and U+2069: it takes its direction from its own first letter, or from left to
/// right where it has none, and leaves the text around it alone. Only where that is needed: the
/// two marks take a text out of GSM-7.
fn isolate(value: &str) -> String {
    format!("\u{2068}{value}\u{2069}")
}

/// On one line, and without the control characters, of which those for the direction could reorder
/// what stands around the value.
fn inserted(value: &str) -> String {
    let breaks = |c| matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\t'..='\r');
    let kept = |c: &char| !c.is_control() && !is_in(&DIRECTIONS, *c);
    let lines = value.split(breaks).map(|line| line.chars().filter(kept).collect::<String>());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether there are letters of a direction: from right to left, or the other.
fn has_letters(value: &str, rtl: bool) -> bool {
    value.chars().any(|c| c.is_alphabetic() && is_in(&RIGHT_TO_LEFT, c) == rtl)
}

/// Whether it is numbers with something between them, and no letters: among letters from right to
/// left, `+91 80 5550` would be shown as `5550 80 91+`.
fn has_loose_groups(value: &str) -> bool {
    !value.chars().any(char::is_alphabetic) && value.chars().any(|c| !c.is_numeric())
}

fn is_in(ranges: &[RangeInclusive<char>], c: char) -> bool {
    ranges.iter().any(|range| range.contains(&c))
}

/// The characters that set the direction of what follows (Unicode's Bidi_Control).
const DIRECTIONS: [RangeInclusive<char>; 4] = [
    '\u{61c}'..='\u{61c}',
    '\u{200e}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
];

/// The blocks of the scripts from right to left: what DerivedBidiClass.txt gives R or AL unless it
/// says otherwise. Only their letters count here.
const RIGHT_TO_LEFT: [RangeInclusive<char>; 5] = [
    '\u{590}'..='\u{8ff}',
    '\u{fb1d}'..='\u{fdff}',
    '\u{fe70}'..='\u{feff}',
    '\u{10800}'..='\u{10fff}',
    '\u{1e800}'..='\u{1efff}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_is_that_of_the_script() {
        let tags = |text: &'static str| text.split(' ').map(|tag| tag.parse().unwrap());
        for language in
            tags("ar ar-EG he fa ur ps ckb yi dv prs rhg pa-PK az-Arab ff-Adlm iw und-Arab")
        {
            assert!(is_rtl(&language), "{language}");
        }
        for language in tags("en hi zh-Hant th ja ku pa sr az ff xx und ar-Latn he-Latn") {
            assert!(!is_rtl(&language), "{language}");
        }
    }

    #[test]
    fn an_inserted_value_cannot_reorder_the_text() {
        assert_eq!(inserted("Priya\u{202e} Sharma\u{2069}\u{200f}"), "Priya Sharma");
        assert_eq!(
            inserted("Lotus Clinic\r\n12 MG Road\u{2029}\tPune\u{0}\u{1b}"),
            "Lotus Clinic 12 MG Road Pune"
        );
        // What joins letters stays: Persian and Indic spelling need it.
        assert_eq!(inserted("سه\u{200c}شنبه क्\u{200d}ष"), "سه\u{200c}شنبه क्\u{200d}ष");
        assert_eq!(placed("+1 555\u{2069} 0100", true), "\u{2068}+1 555 0100\u{2069}");
    }

    #[test]
    fn a_value_is_isolated_where_it_would_be_reordered_and_nowhere_else() {
        // In a text from left to right, and in one from right to left.
        for (value, isolated_in) in [
            ("Priya", [false, true]),
            ("प्रिया", [false, true]),
            ("فاطمة", [true, false]),
            ("שרה", [true, false]),
            // Of both: whichever letter comes first, the others would drag their neighbours along.
            ("عيادة Lotus", [true, true]),
            ("Lotus עיר", [true, true]),
            ("+91 80 5550 0100", [false, true]),
            ("10-12", [false, true]),
            ("10", [false, false]),
            ("٣", [false, false]),
            ("", [false, false]),
        ] {
            for (rtl, isolated) in [(false, isolated_in[0]), (true, isolated_in[1])] {
                let placed = placed(value, rtl);
                assert_eq!(placed.starts_with('\u{2068}'), isolated, "{value} {rtl}");
                assert_eq!(placed.ends_with('\u{2069}'), isolated, "{value} {rtl}");
                assert_eq!(placed.trim_matches(['\u{2068}', '\u{2069}']), value);
            }
        }
    }

    #[test]
    fn a_date_keeps_its_own_marks() {
        let date = "10\u{200f}/03\u{200f}/2026";
        assert_eq!(placed_date(date.into(), true), date);
        assert_eq!(placed_date("March 10".into(), true), "\u{2068}March 10\u{2069}");
        assert_eq!(placed_date("March 10".into(), false), "March 10");
    }
}

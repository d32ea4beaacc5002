//! Reading level: how many years of school an English text asks for.
//!
//! Flesch-Kincaid (Kincaid et al. 1975) and SMOG (McLaughlin 1969, as printed by most tools with
//! 1.0430 and 3.1291), computed in whole numbers so that every host has the same. Syllables are
//! counted by rules of spelling and are right for about nine words of ten; both formulas were
//! made for thirty sentences and more. So this is a lint for authors, never a gate.

use serde::{Deserialize, Serialize};

/// How hard an English text is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ReadingGrade {
    /// Its sentences.
    pub sentences: u32,
    /// Its words.
    pub words: u32,
    /// The syllables of its words.
    pub syllables: u32,
    /// Its words of three syllables and more.
    pub polysyllables: u32,
    /// The grade by Flesch and Kincaid, in tenths: 64 is 6.4 years of school. Very plain texts are
    /// below 0.
    pub flesch_kincaid: i32,
    /// The grade by SMOG, in tenths.
    pub smog: i32,
}

/// The grade that texts for patients should not pass, in tenths: six years of school.
pub(crate) const PLAIN: i32 = 60;
/// Sentences from which on a grade says anything.
pub(crate) const ENOUGH: u32 = 3;

/// How hard an English text is to read; nothing where it has no words.
///
/// ```
/// use prm_core::readability::grade;
/// let plain = grade("Take one pill a day. Drink water with it. Call us if you feel sick.").unwrap();
/// assert_eq!((plain.sentences, plain.words, plain.syllables), (3, 15, 16));
/// assert_eq!(plain.flesch_kincaid, -11);
///
/// let hard = grade("Discontinue the medication immediately following gastrointestinal symptoms.");
/// assert!(hard.unwrap().flesch_kincaid > 200);
/// assert!(grade("123").is_none());
/// ```
pub fn grade(text: &str) -> Option<ReadingGrade> {
    let mut grade = Counts::default();
    for sentence in sentences(text) {
        let mut any = false;
        for word in words(sentence) {
            let syllables = syllables(word);
            grade.words += 1;
            grade.syllables += syllables;
            grade.polysyllables += u32::from(syllables >= 3);
            any = true;
        }
        grade.sentences += u32::from(any);
    }
    (grade.words > 0).then(|| grade.graded())
}

#[derive(Default)]
struct Counts {
    sentences: u32,
    words: u32,
    syllables: u32,
    polysyllables: u32,
}

impl Counts {
    fn graded(self) -> ReadingGrade {
        let Self { sentences, words, syllables, polysyllables } = self;
        ReadingGrade {
            sentences,
            words,
            syllables,
            polysyllables,
            flesch_kincaid: flesch_kincaid(sentences.into(), words.into(), syllables.into()),
            smog: smog(sentences.into(), polysyllables.into()),
        }
    }
}

/// 0.39 words/sentences + 11.8 syllables/words - 15.59, in tenths, a half rounded up.
fn flesch_kincaid(sentences: i64, words: i64, syllables: i64) -> i32 {
    // In hundredths of a tenth over the common divisor.
    let over = (sentences * words).max(1);
    let hundredths = 390 * words * words + 11_800 * syllables * sentences - 15_590 * over;
    i32::try_from((hundredths + 50 * over).div_euclid(100 * over)).unwrap_or(i32::MAX)
}

/// 1.0430 √(30 polysyllables/sentences) + 3.1291, in tenths, a half rounded up.
fn smog(sentences: u64, polysyllables: u64) -> i32 {
    // The root in millionths, rounded down.
    let squared = 30 * u128::from(polysyllables) * 1_000_000_000_000 / u128::from(sentences.max(1));
    let root = squared.isqrt();
    // 10.43 times that and 31.291, in millionths of a hundredth of a tenth.
    let tenths = (root * 1_043 + 3_129_100_000 + 50_000_000) / 100_000_000;
    i32::try_from(tenths).unwrap_or(i32::MAX)
}

/// The sentences of a text. A line left empty ends one too, as after a greeting.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find_map(|(at, c)| ends(rest, at, c));
        let (sentence, others) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = others;
        Some(sentence)
    })
}

/// The end of a sentence that is over with a character.
fn ends(text: &str, at: usize, c: char) -> Option<usize> {
    let (before, mark_on) = text.split_at_checked(at)?;
    let after = mark_on.get(c.len_utf8()..)?;
    let over = match c {
        '!' | '?' => true,
        '.' => {
            let word = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
            let short = SHORT.iter().any(|short| word.eq_ignore_ascii_case(short));
            after.chars().next().is_none_or(|next| !next.is_alphanumeric()) && !short
        }
        '\n' => after.starts_with(['\n', '\r']),
        _ => false,
    };
    over.then(|| at + c.len_utf8())
}

/// Words that a full stop shortens.
const SHORT: [&str; 12] =
    ["dr", "mr", "mrs", "ms", "prof", "st", "no", "a.m", "p.m", "e.g", "i.e", "vs"];

/// The words of a sentence: what has letters; numbers, links and addresses have no syllables.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    let split = sentence.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/'));
    let trimmed = split.map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let english = |word: &str| word.contains(|c: char| c.is_ascii_alphabetic());
    trimmed.filter(move |word| english(word) && !word.contains(['@', '_', ':', '.']))
}

/// The syllables of an English word, by its spelling: runs of vowels, more where vowels stand
/// together and are spoken apart, fewer where an `e` is written and not spoken.
fn syllables(word: &str) -> u32 {
    let letters = word.chars().flat_map(char::to_lowercase).filter(char::is_ascii_alphabetic);
    let word: String = letters.collect();
    let bytes = word.as_bytes();
    let (mut count, mut before) = (0_u32, false);
    for (at, c) in bytes.iter().enumerate() {
        // `y` before a vowel begins a syllable and carries none: `yes`, `beyond`.
        let next = bytes.get(at + 1).is_some_and(is_vowel);
        let carries = is_vowel(c) && !(*c == b'y' && next);
        count += u32::from(carries && !before);
        before = carries;
    }
    let places = word.char_indices().filter_map(|(at, _)| word.split_at_checked(at));
    count += places.map(|(before, rest)| u32::from(is_apart(before, rest))).sum::<u32>();
    count.saturating_sub(silent(&word)).max(1)
}

fn is_vowel(c: &u8) -> bool {
    b"aeiouy".contains(c)
}

fn ends_in_vowel(stem: &str) -> bool {
    stem.as_bytes().last().is_some_and(is_vowel)
}

/// Whether the two vowels with which the rest begins are spoken apart.
fn is_apart(before: &str, rest: &str) -> bool {
    let Some((pair, after)) = rest.split_at_checked(2) else { return false };
    match pair {
        // `dial`, `period`, `various`; but `patient`, `nation`, `precious`.
        "ia" => !before.ends_with(['t', 'c', 's', 'g']),
        "io" => {
            let like_million = before.ends_with(['t', 's', 'c', 'g', 'n']);
            if after.starts_with("us") { before.ends_with(['r', 'v']) } else { !like_million }
        }
        // `diet`, `earlier`.
        "ie" => after == "r" || after == "st" || after.starts_with('t'),
        "iu" => true,
        // `duo`, `usual`; but `quote`, `guard`, `people`.
        "uo" => !before.ends_with('q'),
        "ua" => !before.ends_with(['q', 'g']),
        "eo" => !after.starts_with('p'),
        // `area`, `create`; but `tea`, `treat`.
        "ea" => {
            (after.is_empty() && before.bytes().any(|c| is_vowel(&c)))
                || (before == "cr" && after.starts_with('t'))
        }
        // `going`, `being`.
        "oi" | "ei" => after.starts_with("ng"),
        _ => false,
    }
}

/// The runs of vowels that are not spoken.
fn silent(word: &str) -> u32 {
    // `safely`, `useful`, `sometimes`, `medically`.
    let inner = SUFFIXES.iter().find_map(|suffix| word.strip_suffix(suffix)?.strip_suffix('e'));
    let inner = inner.is_some_and(|stem| {
        !ends_in_vowel(stem) && !stem.ends_with("el") && stem.bytes().any(|c| is_vowel(&c))
    });
    let compound = COMPOUNDS
        .iter()
        .filter_map(|first| word.strip_prefix(first))
        .any(|rest| rest.len() > 2 && !rest.bytes().next().is_some_and(|c| is_vowel(&c)));
    u32::from(inner)
        + u32::from(compound && !inner)
        + u32::from(word.ends_with("ically"))
        + u32::from(ends_silently(word))
}

/// What may follow an `e` that is not spoken.
const SUFFIXES: [&str; 6] = ["ly", "less", "ful", "ment", "ments", "ness"];

/// First halves of words whose `e` is not spoken.
const COMPOUNDS: [&str; 8] = ["some", "home", "time", "there", "where", "here", "life", "house"];

/// Whether the last `e` is written and not spoken.
fn ends_silently(word: &str) -> bool {
    // `table`, `little`: the `l` makes the syllable.
    let table = |stem: &str| {
        stem.strip_suffix('l').is_some_and(|stem| !stem.is_empty() && !ends_in_vowel(stem))
    };
    let carried = |stem: &str| stem.bytes().any(|c| is_vowel(&c));
    if let Some(stem) = word.strip_suffix("es") {
        // `doses`, `boxes`; but `bones`.
        let hissing = ["s", "x", "z", "ch", "sh", "c", "g"].iter().any(|end| stem.ends_with(end));
        return !hissing && !table(stem) && !ends_in_vowel(stem) && carried(stem);
    }
    if let Some(stem) = word.strip_suffix("ed") {
        // `needed`, `tried`; but `booked`, `stayed`.
        let glides = stem.strip_suffix('y').is_some_and(ends_in_vowel);
        let spoken = stem.ends_with(['t', 'd']) || (ends_in_vowel(stem) && !glides);
        let settled = table(stem) && !stem.ends_with("ll") && !stem.ends_with("rl");
        return !spoken && !settled && carried(stem);
    }
    let Some(stem) = word.strip_suffix('e') else { return false };
    !table(stem) && !ends_in_vowel(stem) && carried(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_go_by_spelling() {
        for (count, listed) in [
            (1, "a see pie you the day take pill sick bones booked called stayed time eight yes"),
            (
                2,
                "doctor patient water table needed doses clinic diet people going safely sometimes",
            ),
            (3, "appointment hospital medicine physician period area earlier medically beginning"),
            (4, "medication emergency information usually"),
        ] {
            for word in listed.split(' ') {
                assert_eq!(syllables(word), count, "{word}");
            }
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        let count = |text: &str| sentences(text).filter(|s| words(s).next().is_some()).count();
        for (text, expected) in [
            ("See you at 9.30 a.m. on Monday. Call us!", 2),
            ("Dr. Rao will see you. Really?! Yes.", 3),
            ("Hello Priya,\n\nwe look forward to it", 2),
            ("Visit lotus.example.in today", 1),
            ("...", 0),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    /// By hand from the formulas.
    #[test]
    fn grades_are_those_of_the_formulas() {
        // 0.39 * 10 + 11.8 * 1.5 - 15.59 = 6.01
        assert_eq!(flesch_kincaid(10, 100, 150), 60);
        // 0.39 * 20 + 11.8 * 1.6 - 15.59 = 11.09
        assert_eq!(flesch_kincaid(5, 100, 160), 111);
        // 0.39 + 11.8 - 15.59 = -3.4
        assert_eq!(flesch_kincaid(1, 1, 1), -34);
        // 1.043 * sqrt(30) + 3.1291 = 8.8418
        assert_eq!(smog(30, 30), 88);
        // 1.043 * sqrt(120) + 3.1291 = 14.5546
        assert_eq!(smog(10, 40), 146);
        assert_eq!(smog(3, 0), 31);
    }
}

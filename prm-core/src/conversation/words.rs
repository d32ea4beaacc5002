//! What words mean in a reply: the table of [`words.json`](words.json), and how it is asked.
//!
//! Each entry says in which language its words are written, how they must stand (`exact`: the
//! whole reply is the word; `phrase`: it stands in a sentence on word boundaries; `review`: as a
//! phrase, but a person must decide), what they mean, and how sure that is: `secondary` (seen in
//! secondary pages), `design` (this project's choice), `memory` (translated from memory, to be
//! read by a native speaker). A word that ends in `*` may go on.
//!
//! Words of all languages count everywhere: patients answer in the language that they think in.
//! Where one word means two things, the carriers' English words (`universal`) come first, then the
//! language in which the line was last written to, then those of the practice in their order;
//! where none of these decides, an opt-out goes before all else, and anything else to a person.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::plain::{self, Plain};
use crate::{Language, Purpose};

/// What a word or a phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Intent {
    /// No more messages at all.
    OptOut,
    /// No more messages of one purpose.
    OptOutPurpose,
    /// No more messages about what was last written about.
    Mute,
    OptIn,
    Help,
    Yes,
    No,
    /// Another time for the visit.
    Reschedule,
    /// The visit is not wanted.
    CancelVisit,
    /// Somebody else has this number.
    WrongParty,
    /// The patient has died.
    Deceased,
    /// A danger to life.
    Urgent,
    /// A danger to oneself.
    Crisis,
    /// Violence or abuse.
    Safeguarding,
    /// A machine wrote it.
    Automatic,
}

/// How words must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tier {
    Exact,
    Phrase,
    Review,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Confidence {
    Secondary,
    Design,
    Memory,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    language: Language,
    tier: Tier,
    intent: Intent,
    #[serde(default)]
    universal: bool,
    /// Whether the patient may have meant the visit.
    #[serde(default)]
    visit: bool,
    /// Whether it also opts in again where the line is blocked.
    #[serde(default)]
    subscribes: bool,
    #[serde(default)]
    purpose: Option<Purpose>,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    #[serde(rename = "source")]
    _source: String,
    words: Vec<String>,
}

/// How message templates of a language speak: see the check of playbooks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    #[serde(rename = "language")]
    _language: Language,
    /// How a text asks for a reply.
    asks: Vec<String>,
    /// What it calls a visit.
    visit: Vec<String>,
    /// How it speaks of an opt-out.
    leaving: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "schema")]
    _schema: u32,
    #[serde(rename = "as_of")]
    _as_of: crate::CivilDate,
    #[serde(rename = "sources")]
    _sources: BTreeMap<String, String>,
    entries: Vec<Entry>,
    templates: Vec<Template>,
}

/// One thing that a word means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) intent: Intent,
    pub(crate) tier: Tier,
    pub(crate) visit: bool,
    pub(crate) subscribes: bool,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) universal: bool,
    language: Language,
}

impl Meaning {
    /// The language that a reply with this word is in; the carriers' words say nothing of it.
    pub(crate) fn language(&self) -> Option<&Language> {
        (!self.universal).then_some(&self.language)
    }
}

/// Words that stand in a sentence.
pub(crate) struct Phrase {
    words: Needle,
    pub(crate) meaning: Meaning,
}

/// A phrase in the form in which it is looked for.
pub(crate) struct Needle {
    pub(crate) plain: String,
    bare: String,
    /// Whether something may follow without a boundary, and precede: scripts without spaces.
    joins: bool,
    stem: bool,
}

/// The table, ready to be asked.
#[derive(Default)]
pub(crate) struct Words {
    exact: BTreeMap<String, Vec<Meaning>>,
    bare: BTreeMap<String, Vec<Meaning>>,
    phrases: Vec<Phrase>,
    pub(crate) asks: Vec<Needle>,
    pub(crate) visit: Vec<Needle>,
    pub(crate) leaving: Vec<Needle>,
}

const TABLE: &str = include_str!("words.json");

static WORDS: LazyLock<Words> =
    LazyLock::new(|| serde_json::from_str(TABLE).map(Words::new).unwrap_or_default());

/// The words that this library knows.
pub(crate) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    fn new(table: Table) -> Self {
        let mut words = Self::default();
        for entry in table.entries {
            for word in &entry.words {
                let meaning = Meaning {
                    intent: entry.intent,
                    tier: entry.tier,
                    visit: entry.visit,
                    subscribes: entry.subscribes,
                    purpose: entry.purpose,
                    universal: entry.universal,
                    language: entry.language.clone(),
                };
                if entry.tier == Tier::Exact {
                    let plain = Plain::of(word);
                    words.bare.entry(plain.bare).or_default().push(meaning.clone());
                    words.exact.entry(plain.words).or_default().push(meaning);
                } else {
                    words.phrases.push(Phrase { words: Needle::new(word), meaning });
                }
            }
        }
        let needles = |list: Vec<String>| list.into_iter().map(|word| Needle::new(&word));
        for template in table.templates {
            words.asks.extend(needles(template.asks));
            words.visit.extend(needles(template.visit));
            words.leaving.extend(needles(template.leaving));
        }
        words
    }

    /// What a whole reply means that is one word of the table; `preferred` are the languages that
    /// decide a clash, the first one first.
    pub(crate) fn exact(&self, said: &Plain, preferred: &[Language]) -> Option<&Meaning> {
        let found = self.exact.get(&said.words).or_else(|| self.bare.get(&said.bare))?;
        let of = |language: &Language| found.iter().find(|m| m.language.is_like(language));
        let first = found.first()?;
        let liked = || preferred.iter().find_map(of);
        if found.iter().all(|meaning| meaning.intent == first.intent) {
            return found.iter().find(|meaning| meaning.universal).or_else(liked).or(Some(first));
        }
        found
            .iter()
            .find(|meaning| meaning.universal)
            .or_else(liked)
            .or_else(|| found.iter().find(|meaning| meaning.intent == Intent::OptOut))
    }

    /// What the phrases of a sentence mean.
    pub(crate) fn phrases(&self, said: &Plain) -> Vec<&Meaning> {
        let held = self.phrases.iter().filter(|phrase| phrase.words.is_in(said));
        held.map(|phrase| &phrase.meaning).collect()
    }

    /// The words that mean something as a whole reply and are written without spaces between
    /// them, each with what it means.
    pub(crate) fn joined(&self) -> impl Iterator<Item = (&str, &Meaning)> {
        let joined = self.exact.iter().filter(|(word, _)| word.chars().all(has_no_spaces));
        joined.flat_map(|(word, meanings)| meanings.iter().map(|m| (word.as_str(), m)))
    }
}

impl Needle {
    pub(crate) fn new(phrase: &str) -> Self {
        let Plain { words, bare } = Plain::of(phrase);
        let joins = words.chars().all(|c| c == ' ' || has_no_spaces(c));
        Self { plain: words, bare, joins, stem: phrase.ends_with('*') }
    }

    /// Whether a sentence has it, on word boundaries.
    pub(crate) fn is_in(&self, said: &Plain) -> bool {
        self.stands(&said.words, &self.plain) || self.stands(&said.bare, &self.bare)
    }

    fn stands(&self, text: &str, phrase: &str) -> bool {
        let ends = |text: Option<&str>| text.is_none_or(|text| text.is_empty());
        text.match_indices(phrase).any(|(at, _)| {
            let before = text.get(..at);
            let after = text.get(at + phrase.len()..);
            let begins = ends(before) || before.is_some_and(|text| text.ends_with(' '));
            let stops = ends(after) || after.is_some_and(|text| text.starts_with(' '));
            self.joins || (begins && (stops || self.stem))
        })
    }
}

/// Letters of scripts that write no spaces between words, or join endings to them.
fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{e7f}')
}

/// Whether a reply is a machine's, or holds what a person must see: the phrases of all its
/// sentences, each with whether its sentence asks something.
pub(crate) fn said_in<'t>(text: &'t str) -> impl Iterator<Item = (&'static Meaning, bool)> + 't {
    plain::sentences(text).flat_map(|(sentence, asks)| {
        let said = Plain::of(sentence);
        words().phrases(&said).into_iter().map(move |meaning| (meaning, asks))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn meant(text: &str, languages: &[&str]) -> Option<Intent> {
        let languages: Vec<Language> = languages.iter().map(|tag| tag.parse().unwrap()).collect();
        words().exact(&Plain::of(text), &languages).map(|meaning| meaning.intent)
    }

    #[test]
    fn the_table_is_whole() {
        let table: Table = serde_json::from_str(include_str!("words.json")).unwrap();
        let mut seen = BTreeSet::new();
        let mut languages = BTreeSet::new();
        for entry in &table.entries {
            languages.insert(entry.language.to_string());
            assert!(table._sources.contains_key(&entry._source), "{}", entry._source);
            assert_eq!(entry.intent == Intent::OptOutPurpose, entry.purpose.is_some());
            for word in &entry.words {
                assert!(!Plain::of(word).is_empty(), "{word}");
                let known = (entry.language.to_string(), entry.tier as u8, Plain::of(word).words);
                assert!(seen.insert(known), "twice: {word}");
                assert!(!(word.ends_with('*') && entry.tier == Tier::Exact), "{word}");
            }
        }
        assert_eq!(languages.len(), 18);
        assert_eq!(table.templates.len(), 18);
        // Every language can say each of these.
        for intent in [
            Intent::OptOut,
            Intent::OptIn,
            Intent::Help,
            Intent::Yes,
            Intent::No,
            Intent::Reschedule,
            Intent::CancelVisit,
            Intent::WrongParty,
            Intent::Deceased,
            Intent::Urgent,
            Intent::Crisis,
            Intent::Safeguarding,
            Intent::Automatic,
        ] {
            let speak = table.entries.iter().filter(|entry| entry.intent == intent);
            let speak: BTreeSet<String> = speak.map(|entry| entry.language.to_string()).collect();
            assert_eq!(speak, languages, "{intent:?}");
        }
    }

    #[test]
    fn a_clash_is_decided_by_the_languages_and_else_for_the_opt_out() {
        // Italian for the end, English for fine.
        assert_eq!(meant("Fine", &["it"]), Some(Intent::OptOut));
        assert_eq!(meant("fine", &["en-GB"]), Some(Intent::Yes));
        assert_eq!(meant("fine", &["es", "en"]), Some(Intent::Yes));
        assert_eq!(meant("fine", &["hi"]), Some(Intent::OptOut));
        // The carriers' words mean the same everywhere.
        for languages in [&["it"][..], &["tl"], &[]] {
            assert_eq!(meant("Stop.", languages), Some(Intent::OptOut));
            assert_eq!(meant("NO", languages), Some(Intent::No));
        }
        let clashes: Vec<&String> = words()
            .exact
            .iter()
            .filter(|(_, meanings)| {
                let intents: BTreeSet<Intent> = meanings.iter().map(|m| m.intent).collect();
                intents.len() > 1 && !meanings.iter().any(|m| m.universal)
            })
            .map(|(word, _)| word)
            .collect();
        assert_eq!(clashes, ["fine"]);
    }

    #[test]
    fn accents_decide_where_they_are_written() {
        assert_eq!(meant("arrêt", &[]), Some(Intent::OptOut));
        assert_eq!(meant("DÉBUT", &[]), Some(Intent::OptIn));
        assert_eq!(meant("debut", &[]), Some(Intent::OptIn));
        // Vietnamese for right, and for stop: without its marks it is the carriers' word.
        assert_eq!(meant("đúng", &["vi"]), Some(Intent::Yes));
        assert_eq!(meant("dừng", &["vi"]), Some(Intent::OptOut));
        assert_eq!(meant("dung", &["vi"]), Some(Intent::OptOut));
    }

    #[test]
    fn phrases_stand_on_word_boundaries() {
        let said = |text: &str| -> Vec<Intent> { said_in(text).map(|(m, _)| m.intent).collect() };
        assert_eq!(said("Please stop texting me"), [Intent::OptOut, Intent::OptOut]);
        assert_eq!(said("Can I stop taking metformin?"), []);
        assert_eq!(said("I have chest pain and can’t breathe"), [Intent::Urgent, Intent::Urgent]);
        assert_eq!(said("the sunstroke of heatstrokes"), []);
        assert_eq!(said("He was poisoned"), [Intent::Urgent]);
        assert_eq!(said("我胸痛得厉害"), [Intent::Urgent]);
        assert_eq!(said("मुझे सीने में दर्द है।"), [Intent::Urgent]);
        assert_eq!(said("My mother passed away last week"), [Intent::Deceased]);
        // A phrase does not reach over the end of a sentence.
        assert_eq!(said("I was wrong. Number 9 it is"), []);
    }
}

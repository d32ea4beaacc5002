//! An instrument that is checked and ready to score.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::instrument::{
    AnswerKind, BoxKind, FlagRule, Instrument, InstrumentItem, Scale, ScaleMethod, Threshold,
};
use crate::error::{ErrorCode, Fault, PrmError, Severity, decode};

/// Answers and what they count for are from 0 to this.
pub(super) const GREATEST: i32 = 100;
/// The most items, scales, flags, options or bands.
const MOST: usize = 200;

/// An instrument, checked and with its names resolved.
///
/// ```
/// use prm_core::{Instrument, Scorer};
/// let mut csat = Instrument::built_in("csat").unwrap();
/// assert!(Scorer::new(csat.clone()).is_ok());
/// csat.items[0].boxes.pop();
/// let error = Scorer::new(csat).unwrap_err();
/// assert_eq!(error.to_string(), "items[0].boxes: 5 is in no box");
/// ```
#[derive(Clone, Debug)]
pub struct Scorer {
    pub(super) instrument: Instrument,
    pub(super) items: Vec<ReadyItem>,
    pub(super) scales: Vec<ReadyScale>,
    pub(super) flags: Vec<ReadyFlag>,
    pub(super) main: usize,
    pub(super) key_items: Vec<usize>,
}

/// An item with its answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ReadyItem {
    /// For each answer from 0 on, what it counts for; nothing where it is none.
    pub(super) counts: Vec<Option<i32>>,
    /// For each of what answers count for, its box.
    pub(super) boxes: BTreeMap<i32, BoxKind>,
    pub(super) asked_if: Option<(usize, Vec<i32>)>,
    /// The least and the greatest that an answer counts for.
    pub(super) range: (i32, i32),
    pub(super) scored: bool,
}

/// A scale with the places of its items.
#[derive(Clone, Debug)]
pub(super) struct ReadyScale {
    pub(super) items: Vec<usize>,
    pub(super) method: ScaleMethod,
    pub(super) times: f64,
    pub(super) least: i32,
    pub(super) may_miss: usize,
}

/// A flag with the places of what it looks at.
#[derive(Clone, Debug)]
pub(super) struct ReadyFlag {
    pub(super) answers: Vec<(usize, i32)>,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) with: Vec<(usize, i32)>,
    pub(super) scale: Option<usize>,
}

impl Scorer {
    /// Checks an instrument.
    ///
    /// # Errors
    /// `invalid_value` and others with every fault at once ([`PrmError::faults`]), each with its
    /// path.
    pub fn new(instrument: Instrument) -> Result<Self, PrmError> {
        let mut check = Check::default();
        let scorer = check.read(instrument);
        let faults = check.faults;
        match faults.as_slice() {
            [] => Ok(scorer),
            [one] => Err(PrmError::new(one.code, one.message.clone()).under(&one.path)),
            several => {
                let message = format!("{} faults in the instrument", several.len());
                let error = PrmError::with_faults(message, faults);
                Err(error.coded(ErrorCode::InvalidValue))
            }
        }
    }

    /// Reads an instrument's document and checks it.
    ///
    /// # Errors
    /// As [`new`](Self::new), and those of a document that is none.
    pub fn from_json(document: &Value) -> Result<Self, PrmError> {
        Self::new(decode(document)?)
    }

    /// The instrument.
    pub fn instrument(&self) -> &Instrument {
        &self.instrument
    }

    /// Whether any flag is about the patient's safety.
    pub(crate) fn has_dangers(&self) -> bool {
        self.instrument.flags.iter().any(|flag| flag.safety)
    }

    /// The item whose answer is the score, where there is one.
    pub(crate) fn only_item(&self) -> Option<&str> {
        let main = self.instrument.scales.get(self.main)?;
        let plain = main.times.is_none_or(|times| times == 1) && main.table.is_empty();
        match main.items.as_slice() {
            [item] if plain && main.method != ScaleMethod::Linear => Some(item),
            _ => None,
        }
    }

    /// The band of a score.
    pub(crate) fn band(&self, score: f64) -> Option<&str> {
        let main = self.instrument.scales.get(self.main)?;
        main.band(score).map(|band| band.id.as_str())
    }

    /// The name of the item of a LOINC code.
    #[cfg(feature = "fhir")]
    pub(crate) fn item_of_code(&self, code: &str) -> Option<&str> {
        let of = |own: &&InstrumentItem| {
            own.code.as_deref().and_then(|code| code.strip_prefix("http://loinc.org|"))
                == Some(code)
        };
        self.instrument.items.iter().find(of).map(|item| item.id.as_str())
    }

    pub(super) fn item(&self, id: &str) -> Option<usize> {
        self.instrument.items.iter().position(|item| item.id == id)
    }
}

/// Finds faults, and goes on.
#[derive(Default)]
struct Check {
    faults: Vec<Fault>,
}

impl Check {
    fn fault(&mut self, path: String, message: impl Into<String>) {
        let message = message.into();
        let (severity, code) = (Severity::Error, ErrorCode::InvalidValue);
        self.faults.push(Fault { severity, code, path, message, help: None });
    }

    fn read(&mut self, instrument: Instrument) -> Scorer {
        self.names(&instrument);
        let items: Vec<ReadyItem> =
            (0..instrument.items.len()).filter_map(|place| self.item(&instrument, place)).collect();
        let scales = instrument.scales.iter().enumerate();
        let scales = scales.map(|(place, scale)| self.scale(&instrument, &items, place, scale));
        let scales = scales.collect();
        let flags = instrument.flags.iter().enumerate();
        let flags = flags.map(|(place, flag)| self.flag(&instrument, place, flag)).collect();
        let main = instrument.scales.iter().position(|scale| scale.id == instrument.main);
        if main.is_none() {
            self.fault("main".to_owned(), "no scale has this name");
        }
        let key_items = instrument.key_items.iter().enumerate();
        let key_items = key_items
            .filter_map(|(place, id)| self.named(&instrument, id, format!("key_items[{place}]")))
            .collect();
        Scorer { instrument, items, scales, flags, main: main.unwrap_or(0), key_items }
    }

    fn names(&mut self, instrument: &Instrument) {
        for (path, text) in [
            ("id", &instrument.id),
            ("version", &instrument.version),
            ("source", &instrument.source),
            ("licence", &instrument.licence),
        ] {
            if text.trim().is_empty() {
                self.fault(path.to_owned(), "must not be empty");
            }
        }
        let items = instrument.items.iter().map(|item| item.id.as_str());
        self.unique("items", items.collect());
        self.unique("scales", instrument.scales.iter().map(|scale| scale.id.as_str()).collect());
        self.unique("flags", instrument.flags.iter().map(|flag| flag.id.as_str()).collect());
    }

    fn unique(&mut self, list: &str, ids: Vec<&str>) {
        if ids.len() > MOST {
            self.fault(list.to_owned(), format!("more than {MOST}"));
        }
        let mut seen = BTreeSet::new();
        for (place, id) in ids.iter().take(MOST).enumerate() {
            let path = format!("{list}[{place}].id");
            if id.trim().is_empty() || id.len() > 80 {
                self.fault(path, "must be a name of 1 to 80 bytes");
            } else if !seen.insert(*id) {
                self.fault(path, "another has this name");
            }
        }
    }

    fn named(&mut self, instrument: &Instrument, id: &str, path: String) -> Option<usize> {
        let place = instrument.items.iter().position(|item| item.id == id);
        if place.is_none() {
            self.fault(path, "no item has this name");
        }
        place
    }

    fn item(&mut self, instrument: &Instrument, place: usize) -> Option<ReadyItem> {
        let item = instrument.items.get(place)?;
        let path = format!("items[{place}]");
        let answers = self.answers(item, &path);
        let mut ready = ReadyItem {
            counts: Vec::new(),
            boxes: BTreeMap::new(),
            asked_if: None,
            range: (0, 0),
            scored: item.answer != AnswerKind::Words,
        };
        for answer in answers {
            let told = item.recode.iter().find(|recode| recode.holds(answer));
            let counts = told.map_or(answer, |recode| recode.counts);
            if !(0..=GREATEST).contains(&counts) {
                self.fault(format!("{path}.recode"), format!("{counts} is not from 0 to 100"));
                continue;
            }
            let at = usize::try_from(answer).unwrap_or(0);
            ready.counts.resize(ready.counts.len().max(at + 1), None);
            if let Some(cell) = ready.counts.get_mut(at) {
                *cell = Some(counts);
            }
        }
        let counts = || ready.counts.iter().flatten().copied();
        ready.range = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
        if !item.boxes.is_empty() {
            for value in counts().collect::<BTreeSet<_>>() {
                let within = item.boxes.iter().filter(|rule| rule.holds(value));
                let kinds: Vec<BoxKind> = within.map(|rule| rule.kind).collect();
                match kinds.as_slice() {
                    [kind] => {
                        ready.boxes.insert(value, *kind);
                    }
                    [] => self.fault(format!("{path}.boxes"), format!("{value} is in no box")),
                    _ => {
                        self.fault(format!("{path}.boxes"), format!("{value} is in several boxes"));
                    }
                }
            }
        }
        if let Some(screener) = &item.asked_if {
            let path = format!("{path}.asked_if.item");
            match self.named(instrument, &screener.item, path.clone()) {
                Some(earlier) if earlier < place => {
                    ready.asked_if = Some((earlier, screener.any_of.clone()));
                }
                Some(_) => self.fault(path, "must stand before the items that it decides on"),
                None => {}
            }
        }
        Some(ready)
    }

    /// The answers that an item may have.
    fn answers(&mut self, item: &InstrumentItem, path: &str) -> Vec<i32> {
        let scale = (item.from, item.to);
        match item.answer {
            AnswerKind::Choice => {
                if scale != (None, None) {
                    self.fault(path.to_owned(), "a choice has options, not `from` and `to`");
                }
                if item.options.is_empty() || item.options.len() > MOST {
                    self.fault(format!("{path}.options"), "a choice has 1 to 200 options");
                }
                let mut seen = BTreeSet::new();
                for (place, option) in item.options.iter().take(MOST).enumerate() {
                    let path = format!("{path}.options[{place}].value");
                    if !(0..=GREATEST).contains(&option.value) {
                        self.fault(path, "must be from 0 to 100");
                    } else if !seen.insert(option.value) {
                        self.fault(path, "another option has this value");
                    }
                }
                seen.into_iter().collect()
            }
            AnswerKind::Scale => match scale {
                (Some(from), Some(to)) if 0 <= from && from < to && to <= GREATEST => {
                    (from..=to).collect()
                }
                _ => {
                    let message = "a scale goes `from` a number `to` a greater, within 0 to 100";
                    self.fault(path.to_owned(), message);
                    Vec::new()
                }
            },
            AnswerKind::Words => {
                if !item.options.is_empty() || scale != (None, None) || !item.boxes.is_empty() {
                    self.fault(path.to_owned(), "words have no options, limits or boxes");
                }
                Vec::new()
            }
        }
    }

    fn scale(
        &mut self,
        instrument: &Instrument,
        items: &[ReadyItem],
        place: usize,
        scale: &Scale,
    ) -> ReadyScale {
        let path = format!("scales[{place}]");
        let mut places = Vec::new();
        for (at, id) in scale.items.iter().take(MOST).enumerate() {
            let path = format!("{path}.items[{at}]");
            let Some(found) = self.named(instrument, id, path.clone()) else { continue };
            if places.contains(&found) {
                self.fault(path, "the item stands twice in this scale");
            } else if items.get(found).is_some_and(|item| !item.scored) {
                self.fault(path, "words are not scored");
            } else {
                places.push(found);
            }
        }
        if places.is_empty() {
            self.fault(format!("{path}.items"), "a scale has an item at least");
        }
        let ranges = || places.iter().filter_map(|place| items.get(*place)).map(|item| item.range);
        let least = ranges().map(|(least, _)| least).sum::<i32>();
        let most = ranges().map(|(_, most)| most).sum::<i32>();
        let may_miss = scale.may_miss.map_or(0, |most| usize::try_from(most).unwrap_or(usize::MAX));
        if may_miss >= places.len().max(1) {
            self.fault(format!("{path}.may_miss"), "must be fewer than the items");
        }
        if scale.method == ScaleMethod::Linear && ranges().any(|(least, most)| least == most) {
            self.fault(format!("{path}.items"), "an item whose answers all count the same");
        }
        if !scale.table.is_empty() {
            let sums = usize::try_from(most - least + 1).unwrap_or(0);
            if scale.method != ScaleMethod::Sum || scale.table.len() != sums {
                let message = format!("a sum from {least} to {most} has a table of {sums} values");
                self.fault(format!("{path}.table"), message);
            }
            if scale.table.iter().any(|value| !value.is_finite()) {
                self.fault(format!("{path}.table"), "has a value that is not finite");
            }
        }
        self.bands(&path, scale, f64::from(least), f64::from(most));
        if scale.times.is_some_and(|times| !(1..=GREATEST).contains(&times)) {
            self.fault(format!("{path}.times"), "must be from 1 to 100");
        }
        if scale.table.iter().any(|value| value.abs() > 10_000.0) {
            self.fault(format!("{path}.table"), "has a value beyond 10000");
        }
        let times = f64::from(scale.times.unwrap_or(1));
        ReadyScale { items: places, method: scale.method, times, least, may_miss }
    }

    /// Bands part the value whole: they ascend, and the first holds the least value.
    fn bands(&mut self, path: &str, scale: &Scale, least: f64, most: f64) {
        let mut ids = BTreeSet::new();
        for (place, band) in scale.bands.iter().enumerate() {
            let path = format!("{path}.bands[{place}]");
            if band.id.trim().is_empty() || !ids.insert(band.id.as_str()) {
                self.fault(format!("{path}.id"), "a band has a name of its own");
            }
            let before = place.checked_sub(1).and_then(|place| scale.bands.get(place));
            if before.is_some_and(|before| before.from >= band.from) || !band.from.is_finite() {
                self.fault(format!("{path}.from"), "must be above that of the band before");
            }
        }
        let count = f64::from(u32::try_from(scale.items.len().max(1)).unwrap_or(1));
        let times = f64::from(scale.times.unwrap_or(1));
        let (least, most) = match scale.method {
            ScaleMethod::Sum => (least * times, most * times),
            ScaleMethod::Mean => (least / count * times, most / count * times),
            ScaleMethod::Linear => (0.0, 100.0 * times),
        };
        let least = scale.table.first().copied().unwrap_or(least);
        let most = scale.table.last().copied().unwrap_or(most);
        if scale.bands.first().is_some_and(|band| band.from > least) {
            self.fault(format!("{path}.bands"), format!("the least value {least} is in no band"));
        }
        if scale.bands.last().is_some_and(|band| band.from > most) {
            self.fault(format!("{path}.bands"), "the last band is above the greatest value");
        }
    }

    fn flag(&mut self, instrument: &Instrument, place: usize, flag: &FlagRule) -> ReadyFlag {
        let path = format!("flags[{place}]");
        let answers = self.thresholds(instrument, &flag.answers, &format!("{path}.answers"));
        let with = self.thresholds(instrument, &flag.with, &format!("{path}.with"));
        let scale = flag.scale.as_ref().and_then(|id| {
            let found = instrument.scales.iter().position(|scale| scale.id == *id);
            if found.is_none() {
                self.fault(format!("{path}.scale"), "no scale has this name");
            }
            found
        });
        if flag.answers.is_empty() == flag.scale.is_none() {
            self.fault(path.clone(), "a flag is about `answers` or about a `scale`");
        }
        let bounds = flag.from.is_some() || flag.to.is_some() || !flag.from_by_sex.is_empty();
        if flag.scale.is_some() != bounds {
            self.fault(path.clone(), "a flag about a scale says `from`, `to` or `from_by_sex`");
        }
        let most = flag.most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let least = flag.least.map_or(1, |least| usize::try_from(least).unwrap_or(usize::MAX));
        if least == 0 || most < least || (flag.scale.is_none() && least > flag.answers.len()) {
            self.fault(format!("{path}.least"), "must be 1 at least and can be reached");
        }
        ReadyFlag { answers, least, most, with, scale }
    }

    fn thresholds(
        &mut self,
        instrument: &Instrument,
        rules: &[Threshold],
        path: &str,
    ) -> Vec<(usize, i32)> {
        let rules = rules.iter().take(MOST).enumerate();
        rules
            .filter_map(|(at, rule)| {
                let place = self.named(instrument, &rule.item, format!("{path}[{at}].item"))?;
                Some((place, rule.from))
            })
            .collect()
    }
}

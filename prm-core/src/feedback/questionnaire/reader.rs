//! From a questionnaire to an instrument.

use std::collections::BTreeMap;

use super::resource::{Choice, EnableWhen, Extended, Item, LOINC, Resource};
use crate::error::{ErrorCode, PrmError};
use crate::feedback::form_words;
use crate::feedback::instrument::{
    AnswerKind, AnswerOption, Instrument, InstrumentItem, Scale, ScaleMethod, Screener, Wording,
};
use crate::feedback::scorer::GREATEST;
use crate::limits;

/// How deep groups may stand in groups.
const DEPTH: usize = 8;

/// An item that is answered, where it stands, and of whom its groups are asked.
pub(super) struct Leaf<'q> {
    item: &'q Item,
    path: String,
    inherited: Option<&'q Item>,
}

pub(super) struct Reader {
    pub(super) language: String,
    pub(super) left_out: Vec<PrmError>,
}

impl Reader {
    fn leave_out(&mut self, path: &str, code: ErrorCode, message: impl Into<String>) {
        if self.left_out.len() < limits::LEFT_OUT {
            let error = PrmError::new(code, message.into());
            self.left_out.push(error.under(path).under("questionnaire"));
        }
    }

    pub(super) fn leaves<'q>(&mut self, items: &'q [Item]) -> Vec<Leaf<'q>> {
        let mut leaves = Vec::new();
        self.walk(items, "", None, 0, &mut leaves);
        leaves
    }

    fn walk<'q>(
        &mut self,
        items: &'q [Item],
        path: &str,
        inherited: Option<&'q Item>,
        depth: usize,
        leaves: &mut Vec<Leaf<'q>>,
    ) {
        for (place, item) in items.iter().enumerate() {
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}item[{place}]");
            if depth >= DEPTH {
                let message = format!("items stand in items up to {DEPTH} deep");
                self.leave_out(&path, ErrorCode::TooDeep, message);
                return;
            }
            let asked = if item.enable_when.is_empty() { inherited } else { Some(item) };
            if inherited.is_some() && !item.enable_when.is_empty() {
                let message = "is asked by its own condition, not by that of its group too";
                self.leave_out(&format!("{path}.enableWhen"), ErrorCode::InvalidValue, message);
            }
            if item.kind != "group" && item.kind != "display" {
                leaves.push(Leaf { item, path: path.clone(), inherited: asked });
            }
            self.walk(&item.item, &path, asked, depth + 1, leaves);
        }
    }

    /// Every wording of a text: its own, and its translations.
    fn texts(&self, text: Option<&str>, translated: Option<&Extended>) -> BTreeMap<String, String> {
        let own = text.map(|text| (self.language.clone(), text.to_owned()));
        let others = translated.into_iter().flat_map(Extended::translations);
        let texts = own.into_iter().chain(others);
        texts.filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    /// A built-in instrument with the wording of the questionnaire.
    pub(super) fn worded(&mut self, mut instrument: Instrument, leaves: &[Leaf<'_>]) -> Instrument {
        for Leaf { item, path, .. } in leaves {
            let coded = |own: &InstrumentItem| {
                let code = own.code.as_deref().and_then(|code| code.strip_prefix(LOINC));
                let code = code.and_then(|code| code.strip_prefix('|'));
                code.is_some_and(|code| {
                    item.loinc_codes().any(|given| given == code)
                        || item.link_id.trim_start_matches('/') == code
                })
            };
            let place = instrument.items.iter().position(|own| own.id == item.link_id);
            let place = place.or_else(|| instrument.items.iter().position(coded));
            let Some(own) = place.and_then(|place| instrument.items.get_mut(place)) else {
                self.leave_out(path, ErrorCode::UnknownWord, "the instrument has no such item");
                continue;
            };
            own.prompt.extend(self.texts(item.text.as_deref(), item.translated.as_ref()));
            for choice in &item.answer_option {
                let Some(coding) = &choice.value_coding else { continue };
                let weight = choice.weight();
                let option = own.options.iter_mut().find(|option| Some(option.value) == weight);
                if let Some(option) = option {
                    let display = coding.display.as_deref();
                    option.label.extend(self.texts(display, coding.translated.as_ref()));
                }
            }
        }
        let languages = instrument.items.iter().flat_map(|item| item.prompt.keys().cloned());
        let languages: Vec<String> = languages.collect();
        for language in languages {
            if !instrument.languages.contains(&language) {
                instrument.languages.push(language);
            }
        }
        instrument
    }

    /// An instrument of the practice's own.
    pub(super) fn own(
        &mut self,
        resource: &Resource,
        name: &str,
        leaves: &[Leaf<'_>],
    ) -> Instrument {
        let mut items: Vec<InstrumentItem> = Vec::new();
        let mut scored = Vec::new();
        for leaf in leaves {
            let Some(mut item) = self.item(leaf, &mut scored) else { continue };
            item.asked_if = leaf.inherited.and_then(|asked| self.asked(asked, leaf, &items));
            items.push(item);
        }
        let mut languages = vec![self.language.clone()];
        for language in items.iter().flat_map(|item| item.prompt.keys()) {
            if !languages.contains(language) {
                languages.push(language.clone());
            }
        }
        let or = |texts: &[Option<&String>], otherwise: &str| {
            let told = texts.iter().flatten().find(|text| !text.trim().is_empty());
            told.map_or(otherwise.to_owned(), |text| (*text).clone())
        };
        Instrument {
            id: name.to_owned(),
            version: or(&[resource.version.as_ref()], "1"),
            title: or(&[resource.title.as_ref(), resource.name.as_ref()], name),
            source: or(&[resource.url.as_ref(), resource.publisher.as_ref()], name),
            licence: or(&[resource.copyright.as_ref()], "not stated"),
            wording: Wording::Host,
            languages,
            retired: resource.status.as_deref() == Some("retired"),
            items,
            scales: vec![Scale {
                id: "total".to_owned(),
                label: "total".to_owned(),
                items: scored,
                method: ScaleMethod::Sum,
                times: None,
                table: Vec::new(),
                may_miss: None,
                bands: Vec::new(),
            }],
            main: "total".to_owned(),
            flags: Vec::new(),
            key_items: Vec::new(),
        }
    }

    fn item(&mut self, leaf: &Leaf<'_>, scored: &mut Vec<String>) -> Option<InstrumentItem> {
        let Leaf { item, path, .. } = leaf;
        if item.repeats {
            let message = "takes several answers, and an item has one";
            self.leave_out(path, ErrorCode::InvalidValue, message);
            return None;
        }
        let prompt = self.texts(item.text.as_deref(), item.translated.as_ref());
        let code = item.code.iter().find_map(|coding| {
            Some(format!("{}|{}", coding.system.as_deref()?, coding.code.as_deref()?))
        });
        let shown = item.code.iter().find_map(|coding| coding.display.clone());
        let mut own = InstrumentItem {
            id: item.link_id.clone(),
            label: shown.unwrap_or_else(|| item.link_id.clone()),
            code,
            prompt,
            answer: AnswerKind::Choice,
            options: Vec::new(),
            from: None,
            to: None,
            asked_if: None,
            recode: Vec::new(),
            boxes: Vec::new(),
        };
        match item.kind.as_str() {
            "boolean" => own.options = yes_and_no(&self.language),
            "choice" | "open-choice" | "coding" => {
                let (options, weighted) = self.options(item, path)?;
                own.options = options;
                if !weighted {
                    let message = "options without weights: it is asked, and counts for nothing";
                    self.leave_out(path, ErrorCode::InvalidValue, message);
                    return Some(own);
                }
            }
            "integer" => {
                let Some((from, to)) =
                    item.limits().filter(|(from, to)| *from >= 0 && *to <= GREATEST)
                else {
                    let message = "a number without minValue and maxValue within 0 to 100";
                    self.leave_out(path, ErrorCode::InvalidValue, message);
                    return None;
                };
                (own.answer, own.from, own.to) = (AnswerKind::Scale, Some(from), Some(to));
            }
            "string" | "text" => {
                own.answer = AnswerKind::Words;
                return Some(own);
            }
            _ => {
                self.leave_out(path, ErrorCode::InvalidValue, "an item of a kind that is not read");
                return None;
            }
        }
        scored.push(own.id.clone());
        Some(own)
    }

    /// The options of a choice, and whether they have weights.
    fn options(&mut self, item: &Item, path: &str) -> Option<(Vec<AnswerOption>, bool)> {
        if item.answer_option.is_empty() {
            let message = "its options stand in a value set, and not here";
            self.leave_out(path, ErrorCode::InvalidValue, message);
            return None;
        }
        let mut weights: Vec<i32> = item.answer_option.iter().filter_map(Choice::weight).collect();
        weights.sort_unstable();
        weights.dedup();
        // Two options of one weight could not be told apart.
        let weighted = weights.len() == item.answer_option.len();
        let options = item.answer_option.iter().enumerate().map(|(place, choice)| {
            let coding = choice.value_coding.as_ref();
            let display = coding.and_then(|coding| coding.display.as_deref());
            let text = display.or(choice.value_string.as_deref());
            let number = choice.value_integer.map(|value| value.to_string());
            let label =
                self.texts(text.or(number.as_deref()), coding.and_then(|c| c.translated.as_ref()));
            let code = coding.and_then(|coding| coding.code.clone());
            let place = i32::try_from(place).unwrap_or(i32::MAX);
            let value = if weighted { choice.weight().unwrap_or(place) } else { place };
            AnswerOption { value, name: code.unwrap_or_else(|| value.to_string()), label }
        });
        Some((options.collect(), weighted))
    }

    /// Of whom an item is asked, by an item before it.
    fn asked(
        &mut self,
        asked: &Item,
        leaf: &Leaf<'_>,
        before: &[InstrumentItem],
    ) -> Option<Screener> {
        let first = asked.enable_when.first()?;
        let one = asked.enable_when.iter().all(|when| when.question == first.question);
        let any = asked.enable_when.len() == 1 || asked.enable_behavior.as_deref() == Some("any");
        let earlier = before.iter().find(|item| item.id == first.question);
        let values = earlier.filter(|_| one && any).and_then(|earlier| {
            let values: Option<Vec<Vec<i32>>> =
                asked.enable_when.iter().map(|when| when.values(earlier)).collect();
            values.map(|values| values.concat())
        });
        let Some(any_of) = values else {
            let message = "a condition that is not read: the item is asked of all";
            let path = format!("{}.enableWhen", leaf.path);
            self.leave_out(&path, ErrorCode::InvalidValue, message);
            return None;
        };
        Some(Screener { item: first.question.clone(), any_of })
    }
}

impl EnableWhen {
    /// The answers to the earlier item with which this holds.
    fn values(&self, earlier: &InstrumentItem) -> Option<Vec<i32>> {
        let coded = || {
            let code = self.answer_coding.as_ref()?.code.as_deref()?;
            earlier.options.iter().find(|option| option.name == code).map(|option| option.value)
        };
        let value = self.answer_boolean.map(i32::from).or(self.answer_integer).or_else(coded)?;
        let all = || match (earlier.from, earlier.to) {
            (Some(from), Some(to)) => (from..=to).collect(),
            _ => earlier.options.iter().map(|option| option.value).collect::<Vec<_>>(),
        };
        match self.operator.as_str() {
            "=" => Some(vec![value]),
            "!=" => Some(all().into_iter().filter(|other| *other != value).collect()),
            _ => None,
        }
    }
}

/// The two answers of a truth value.
fn yes_and_no(language: &str) -> Vec<AnswerOption> {
    let words = form_words::of(language);
    let language = if words.is_of(language) { language } else { words.language };
    let option = |value: i32, name: &str, label: &str| AnswerOption {
        value,
        name: name.to_owned(),
        label: BTreeMap::from([(language.to_owned(), label.to_owned())]),
    };
    vec![option(0, "no", words.no), option(1, "yes", words.yes)]
}

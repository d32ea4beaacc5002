//! A FHIR R4 Questionnaire as an instrument (`http://hl7.org/fhir/R4/questionnaire.html`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::instrument::{
    AnswerKind, AnswerOption, Instrument, InstrumentItem, Scale, ScaleMethod, Screener, Wording,
};
use super::scorer::{GREATEST, Scorer};
use super::{built_in, form_words};
use crate::Language;
use crate::error::{ErrorCode, ErrorReport, PrmError, decode};
use crate::insight::Columns;

/// The weight of an option, in R4 and in R5.
pub(crate) const WEIGHTS: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
];
const LEAST: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const GREATEST_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
pub(super) const LOINC: &str = "http://loinc.org";
/// How deep groups may stand in groups.
const DEPTH: usize = 8;

/// A questionnaire that is to become an instrument.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireSpec {
    /// The resource, as JSON.
    pub questionnaire: Value,
    /// The language of its texts (BCP 47), where the resource does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// An instrument, made of a questionnaire.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireReading {
    /// The instrument: checked, ready for scores and forms.
    pub instrument: Instrument,
    /// What of the questionnaire an instrument does not have.
    pub left_out: Vec<ErrorReport>,
}

crate::id::opaque_debug!(QuestionnaireSpec, QuestionnaireReading);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    resource_type: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    copyright: Option<String>,
    #[serde(default)]
    code: Vec<Coding>,
    #[serde(default)]
    item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    link_id: String,
    #[serde(default)]
    code: Vec<Coding>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default, rename = "_text")]
    translated: Option<Extended>,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    repeats: bool,
    #[serde(default)]
    enable_when: Vec<EnableWhen>,
    #[serde(default)]
    enable_behavior: Option<String>,
    #[serde(default)]
    answer_option: Vec<Choice>,
    #[serde(default)]
    extension: Vec<Extension>,
    #[serde(default)]
    item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EnableWhen {
    question: String,
    operator: String,
    #[serde(default)]
    answer_boolean: Option<bool>,
    #[serde(default)]
    answer_integer: Option<i32>,
    #[serde(default)]
    answer_coding: Option<Coding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Choice {
    #[serde(default)]
    value_coding: Option<Coding>,
    #[serde(default)]
    value_integer: Option<i32>,
    #[serde(default)]
    value_string: Option<String>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
struct Coding {
    #[serde(default)]
    system: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    display: Option<String>,
    #[serde(default, rename = "_display")]
    translated: Option<Extended>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
struct Extended {
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: String,
    #[serde(default)]
    value_decimal: Option<f64>,
    #[serde(default)]
    value_integer: Option<i32>,
    #[serde(default)]
    value_code: Option<String>,
    #[serde(default)]
    value_string: Option<String>,
    #[serde(default)]
    value_markdown: Option<String>,
    #[serde(default)]
    extension: Vec<Extension>,
}

/// Makes an instrument of a FHIR R4 Questionnaire.
///
/// One whose LOINC code (or the last part of whose address) is that of a built-in instrument keeps
/// the scoring of its owners, and brings its wording in its language: so the text of an instrument
/// that may not be shipped comes from the host. Of any other one each `choice` with weights
/// (`ordinalValue`, `itemWeight`, or codes that are whole numbers), `boolean` and `integer` with its
/// limits is an item, and their sum is the scale `total`; `string` and `text` are items in words.
/// Groups are passed through; `enableWhen` with `=` or `!=` on one earlier item becomes `asked_if`.
///
/// # Errors
/// `invalid_type` and others for what is no Questionnaire, `missing_field` where nobody says the
/// language, and the faults of the instrument that would come of it; paths begin with
/// `questionnaire` or `instrument`.
///
/// ```
/// use prm_core::{QuestionnaireSpec, instrument_of_questionnaire};
/// let questionnaire = serde_json::json!({
///     "resourceType": "Questionnaire", "url": "https://lotus.example/Questionnaire/wait",
///     "language": "en", "status": "active",
///     "item": [{"linkId": "wait", "type": "boolean", "text": "Did you wait long?"}]
/// });
/// let spec = QuestionnaireSpec { questionnaire, language: None };
/// let found = instrument_of_questionnaire(&spec)?;
/// assert_eq!((found.instrument.id.as_str(), found.instrument.items.len()), ("wait", 1));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn instrument_of_questionnaire(
    spec: &QuestionnaireSpec,
) -> Result<QuestionnaireReading, PrmError> {
    let under = |error: PrmError| error.under("questionnaire");
    let resource: Resource = decode(&spec.questionnaire).map_err(under)?;
    if resource.resource_type != "Questionnaire" {
        let error = PrmError::new(ErrorCode::InvalidValue, "expected a Questionnaire");
        return Err(under(error.under("resourceType")));
    }
    let told = resource.language.as_ref().or(spec.language.as_ref());
    let language: Language = match told {
        Some(tag) => tag.parse().map_err(|error: PrmError| error.under("language"))?,
        None => {
            let message = "neither the questionnaire nor `language` says its language";
            return Err(PrmError::new(ErrorCode::MissingField, message).under("language"));
        }
    };
    let mut reader = Reader { language: language.to_string(), left_out: Vec::new() };
    let leaves = reader.leaves(&resource.item);
    let address = resource.url.as_deref().or(resource.id.as_deref()).unwrap_or_default();
    let name = address.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or(address);
    let codes = resource.code.iter().filter(|code| code.system.as_deref() == Some(LOINC));
    let known = codes
        .filter_map(|code| built_in::scorer_of_code(code.code.as_deref()?))
        .chain(built_in::scorer_of_code(name))
        .chain(built_in::scorer(name))
        .next();
    let instrument = match known {
        Some(known) => reader.worded(known.instrument().clone(), &leaves),
        None => reader.own(&resource, name, &leaves),
    };
    let scorer = Scorer::new(instrument).map_err(|error| error.under("instrument"))?;
    let left_out = reader.left_out.iter().map(|error| error.report()).collect();
    Ok(QuestionnaireReading { instrument: scorer.instrument().clone(), left_out })
}

/// The same through the door of analyses.
pub(crate) fn questionnaire_by_spec(
    spec: &QuestionnaireSpec,
    _: &Columns,
) -> Result<QuestionnaireReading, PrmError> {
    instrument_of_questionnaire(spec)
}

/// An item that is answered, where it stands, and of whom its groups are asked.
struct Leaf<'q> {
    item: &'q Item,
    path: String,
    inherited: Option<&'q Item>,
}

struct Reader {
    language: String,
    left_out: Vec<PrmError>,
}

impl Reader {
    fn leave_out(&mut self, path: &str, code: ErrorCode, message: impl Into<String>) {
        if self.left_out.len() < crate::limits::LEFT_OUT {
            let error = PrmError::new(code, message.into());
            self.left_out.push(error.under(path).under("questionnaire"));
        }
    }

    fn leaves<'q>(&mut self, items: &'q [Item]) -> Vec<Leaf<'q>> {
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
        let others = translated.into_iter().flat_map(|extended| &extended.extension);
        let others = others.filter(|extension| extension.url == TRANSLATION).filter_map(|found| {
            let part = |url: &str| found.extension.iter().find(|part| part.url == url);
            let language: Language = part("lang")?.value_code.as_deref()?.parse().ok()?;
            let content = part("content")?;
            let content = content.value_string.as_ref().or(content.value_markdown.as_ref())?;
            Some((language.to_string(), content.clone()))
        });
        let texts = own.into_iter().chain(others);
        texts.filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    /// A built-in instrument with the wording of the questionnaire.
    fn worded(&mut self, mut instrument: Instrument, leaves: &[Leaf<'_>]) -> Instrument {
        for Leaf { item, path, .. } in leaves {
            let coded = |own: &InstrumentItem| {
                let code = own.code.as_deref().and_then(|code| code.strip_prefix(LOINC));
                let code = code.and_then(|code| code.strip_prefix('|'));
                code.is_some_and(|code| {
                    let given = item.code.iter().filter(|c| c.system.as_deref() == Some(LOINC));
                    let mut given = given.filter_map(|c| c.code.as_deref());
                    given.any(|given| given == code) || item.link_id.trim_start_matches('/') == code
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
                let weight = weight_of(choice);
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
    fn own(&mut self, resource: &Resource, name: &str, leaves: &[Leaf<'_>]) -> Instrument {
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
                let limit = |url| {
                    let found = item.extension.iter().find(|extension| extension.url == url)?;
                    found.value_integer
                };
                let limits = limit(LEAST).zip(limit(GREATEST_VALUE));
                let Some((from, to)) = limits.filter(|(from, to)| *from >= 0 && *to <= GREATEST)
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
        let mut weights: Vec<i32> = item.answer_option.iter().filter_map(weight_of).collect();
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
            let value = if weighted { weight_of(choice).unwrap_or(place) } else { place };
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

/// What an option counts for.
fn weight_of(choice: &Choice) -> Option<i32> {
    let coding = choice.value_coding.as_ref();
    let extensions = coding.into_iter().flat_map(|coding| &coding.extension);
    let mut extensions = choice.extension.iter().chain(extensions);
    let told = extensions.find(|extension| WEIGHTS.contains(&extension.url.as_str()));
    let told = told.and_then(|extension| extension.value_decimal);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number from 0 to 100")]
    let whole = |weight: f64| {
        let fits = weight.fract() == 0.0 && (0.0..=f64::from(GREATEST)).contains(&weight);
        fits.then_some(weight as i32)
    };
    match told {
        Some(weight) => whole(weight),
        None => {
            let code = coding.and_then(|coding| coding.code.as_deref()?.parse().ok());
            choice.value_integer.or(code).filter(|value| (0..=GREATEST).contains(value))
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

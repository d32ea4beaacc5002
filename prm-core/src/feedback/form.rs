//! A questionnaire as a form: HTML that anybody can fill in, and what was posted, as answers.
//!
//! The form works without a script, with a keyboard alone and with a screen reader: every question
//! is a legend or a label, faults are listed before the form with links to where they are (WCAG 2.2,
//! 3.3.1; the pattern of the GOV.UK design system), and it says its language and direction.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::instrument::{AnswerKind, Instrument, InstrumentItem};
use super::scored::ItemAnswer;
use super::scorer::Scorer;
use super::{built_in, form_words};
use crate::error::{ErrorCode, PrmError};
use crate::id::opaque_debug;
use crate::insight::Columns;
use crate::picture::escaped;
use crate::{Language, limits};

/// Up to so many answers of a scale are shown side by side; beyond, a number is written.
const SHOWN: i32 = 11;

/// A form that is asked for.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormSpec {
    /// The id of a built-in instrument whose wording is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Or an instrument of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Instrument>,
    /// The language (BCP 47); the usual one of the instrument where it is absent or has no wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the form is posted: a path or an https address.
    pub action: String,
    /// Fields that are posted with it and not shown, such as a token against forgery.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<String, String>,
    /// The items that must be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// What was posted before, so that a form with faults comes back filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted: Option<BTreeMap<String, Vec<String>>>,
}

/// A form.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The element `form`, with what is wrong before it.
    pub html: String,
    /// The language that it is in, for the page around it.
    pub language: String,
    /// Whether that is written from right to left.
    pub right_to_left: bool,
    /// What was posted, as answers; none where nothing was.
    pub answers: Vec<ItemAnswer>,
    /// What is wrong with what was posted.
    pub faults: Vec<FormFault>,
}

opaque_debug!(FormSpec, Form);

/// What is wrong with an item of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormFault {
    /// The item.
    pub item: String,
    /// What is wrong, in the language of the form.
    pub message: String,
}

/// Makes a form, and reads what was posted from it.
///
/// The fields of the form have the names of items. A field that the instrument does not have is
/// passed over; an answer that it does not have is a fault, as is a required one that is missing.
/// What was posted is shown again, and always written as text: nothing of it becomes markup.
///
/// # Errors
/// Those of [`score_response`](crate::score_response); `invalid_value` for an action that is no path
/// and no https address, and `missing_field` for an instrument without wording.
///
/// ```
/// use prm_core::{FormSpec, form};
/// let spec = FormSpec {
///     instrument: Some("csat".to_owned()),
///     action: "/feedback".to_owned(),
///     required: vec!["csat".to_owned()],
///     posted: Some([("csat".to_owned(), vec!["5".to_owned()])].into()),
///     ..FormSpec::default()
/// };
/// let form = form(&spec)?;
/// assert!(form.html.contains(r#"<input type="radio" id="csat-5" name="csat" value="5" checked"#));
/// assert_eq!((form.answers[0].value, form.faults.len()), (Some(5), 0));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn form(spec: &FormSpec) -> Result<Form, PrmError> {
    write(spec, &*built_in::chosen(spec.instrument.as_deref(), spec.document.as_ref())?)
}

/// The same through the door of analyses.
pub(crate) fn form_by_spec(spec: &FormSpec, _: &Columns) -> Result<Form, PrmError> {
    form(spec)
}

fn write(spec: &FormSpec, scorer: &Scorer) -> Result<Form, PrmError> {
    let instrument = &scorer.instrument;
    let action = &spec.action;
    let path = action.starts_with('/') && !action.starts_with("//");
    if !(path || action.starts_with("https://")) {
        let error = PrmError::new(ErrorCode::InvalidValue, "expected a path or an https address");
        return Err(error.under("action"));
    }
    if let Some(place) = spec.required.iter().position(|id| scorer.item(id).is_none()) {
        let error = PrmError::new(ErrorCode::UnknownWord, "no item has this name");
        return Err(error.under(&format!("required[{place}]")));
    }
    let Some(language) = language(spec, instrument) else {
        let message = "the instrument has no wording: the host brings it";
        return Err(PrmError::new(ErrorCode::MissingField, message).under("instrument"));
    };
    let words = form_words::of(&language);
    let read = spec.posted.as_ref().map(|posted| read(spec, scorer, posted, words));
    let (answers, faults) = read.unwrap_or_default();
    let mut writer =
        Writer { spec, language: &language, words, faults: &faults, html: String::new() };
    writer.form(instrument);
    let right_to_left = form_words::is_right_to_left(&language);
    Ok(Form { html: writer.html, language, right_to_left, answers, faults })
}

/// The language of the form: the asked one, one of the same language, or the usual one.
fn language(spec: &FormSpec, instrument: &Instrument) -> Option<String> {
    let asked: Option<Language> = spec.language.as_ref().and_then(|tag| tag.parse().ok());
    let written = || instrument.languages.iter();
    let like = |tag: &&String| {
        let tag: Option<Language> = tag.parse().ok();
        asked.as_ref().zip(tag.as_ref()).is_some_and(|(asked, tag)| tag.is_like(asked))
    };
    let exact = written().find(|tag| Some(*tag) == spec.language.as_ref());
    exact.or_else(|| written().find(like)).or_else(|| written().next()).cloned()
}

/// What was posted, as answers, and what is wrong with it.
fn read(
    spec: &FormSpec,
    scorer: &Scorer,
    posted: &BTreeMap<String, Vec<String>>,
    words: &form_words::FormWords,
) -> (Vec<ItemAnswer>, Vec<FormFault>) {
    let (mut answers, mut faults) = (Vec::new(), Vec::new());
    let mut known: BTreeMap<usize, i32> = BTreeMap::new();
    for (place, (item, ready)) in scorer.instrument.items.iter().zip(&scorer.items).enumerate() {
        let mut fault = |message: &str| {
            faults.push(FormFault { item: item.id.clone(), message: message.to_owned() });
        };
        let given = posted.get(&item.id).map_or(&[][..], Vec::as_slice);
        let given: Vec<&str> =
            given.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        let asked = ready.asked_if.as_ref().is_none_or(|(screener, any_of)| {
            known.get(screener).is_none_or(|value| any_of.contains(value))
        });
        match (item.answer, given.as_slice()) {
            (_, []) => {
                if asked && spec.required.contains(&item.id) {
                    fault(words.missing);
                }
            }
            (AnswerKind::Words, [text, ..]) => {
                if text.len() > limits::TEXT_BYTES {
                    fault(words.long);
                    continue;
                }
                let words = Some((*text).to_owned());
                answers.push(ItemAnswer { item: item.id.clone(), value: None, words });
            }
            (_, [text]) => match text.parse().ok().filter(|value| ready.counts(*value).is_some()) {
                Some(value) => {
                    known.insert(place, value);
                    answers.push(ItemAnswer {
                        item: item.id.clone(),
                        value: Some(value),
                        words: None,
                    });
                }
                None => fault(words.unknown),
            },
            _ => fault(words.several),
        }
    }
    (answers, faults)
}

struct Writer<'w> {
    spec: &'w FormSpec,
    language: &'w str,
    words: &'w form_words::FormWords,
    faults: &'w [FormFault],
    html: String,
}

impl Writer<'_> {
    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a text does not fail.
        let _ = self.html.write_fmt(text);
    }

    fn form(&mut self, instrument: &Instrument) {
        if !self.faults.is_empty() {
            let title = escaped(self.words.problem);
            self.push(format_args!(
                "<div class=\"form-faults\" role=\"alert\" aria-labelledby=\"form-faults-title\" \
                 tabindex=\"-1\" id=\"form-faults\">\n<h2 id=\"form-faults-title\">{title}</h2>\n<ul>\n"
            ));
            for fault in self.faults {
                let item = instrument.items.iter().find(|item| item.id == fault.item);
                let asked = item.map_or("", |item| self.prompt(item));
                let (asked, message) = (escaped(asked), escaped(&fault.message));
                let id = escaped(&fault.item);
                self.push(format_args!("<li><a href=\"#{id}\">{message}: {asked}</a></li>\n"));
            }
            self.push(format_args!("</ul>\n</div>\n"));
        }
        let direction = if form_words::is_right_to_left(self.language) { "rtl" } else { "ltr" };
        let (action, language) = (escaped(&self.spec.action), escaped(self.language));
        self.push(format_args!(
            "<form method=\"post\" action=\"{action}\" lang=\"{language}\" dir=\"{direction}\" \
             novalidate>\n"
        ));
        for (name, value) in &self.spec.hidden {
            let (name, value) = (escaped(name), escaped(value));
            self.push(format_args!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n"));
        }
        for item in &instrument.items {
            self.item(item, instrument);
        }
        let send = escaped(self.words.send);
        self.push(format_args!("<button type=\"submit\">{send}</button>\n</form>\n"));
    }

    fn prompt<'i>(&self, item: &'i InstrumentItem) -> &'i str {
        let own = item.prompt.get(self.language).or(item.prompt.values().next());
        own.unwrap_or(&item.label)
    }

    /// What was posted for an item.
    fn posted(&self, item: &str) -> &str {
        let posted = self.spec.posted.as_ref().and_then(|posted| posted.get(item));
        posted.and_then(|values| values.first()).map_or("", |text| text.trim())
    }

    fn item(&mut self, item: &InstrumentItem, instrument: &Instrument) {
        let id = escaped(&item.id);
        let fault = self.faults.iter().find(|fault| fault.item == item.id);
        let required = self.spec.required.contains(&item.id);
        let about = match (fault.is_some(), item.asked_if.is_some()) {
            (true, true) => format!(" aria-describedby=\"{id}-if {id}-fault\""),
            (true, false) => format!(" aria-describedby=\"{id}-fault\""),
            (false, true) => format!(" aria-describedby=\"{id}-if\""),
            (false, false) => String::new(),
        };
        let invalid = if fault.is_some() { " aria-invalid=\"true\"" } else { "" };
        let must = if required { " required" } else { "" };
        let mut asked = escaped(self.prompt(item));
        if !required {
            let _ =
                write!(asked, " <span class=\"optional\">{}</span>", escaped(self.words.optional));
        }
        let hints = format!(
            "{}{}",
            self.hint(item, instrument),
            fault.map_or(String::new(), |fault| {
                format!("<p class=\"fault\" id=\"{id}-fault\">{}</p>\n", escaped(&fault.message))
            })
        );
        let options = options(item, self.language);
        if item.answer == AnswerKind::Words {
            // Its lines stay lines.
            let lines = self.posted(&item.id).lines().map(escaped);
            let text = lines.collect::<Vec<_>>().join("\n");
            self.push(format_args!(
                "<div class=\"item\">\n<label for=\"{id}\">{asked}</label>\n{hints}<textarea id=\"{id}\" \
                 name=\"{id}\" rows=\"4\" maxlength=\"10000\"{about}{invalid}{must}>{text}</textarea>\n</div>\n"
            ));
        } else if options.is_empty() {
            let (from, to) = (item.from.unwrap_or(0), item.to.unwrap_or(0));
            let text = escaped(self.posted(&item.id));
            self.push(format_args!(
                "<div class=\"item\">\n<label for=\"{id}\">{asked}</label>\n{hints}<input type=\"number\" \
                 id=\"{id}\" name=\"{id}\" min=\"{from}\" max=\"{to}\" inputmode=\"numeric\" \
                 value=\"{text}\"{about}{invalid}{must}>\n</div>\n"
            ));
        } else {
            let kind = if item.answer == AnswerKind::Scale { "scale" } else { "choice" };
            self.push(format_args!(
                "<fieldset class=\"item {kind}\" id=\"{id}\"{about}>\n<legend>{asked}</legend>\n{hints}\
                 <div class=\"answers\">\n"
            ));
            for (value, label) in options {
                let chosen = self.posted(&item.id) == value.to_string();
                let checked = if chosen { " checked" } else { "" };
                let label = escaped(&label);
                self.push(format_args!(
                    "<div class=\"answer\"><input type=\"radio\" id=\"{id}-{value}\" name=\"{id}\" \
                     value=\"{value}\"{checked}{must}><label for=\"{id}-{value}\">{label}</label></div>\n"
                ));
            }
            self.push(format_args!("</div>\n</fieldset>\n"));
        }
    }

    /// Of whom an item is asked.
    fn hint(&self, item: &InstrumentItem, instrument: &Instrument) -> String {
        let Some(screener) = &item.asked_if else { return String::new() };
        let Some(first) = instrument.items.iter().find(|own| own.id == screener.item) else {
            return String::new();
        };
        let named = options(first, self.language).into_iter();
        let named = named.filter(|(value, _)| screener.any_of.contains(value));
        let named: Vec<String> = named.map(|(_, label)| label).collect();
        let (only, asked) = (escaped(self.words.only_if), escaped(self.prompt(first)));
        let (id, named) = (escaped(&item.id), escaped(&named.join(", ")));
        format!("<p class=\"hint\" id=\"{id}-if\">{only} {asked} {named}</p>\n")
    }
}

/// The answers that are shown side by side; none where they are too many or are words.
fn options(item: &InstrumentItem, language: &str) -> Vec<(i32, String)> {
    match (item.answer, item.from, item.to) {
        (AnswerKind::Choice, ..) => {
            let label = |option: &super::AnswerOption| {
                let label = option.label.get(language).or(option.label.values().next());
                (option.value, label.unwrap_or(&option.name).clone())
            };
            item.options.iter().map(label).collect()
        }
        (AnswerKind::Scale, Some(from), Some(to)) if to - from < SHOWN => {
            (from..=to).map(|value| (value, value.to_string())).collect()
        }
        _ => Vec::new(),
    }
}

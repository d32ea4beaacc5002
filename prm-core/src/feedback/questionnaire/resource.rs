//! The part of a FHIR R4 Questionnaire that an instrument is made of.

use serde::Deserialize;

use crate::Language;
use crate::feedback::scorer::GREATEST;

/// The weight of an option, in R4 and in R5.
pub(crate) const WEIGHTS: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
];
const LEAST: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const GREATEST_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
pub(in crate::feedback) const LOINC: &str = "http://loinc.org";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    pub(super) resource_type: String,
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) version: Option<String>,
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) publisher: Option<String>,
    #[serde(default)]
    pub(super) copyright: Option<String>,
    #[serde(default)]
    pub(super) code: Vec<Coding>,
    #[serde(default)]
    pub(super) item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) link_id: String,
    #[serde(default)]
    pub(super) code: Vec<Coding>,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default, rename = "_text")]
    pub(super) translated: Option<Extended>,
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) repeats: bool,
    #[serde(default)]
    pub(super) enable_when: Vec<EnableWhen>,
    #[serde(default)]
    pub(super) enable_behavior: Option<String>,
    #[serde(default)]
    pub(super) answer_option: Vec<Choice>,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
    #[serde(default)]
    pub(super) item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnableWhen {
    pub(super) question: String,
    pub(super) operator: String,
    #[serde(default)]
    pub(super) answer_boolean: Option<bool>,
    #[serde(default)]
    pub(super) answer_integer: Option<i32>,
    #[serde(default)]
    pub(super) answer_coding: Option<Coding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) value_coding: Option<Coding>,
    #[serde(default)]
    pub(super) value_integer: Option<i32>,
    #[serde(default)]
    pub(super) value_string: Option<String>,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
}

#[derive(Deserialize)]
pub(super) struct Coding {
    #[serde(default)]
    pub(super) system: Option<String>,
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) display: Option<String>,
    #[serde(default, rename = "_display")]
    pub(super) translated: Option<Extended>,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
}

#[derive(Deserialize)]
pub(super) struct Extended {
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extension {
    pub(super) url: String,
    #[serde(default)]
    pub(super) value_decimal: Option<f64>,
    #[serde(default)]
    pub(super) value_integer: Option<i32>,
    #[serde(default)]
    pub(super) value_code: Option<String>,
    #[serde(default)]
    pub(super) value_string: Option<String>,
    #[serde(default)]
    pub(super) value_markdown: Option<String>,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
}

impl Resource {
    /// The LOINC codes of the whole.
    pub(super) fn loinc_codes(&self) -> impl Iterator<Item = &str> {
        loinc(&self.code)
    }

    /// The last part of its address.
    pub(super) fn short_name(&self) -> &str {
        let address = self.url.as_deref().or(self.id.as_deref()).unwrap_or_default();
        address.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or(address)
    }
}

impl Item {
    /// The LOINC codes of the item.
    pub(super) fn loinc_codes(&self) -> impl Iterator<Item = &str> {
        loinc(&self.code)
    }

    /// The least and the greatest number that it takes.
    pub(super) fn limits(&self) -> Option<(i32, i32)> {
        let limit = |url| self.extension.iter().find(|own| own.url == url)?.value_integer;
        limit(LEAST).zip(limit(GREATEST_VALUE))
    }
}

impl Choice {
    /// What the option counts for.
    pub(super) fn weight(&self) -> Option<i32> {
        let coding = self.value_coding.as_ref();
        let extensions = coding.into_iter().flat_map(|coding| &coding.extension);
        let mut extensions = self.extension.iter().chain(extensions);
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
                self.value_integer.or(code).filter(|value| (0..=GREATEST).contains(value))
            }
        }
    }
}

impl Extended {
    /// The translations of a text, each with its language.
    pub(super) fn translations(&self) -> impl Iterator<Item = (String, String)> {
        let found = self.extension.iter().filter(|extension| extension.url == TRANSLATION);
        found.filter_map(|found| {
            let part = |url: &str| found.extension.iter().find(|part| part.url == url);
            let language: Language = part("lang")?.value_code.as_deref()?.parse().ok()?;
            let content = part("content")?;
            let content = content.value_string.as_ref().or(content.value_markdown.as_ref())?;
            Some((language.to_string(), content.clone()))
        })
    }
}

fn loinc(codes: &[Coding]) -> impl Iterator<Item = &str> {
    let own = codes.iter().filter(|code| code.system.as_deref() == Some(LOINC));
    own.filter_map(|code| code.code.as_deref())
}

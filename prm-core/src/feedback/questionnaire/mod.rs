//! A FHIR R4 Questionnaire as an instrument (`http://hl7.org/fhir/R4/questionnaire.html`), and
//! answers as a QuestionnaireResponse.

mod reader;
mod resource;
mod response;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::reader::Reader;
use self::resource::Resource;
#[cfg(feature = "fhir")]
pub(crate) use self::resource::WEIGHTS;
pub(crate) use self::response::questionnaire_response_by_spec;
pub use self::response::{QuestionnaireResponseSpec, questionnaire_response};
use super::built_in;
use super::instrument::Instrument;
use super::scorer::Scorer;
use crate::Language;
use crate::error::{ErrorCode, ErrorReport, PrmError, decode};
use crate::insight::Columns;

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
    let name = resource.short_name();
    let known = resource
        .loinc_codes()
        .filter_map(built_in::scorer_of_code)
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

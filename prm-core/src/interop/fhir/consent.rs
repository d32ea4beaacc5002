//! Consent.

use super::datatype::{self, Edge};
use super::draft::{Draft, unknown_word};
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;
use crate::{FactContent, PatientId, Purpose, Timestamp};

/// What a consent, or one provision of it, says.
struct Statement {
    granted: bool,
    purposes: Vec<Purpose>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Statement {
    fn of_all(granted: bool) -> Self {
        Self { granted, purposes: Vec::new(), from: None, until: None }
    }
}

/// Consent: `ConsentChanged` for each statement about contact for a purpose.
///
/// What is narrower than we model (an actor, an action, a kind of data) is read as the stricter:
/// a refusal as one of the whole purpose, a permission as none; either is named for staff. A
/// permission that names no purpose (a signed notice of privacy practices) is one for what needs
/// no permission, and none for marketing.
pub(super) fn consent(draft: &mut Draft<'_>) -> Result<(), PrmError> {
    let stage = stage(draft.status()?)?;
    let patient = match draft.patient("patient")? {
        None => draft.patient("subject")?,
        found => found,
    };
    let (Some(patient), false) = (patient, elsewhere(draft.resource)) else { return Ok(()) };
    let around = draft.around;
    let own = ["dateTime", "date"].iter().find_map(|name| {
        draft.read(name, |value| datatype::instant(value.text()?, around, Edge::First))
    });
    let occurred = draft.occurred(own)?;
    let statements = match stage {
        Stage::Proposed => return Ok(()),
        Stage::Active | Stage::Over => statements(draft)?,
    };
    // R5 says for all of it how long it holds.
    let (begins, ends) =
        draft.must("period", |value| datatype::period(value, around))?.unwrap_or_default();
    let over = matches!(stage, Stage::Over);
    let mut unnamed = false;
    for statement in statements {
        if over {
            lapse(draft, &patient, occurred, statement)?;
            continue;
        }
        let Statement { granted, mut purposes, from, until } = statement;
        if granted && purposes.is_empty() {
            purposes.extend(Purpose::ALL.iter().filter(|purpose| !purpose.is_opt_in()));
            unnamed = true;
        }
        let (from, until) = (from.max(begins), earlier(until, ends));
        let occurred = from.map_or(occurred, |from| from.max(occurred));
        let content =
            FactContent::ConsentChanged { purposes, channel: None, granted, signed: false, until };
        draft.tell(&patient, occurred, content)?;
    }
    if unnamed {
        let message = "a permission that names no purpose is none for marketing, which has to be \
                       named";
        let error = PrmError::new(ErrorCode::MissingField, message);
        draft.leave_out(error.under("provision.purpose"));
    }
    Ok(())
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        _ => one.or(other),
    }
}

enum Stage {
    Proposed,
    Active,
    /// Refused by the patient, or no longer in force.
    Over,
}

fn stage(word: &str) -> Result<Stage, PrmError> {
    Ok(match word {
        "draft" | "proposed" | "not-done" | "unknown" => Stage::Proposed,
        "active" => Stage::Active,
        "rejected" | "inactive" | "entered-in-error" => Stage::Over,
        _ => return Err(unknown_word("status")),
    })
}

/// Whether it is about research or about what to do at the end of life, not about contact.
fn elsewhere(resource: &Json<'_>) -> bool {
    let scope = resource.get("scope").and_then(datatype::code);
    matches!(scope.as_deref(), Some("research" | "adr" | "acd"))
}

/// A permission that is over is one no longer. A refusal that is over stays until the patient
/// says yes: staff may have marked the wrong one.
fn lapse(
    draft: &mut Draft<'_>,
    patient: &PatientId,
    occurred: Timestamp,
    statement: Statement,
) -> Result<(), PrmError> {
    if !statement.granted {
        let message = "a refusal that is no longer in force stays until a consent says yes";
        draft.leave_out(PrmError::new(ErrorCode::InvalidValue, message).under("status"));
        return Ok(());
    }
    let all = Purpose::ALL;
    let purposes = if statement.purposes.is_empty() { all } else { &statement.purposes };
    // Where silence means yes, the end of a permission is silence.
    let purposes: Vec<Purpose> = purposes.iter().copied().filter(|p| p.is_opt_in()).collect();
    if purposes.is_empty() {
        return Ok(());
    }
    let content = FactContent::ConsentChanged {
        purposes,
        channel: None,
        granted: false,
        signed: false,
        until: None,
    };
    draft.tell(patient, occurred, content)
}

fn statements(draft: &mut Draft<'_>) -> Result<Vec<Statement>, PrmError> {
    let base = base(draft)?;
    let resource = draft.resource;
    let mut read = Provisions { draft, found: Vec::new(), unsaid: false };
    match resource.get("provision") {
        Some(Json::List(list)) => {
            // R5: the decision, and provisions that are its exceptions.
            let Some(base) = base else { return Err(missing("decision")) };
            read.found.push(Statement::of_all(base));
            for (index, provision) in list.iter().enumerate() {
                read.provision(provision, Some(!base), &[], &format!("provision[{index}]"), 0)?;
            }
        }
        Some(provision) => read.provision(provision, base, &[], "provision", 0)?,
        None => match base {
            Some(granted) => read.found.push(Statement::of_all(granted)),
            None => read.unsaid = true,
        },
    }
    let Provisions { found, unsaid, .. } = read;
    if unsaid {
        draft.leave_out(missing("provision.type"));
    }
    Ok(found)
}

fn missing(path: &str) -> PrmError {
    PrmError::new(ErrorCode::MissingField, "neither permitted nor refused").under(path)
}

/// What holds where no provision says otherwise: `decision` in R5, the policy's rule in R4.
fn base(draft: &Draft<'_>) -> Result<Option<bool>, PrmError> {
    if let Some(word) = draft.must("decision", Json::text)? {
        return decision(word, "decision").map(Some);
    }
    let rule = draft.resource.get("policyRule").and_then(datatype::code);
    Ok(match rule.as_deref() {
        Some("OPTIN" | "OPTINR") => Some(true),
        Some("OPTOUT" | "OPTOUTE") => Some(false),
        _ => None,
    })
}

fn decision(word: &str, path: &str) -> Result<bool, PrmError> {
    match word {
        "permit" => Ok(true),
        "deny" => Ok(false),
        _ => Err(unknown_word(path)),
    }
}

/// Provisions in provisions.
struct Provisions<'d, 'r> {
    draft: &'d mut Draft<'r>,
    found: Vec<Statement>,
    /// Whether something was neither permitted nor refused.
    unsaid: bool,
}

impl Provisions<'_, '_> {
    fn provision(
        &mut self,
        value: &Json<'_>,
        base: Option<bool>,
        outer: &[Purpose],
        path: &str,
        depth: usize,
    ) -> Result<(), PrmError> {
        if depth >= DEPTH {
            return Err(PrmError::new(ErrorCode::TooDeep, "provisions nested too deep").under(path));
        }
        value.object().map_err(|error| error.under(path))?;
        let granted = match value.get("type").map(Json::text) {
            Some(word) => {
                let word = word.map_err(|error| error.under("type").under(path))?;
                Some(decision(word, "type").map_err(|error| error.under(path))?)
            }
            None => base,
        };
        let around = self.draft.around;
        let period = value.get("period").map(|period| datatype::period(period, around));
        let (from, until) = period
            .transpose()
            .map_err(|error| error.under("period").under(path))?
            .unwrap_or_default();
        let (named, foreign) = purposes(value);
        let purposes = if named.is_empty() { outer.to_vec() } else { named };
        let narrower = NARROWER.iter().find(|name| value.get(name).is_some());
        if let Some(name) = narrower {
            let message = "narrower than what is decided here: a refusal counts as one of the \
                           whole, a permission as none";
            let error = PrmError::new(ErrorCode::InvalidValue, message);
            self.draft.leave_out(error.under(name).under(path));
        }
        if foreign && purposes.is_empty() {
            // About research, insurance and the like alone.
            return Ok(());
        }
        match granted {
            Some(true) if narrower.is_some() => {}
            Some(granted) => self.found.push(Statement {
                granted,
                purposes: purposes.clone(),
                from,
                until: if narrower.is_some() { None } else { until },
            }),
            None => self.unsaid |= value.get("provision").is_none(),
        }
        if let Some(inner) = value.get("provision") {
            for (index, provision) in inner.items() {
                let path = format!("{path}.provision[{index}]");
                // Without a type an exception is the opposite of what it is an exception to.
                let base = granted.map(|granted| !granted);
                self.provision(provision, base, &purposes, &path, depth + 1)?;
            }
        }
        Ok(())
    }
}

/// Provisions within provisions that anybody writes.
const DEPTH: usize = 8;

/// What narrows a provision to less than a purpose.
const NARROWER: [&str; 9] = [
    "actor",
    "action",
    "class",
    "code",
    "data",
    "dataPeriod",
    "securityLabel",
    "documentType",
    "expression",
];

/// The purposes of a provision, and whether it names others that concern nobody here. The codes
/// are those of HL7 v3 PurposeOfUse.
fn purposes(provision: &Json<'_>) -> (Vec<Purpose>, bool) {
    let mut found = Vec::new();
    let mut foreign = false;
    let codes = provision.get("purpose").map(Json::items).into_iter().flatten();
    for (_, purpose) in codes {
        match datatype::code(purpose).as_deref() {
            Some("TREAT" | "CAREMGT" | "COORDTREAT" | "COORD" | "CLINTRCH") => {
                found.extend([Purpose::Treatment, Purpose::Recall]);
            }
            Some("ETREAT" | "BTG" | "PATSFTY") => found.push(Purpose::Safety),
            Some("HMARKT") => found.push(Purpose::Marketing),
            Some("HPAYMT" | "HOPERAT" | "PATADMIN" | "MEMADMIN") => {
                found.push(Purpose::Operations);
            }
            Some("HQUALIMP" | "HSYSADMIN" | "HACCRED") => found.push(Purpose::Feedback),
            _ => foreign = true,
        }
    }
    found.sort_unstable();
    found.dedup();
    (found, foreign)
}

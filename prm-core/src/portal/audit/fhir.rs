//! Lines as FHIR R4 AuditEvent (`http://hl7.org/fhir/R4/auditevent.html`).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::line::{Line, Role};
use super::{AuditKind, AuditViewer};
use crate::error::PrmError;
use crate::portal::{AccessAction, AccessVerdict, ItemKind};

/// What is to be written as FHIR.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditFhirSpec {
    /// A line of the chain.
    pub line: String,
    /// Who keeps the chain, for people: `source.observer`.
    pub observer: String,
}

crate::id::opaque_debug!(AuditFhirSpec);

/// A line as FHIR R4 AuditEvent. Its id is the hash of the line; the number in the chain and the
/// hash before are details of the entity, so that a reader can check the order.
///
/// # Errors
/// `invalid_value` or those of JSON under `line` for text that is no line.
///
/// ```
/// let spec = serde_json::from_str(r#"{"line": "{}", "observer": "Lotus Clinic"}"#)?;
/// assert_eq!(prm_core::audit_fhir(&spec).unwrap_err().path(), "line");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_fhir(spec: &AuditFhirSpec) -> Result<Value, PrmError> {
    let line = Line::read(&spec.line).map_err(|error| error.under("line"))?;
    let event = &line.event;
    let (system, code, display) = kind(event.kind);
    let mut resource = json!({
        "resourceType": "AuditEvent",
        "id": line.hash,
        "type": {"system": system, "code": code, "display": display},
        "action": action(event.kind, event.action),
        "recorded": event.at,
        "outcome": if event.outcome == AccessVerdict::Permit { "0" } else { "4" },
        "purposeOfEvent": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
            "code": event.purpose.code(),
        }]}],
        "agent": [agent(&line)],
        "source": {"observer": {"display": spec.observer}},
        "entity": entities(&line),
    });
    if event.outcome != AccessVerdict::Permit
        && let Some(fields) = resource.as_object_mut()
    {
        // `later` is no word of AuditEvent.outcome: it is told beside the codes.
        let mut said = vec![word(&event.outcome)];
        said.extend(event.codes.iter().map(word));
        fields.insert("outcomeDesc".into(), said.join(" ").into());
    }
    Ok(resource)
}

fn word<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_value(value).ok();
    text.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const AUDIT_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const LIFECYCLE: &str = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";

const fn kind(kind: AuditKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        AuditKind::Access => (DICOM, "110110", "Patient Record"),
        AuditKind::BreakGlass => (DICOM, "110127", "Emergency Override Started"),
        AuditKind::Disclosure => (LIFECYCLE, "disclose", "Disclose Record Lifecycle Event"),
        AuditKind::Export => (DICOM, "110106", "Export"),
        AuditKind::Erasure => (LIFECYCLE, "destroy", "Destroy/Delete Record Lifecycle Event"),
    }
}

const fn action(kind: AuditKind, action: Option<AccessAction>) -> &'static str {
    match (kind, action) {
        (AuditKind::Erasure, _) => "D",
        (_, Some(AccessAction::Write)) => "U",
        (_, Some(AccessAction::Request)) => "E",
        _ => "R",
    }
}

fn agent(line: &Line) -> Value {
    let resource = match line.event.viewer {
        AuditViewer::Patient => "Patient",
        AuditViewer::RelatedPerson => "RelatedPerson",
        AuditViewer::Staff => "Practitioner",
        AuditViewer::System => "Device",
    };
    // A name that was erased leaves the kind.
    let who = match line.opened(Role::Viewer) {
        Some(id) => json!({"type": resource, "identifier": {"value": id}}),
        None => json!({"type": resource}),
    };
    json!({"who": who, "requestor": true})
}

fn entities(line: &Line) -> Vec<Value> {
    let mut patient = json!({
        "type": {"system": AUDIT_TYPE, "code": "1", "display": "Person"},
        "role": {"system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "1",
            "display": "Patient"},
        "detail": [
            {"type": "chain", "valueString": line.chain},
            {"type": "seq", "valueString": line.seq.to_string()},
            {"type": "prev", "valueString": line.prev},
        ],
    });
    let mut told: Vec<(&str, String)> = Vec::new();
    told.extend(line.opened(Role::Reason).map(|reason| ("reason", reason.to_owned())));
    told.extend(line.opened(Role::Recipient).map(|to| ("recipient", to.to_owned())));
    told.extend(line.event.count.map(|count| ("count", count.to_string())));
    told.extend(line.event.obligations.iter().map(|duty| ("obligation", word(duty))));
    if let Some(details) = patient.get_mut("detail").and_then(Value::as_array_mut) {
        details.extend(
            told.into_iter().map(|(kind, text)| json!({"type": kind, "valueString": text})),
        );
    }
    if let (Some(id), Some(fields)) = (line.opened(Role::Patient), patient.as_object_mut()) {
        fields.insert("what".into(), json!({"type": "Patient", "identifier": {"value": id}}));
    }
    let mut entities = vec![patient];
    if let Some(kind) = line.event.item_kind {
        let resource = match kind {
            ItemKind::Record => "Composition",
            ItemKind::Result => "DiagnosticReport",
            ItemKind::Prescription => "MedicationRequest",
            ItemKind::Document => "DocumentReference",
            ItemKind::Appointment => "Appointment",
            ItemKind::Thread => "Communication",
            ItemKind::Bill => "Invoice",
            ItemKind::Immunization => "Immunization",
            ItemKind::Allergy => "AllergyIntolerance",
        };
        let what = match line.opened(Role::Item) {
            Some(id) => json!({"type": resource, "identifier": {"value": id}}),
            None => json!({"type": resource}),
        };
        entities.push(json!({
            "type": {"system": AUDIT_TYPE, "code": "2", "display": "System Object"},
            "what": what,
        }));
    }
    entities
}

//! One line of the chain: what is sealed, and what may be taken out of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AuditEntry, AuditKind, AuditViewer, PurposeOfUse};
use crate::error::{ErrorCode, PrmError, parse_json};
use crate::portal::secret::{HostKey, sha256_hex};
use crate::portal::{AccessAction, AccessCode, AccessVerdict, ItemKind, Obligation};
use crate::{Timestamp, id, limits};

/// The version of the form of lines.
const FORM: u32 = 1;
/// What comes before the first line.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A part of a line that names somebody or something, and can be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    /// The item's id.
    Item,
    /// The patient's id.
    Patient,
    /// The reason or reference.
    Reason,
    /// To whom something was disclosed.
    Recipient,
    /// The viewer's id.
    Viewer,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Patient => "patient",
            Self::Reason => "reason",
            Self::Recipient => "recipient",
            Self::Viewer => "viewer",
        }
    }
}

/// What a commitment is to: SHA-256 of this as canonical JSON stands in the sealed part.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    salt: String,
    pub(super) value: String,
}

/// What happened, without anybody's name.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<AccessAction>,
    pub(super) at: Timestamp,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) authorized: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) codes: Vec<AccessCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) item_kind: Option<ItemKind>,
    pub(super) kind: AuditKind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) obligations: Vec<Obligation>,
    pub(super) outcome: AccessVerdict,
    pub(super) purpose: PurposeOfUse,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) suspended_until: Option<Timestamp>,
    pub(super) viewer: AuditViewer,
}

/// A line. `hash` is over all but itself and `open`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) chain: String,
    pub(super) commit: BTreeMap<Role, String>,
    pub(super) event: Event,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) hash: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) open: BTreeMap<Role, Opening>,
    pub(super) prev: String,
    pub(super) seq: u64,
    v: u32,
}

crate::id::opaque_debug!(Opening, Event, Line);

impl Line {
    /// Seals an entry behind what came before.
    pub(super) fn seal(
        entry: &AuditEntry,
        chain: &str,
        seq: u64,
        prev: &str,
        key: &HostKey,
    ) -> Result<Self, PrmError> {
        let named = [
            (Role::Patient, Some(entry.patient.as_str()), limits::ID_BYTES),
            (Role::Viewer, Some(entry.viewer_id.as_str()), limits::ID_BYTES),
            (Role::Item, entry.item.as_deref(), limits::ID_BYTES),
            (Role::Reason, entry.reason.as_deref(), limits::AUDIT_TEXT_BYTES),
            (Role::Recipient, entry.recipient.as_deref(), limits::AUDIT_TEXT_BYTES),
        ];
        let mut open = BTreeMap::new();
        for (role, value, most) in named {
            let Some(value) = value else { continue };
            if value.len() > most {
                let message = format!("has {} bytes, more than {most}", value.len());
                let field = if role == Role::Viewer { "viewer_id" } else { role.name() };
                return Err(PrmError::new(ErrorCode::TooLarge, message).under(field));
            }
            // Another salt for every line and role: equal names have unequal commitments, and who
            // has not the key cannot try names out.
            let parts = [chain.as_bytes(), &seq.to_be_bytes(), role.name().as_bytes()];
            let salt = id::hex(&key.sign("prm-audit-salt/1", &parts), 16);
            open.insert(role, Opening { salt, value: value.to_owned() });
        }
        let commit = open.iter().map(|(role, opening)| (*role, digest(opening))).collect();
        let event = Event {
            action: entry.action,
            at: entry.at,
            authorized: entry.authorized,
            codes: entry.codes.clone(),
            count: entry.count,
            item_kind: entry.item_kind,
            kind: entry.kind,
            obligations: entry.obligations.clone(),
            outcome: entry.outcome,
            purpose: entry.purpose,
            suspended_until: entry.suspended_until,
            viewer: entry.viewer,
        };
        let (chain, prev) = (chain.to_owned(), prev.to_owned());
        let hash = String::new();
        let mut line = Self { chain, commit, event, hash, open, prev, seq, v: FORM };
        line.hash = line.computed();
        Ok(line)
    }

    /// Reads a line; only the one text that [`text`](Self::text) writes is read.
    pub(super) fn read(text: &str) -> Result<Self, PrmError> {
        let value = parse_json(text, limits::AUDIT_LINE_BYTES)?;
        let line: Self = serde_json::from_value(value)
            .map_err(|_| PrmError::new(ErrorCode::InvalidValue, "not a line of an audit chain"))?;
        if line.v != FORM || line.hash.is_empty() || line.text() != text {
            let message = "not as a line of an audit chain is written";
            return Err(PrmError::new(ErrorCode::InvalidValue, message));
        }
        Ok(line)
    }

    /// What the hash should be.
    pub(super) fn computed(&self) -> String {
        let sealed = Self { hash: String::new(), open: BTreeMap::new(), ..self.clone() };
        digest(&sealed)
    }

    /// Whether every name that is still there is the one that was sealed.
    pub(super) fn opens(&self) -> bool {
        self.open.iter().all(|(role, opening)| self.commit.get(role) == Some(&digest(opening)))
    }

    /// What stands under a role, unless it was taken out.
    pub(super) fn opened(&self, role: Role) -> Option<&str> {
        self.open.get(&role).map(|opening| opening.value.as_str())
    }

    /// The text that the host stores.
    pub(super) fn text(&self) -> String {
        canonical(self)
    }
}

fn digest<T: Serialize>(value: &T) -> String {
    sha256_hex(canonical(value).as_bytes())
}

/// JSON in the one form of RFC 8785: sorted names, no spaces. There are no fractions in it, and
/// names are ASCII, so that code points and UTF-16 sort alike.
fn canonical<T: Serialize>(value: &T) -> String {
    let mut out = String::new();
    write(&serde_json::to_value(value).unwrap_or(Value::Null), &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    let separate = |out: &mut String, place: usize| {
        if place > 0 {
            out.push(',');
        }
    };
    match value {
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                separate(out, place);
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            // The map may keep the order of insertion where a host's build says so.
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            out.push('{');
            for (place, (name, field)) in sorted.into_iter().enumerate() {
                separate(out, place);
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(field, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

//! What is decided, and why: data for the host and its audit.

use serde::{Deserialize, Serialize};

use super::ReleaseEvent;
use crate::register::Source;
use crate::{FactId, Timestamp};

/// What was decided about an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessDecision {
    /// What was decided.
    pub verdict: AccessVerdict,
    /// For `later`: when, where time alone opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// All that speaks against it; empty for a permit. Meant for the audit, not for the viewer.
    pub reasons: Vec<AccessReason>,
    /// What the host must do as it lets the viewer in.
    pub obligations: Vec<Obligation>,
    /// The next instant at which time alone may change the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccessVerdict {
    /// The viewer may.
    Permit,
    /// The viewer may not.
    Deny,
    /// The viewer may not yet.
    Later,
}

/// One thing that speaks against access.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessReason {
    /// What it is.
    pub code: AccessCode,
    /// The rule that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<ReleaseEvent>,
    /// The fact that it follows from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
}

/// What speaks against access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccessCode {
    /// The item is of another patient.
    OtherPatient,
    /// The record lives on in another.
    Merged,
    /// The patient has died, and what was granted before ended with it.
    Deceased,
    /// Somebody of whom this relationship knows nothing.
    UnknownPerson,
    /// The relation does not hold now.
    RelationEnded,
    /// This viewer was shut out by name.
    RestrictedRelation,
    /// Nothing grants it.
    NoGrant,
    /// What was granted was taken back.
    Revoked,
    /// What was granted has ended by itself.
    ConsentExpired,
    /// The patient came of age (R21).
    CameOfAge,
    /// How old the patient is, is not known.
    AgeUnknown,
    /// The grant does not cover this kind of item.
    ScopeNotGranted,
    /// At the patient's age a proxy does not see this.
    AgeLimited,
    /// At the patient's age a proxy needs the patient's own consent.
    PatientConsentNeeded,
    /// Care to which a minor consents alone (45 CFR 164.502(g)(3)).
    ConfidentialMinorService,
    /// Restricted by its label.
    RestrictedLabel,
    /// Substance use records need the patient's consent (42 CFR Part 2).
    Part2ConsentRequired,
    /// Very restricted: it needs the glass to be broken.
    BreakGlassRequired,
    /// The glass was broken without a reason.
    ReasonRequired,
    /// The glass was broken too long ago.
    BreakGlassExpired,
    /// The viewer is not in the care team.
    NotInCareTeam,
    /// The viewer is not a part of this thread.
    NotInThread,
    /// Withdrawn by its source.
    Withdrawn,
    /// Not final yet.
    NotFinal,
    /// A law delays it.
    StateLaw,
    /// A rule of the practice delays it.
    PracticeRule,
    /// A clinician found a risk to life or safety.
    Harm,
    /// The patient keeps it from others.
    PrivacyPreference,
    /// The patient asked to see it later.
    PatientRequest,
}

impl AccessCode {
    /// Whether it only delays.
    pub(super) const fn is_delay(self) -> bool {
        matches!(
            self,
            Self::NotFinal
                | Self::StateLaw
                | Self::PracticeRule
                | Self::Harm
                | Self::PatientRequest
        )
    }
}

/// What a host must do as it lets a viewer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// Write a second line to the audit, with the reason.
    SecondAuditEntry,
    /// Put it into the queue of what is looked into.
    Review,
    /// Let the patient know.
    NotifyPatient,
    /// Show the notice against passing it on (42 CFR 2.32).
    RedisclosureNotice,
}

/// An item with what was decided about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemAccess {
    /// The item's id.
    pub item: String,
    /// What was decided.
    pub decision: AccessDecision,
}

/// A list, filtered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortalView {
    /// What the viewer may, in the order of the list.
    pub permitted: Vec<ItemAccess>,
    /// How many were withheld: told to staff alone, for to others the number may reveal what is
    /// withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<u32>,
    /// The next instant at which time alone may change the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
}

impl AccessReason {
    pub(super) fn new(code: AccessCode) -> Self {
        Self { code, rule: None, until: None, awaits: None, fact: None }
    }

    pub(super) fn until(code: AccessCode, until: Timestamp) -> Self {
        Self { until: Some(until), ..Self::new(code) }
    }

    pub(super) fn awaiting(code: AccessCode, event: ReleaseEvent) -> Self {
        Self { awaits: Some(event), ..Self::new(code) }
    }

    pub(super) fn by(self, rule: &str) -> Self {
        Self { rule: Some(rule.to_owned()), ..self }
    }

    pub(super) fn from(self, source: Option<&Source>) -> Self {
        Self { fact: source.map(|source| source.fact.clone()), ..self }
    }
}

/// The instants at which time alone may change a decision.
#[derive(Clone)]
pub(super) struct Edges {
    pub(super) now: Timestamp,
    pub(super) next: Option<Timestamp>,
}

impl Edges {
    pub(super) fn add(&mut self, at: Timestamp) {
        if at > self.now && self.next.is_none_or(|next| at < next) {
            self.next = Some(at);
        }
    }

    pub(super) fn extend(&mut self, at: impl IntoIterator<Item = Timestamp>) {
        at.into_iter().for_each(|at| self.add(at));
    }
}

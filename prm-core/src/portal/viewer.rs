//! Who looks.

use serde::{Deserialize, Serialize};

use crate::{PersonId, Timestamp};

/// Who looks, as the host has authenticated them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Viewer {
    /// The patient.
    Patient {},
    /// A related person: parent, guardian, caregiver, delegate.
    RelatedPerson {
        /// The person.
        person: PersonId,
    },
    /// A member of staff.
    Staff {
        /// Their id.
        id: String,
        /// Their roles, as the playbook names them.
        roles: Vec<String>,
        /// Whether they are in the patient's care team.
        #[serde(default)]
        care_team: bool,
        /// The place that they work at now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// Whether they break the glass.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        break_glass: Option<BreakGlass>,
    },
    /// A program of the practice, by the name that the playbook lists.
    System {
        /// The name.
        name: String,
    },
}

crate::id::opaque_debug!(Viewer);

/// Access in an emergency that nothing else grants: with a reason, for a limited time, and looked
/// into afterwards.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

crate::id::opaque_debug!(BreakGlass);

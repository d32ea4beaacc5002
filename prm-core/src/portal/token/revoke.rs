//! Links that a fact has revoked.

use serde::{Deserialize, Serialize};

use super::LinkPurpose;
use crate::{Relationship, Timestamp};

/// Links of a patient that no longer hold (fact `links_revoked`): of a subject, for a purpose, or
/// all; those that were issued before an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkRevocation {
    /// Of which subject; of all where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// For which purpose; for all but `unsubscribe` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<LinkPurpose>,
    /// Issued before.
    pub before: Timestamp,
}

impl LinkRevocation {
    /// Whether it ends a link. Of a link whose subject the host has not found yet, all count that
    /// name one: it is refused rather than let through.
    pub(super) fn ends(
        &self,
        purpose: LinkPurpose,
        subject: Option<&str>,
        issued: Timestamp,
    ) -> bool {
        let meant = match self.purpose {
            Some(named) => named == purpose,
            // The way out stays open unless it is itself revoked (CASL 11(2)).
            None => purpose != LinkPurpose::Unsubscribe,
        };
        let about = match (&self.subject, subject) {
            (Some(named), Some(subject)) => named == subject,
            _ => true,
        };
        meant && about && issued < self.before
    }
}

impl Relationship {
    /// The links that facts have revoked, for [`token_read`](crate::token_read): in the order of
    /// subject and purpose, each with the latest instant.
    ///
    /// ```
    /// let priya = prm_core::Relationship::new("priya", "salt")?;
    /// assert!(priya.revoked_links("2026-03-09T12:00:00Z".parse()?).is_empty());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn revoked_links(&self, now: Timestamp) -> Vec<LinkRevocation> {
        let view = self.view(now);
        let revoked = view.portal.links.iter();
        revoked
            .map(|((subject, purpose), before)| LinkRevocation {
                subject: subject.clone(),
                purpose: *purpose,
                before: *before,
            })
            .collect()
    }
}

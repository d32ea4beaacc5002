//! The rules of places, as data with their sources, and what a practice adds.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::decision::AccessCode;
use super::{AccessAction, ItemKind};
use crate::limits;

/// What a practice decides about its portal.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortalDocument {
    /// What members of staff may, by role; nothing where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleRule>,
    /// The programs that may read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<String>,
    /// Delays of results beyond those of the law, each for one category: a delay of everything
    /// is refused (45 CFR 171).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub release: Vec<ReleaseRule>,
    /// Whether preliminary results are shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preliminary: bool,
    /// For how many hours a broken glass stays open, 1 to 24; 4 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass_hours: Option<u32>,
}

/// What a role may.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleRule {
    /// The role, as the host names it.
    pub role: String,
    /// For which kinds of items; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ItemKind>,
    /// What they may do.
    pub actions: Vec<AccessAction>,
    /// At which places they must be; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Whether it also goes for patients of other care teams.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond_care_team: bool,
}

/// A delay of results of one category.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReleaseRule {
    /// Its id.
    pub id: String,
    /// The category of items, as the host names it.
    pub category: String,
    /// How many hours after it was filed it is shown, where no clinician releases it earlier; when
    /// a clinician has discussed it, where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
}

/// What a practice decides, compiled, with the delays of law.
pub(crate) struct PortalRules {
    pub(super) roles: Vec<RoleRule>,
    pub(super) systems: Vec<String>,
    pub(super) delays: Vec<Delay>,
    pub(super) preliminary: bool,
    /// In ms.
    pub(super) break_glass: i64,
}

impl PortalRules {
    pub(crate) fn new(document: &PortalDocument) -> Self {
        let own = document.release.iter().map(|rule| Delay {
            id: rule.id.clone(),
            area: None,
            category: rule.category.clone(),
            hours: rule.hours,
            early_release: true,
            enabled: true,
            own: true,
        });
        let law = LAW.release.iter().filter(|rule| rule.enabled).cloned();
        Self {
            roles: document.roles.clone(),
            systems: document.systems.clone(),
            delays: law.chain(own).collect(),
            preliminary: document.preliminary,
            break_glass: i64::from(document.break_glass_hours.unwrap_or(4)) * limits::HOUR,
        }
    }
}

/// A delay of the results of a category.
#[derive(Clone, Deserialize)]
pub(super) struct Delay {
    pub(super) id: String,
    /// ISO 3166; everywhere where left out.
    pub(super) area: Option<String>,
    pub(super) category: String,
    /// Hours from filing; until a clinician has discussed it where left out.
    pub(super) hours: Option<u32>,
    #[serde(default)]
    pub(super) early_release: bool,
    #[serde(default)]
    pub(super) enabled: bool,
    #[serde(default)]
    pub(super) own: bool,
}

/// What proxies may while the patient is of some ages, from `from` on and before `until`.
#[derive(Deserialize)]
pub(super) struct Band {
    pub(super) id: String,
    area: String,
    pub(super) from: i64,
    until: i64,
    access: BandAccess,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BandAccess {
    Full,
    FullExceptConfidential,
    Limited,
    ByConsent,
    None,
}

impl Band {
    pub(super) fn covers(&self, age: i64) -> bool {
        (self.from..self.until).contains(&age)
    }

    pub(super) fn keeps_confidential(&self) -> bool {
        self.access == BandAccess::FullExceptConfidential
    }

    /// Why it does not let a proxy in; `opened` where the patient agreed at that age.
    pub(super) fn refuses(
        &self,
        kind: ItemKind,
        action: AccessAction,
        opened: bool,
    ) -> Option<AccessCode> {
        let limited = match kind {
            ItemKind::Appointment => true,
            ItemKind::Immunization | ItemKind::Allergy => action == AccessAction::Read,
            ItemKind::Thread => action == AccessAction::Write,
            _ => false,
        };
        match self.access {
            BandAccess::Full | BandAccess::FullExceptConfidential => None,
            BandAccess::Limited => (!limited && !opened).then_some(AccessCode::AgeLimited),
            BandAccess::ByConsent => (!opened).then_some(AccessCode::PatientConsentNeeded),
            BandAccess::None => Some(AccessCode::AgeLimited),
        }
    }
}

#[derive(Deserialize)]
struct Law {
    proxy_ages: Vec<Band>,
    release: Vec<Delay>,
}

/// The rules of places that come with the library, as they are written: JSON, each with its
/// source and how sure it is. `proxy_ages` says what proxies may at which ages (half-open, in
/// completed years, turning at 00:00 of the birthday), `release` which laws delay which results.
///
/// ```
/// assert!(prm_core::portal_rules().contains("Ky. Rev. Stat. 333.152"));
/// ```
pub const fn portal_rules() -> &'static str {
    include_str!("rules.json")
}

/// The rules of places, read once: a memo of constant data.
static LAW: LazyLock<Law> = LazyLock::new(|| {
    let read = serde_json::from_str(portal_rules());
    read.unwrap_or(Law { proxy_ages: Vec::new(), release: Vec::new() })
});

/// The ages of the most specific of some places that has any, else those of everywhere.
pub(super) fn bands(areas: &[&str]) -> impl Iterator<Item = &'static Band> + use<> {
    let has = |area: &&str| LAW.proxy_ages.iter().any(|band| band.area == **area);
    let most = areas.iter().filter(|area| has(area)).map(|area| area.len()).max();
    let mut chosen: Vec<String> = areas
        .iter()
        .filter(|area| has(area) && Some(area.len()) == most)
        .map(|area| (*area).to_owned())
        .collect();
    if chosen.is_empty() {
        chosen.push("*".to_owned());
    }
    LAW.proxy_ages.iter().filter(move |band| chosen.contains(&band.area))
}

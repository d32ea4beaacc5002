//! The rule packs that come with the library.

use std::sync::LazyLock;

use super::node::{Faults, Node};
use super::rule::{self, RulePack};
use crate::CivilDate;

/// The packs by name.
const TEXTS: [(&str, &str); 10] = [
    ("au", include_str!("packs/au.json")),
    ("ca", include_str!("packs/ca.json")),
    ("courtesy", include_str!("packs/courtesy.json")),
    ("es", include_str!("packs/es.json")),
    ("fr", include_str!("packs/fr.json")),
    ("gb", include_str!("packs/gb.json")),
    ("in", include_str!("packs/in.json")),
    ("it", include_str!("packs/it.json")),
    ("nhs", include_str!("packs/nhs.json")),
    ("us", include_str!("packs/us.json")),
];

/// The packs, read once. A memo of constant data, not state: the same in every process.
static PACKS: LazyLock<Vec<RulePack>> = LazyLock::new(|| {
    let read = TEXTS.iter().filter_map(|(_, text)| {
        let node = Node::parse(text).ok()?;
        rule::read_pack(&node, &Faults::default())
    });
    read.collect()
});

/// The names of the rule packs that come with the library, in order.
///
/// ```
/// assert!(prm_core::rule_packs().contains(&"us"));
/// ```
pub fn rule_packs() -> Vec<&'static str> {
    TEXTS.iter().map(|(name, _)| *name).collect()
}

/// A rule pack as it is written: JSON, each rule with its source, its citation and how sure it is.
/// `None` for a name that is none of [`rule_packs`].
///
/// ```
/// let text = prm_core::rule_pack("in").unwrap_or_default();
/// assert!(text.contains("\"as_of\""));
/// ```
pub fn rule_pack(name: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// A pack, read.
pub(super) fn pack(name: &str) -> Option<&'static RulePack> {
    PACKS.iter().find(|pack| pack.id == name)
}

/// The days of a calendar of any pack.
pub(super) fn calendar(name: &str) -> Option<&'static Vec<CivilDate>> {
    PACKS.iter().find_map(|pack| pack.calendars.get(name))
}

/// The name of the pack of a country, where there is one.
pub(super) fn of_country(code: &str) -> Option<&'static str> {
    let law = |pack: &&RulePack| {
        pack.rules.iter().any(|rule| rule.jurisdiction.as_deref() == Some(code) && rule.enabled)
    };
    PACKS.iter().find(law).map(|pack| pack.id.as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::playbook::rule::{Confidence, RuleKind};

    #[test]
    fn every_pack_reads_without_a_fault() {
        for (name, text) in TEXTS {
            let faults = Faults::default();
            let pack = rule::read_pack(&Node::parse(text).unwrap(), &faults).unwrap();
            assert_eq!(pack.id, name);
            assert_eq!(faults.take(), [], "{name}");
        }
        assert_eq!(PACKS.len(), TEXTS.len());
    }

    #[test]
    fn ids_are_unique_and_every_rule_says_where_it_is_from() {
        let mut ids = BTreeSet::new();
        for rule in PACKS.iter().flat_map(|pack| &pack.rules) {
            assert!(ids.insert(&rule.id), "{}", rule.id);
            assert!(!rule.sources.is_empty(), "{}", rule.id);
            let sure = matches!(rule.confidence, Confidence::Primary | Confidence::Secondary);
            assert!(sure || !rule.enabled || rule.kind != RuleKind::Law, "{}", rule.id);
        }
    }

    #[test]
    fn calendars_are_sorted_and_known() {
        for pack in PACKS.iter() {
            for days in pack.calendars.values() {
                assert!(days.is_sorted_by(|a, b| a < b), "{}", pack.id);
            }
            let named = pack.rules.iter().filter_map(|rule| rule.closed_on.as_ref());
            for calendar in named {
                assert!(pack.calendars.contains_key(calendar), "{}: {calendar}", pack.id);
            }
        }
    }
}

//! Rules as the gate asks them: which bind a recipient on a day, and what they say.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Channel, Hours, Purpose};
use crate::id::Name;
use crate::playbook::rule::ConsentNeed;
use crate::reason::Reason;
use crate::time::{CivilDate, Span};

/// One thing that a rule says, with where and when it binds.
#[derive(Clone, Debug)]
pub(crate) struct Rule<T> {
    pub(crate) id: Name,
    /// The citation, for decisions.
    pub(crate) law: Option<Arc<str>>,
    /// The ISO 3166 code of the place where it binds; everywhere where absent.
    pub(crate) area: Option<Name>,
    pub(crate) from: Option<CivilDate>,
    pub(crate) until: Option<CivilDate>,
    /// Only for messages that a third party pays for.
    pub(crate) remunerated: bool,
    pub(crate) says: T,
}

impl<T> Rule<T> {
    /// Whether it binds somebody in these areas.
    pub(crate) fn binds_in(&self, areas: &[&str]) -> bool {
        self.area.as_deref().is_none_or(|area| areas.contains(&area))
    }

    /// Whether it holds on a day.
    pub(crate) fn holds_on(&self, day: CivilDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// The same rule, saying something else.
    pub(crate) fn saying<U>(&self, says: U) -> Rule<U> {
        Rule {
            id: Name::clone(&self.id),
            law: self.law.clone(),
            area: self.area.clone(),
            from: self.from,
            until: self.until,
            remunerated: self.remunerated,
            says,
        }
    }

    /// A reason that names it.
    pub(crate) fn names(&self, reason: Reason) -> Reason {
        Reason {
            rule: Some(self.id.to_string()),
            source: self.law.as_deref().map(str::to_owned),
            ..reason
        }
    }
}

/// What is sent how and what for: what rules are laid out by.
pub(crate) type Way = (Channel, Purpose);

/// All rules of a playbook.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) hours: BTreeMap<Way, Vec<Rule<Arc<Hours>>>>,
    pub(crate) consents: BTreeMap<Way, Vec<Rule<Needs>>>,
    /// The exemptions, by the ids under which messages rely on them.
    pub(crate) exemptions: BTreeMap<Name, Rule<Terms>>,
    /// By which an opt-out of one kind of message reaches every other by these channels.
    pub(crate) stops: Vec<Rule<Vec<Channel>>>,
}

/// What consent is needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Needs {
    pub(crate) need: ConsentNeed,
    /// Only for patients whose last visit is at most so long ago.
    pub(crate) visited_within: Option<Span>,
}

/// The terms of an exemption from consent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Terms {
    pub(crate) channels: Vec<Channel>,
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) characters: usize,
    pub(crate) per_day: usize,
    pub(crate) per_week: usize,
}

impl Rules {
    /// The hours that bind somebody in these areas.
    pub(crate) fn hours<'r>(
        &'r self,
        way: Way,
        areas: &'r [&str],
    ) -> impl Iterator<Item = &'r Rule<Arc<Hours>>> + Clone {
        let rules = self.hours.get(&way).map_or(&[][..], Vec::as_slice);
        rules.iter().filter(move |rule| rule.binds_in(areas))
    }

    /// The consent rules that bind somebody in these areas on a day.
    pub(crate) fn consents<'r>(
        &'r self,
        way: Way,
        areas: &'r [&str],
        day: CivilDate,
    ) -> impl Iterator<Item = &'r Rule<Needs>> {
        let rules = self.consents.get(&way).map_or(&[][..], Vec::as_slice);
        rules.iter().filter(move |rule| rule.binds_in(areas) && rule.holds_on(day))
    }

    /// The rule by which an opt-out of one kind of message, said on a day, reaches all others.
    pub(crate) fn stop(
        &self,
        channel: Channel,
        areas: &[&str],
        day: CivilDate,
    ) -> Option<&Rule<Vec<Channel>>> {
        let mut stops = self.stops.iter();
        stops
            .find(|stop| stop.says.contains(&channel) && stop.binds_in(areas) && stop.holds_on(day))
    }
}

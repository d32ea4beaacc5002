//! Rules, windows and caps: the practice's own and those of the packs, laid out for the gate.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Build;
use crate::communication::rule::{Needs, Rule, Rules, Terms, Way};
use crate::communication::{Cap, Channel, Hours, Purpose};
use crate::error::ErrorCode;
use crate::id::Name;
use crate::playbook::compiled::Message;
use crate::playbook::document::Window;
use crate::playbook::node::shown;
use crate::playbook::packs;
use crate::playbook::rule::{self as written, Opening, Override, RuleKind, StopScope};
use crate::time::{CivilDate, Span, countries_of};
use crate::vocabulary::nearest;

/// The name under which decisions speak of the practice's own windows.
const WINDOWS: &str = "windows";
/// The pack that is kept where a playbook lists none.
const COURTESY: &str = "courtesy";

/// A rule in its final form, and where it was read.
struct Kept<'d> {
    rule: &'d written::Rule,
    change: Option<&'d Override>,
    path: String,
}

impl Kept<'_> {
    fn is_enabled(&self) -> bool {
        self.change.and_then(|change| change.enabled).unwrap_or(self.rule.enabled)
    }

    /// The ways that it speaks of.
    fn ways(&self) -> impl Iterator<Item = Way> {
        let (channels, purposes) = (&self.rule.channels, &self.rule.purposes);
        let channels = Channel::ALL.iter().filter(|c| channels.is_empty() || channels.contains(c));
        channels.flat_map(move |channel| {
            let some = Purpose::ALL.iter().filter(|p| purposes.is_empty() || purposes.contains(p));
            some.map(move |purpose| (*channel, *purpose))
        })
    }

    fn head(&self) -> Rule<()> {
        let rule = self.rule;
        Rule {
            id: rule.id.as_str().into(),
            law: rule.law.as_deref().map(Into::into),
            area: rule.jurisdiction.as_deref().map(Into::into),
            from: rule.from,
            until: rule.until,
            remunerated: rule.remunerated,
            says: (),
        }
    }
}

impl Build<'_> {
    /// The rules and the caps.
    pub(super) fn rules(&self, messages: &[Message]) -> (Rules, Vec<Cap>) {
        let kept = self.kept();
        let mut rules = Rules { hours: self.windows(), ..Rules::default() };
        let mut caps = self.caps();
        for rule in kept.iter().filter(|rule| rule.is_enabled()) {
            let head = rule.head();
            if let Some(hours) = self.hours(rule) {
                let hours = Arc::new(hours);
                for way in rule.ways().filter(|(_, purpose)| purpose.keeps_hours()) {
                    rules.hours.entry(way).or_default().push(head.saying(Arc::clone(&hours)));
                }
            }
            if let Some(needs) = self.needs(rule) {
                for way in rule.ways() {
                    rules.consents.entry(way).or_default().push(head.saying(needs));
                }
            }
            if let Some(terms) = &rule.rule.exemption {
                let terms = Terms {
                    channels: rule.rule.channels.clone(),
                    purposes: rule.rule.purposes.clone(),
                    characters: count(terms.characters),
                    per_day: count(terms.per_day),
                    per_week: count(terms.per_week),
                };
                rules.exemptions.insert(Name::clone(&head.id), head.saying(terms));
            }
            if let Some(StopScope::All) = rule.rule.stop {
                let channels: BTreeSet<Channel> = rule.ways().map(|(channel, _)| channel).collect();
                rules.stops.push(head.saying(channels.into_iter().collect()));
            }
            caps.extend(self.rule_cap(rule));
        }
        self.unpacked();
        self.exempted(messages, &rules);
        (rules, caps)
    }

    /// The rules of the packs that are listed, and the practice's own, with what it changes.
    fn kept(&self) -> Vec<Kept<'_>> {
        let rules = &self.document.rules;
        let usual = [COURTESY.to_owned()];
        let listed = rules.packs.as_deref().unwrap_or(&usual);
        let mut kept: Vec<Kept<'_>> = Vec::new();
        for (index, name) in listed.iter().enumerate() {
            let Some(pack) = packs::pack(name) else {
                let near = nearest(name, packs::rule_packs().into_iter());
                let help = near.map_or_else(
                    || format!("the packs are {}", packs::rule_packs().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("no such rule pack: `{}`", shown(name));
                let path = format!("rules.packs[{index}]");
                self.faults.help(ErrorCode::UnknownReference, &path, message, Some(help));
                continue;
            };
            // Windows of the practice stand in place of those of courtesy.
            let instead = |rule: &&written::Rule| {
                !(rules.windows.is_some()
                    && rule.kind == RuleKind::Courtesy
                    && rule.hours.is_some())
            };
            kept.extend(pack.rules.iter().filter(instead).map(|rule| {
                let change = rules.overrides.iter().find(|change| change.rule == rule.id);
                let path = rules.overrides.iter().position(|change| change.rule == rule.id);
                let path = path.map(|at| format!("rules.overrides[{at}]")).unwrap_or_default();
                Kept { rule, change, path }
            }));
        }
        self.overrides(&kept);
        self.unique("rules.own", rules.own.iter().map(|rule| rule.id.as_str()));
        for (index, rule) in rules.own.iter().enumerate() {
            let path = format!("rules.own[{index}]");
            if kept.iter().any(|known| known.rule.id == rule.id) {
                let message = "a rule of a pack has this id";
                self.error(ErrorCode::DuplicateId, &format!("{path}.id"), message);
            }
            self.jurisdiction(&path, rule);
            kept.push(Kept { rule, change: None, path });
        }
        kept
    }

    /// Overrides that name no rule, say nothing, or are looser than what they replace.
    fn overrides(&self, kept: &[Kept<'_>]) {
        for (index, change) in self.document.rules.overrides.iter().enumerate() {
            let path = format!("rules.overrides[{index}]");
            let Some(of) = kept.iter().find(|kept| kept.rule.id == change.rule) else {
                let message =
                    format!("no such rule in the packs listed: `{}`", shown(&change.rule));
                let near = nearest(&change.rule, kept.iter().map(|kept| kept.rule.id.as_str()));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let path = format!("{path}.rule");
                self.faults.help(ErrorCode::UnknownReference, &path, message, help);
                continue;
            };
            if change.because.trim().is_empty() {
                let message = "say why, and who decided it";
                self.error(ErrorCode::MissingField, &format!("{path}.because"), message);
            }
            if of.rule.kind == RuleKind::Courtesy {
                continue;
            }
            let source = of.rule.law.as_deref().unwrap_or("the terms of the service");
            let looser = |field: &str, message: String| {
                self.faults.warning(
                    ErrorCode::LooserThanLaw,
                    &format!("{path}.{field}"),
                    message,
                    "have it confirmed by counsel, or leave the rule as it is",
                );
            };
            if of.rule.enabled && change.enabled == Some(false) {
                looser("enabled", format!("`{}` is not kept any more: {source}", of.rule.id));
            }
            if let (Some(own), Some(hours)) = (&of.rule.hours, &change.hours)
                && !week(hours).is_within(&week(own))
            {
                looser("hours", format!("wider hours than those of `{}`: {source}", of.rule.id));
            }
            if let (Some(own), Some(most)) = (&of.rule.cap, change.at_most)
                && most > own.at_most
            {
                looser("at_most", format!("more than `{}` permits: {source}", of.rule.id));
            }
        }
    }

    fn jurisdiction(&self, path: &str, rule: &written::Rule) {
        let Some(code) = &rule.jurisdiction else { return };
        let (country, part) =
            code.split_once('-').map_or((code.as_str(), None), |(c, p)| (c, Some(p)));
        let known = crate::time::areas_of(country, part);
        if !known.contains(&code.as_str()) && part.is_none() {
            let message = "not an ISO 3166 code, as in `US` or `US-FL`";
            self.error(ErrorCode::InvalidValue, &format!("{path}.jurisdiction"), message);
        }
    }

    /// The hours of a rule, where it has any.
    fn hours(&self, kept: &Kept<'_>) -> Option<Hours> {
        let rule = kept.rule;
        let closed = rule.closed_on.as_ref().map(|name| self.calendar(&kept.path, name));
        let openings = kept.change.and_then(|change| change.hours.as_ref()).or(rule.hours.as_ref());
        if closed.is_none() && openings.is_none() {
            return None;
        }
        let mut hours = Hours::held(closed.unwrap_or_default(), rule.from, rule.until);
        let Some(openings) = openings else {
            hours.open_always();
            return Some(hours);
        };
        let path = &kept.path;
        self.openings(path, openings, &mut hours);
        Some(hours)
    }

    fn openings(&self, path: &str, openings: &[Opening], hours: &mut Hours) {
        for (index, opening) in openings.iter().enumerate() {
            if opening.from == opening.to {
                self.equal_ends(&format!("{path}.hours[{index}].to"));
            }
            open(hours, opening);
        }
    }

    fn equal_ends(&self, path: &str) {
        let message = "a window that ends when it begins is never open, or always: leave it out, \
                       or give it an end";
        self.error(ErrorCode::Contradiction, path, message);
    }

    /// The days of a calendar: of the pack, and those that the practice adds.
    pub(super) fn calendar(&self, path: &str, name: &str) -> Vec<CivilDate> {
        let own = self.document.rules.calendars.get(name);
        let pack = packs::calendar(name);
        if own.is_none() && pack.is_none() {
            let message = format!("no such calendar: `{}`", shown(name));
            let near = nearest(name, self.document.rules.calendars.keys().map(String::as_str));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let path = format!("{path}.closed_on");
            self.faults.help(ErrorCode::UnknownReference, &path, message, help);
        }
        own.into_iter().chain(pack).flatten().copied().collect()
    }

    fn needs(&self, kept: &Kept<'_>) -> Option<Needs> {
        let consent = kept.rule.consent.as_ref()?;
        let visited_within = consent.visited_within.as_ref().and_then(|text| {
            let parsed = text.parse::<Span>();
            let path = format!("{}.consent.visited_within", kept.path);
            parsed.map_err(|error| self.faults.prm(&path, &error)).ok()
        });
        Some(Needs { need: consent.needs, visited_within })
    }

    fn rule_cap(&self, kept: &Kept<'_>) -> Option<Cap> {
        let cap = kept.rule.cap.as_ref()?;
        let at_most = kept.change.and_then(|change| change.at_most).unwrap_or(cap.at_most);
        if at_most == 0 {
            let message = "a cap of none would hold for ever: ask for consent instead";
            self.error(ErrorCode::InvalidValue, &format!("{}.cap.at_most", kept.path), message);
        }
        match cap.within.parse() {
            Ok(within) => Some(Cap {
                rule: kept.head(),
                per: cap.per,
                channels: kept.rule.channels.clone(),
                purposes: kept.rule.purposes.clone(),
                at_most: count(at_most),
                within,
            }),
            Err(error) => {
                self.faults.prm(&format!("{}.cap.within", kept.path), &error);
                None
            }
        }
    }

    /// The practice's own windows: of those for one way, any opens it.
    fn windows(&self) -> BTreeMap<Way, Vec<Rule<Arc<Hours>>>> {
        let windows = self.document.rules.windows.as_deref().unwrap_or_default();
        let mut hours: BTreeMap<Way, Hours> = BTreeMap::new();
        for (index, window) in windows.iter().enumerate() {
            if window.from == window.to {
                self.equal_ends(&format!("rules.windows[{index}].to"));
            }
            let opening = Opening { days: window.days.clone(), from: window.from, to: window.to };
            for way in ways(window) {
                open(hours.entry(way).or_default(), &opening);
            }
        }
        let rule = |hours| Rule {
            id: WINDOWS.into(),
            law: None,
            area: None,
            from: None,
            until: None,
            remunerated: false,
            says: Arc::new(hours),
        };
        hours.into_iter().map(|(way, hours)| (way, vec![rule(hours)])).collect()
    }

    /// The practice's own caps.
    fn caps(&self) -> Vec<Cap> {
        let caps = &self.document.rules.caps;
        self.unique("rules.caps", caps.iter().map(|cap| cap.id.as_str()));
        let built = caps.iter().enumerate().filter_map(|(index, cap)| {
            let path = format!("rules.caps[{index}]");
            if cap.at_most == 0 {
                let message = "a cap of none would hold for ever: ask for consent instead";
                self.error(ErrorCode::InvalidValue, &format!("{path}.at_most"), message);
            }
            if cap.purposes.is_empty() {
                let message = "name the purposes that are counted";
                self.error(ErrorCode::InvalidValue, &format!("{path}.purposes"), message);
            }
            if cap.within.is_empty() {
                return None;
            }
            match cap.within.parse() {
                Ok(within) => Some(Cap {
                    rule: Rule {
                        id: cap.id.as_str().into(),
                        law: None,
                        area: None,
                        from: None,
                        until: None,
                        remunerated: false,
                        says: (),
                    },
                    per: cap.per,
                    channels: Vec::new(),
                    purposes: cap.purposes.clone(),
                    at_most: count(cap.at_most),
                    within,
                }),
                Err(error) => {
                    self.faults.prm(&format!("{path}.within"), &error);
                    None
                }
            }
        });
        built.collect()
    }

    /// The country of the practice has a pack that is not listed.
    fn unpacked(&self) {
        let listed = self.document.rules.packs.as_deref().unwrap_or_default();
        if self.document.practice.id.is_empty() {
            return;
        }
        for country in countries_of(self.document.practice.zone) {
            if let Some(pack) = packs::of_country(country)
                && !listed.iter().any(|name| name == pack)
            {
                self.faults.warning(
                    ErrorCode::LawNotKept,
                    "rules.packs",
                    format!("there are rules for {country}, where the practice is, and they are not kept"),
                    &format!("add `{pack}`, or say in `overrides` which of them do not bind you"),
                );
            }
        }
    }

    /// Messages that rely on an exemption that there is not, or that does not cover them.
    fn exempted(&self, messages: &[Message], rules: &Rules) {
        for message in messages {
            let Some(exemption) = &message.exemption else { continue };
            let path = format!("messages.{}.exemption", message.id);
            let Some(rule) = rules.exemptions.get(exemption) else {
                let text = format!("no such exemption in the packs listed: `{}`", shown(exemption));
                let near = nearest(exemption, rules.exemptions.keys().map(|name| &**name));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                self.faults.help(ErrorCode::UnknownReference, &path, text, help);
                continue;
            };
            if !rule.says.purposes.contains(&message.purpose) {
                let purpose = message.purpose.as_str();
                let text = format!("this exemption does not cover {purpose}");
                self.error(ErrorCode::Contradiction, &path, text);
            }
        }
    }
}

/// The ways that a window speaks of.
fn ways(window: &Window) -> impl Iterator<Item = Way> {
    let channels = Channel::ALL.iter().filter(|channel| match window.channels.as_slice() {
        [] => channel.interrupts(),
        some => some.contains(channel),
    });
    channels.flat_map(|channel| {
        let purposes = Purpose::ALL.iter().filter(|purpose| match window.purposes.as_slice() {
            [] => purpose.keeps_hours(),
            some => some.contains(purpose),
        });
        purposes.map(|purpose| (*channel, *purpose))
    })
}

/// Opens what an opening says.
fn open(hours: &mut Hours, opening: &Opening) {
    for weekday in 0..7 {
        let named = opening.days.iter().any(|day| *day as usize == weekday);
        if named || opening.days.is_empty() {
            hours.open(weekday, opening.from, opening.to);
        }
    }
}

/// The hours of a week.
fn week(openings: &[Opening]) -> Hours {
    let mut hours = Hours::default();
    openings.iter().for_each(|opening| open(&mut hours, opening));
    hours
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

//! The second gate.

use std::collections::BTreeMap;

use prm_core::{ReasonCode, Verdict, Zone};

use super::case::{Case, GUARDIAN, MAIL, PHONE, Said, at};
use super::practice::{Cap, Hours, MINUTE, PURPOSES, Practice};

/// What the second gate says: of one request, after those before it.
pub(super) struct Model<'m> {
    pub(super) practice: &'m Practice,
    pub(super) case: &'m Case,
    /// When messages of a purpose went to a telephone, a guardian's, or an e-mail address.
    pub(super) sent: Vec<(i64, usize, &'static str)>,
}

impl Model<'_> {
    pub(super) fn zones(&self) -> Vec<Zone> {
        if self.case.zones.is_empty() { vec![self.practice.zone] } else { self.case.zones.clone() }
    }

    pub(super) fn consent(&self, purpose: usize, channel: usize, now: i64) -> Option<bool> {
        // The last answer of each scope; one that has ended says nothing.
        let mut last: BTreeMap<(bool, bool), &Said> = BTreeMap::new();
        let mut said: Vec<(usize, &Said)> = self.case.said.iter().enumerate().collect();
        said.sort_by_key(|(index, said)| (said.at, *index));
        for (_, said) in said {
            let about = said.purpose.is_none_or(|p| p == purpose)
                && said.channel.is_none_or(|c| c == channel);
            if about {
                let scope = (said.purpose.is_some(), said.channel.is_some());
                let tie = last.get(&scope).is_some_and(|held| held.at == said.at && !held.granted);
                if !tie {
                    last.insert(scope, said);
                }
            }
        }
        last.retain(|_, said| said.until.is_none_or(|until| now < until));
        let order = |said: &Said| {
            let index = self.case.said.iter().position(|other| std::ptr::eq(other, said));
            (said.at, index)
        };
        let refused = last.iter().any(|((p, c), no)| {
            let lifted = last
                .iter()
                .any(|((p2, c2), yes)| yes.granted && order(yes) > order(no) && p2 >= p && c2 >= c);
            !no.granted && !lifted
        });
        if refused {
            return Some(false);
        }
        let opt_in = PURPOSES[purpose] == "marketing";
        last.iter().any(|((named, _), said)| said.granted && (*named || !opt_in)).then_some(true)
    }

    pub(super) fn granted_after(
        &self,
        purpose: usize,
        channel: usize,
        now: i64,
        since: i64,
    ) -> bool {
        // The latest grant of the most specific kind decides; refusals have been seen before.
        self.consent(purpose, channel, now) == Some(true)
            && self.strongest(purpose, channel, now).is_some_and(|at| at > since)
    }

    /// The grant that counts: that of the most specific scope.
    pub(super) fn strongest(&self, purpose: usize, channel: usize, now: i64) -> Option<i64> {
        for (p, c) in [(true, true), (true, false), (false, true), (false, false)] {
            let of_scope = self.case.said.iter().filter(|said| {
                said.purpose.is_some() == p
                    && said.channel.is_some() == c
                    && said.purpose.is_none_or(|x| x == purpose)
                    && said.channel.is_none_or(|x| x == channel)
            });
            let Some(last) = of_scope.max_by_key(|said| said.at) else { continue };
            let holds = last.until.is_none_or(|until| now < until);
            if holds && last.granted && (p || PURPOSES[purpose] != "marketing") {
                return Some(last.at);
            }
        }
        None
    }

    pub(super) fn of_age(&self) -> Option<i64> {
        let birth = self.case.birth.as_ref()?;
        let zone = self.zones()[0];
        let day: prm_core::CivilDate = birth.parse().unwrap();
        let date: prm_core::CivilDate =
            format!("{:04}{}", day.year() + 18, &birth[4..]).parse().unwrap();
        let midnight = zone.instant(date, "00:00".parse().unwrap());
        Some((midnight.as_millis() - at(0).as_millis()) / MINUTE)
    }

    pub(super) fn capped(&self, cap: &Cap, line: &str, now: i64) -> bool {
        let zone = self.zones()[0];
        let counted = self.sent.iter().filter(|(then, purpose, to)| {
            cap.purposes.contains(purpose)
                && (!cap.of_line || *to == line)
                && match cap.within {
                    Some(minutes) => *then + minutes > now,
                    None => zone.local(at(*then)).0 == zone.local(at(now)).0,
                }
        });
        counted.count() >= cap.at_most
    }

    pub(super) fn quiet(&self, now: i64) -> bool {
        let zones = self.zones();
        !self.practice.hours.iter().all(|hours| zones.iter().all(|z| hours.open(*z, at(now))))
    }

    /// Straight through the ranks.
    pub(super) fn decide(&mut self, request: (i64, usize, usize, i64)) -> (Verdict, ReasonCode) {
        let (now, purpose, channel, useful) = request;
        let (until, case) = (now + useful, self.case);
        let expired = now >= until;
        let hold = |code| {
            if expired { (Verdict::Missed, ReasonCode::Expired) } else { (Verdict::Hold, code) }
        };
        let waits = !matches!(PURPOSES[purpose], "safety" | "account");
        if case.deceased {
            return (Verdict::Deny, ReasonCode::Deceased);
        }
        if case.merged {
            return (Verdict::Deny, ReasonCode::MergedInto);
        }
        let mut dnc = case.do_not_contact.clone();
        dnc.sort_by_key(|(minute, on)| (*minute, *on));
        if dnc.last().is_some_and(|(_, on)| *on) {
            return (Verdict::Deny, ReasonCode::DoNotContact);
        }
        match self.consent(purpose, channel, now) {
            Some(false) => return (Verdict::Deny, ReasonCode::ConsentRefused),
            None if PURPOSES[purpose] == "marketing" => {
                return (Verdict::Deny, ReasonCode::NoConsent);
            }
            _ => {}
        }
        let minor = self.of_age().is_some_and(|of_age| now < of_age);
        let line = match (minor, case.guardian, channel) {
            (true, None, _) => return hold(ReasonCode::NoRecipient),
            (true, Some(true), 0) => Some((GUARDIAN, true)),
            (true, Some(_), _) => None,
            (false, _, 0) => case
                .phone
                .map(|until| (PHONE, until.is_none_or(|until| now < until) && !case.bounced)),
            (false, ..) => case.mail.then_some((MAIL, true)),
        };
        let line = match line {
            None => return hold(ReasonCode::NoLine),
            Some((_, false)) => return (Verdict::Deny, ReasonCode::LineInvalid),
            Some((line, true)) => line,
        };
        if line == PHONE && case.blocked.is_some_and(|(_, again)| again.is_none()) {
            return (Verdict::Deny, ReasonCode::LineOptedOut);
        }
        if channel == 0
            && let Some(since) = case.opted_out
            && !self.granted_after(purpose, channel, now, since)
        {
            return (Verdict::Deny, ReasonCode::PersonOptedOut);
        }
        let admitted = match (case.restricted, case.plain[channel]) {
            (false, true) => 3,
            _ => 1,
        };
        if self.practice.levels[purpose * 2 + channel] > admitted {
            return (Verdict::Deny, ReasonCode::ContentTooSensitive);
        }
        let caps = self.practice.caps.iter().filter(|cap| cap.purposes.contains(&purpose));
        if waits && caps.clone().any(|cap| self.capped(cap, line, now)) {
            return hold(ReasonCode::CapReached);
        }
        if waits && channel == 0 && self.quiet(now) {
            if expired {
                return (Verdict::Missed, ReasonCode::Expired);
            }
            let later = (now + 1..until).any(|minute| !self.quiet(minute));
            return if later {
                (Verdict::Hold, self.quiet_code(now))
            } else {
                (Verdict::Missed, ReasonCode::MissedWindow)
            };
        }
        if expired {
            return (Verdict::Missed, ReasonCode::Expired);
        }
        self.sent.push((now, purpose, line));
        (Verdict::Send, ReasonCode::Ok)
    }

    /// A day without an open minute is told from closed hours.
    pub(super) fn quiet_code(&self, now: i64) -> ReasonCode {
        let zones = self.zones();
        let shut = |hours: &&Hours| zones.iter().any(|zone| !hours.open(*zone, at(now)));
        let first = self.practice.hours.iter().find(shut).unwrap();
        let closed = |zone: &Zone| {
            let date = zone.local(at(now)).0;
            let weekday = date.weekday();
            let holds = first.from.as_ref().is_none_or(|from| *from <= date.to_string());
            let mut minutes = 0..1440;
            let open = minutes.any(|minute| first.windows.iter().any(|w| w.open(weekday, minute)));
            holds && (first.closed.contains(&date.to_string()) || !open)
        };
        if zones.iter().any(closed) { ReasonCode::ClosedDay } else { ReasonCode::QuietHours }
    }
}

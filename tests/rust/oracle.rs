//! A second gate, written from the rules alone, beside the first: straight through the ranks of
//! R20 over plain numbers, with hours looked up minute by minute. Both must agree on everything
//! that comes out of a great many made-up cases.
//!
//! `PRM_ORACLE=1000000 cargo test --release -p prm-tests --test oracle` tries a million.

use std::collections::BTreeMap;
use std::fmt::Write;

use prm_core::{
    Action, Executor, Fact, Input, Lines, Playbook, ReasonCode, Relationship, Timestamp, Verdict,
    Zone,
};
use serde_json::{Value, json};

/// A generator of numbers (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

const PURPOSES: [&str; 8] =
    ["safety", "account", "treatment", "recall", "operations", "feedback", "greeting", "marketing"];
const CHANNELS: [&str; 2] = ["sms", "email"];
const ZONES: [&str; 5] =
    ["Asia/Kolkata", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"];
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MINUTE: i64 = 60_000;

/// Some hours of some days, in minutes of the day; past midnight where `to` is not after `from`.
#[derive(Clone, Debug)]
struct Window {
    days: Vec<usize>,
    from: u32,
    to: u32,
}

impl Window {
    fn roll(dice: &mut Dice) -> Self {
        let days =
            if dice.chance(40) { (0..7).filter(|_| dice.chance(60)).collect() } else { vec![] };
        let from = 30 * u32::try_from(dice.roll(48)).unwrap();
        let to = (from + 30 * u32::try_from(1 + dice.roll(47)).unwrap()) % 1440;
        Self { days, from, to }
    }

    fn open(&self, weekday: usize, minute: u32) -> bool {
        let on = |day: usize| self.days.is_empty() || self.days.contains(&day);
        if self.from < self.to {
            on(weekday) && (self.from..self.to).contains(&minute)
        } else {
            let yesterday = (weekday + 6) % 7;
            (on(weekday) && minute >= self.from) || (on(yesterday) && minute < self.to)
        }
    }

    fn json(&self) -> Value {
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let days: Vec<&str> = self.days.iter().map(|day| DAYS[*day]).collect();
        json!({"days": days, "from": clock(self.from), "to": clock(self.to)})
    }
}

/// A rule with hours: open in one of the windows, on days that are not closed, while it holds.
#[derive(Clone, Debug, Default)]
struct Hours {
    windows: Vec<Window>,
    closed: Vec<String>,
    from: Option<String>,
}

impl Hours {
    fn open(&self, zone: Zone, at: Timestamp) -> bool {
        let (date, time) = zone.local(at);
        let day = date.to_string();
        if self.from.as_ref().is_some_and(|from| day < *from) {
            return true;
        }
        let minute = u32::from(u8::try_from(time.hour()).unwrap()) * 60
            + u32::from(u8::try_from(time.minute()).unwrap());
        let weekday = date.weekday();
        !self.closed.contains(&day)
            && (self.windows.is_empty() || self.windows.iter().any(|w| w.open(weekday, minute)))
    }
}

#[derive(Clone, Debug)]
struct Cap {
    of_line: bool,
    purposes: Vec<usize>,
    at_most: usize,
    /// Rolling, in minutes; the calendar day where absent.
    within: Option<i64>,
}

/// A practice: what its playbook says, twice.
struct Practice {
    playbook: Playbook,
    /// The hours of texts; e-mail has none.
    hours: Vec<Hours>,
    caps: Vec<Cap>,
    /// The content level of each message.
    levels: Vec<u32>,
    zone: Zone,
}

impl Practice {
    fn roll(dice: &mut Dice) -> Self {
        let zone = dice.pick(&ZONES);
        let windows: Vec<Window> = (0..dice.roll(3)).map(|_| Window::roll(dice)).collect();
        let mut hours = Vec::new();
        let mut rules = json!({"packs": []});
        if windows.is_empty() {
            rules["windows"] = json!([]);
        } else {
            rules["windows"] = windows
                .iter()
                .map(|window| {
                    let mut json = window.json();
                    json["channels"] = json!(["sms"]);
                    json
                })
                .collect();
            hours.push(Hours { windows, ..Hours::default() });
        }
        if dice.chance(50) {
            let windows: Vec<Window> = (0..1 + dice.roll(2)).map(|_| Window::roll(dice)).collect();
            let closed = if dice.chance(50) { vec!["2026-03-09", "2026-03-10"] } else { vec![] };
            let from = dice.chance(50).then_some("2026-03-10");
            let mut own = json!({
                "id": "own", "channels": ["sms"], "purposes": [], "kind": "practice",
                "confidence": "design", "sources": ["made up"],
                "hours": windows.iter().map(Window::json).collect::<Vec<_>>()
            });
            if let Some(from) = from {
                own["from"] = json!(from);
            }
            if !closed.is_empty() {
                rules["calendars"] = json!({"closed": closed});
                own["closed_on"] = json!("closed");
            }
            rules["own"] = json!([own]);
            let closed = closed.into_iter().map(str::to_owned).collect();
            hours.push(Hours { windows, closed, from: from.map(str::to_owned) });
        }
        let caps: Vec<Cap> = (0..dice.roll(3))
            .map(|_| Cap {
                of_line: dice.chance(50),
                purposes: (0..8).filter(|_| dice.chance(60)).collect(),
                at_most: usize::try_from(1 + dice.roll(2)).unwrap(),
                within: dice.chance(50).then(|| 60 * dice.pick(&[1, 6, 24, 100])),
            })
            .filter(|cap| !cap.purposes.is_empty())
            .collect();
        rules["caps"] = caps
            .iter()
            .enumerate()
            .map(|(index, cap)| {
                let purposes: Vec<&str> = cap.purposes.iter().map(|p| PURPOSES[*p]).collect();
                let hours = |minutes: i64| format!("{} hours", minutes / 60);
                json!({
                    "id": format!("cap{index}"), "per": if cap.of_line { "line" } else { "patient" },
                    "purposes": purposes, "at_most": cap.at_most,
                    "within": cap.within.map_or("calendar day".to_owned(), hours)
                })
            })
            .collect();
        let mut levels = Vec::new();
        let mut messages = serde_json::Map::new();
        for purpose in PURPOSES {
            for channel in CHANNELS {
                let level = u32::try_from(dice.roll(4)).unwrap();
                levels.push(level);
                let mut variant =
                    json!({"channel": channel, "level": level, "text": {"en": "A message."}});
                if channel == "email" {
                    variant["subject"] = json!({"en": "A message"});
                }
                messages.insert(
                    format!("{purpose}-{channel}"),
                    json!({"purpose": purpose, "variants": [variant]}),
                );
            }
        }
        let document = json!({
            "spec": "1.0",
            "practice": {"id": "hill", "name": "Hill", "zone": zone, "languages": ["en"]},
            "rules": rules, "messages": messages, "journeys": []
        });
        let playbook = Playbook::compile(&document.to_string())
            .unwrap_or_else(|error| panic!("{error} in {document}"));
        Self { playbook, hours, caps, levels, zone: zone.parse().unwrap() }
    }
}

/// What a patient said of consent.
#[derive(Debug)]
struct Said {
    at: i64,
    purpose: Option<usize>,
    channel: Option<usize>,
    granted: bool,
    until: Option<i64>,
}

/// A patient, and what is asked for them; all times in minutes from the start.
#[derive(Debug)]
struct Case {
    zones: Vec<Zone>,
    address: Option<&'static str>,
    deceased: bool,
    merged: bool,
    do_not_contact: Vec<(i64, bool)>,
    said: Vec<Said>,
    /// The minute at which a minor comes of age; an adult where absent.
    birth: Option<String>,
    /// A guardian, with a telephone or without one.
    guardian: Option<bool>,
    /// The telephone: there is one, and it is in use until then.
    phone: Option<Option<i64>>,
    mail: bool,
    bounced: bool,
    /// The telephone opted out; and in again, later.
    blocked: Option<(i64, Option<i64>)>,
    /// The person opted out at another telephone.
    opted_out: Option<i64>,
    plain: [bool; 2],
    restricted: bool,
    /// When, of which purpose, by which channel, and for how long it is useful.
    requests: Vec<(i64, usize, usize, i64)>,
}

/// 4 March 2026, 00:00 UTC: clocks change within the fortnight that follows.
fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(1_772_582_400_000 + minute * MINUTE).unwrap()
}

impl Case {
    fn roll(dice: &mut Dice) -> Self {
        let start = 10_000;
        let (zones, address): (Vec<&str>, _) = match dice.roll(10) {
            0 | 1 => (vec![], None),
            // An address that is in two zones.
            2 => (vec!["America/Chicago", "America/New_York"], Some("TN")),
            _ => (vec![dice.pick(&ZONES)], None),
        };
        let zones: Vec<Zone> = zones.iter().map(|zone| zone.parse().unwrap()).collect();
        let before = |dice: &mut Dice| i64::try_from(dice.roll(9_000)).unwrap();
        let said = (0..dice.roll(4))
            .map(|_| Said {
                at: before(dice),
                purpose: dice.chance(70).then(|| usize::try_from(dice.roll(8)).unwrap()),
                channel: dice.chance(40).then(|| usize::try_from(dice.roll(2)).unwrap()),
                granted: dice.chance(55),
                until: dice.chance(15).then(|| 5_000 + i64::try_from(dice.roll(12_000)).unwrap()),
            })
            .collect();
        let mut requests = Vec::new();
        let mut now = start;
        for last in (0..1 + dice.roll(4)).rev() {
            now += 10 + i64::try_from(dice.roll(3_000)).unwrap();
            let useful = if last == 0 { dice.pick(&[-5, 5, 90, 700, 3_000]) } else { 5 };
            let purpose = usize::try_from(dice.roll(8)).unwrap();
            let channel = usize::from(dice.chance(25));
            requests.push((now, purpose, channel, useful));
        }
        let minor = dice.chance(12);
        let birth =
            minor.then(|| format!("{}-03-{:02}", dice.pick(&[2008, 2015]), 5 + dice.roll(20)));
        Self {
            zones,
            address,
            deceased: dice.chance(3),
            merged: dice.chance(3),
            do_not_contact: match dice.roll(12) {
                0 => vec![(before(dice), true)],
                1 => vec![(before(dice), true), (before(dice), false)],
                2 => vec![(before(dice), false), (before(dice), true)],
                _ => vec![],
            },
            said,
            birth,
            guardian: dice.chance(50).then(|| dice.chance(70)),
            phone: dice
                .chance(92)
                .then(|| dice.chance(8).then(|| start + i64::try_from(dice.roll(8_000)).unwrap())),
            mail: dice.chance(85),
            bounced: dice.chance(5),
            blocked: dice.chance(10).then(|| {
                let at = before(dice);
                (at, dice.chance(30).then(|| at + 1 + i64::try_from(dice.roll(500)).unwrap()))
            }),
            opted_out: dice.chance(6).then(|| before(dice)),
            plain: [dice.chance(30), dice.chance(30)],
            restricted: dice.chance(10),
            requests,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<(i64, Value)> = Vec::new();
        let mut points = Vec::new();
        if let Some(until) = self.phone {
            points.push(json!({"line": PHONE, "until": until.map(at)}));
        }
        if self.mail {
            points.push(json!({"line": MAIL}));
        }
        let mut described = json!({
            "type": "patient_described", "languages": ["en"], "contact_points": points,
            "birth_date": self.birth.clone().unwrap_or_else(|| "1980-01-01".into()),
            "deceased": self.deceased
        });
        match (self.address, self.zones.as_slice()) {
            (Some(state), _) => {
                described["country"] = json!("US");
                described["state"] = json!(state);
            }
            (None, [zone]) => described["zone"] = json!(zone),
            _ => {}
        }
        if self.restricted {
            described["labels"] =
                json!(["http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"]);
        }
        facts.push((-10, described));
        if self.merged {
            facts.push((-9, json!({"type": "patient_merged", "into": "p2"})));
        }
        for (minute, on) in &self.do_not_contact {
            facts.push((*minute, json!({"type": "do_not_contact_changed", "on": on})));
        }
        for said in &self.said {
            let purposes: Vec<&str> = said.purpose.iter().map(|p| PURPOSES[*p]).collect();
            let mut content =
                json!({"type": "consent_changed", "purposes": purposes, "granted": said.granted});
            if let Some(channel) = said.channel {
                content["channel"] = json!(CHANNELS[channel]);
            }
            if let Some(until) = said.until {
                content["until"] = json!(at(until));
            }
            facts.push((said.at, content));
        }
        if let Some(with_phone) = self.guardian {
            let points = if with_phone { json!([{"line": GUARDIAN}]) } else { json!([]) };
            facts.push((
                -8,
                json!({
                    "type": "related_person_described", "person": "g", "relationships": ["mother"],
                    "contact_points": points, "languages": ["en"]
                }),
            ));
        }
        for (index, channel) in CHANNELS.iter().enumerate().filter(|(i, _)| self.plain[*i]) {
            facts.push((
                -7 + i64::try_from(index).unwrap(),
                json!({
                    "type": "plain_channel_accepted", "channel": channel, "accepted": true
                }),
            ));
        }
        if self.bounced {
            facts.push((
                -5,
                json!({
                    "type": "contact_point_checked", "line": PHONE, "finding": "bounced"
                }),
            ));
        }
        if let Some(minute) = self.opted_out {
            facts.push((minute, json!({
                "type": "line_opt_out_changed", "line": OTHER, "opted_out": true, "scope": "sender"
            })));
        }
        let fact = |(index, (minute, content)): (usize, (i64, Value))| {
            let fact = json!({"id": format!("f{index:02}"), "patient": "p1", "occurred": at(minute), "content": content});
            Fact::from_json(&fact.to_string()).unwrap_or_else(|error| panic!("{error} in {fact}"))
        };
        facts.into_iter().enumerate().map(fact).collect()
    }
}

const PHONE: &str = "tel:+12125550100";
const OTHER: &str = "tel:+12125550199";
const GUARDIAN: &str = "tel:+12125550177";
const MAIL: &str = "mailto:p@example.org";

/// What the second gate says: of one request, after those before it.
struct Model<'m> {
    practice: &'m Practice,
    case: &'m Case,
    /// When messages of a purpose went to a telephone, a guardian's, or an e-mail address.
    sent: Vec<(i64, usize, &'static str)>,
}

impl Model<'_> {
    fn zones(&self) -> Vec<Zone> {
        if self.case.zones.is_empty() { vec![self.practice.zone] } else { self.case.zones.clone() }
    }

    fn consent(&self, purpose: usize, channel: usize, now: i64) -> Option<bool> {
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

    fn granted_after(&self, purpose: usize, channel: usize, now: i64, since: i64) -> bool {
        // The latest grant of the most specific kind decides; refusals have been seen before.
        self.consent(purpose, channel, now) == Some(true)
            && self.strongest(purpose, channel, now).is_some_and(|at| at > since)
    }

    /// The grant that counts: that of the most specific scope.
    fn strongest(&self, purpose: usize, channel: usize, now: i64) -> Option<i64> {
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

    fn of_age(&self) -> Option<i64> {
        let birth = self.case.birth.as_ref()?;
        let zone = self.zones()[0];
        let day: prm_core::CivilDate = birth.parse().unwrap();
        let date: prm_core::CivilDate =
            format!("{:04}{}", day.year() + 18, &birth[4..]).parse().unwrap();
        let midnight = zone.instant(date, "00:00".parse().unwrap());
        Some((midnight.as_millis() - at(0).as_millis()) / MINUTE)
    }

    fn capped(&self, cap: &Cap, line: &str, now: i64) -> bool {
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

    fn quiet(&self, now: i64) -> bool {
        let zones = self.zones();
        !self.practice.hours.iter().all(|hours| zones.iter().all(|z| hours.open(*z, at(now))))
    }

    /// Straight through the ranks.
    fn decide(&mut self, request: (i64, usize, usize, i64)) -> (Verdict, ReasonCode) {
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
    fn quiet_code(&self, now: i64) -> ReasonCode {
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

/// Runs one case in the library.
fn run(practice: &Practice, case: &Case) -> Vec<(Verdict, ReasonCode)> {
    let mut patient = Relationship::new("p1", "salt").unwrap();
    let mut lines = Lines::new();
    if let Some((blocked, again)) = case.blocked {
        let line = PHONE.parse().unwrap();
        lines.block(&line, "hill", at(blocked));
        if let Some(again) = again {
            lines.unblock(&line, "hill", at(again));
        }
    }
    let mut facts = case.facts();
    let mut found = Vec::new();
    for (index, (now, purpose, channel, useful)) in case.requests.iter().enumerate() {
        let message = format!("{}-{}", PURPOSES[*purpose], CHANNELS[*channel]);
        let request = format!("r{index}");
        facts.push(
            Fact::from_json(
                &json!({"id": request, "patient": "p1", "occurred": at(*now), "content": {
                    "type": "message_requested", "request": request, "message": message,
                    "useful_until": at(now + useful)
                }})
                .to_string(),
            )
            .unwrap(),
        );
        let input =
            Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now: at(*now) };
        let outcome = practice.playbook.step(&mut patient, input).unwrap();
        facts.clear();
        let subject = format!("request:{request}");
        let of_request = |decision: &&prm_core::Decision| {
            decision.parts.as_ref().is_some_and(|parts| *parts.subject == *subject)
                && !decision.parts.as_ref().unwrap().step.starts_with("prm:")
        };
        let decision = outcome
            .decisions
            .iter()
            .find(of_request)
            .unwrap_or_else(|| panic!("no decision {index}: {case:?} {:?}", outcome.decisions));
        let sent = outcome.actions.iter().any(|action| {
            matches!(action,
            Action::SendMessage { parts, .. } if *parts.subject == *subject)
        });
        assert_eq!(sent, decision.verdict == Verdict::Send);
        found.push((decision.verdict, decision.reason()));
    }
    found
}

#[test]
fn both_gates_agree() {
    let cases: u64 = std::env::var("PRM_ORACLE").ok().map_or(20_000, |n| n.parse().unwrap());
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let work = |thread: u64| {
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        let mut dice = Dice(0x5EED + thread);
        let mut practice = Practice::roll(&mut dice);
        for number in 0..cases / threads {
            if number % 50 == 0 {
                practice = Practice::roll(&mut dice);
            }
            let case = Case::roll(&mut dice);
            let mut model = Model { practice: &practice, case: &case, sent: Vec::new() };
            let expected: Vec<_> =
                case.requests.iter().map(|request| model.decide(*request)).collect();
            let found = run(&practice, &case);
            let Practice { hours, caps, levels, .. } = &practice;
            assert_eq!(found, expected, "{case:?}\n{hours:?}\n{caps:?}\n{levels:?}");
            for (verdict, code) in found {
                *seen.entry(format!("{verdict:?} {}", code.as_str())).or_default() += 1;
            }
        }
        seen
    };
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    std::thread::scope(|scope| {
        let handles: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        for handle in handles {
            for (what, times) in handle.join().unwrap() {
                *seen.entry(what).or_default() += times;
            }
        }
    });
    let mut table = String::new();
    for (what, times) in &seen {
        writeln!(table, "{times:>9}  {what}").unwrap();
    }
    println!("{table}");
    // The cases reach everything that they are made to reach.
    assert_eq!(seen.len(), 17, "{table}");
}

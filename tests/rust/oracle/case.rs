//! Made-up patients, and what is asked for them.

use prm_core::{Fact, Timestamp, Zone};
use serde_json::{Value, json};

use super::practice::{CHANNELS, Dice, MINUTE, PURPOSES, ZONES};

/// What a patient said of consent.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) at: i64,
    pub(super) purpose: Option<usize>,
    pub(super) channel: Option<usize>,
    pub(super) granted: bool,
    pub(super) until: Option<i64>,
}

/// A patient, and what is asked for them; all times in minutes from the start.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) zones: Vec<Zone>,
    pub(super) address: Option<&'static str>,
    pub(super) deceased: bool,
    pub(super) merged: bool,
    pub(super) do_not_contact: Vec<(i64, bool)>,
    pub(super) said: Vec<Said>,
    /// The minute at which a minor comes of age; an adult where absent.
    pub(super) birth: Option<String>,
    /// A guardian, with a telephone or without one.
    pub(super) guardian: Option<bool>,
    /// The telephone: there is one, and it is in use until then.
    pub(super) phone: Option<Option<i64>>,
    pub(super) mail: bool,
    pub(super) bounced: bool,
    /// The telephone opted out; and in again, later.
    pub(super) blocked: Option<(i64, Option<i64>)>,
    /// The person opted out at another telephone.
    pub(super) opted_out: Option<i64>,
    pub(super) plain: [bool; 2],
    pub(super) restricted: bool,
    /// When, of which purpose, by which channel, and for how long it is useful.
    pub(super) requests: Vec<(i64, usize, usize, i64)>,
}

/// 4 March 2026, 00:00 UTC: clocks change within the fortnight that follows.
pub(super) fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(1_772_582_400_000 + minute * MINUTE).unwrap()
}

impl Case {
    pub(super) fn roll(dice: &mut Dice) -> Self {
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

    pub(super) fn facts(&self) -> Vec<Fact> {
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

pub(super) const PHONE: &str = "tel:+12125550100";
pub(super) const OTHER: &str = "tel:+12125550199";
pub(super) const GUARDIAN: &str = "tel:+12125550177";
pub(super) const MAIL: &str = "mailto:p@example.org";

//! Made-up practices: what each playbook says, once as a document and once in plain numbers.

use prm_core::{Playbook, Timestamp, Zone};
use serde_json::{Value, json};

/// A generator of numbers (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

pub(super) const PURPOSES: [&str; 8] =
    ["safety", "account", "treatment", "recall", "operations", "feedback", "greeting", "marketing"];
pub(super) const CHANNELS: [&str; 2] = ["sms", "email"];
pub(super) const ZONES: [&str; 5] =
    ["Asia/Kolkata", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"];
pub(super) const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
pub(super) const MINUTE: i64 = 60_000;

/// Some hours of some days, in minutes of the day; past midnight where `to` is not after `from`.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub(super) days: Vec<usize>,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Window {
    pub(super) fn roll(dice: &mut Dice) -> Self {
        let days =
            if dice.chance(40) { (0..7).filter(|_| dice.chance(60)).collect() } else { vec![] };
        let from = 30 * u32::try_from(dice.roll(48)).unwrap();
        let to = (from + 30 * u32::try_from(1 + dice.roll(47)).unwrap()) % 1440;
        Self { days, from, to }
    }

    pub(super) fn open(&self, weekday: usize, minute: u32) -> bool {
        let on = |day: usize| self.days.is_empty() || self.days.contains(&day);
        if self.from < self.to {
            on(weekday) && (self.from..self.to).contains(&minute)
        } else {
            let yesterday = (weekday + 6) % 7;
            (on(weekday) && minute >= self.from) || (on(yesterday) && minute < self.to)
        }
    }

    pub(super) fn json(&self) -> Value {
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let days: Vec<&str> = self.days.iter().map(|day| DAYS[*day]).collect();
        json!({"days": days, "from": clock(self.from), "to": clock(self.to)})
    }
}

/// A rule with hours: open in one of the windows, on days that are not closed, while it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Hours {
    pub(super) windows: Vec<Window>,
    pub(super) closed: Vec<String>,
    pub(super) from: Option<String>,
}

impl Hours {
    pub(super) fn open(&self, zone: Zone, at: Timestamp) -> bool {
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
pub(super) struct Cap {
    pub(super) of_line: bool,
    pub(super) purposes: Vec<usize>,
    pub(super) at_most: usize,
    /// Rolling, in minutes; the calendar day where absent.
    pub(super) within: Option<i64>,
}

/// A practice: what its playbook says, twice.
pub(super) struct Practice {
    pub(super) playbook: Playbook,
    /// The hours of texts; e-mail has none.
    pub(super) hours: Vec<Hours>,
    pub(super) caps: Vec<Cap>,
    /// The content level of each message.
    pub(super) levels: Vec<u32>,
    pub(super) zone: Zone,
}

impl Practice {
    pub(super) fn roll(dice: &mut Dice) -> Self {
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

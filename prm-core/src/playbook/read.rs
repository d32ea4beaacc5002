//! From JSON to a [`Document`]: every fault of form at once.

use std::collections::BTreeMap;

use super::document::{
    AttributeRule, AttributeType, Cap, CapScope, ChannelRule, Combine, Document, Late, Message,
    OnChange, Otherwise, PlaceRule, Practice, Quiet, Receipt, Replies, Rules, Subject, Variant,
    WaitlistRule, Weekday, Window,
};
use super::node::{Faults, Node, Place, Read, shown};
use super::rule::{Confidence, ConsentNeed, RuleKind, StopScope};
use crate::error::{decode, join};
use crate::{
    Channel, CivilDate, CivilTime, Executor, Instrument, Language, LeapDay, MonthEnd, Purpose,
    Recurrence, Schedule, Timestamp, WallTime, Zone, ZonedTime,
};

/// Reads a document; what is wrong goes to the faults, and something to go on with is given.
pub(super) fn document(node: &Node, faults: &Faults) -> Option<Document> {
    Document::read(&Place::root(node, faults))
}

/// Types whose text parses.
macro_rules! parsed {
    ($($type:ty),+) => {$(
        impl Read for $type {
            fn read(place: &Place<'_>) -> Option<Self> {
                place.parsed()
            }
        }
    )+};
}

parsed!(CivilDate, CivilTime, Zone, Language, Recurrence, WallTime);

/// An instant, also as a time on the wall of a place: `2026-03-09T09:00[Asia/Kolkata]`.
impl Read for Timestamp {
    fn read(place: &Place<'_>) -> Option<Self> {
        place.parsed::<ZonedTime>().map(|time| time.instant())
    }
}

/// Types that are one of some words.
macro_rules! words {
    ($($type:ty: $($word:literal => $value:expr),+;)+) => {$(
        impl Read for $type {
            fn read(place: &Place<'_>) -> Option<Self> {
                place.word(&[$(($word, $value)),+])
            }
        }
    )+};
}

words! {
    AttributeType: "text" => AttributeType::Text, "number" => AttributeType::Number,
        "truth" => AttributeType::Truth, "day" => AttributeType::Day;
    LeapDay: "february28" => LeapDay::February28, "march1" => LeapDay::March1;
    MonthEnd: "skip" => MonthEnd::Skip, "clamp" => MonthEnd::Clamp;
    Weekday: "monday" => Weekday::Monday, "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday, "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday, "saturday" => Weekday::Saturday, "sunday" => Weekday::Sunday;
    CapScope: "patient" => CapScope::Patient, "line" => CapScope::Line,
        "subject" => CapScope::Subject;
    Receipt: "accepted" => Receipt::Accepted, "delivered" => Receipt::Delivered,
        "read" => Receipt::Read;
    Subject: "appointment" => Subject::Appointment, "visit" => Subject::Visit,
        "birthday" => Subject::Birthday, "enrolment" => Subject::Enrolment,
        "occasion" => Subject::Occasion, "anniversary" => Subject::Anniversary, "recall" => Subject::Recall, "feedback" => Subject::Feedback;
    OnChange: "again" => OnChange::Again, "once" => OnChange::Once;
    Late: "skip" => Late::Skip, "send_while_useful" => Late::SendWhileUseful;
    Quiet: "hold" => Quiet::Hold, "earlier" => Quiet::Earlier,
        "next_channel" => Quiet::NextChannel, "task" => Quiet::Task;
    ConsentNeed: "none" => ConsentNeed::None, "opt_in" => ConsentNeed::OptIn,
        "signed" => ConsentNeed::Signed;
    StopScope: "all" => StopScope::All;
    RuleKind: "law" => RuleKind::Law, "service" => RuleKind::Service,
        "courtesy" => RuleKind::Courtesy, "practice" => RuleKind::Practice;
    Confidence: "primary" => Confidence::Primary, "secondary" => Confidence::Secondary,
        "conflicting" => Confidence::Conflicting, "memory" => Confidence::Memory,
        "design" => Confidence::Design;
    Otherwise: "skip" => Otherwise::Skip, "go" => Otherwise::Go;
    Executor: "server" => Executor::Server, "device" => Executor::Device;
}

impl Read for Channel {
    fn read(place: &Place<'_>) -> Option<Self> {
        let words: Vec<_> = Self::ALL.iter().map(|channel| (channel.as_str(), *channel)).collect();
        place.word(&words)
    }
}

impl Read for Purpose {
    fn read(place: &Place<'_>) -> Option<Self> {
        let words: Vec<_> = Self::ALL.iter().map(|purpose| (purpose.as_str(), *purpose)).collect();
        place.word(&words)
    }
}

impl Read for Document {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let document = Self {
            spec: fields.required("spec", String::new()),
            practice: fields.required("practice", nobody()),
            attributes: fields.optional("attributes").unwrap_or_default(),
            services: fields.optional("services").unwrap_or_default(),
            places: fields.optional("places").unwrap_or_default(),
            rules: fields.optional("rules").unwrap_or_default(),
            replies: fields.optional("replies").unwrap_or_default(),
            messages: fields.optional("messages").unwrap_or_default(),
            journeys: fields.optional("journeys").unwrap_or_default(),
            waitlist: fields.optional("waitlist"),
            instruments: fields.optional("instruments").unwrap_or_default(),
            portal: fields.optional("portal"),
            tests: fields.optional("tests").unwrap_or_default(),
        };
        fields.finish();
        Some(document)
    }
}

impl Read for Instrument {
    fn read(place: &Place<'_>) -> Option<Self> {
        decode(&place.value()).map_err(|error| place.refuse(&error)).ok()
    }
}

/// Stands for a practice that could not be read, so that the rest can be checked all the same.
fn nobody() -> Practice {
    Practice {
        id: String::new(),
        name: String::new(),
        zone: Zone::utc(),
        languages: Vec::new(),
        phone: None,
        majority: None,
        leap_birthday: None,
        open_days: Vec::new(),
        closed_on: None,
        unsubscribe: None,
        taglines: BTreeMap::new(),
    }
}

impl Read for Practice {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let practice = Self {
            id: fields.required("id", String::new()),
            name: fields.required("name", String::new()),
            zone: fields.required("zone", Zone::utc()),
            languages: fields.required("languages", Vec::new()),
            phone: fields.optional("phone"),
            majority: fields.optional("majority"),
            leap_birthday: fields.optional("leap_birthday"),
            open_days: fields.optional("open_days").unwrap_or_default(),
            closed_on: fields.optional("closed_on"),
            unsubscribe: fields.optional("unsubscribe"),
            taglines: fields.optional("taglines").unwrap_or_default(),
        };
        fields.finish();
        Some(practice)
    }
}

impl Read for AttributeRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            kind: fields.required("type", AttributeType::Text),
            level: fields.optional("level"),
            otherwise: fields.optional("otherwise"),
            words: fields.optional("words").unwrap_or_default(),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for WaitlistRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            group: fields.optional("group"),
            every: fields.optional("every"),
            cut_off: fields.optional("cut_off"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for PlaceRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self { name: fields.optional("name"), zone: fields.optional("zone") };
        fields.finish();
        Some(rule)
    }
}

impl Read for Rules {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rules = Self {
            packs: fields.optional("packs"),
            overrides: fields.optional("overrides").unwrap_or_default(),
            own: fields.optional("own").unwrap_or_default(),
            calendars: fields.optional("calendars").unwrap_or_default(),
            windows: fields.optional("windows"),
            caps: fields.optional("caps").unwrap_or_default(),
            combine: fields.optional("combine").unwrap_or_default(),
            channels: fields.optional("channels").unwrap_or_default(),
        };
        fields.finish();
        Some(rules)
    }
}

impl Read for Window {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let window = Self {
            channels: fields.optional("channels").unwrap_or_default(),
            purposes: fields.optional("purposes").unwrap_or_default(),
            days: fields.optional("days").unwrap_or_default(),
            from: fields.required("from", CivilTime::MIDNIGHT),
            to: fields.required("to", CivilTime::from_second_of_day(1)),
        };
        fields.finish();
        Some(window)
    }
}

impl Read for Cap {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let cap = Self {
            id: fields.required("id", String::new()),
            per: fields.required("per", CapScope::Patient),
            purposes: fields.required("purposes", Vec::new()),
            at_most: fields.required("at_most", 1),
            within: fields.required("within", String::new()),
        };
        fields.finish();
        Some(cap)
    }
}

impl Read for Combine {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let combine = Self {
            message: fields.required("message", String::new()),
            within: fields.required("within", String::new()),
        };
        fields.finish();
        Some(combine)
    }
}

impl Read for ChannelRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            channel: fields.required("channel", Channel::Sms),
            free_to_patient: fields.optional("free_to_patient").unwrap_or_default(),
            executor: fields.optional("executor"),
            reports: fields.optional("reports"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for Replies {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let replies = Self {
            stop: fields.optional("stop"),
            help: fields.optional("help"),
            urgent: fields.optional("urgent"),
            crisis: fields.optional("crisis"),
        };
        fields.finish();
        Some(replies)
    }
}

impl Read for Message {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let message = Self {
            purpose: fields.required("purpose", Purpose::Treatment),
            remunerated: fields.optional("remunerated").unwrap_or_default(),
            exemption: fields.optional("exemption"),
            invites_review: fields.optional("invites_review").unwrap_or_default(),
            variants: fields.required("variants", Vec::new()),
        };
        fields.finish();
        Some(message)
    }
}

impl Read for Variant {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let variant = Self {
            channel: fields.required("channel", Channel::Sms),
            level: fields.required("level", 0),
            approved: fields.optional("approved"),
            subject: fields.optional("subject"),
            text: fields.required("text", Default::default()),
            html: fields.optional("html"),
            part: fields.optional("part"),
            max_segments: fields.optional("max_segments"),
        };
        fields.finish();
        Some(variant)
    }
}

impl Read for Schedule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let schedule = Self {
            // A yearly rule takes every policy, so that no further fault is made up.
            rule: fields.required("rule", Recurrence::yearly()),
            month_end: fields.optional("month_end"),
            leap_day: fields.optional("leap_day"),
            without: fields.optional("without").unwrap_or_default(),
            with: fields.optional("with").unwrap_or_default(),
            moved: fields.optional("moved").unwrap_or_default(),
            since: fields.optional("since"),
        };
        fields.finish();
        Some(schedule)
    }
}

/// Slots by their names.
impl Read for BTreeMap<WallTime, WallTime> {
    fn read(place: &Place<'_>) -> Option<Self> {
        let moved = place.named::<WallTime>()?.into_iter();
        Some(
            moved
                .filter_map(|(slot, to)| match slot.parse() {
                    Ok(slot) => Some((slot, to)),
                    Err(error) => {
                        place.faults.prm(&join(&place.path, &shown(&slot)), &error);
                        None
                    }
                })
                .collect(),
        )
    }
}

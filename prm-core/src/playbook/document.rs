//! The playbook as it is written: one JSON document, in the words of this module.
//!
//! Another module reads it, so that every fault is found at once; these types
//! are what is left when there is none, and what the JSON Schema is made from.
//!
//! # Texts
//!
//! A variant has a text for every language in `practice.languages`; one of the same language and
//! script will do (`es` for `es-MX`), and more languages may be written than the practice has. A
//! patient is sent the text of the first of their languages that has one, else of the first of
//! the practice's, followed by the tagline of the first of theirs that has one. A text in another
//! script is no text for them: `sr-Latn` is not sent `sr`.
//!
//! Texts name values (`{{ patient.greeting_name }}`), and filters write them:
//!
//! | filter | writes |
//! |---|---|
//! | `day_and_time` | `Tuesday, 10 March at 10:00 AM` |
//! | `day` | `Tuesday, 10 March` |
//! | `date` | `Tuesday, 10 March 2026` |
//! | `short_date` | `10 Mar 2026` |
//! | `time` | `10:00 AM` |
//! | `plural(one="year", other="years")` | the form that goes with a number |
//!
//! Dates and times are written as is the custom of the reader's language and region, which may
//! differ from the text's (`en-IN` reads the text in `en`); plurals go by the text's own language.
//! `plural` has a form for each CLDR category that whole numbers up to a thousand have in that
//! language, and `other`; a form that is missing and one that the language does not have are
//! faults. Other values are put in as they are, on one line where the text is a subject, and
//! escaped where it is HTML.
//!
//! In a text from right to left, a name in other letters and a telephone number stand between
//! U+2068 and U+2069, so that they are not reordered; so does an Arabic name in a Latin text. A
//! text from left to right with such values has no marks, which would take it out of GSM-7.

use std::collections::BTreeMap;

use serde::Serialize;

pub use super::journey::{
    Arm, Cause, Fallback, Group, Journey, Late, OnChange, Otherwise, Quiet, SetRule, Share, Step,
    Subject, TaskRule, WaitRule,
};
use super::rule::{Override, Rule};
pub use super::test_case::{Decided, Done, Given, GivenReply, GivenReport, TestCase};
use crate::portal::PortalDocument;
use crate::{Channel, CivilDate, CivilTime, Instrument, Language, LeapDay, Purpose, Zone};

/// A playbook: what a practice decides about its patient relationships.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Document {
    /// The version of the language that it is written in: `1.0`.
    pub spec: String,
    /// Who speaks.
    pub practice: Practice,
    /// What a practice notes about its patients in words of its own, by name. Conditions and texts
    /// say `attribute.NAME`; facts (`attribute_changed`) and steps (`set`) write it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, AttributeRule>,
    /// What is done, by the playbook's own names: for each the codings (`system|code`) and words
    /// (`text|Check-up`) that mean it.
    #[serde(default)]
    pub services: BTreeMap<String, Vec<String>>,
    /// Places by their id in the feeds.
    #[serde(default)]
    pub places: BTreeMap<String, PlaceRule>,
    /// When, how often and by which channels patients may be written to.
    #[serde(default)]
    pub rules: Rules,
    /// What is answered by itself.
    #[serde(default)]
    pub replies: Replies,
    /// The messages, by their ids.
    #[serde(default)]
    pub messages: BTreeMap<String, Message>,
    /// The journeys.
    #[serde(default)]
    pub journeys: Vec<Journey>,
    /// How times that have become free are offered to those who wait
    /// ([`Panel::offer`](crate::Panel::offer)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waitlist: Option<WaitlistRule>,
    /// The instruments of its own; those that are built in ([`INSTRUMENTS`](crate::INSTRUMENTS))
    /// need not be written. One that has several versions is written once for each, the current
    /// one last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<Instrument>,
    /// Who may see and do what in the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal: Option<PortalDocument>,
    /// What its authors expect of it ([`Playbook::test`](crate::Playbook::test)).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<TestCase>,
}

/// Who speaks: one legal sender (R27).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Practice {
    /// The id: part of every key, and the sender that a line opts out of. It never changes.
    pub id: String,
    /// The name that patients know; it must reveal nothing about anybody's health.
    pub name: String,
    /// The zone of the practice, for what has no zone of its own.
    pub zone: Zone,
    /// The languages of its texts, the usual one first.
    pub languages: Vec<Language>,
    /// The telephone number that patients call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The age at which a patient is written to in person; 18 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub majority: Option<u32>,
    /// When a birthday of 29 February is in a common year; 1 March where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leap_birthday: Option<LeapDay>,
    /// The days of the week on which it works, which `2 business days` counts; Monday to Friday
    /// where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_days: Vec<Weekday>,
    /// The calendar on whose days it does not work: of `rules.calendars`, or of a pack (`US` has
    /// the federal holidays).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<String>,
    /// Where patients unsubscribe from greetings, feedback and marketing by e-mail: an https
    /// address that takes a POST (RFC 8058), with `{key}` where the message's key goes, or a
    /// `mailto:` address. It goes into the headers of such e-mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    /// By language, a line that offers help in it: it follows a text that is in none of the
    /// patient's languages. It may name `practice.name` and `practice.phone`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub taglines: BTreeMap<String, String>,
}

/// A value that a practice notes about its patients.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttributeRule {
    /// What kind of value it is.
    #[serde(rename = "type")]
    pub kind: AttributeType,
    /// The lowest content level at which a text may say it; 3 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// The value that it has for those of whom nobody noted any; unknown where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// The texts that it may be; any where empty. Only for a text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// The type of an attribute, and how a fact writes its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttributeType {
    /// Any text.
    Text,
    /// A whole number: `12`.
    Number,
    /// `true` or `false`.
    Truth,
    /// A day: `2026-03-08`.
    Day,
}

/// How times that have become free are offered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WaitlistRule {
    /// To how many at once; to one where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// How long they have before the next are asked too; 30 minutes where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<String>,
    /// How long before its start a time is offered to nobody any more; 2 hours where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<String>,
}

/// A place where appointments and visits are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceRule {
    /// The name that patients know, in place of the feed's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The zone of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// When, how often and by which channels patients may be written to.
///
/// Every rule that binds must permit a message: the practice's own windows and caps, those of the
/// packs, and `own`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// The rule packs that are kept, by name ([`rule_packs`](crate::rule_packs)); `courtesy`
    /// where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packs: Option<Vec<String>>,
    /// What the practice changes in rules of the packs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// Rules of the practice's own, in the form of a pack's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Rule>,
    /// Days on which rules that name the calendar permit nothing: more than those of the packs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calendars: BTreeMap<String, Vec<CivilDate>>,
    /// The practice's permitted hours, in the patient's zone, in place of those of courtesy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windows: Option<Vec<Window>>,
    /// How often is enough.
    #[serde(default)]
    pub caps: Vec<Cap>,
    /// Which messages become one where several are due to one recipient (R18).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub combine: Vec<Combine>,
    /// What differs from the defaults of a channel.
    #[serde(default)]
    pub channels: Vec<ChannelRule>,
}

/// Several messages to one recipient become one (R18): those of the same purpose and channel that
/// come to be due within a window, of one patient or, to whoever stands for several at one contact
/// point, of all of them. It opens when the first of them could go, and each waits for its end; a
/// message whose time would be over by then goes alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Combine {
    /// The message that says them all, of their purpose and on its own channels. Its texts name
    /// `combined.parts` (the `part` of each, line by line) and may name `combined.count`.
    pub message: String,
    /// How long the first waits for others: `0 minutes` to `24 hours`.
    pub within: String,
}

/// Hours in which messages may go out. A channel and purpose that some window names may be used
/// within its windows alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// For these channels; for those that ring where empty.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// For these purposes; for all but safety where empty.
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    /// On these days; on all where empty. A window past midnight belongs to the day on which it
    /// begins.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// The first minute in which it is permitted.
    pub from: CivilTime,
    /// The first minute in which it is not. Earlier than `from` for a window past midnight; never
    /// the same.
    pub to: CivilTime,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// How often is enough.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cap {
    /// The name under which decisions speak of it.
    pub id: String,
    /// Whose messages are counted together.
    pub per: CapScope,
    /// The purposes that are counted, and held.
    pub purposes: Vec<Purpose>,
    /// How many.
    pub at_most: u32,
    /// Within which time: a span that ends now (`90 days`, `24 hours`), or `calendar day`,
    /// `calendar week`, `calendar month` in the patient's zone.
    pub within: String,
}

/// Whose messages a cap counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CapScope {
    /// Those of one patient.
    Patient,
    /// Those to one contact point, whoever they are about.
    Line,
    /// Those about one appointment, visit or other subject.
    Subject,
}

/// What differs from the defaults of a channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChannelRule {
    /// The channel.
    pub channel: Channel,
    /// Whether it costs the patient nothing: some exemptions from consent ask for that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free_to_patient: bool,
    /// Who sends on it; the server where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executor: Option<crate::Executor>,
    /// What is reported of messages on it; `accepted` and `delivered` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<Vec<Receipt>>,
}

/// A receipt that a channel may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// The gateway took it.
    Accepted,
    /// It reached the contact point.
    Delivered,
    /// It was read.
    Read,
}

/// What is answered by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replies {
    /// The message that confirms an opt-out, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
    /// The message that answers HELP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The message that answers words of a medical emergency at once, by day and by night: the
    /// emergency number. Its purpose is `safety`. A person is called in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<String>,
    /// The message that answers words of suicide or self-harm at once: a crisis line. Its purpose
    /// is `safety`; that of `urgent` is sent where this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crisis: Option<String>,
}

/// A message: what for, and how it reads on each channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// What it is for.
    pub purpose: Purpose,
    /// Whether a third party pays for it: then some laws ask for a signed authorisation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remunerated: bool,
    /// The rule by whose exemption it goes to patients who have said nothing; with a consent its
    /// terms do not bind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<String>,
    /// Whether it invites to review the practice in public. No step that sends it may depend on
    /// the score of a response (R24); a text with a link to a well-known place for reviews is
    /// taken for such an invitation also where this is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invites_review: bool,
    /// How it reads, the best first: of those for a channel the first one is sent whose level the
    /// channel admits and whose values are all known. The channels, in the order in which they
    /// first appear, are those that are tried.
    pub variants: Vec<Variant>,
}

/// A message on one channel at one content level.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variant {
    /// The channel.
    pub channel: Channel,
    /// The content level: 0 a notice, 1 with name, date, time and place, 2 with clinician or
    /// department, 3 with reason, instructions and values.
    pub level: u32,
    /// For WhatsApp: the approved template that the text is. Without one it may only go within
    /// 24 hours of what the patient last wrote there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<String>,
    /// The subject by language, for e-mail and letters; the title, which may be left out, for
    /// push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<BTreeMap<String, String>>,
    /// The text by language.
    pub text: BTreeMap<String, String>,
    /// The same as HTML by language, for e-mail: sent beside the text. Values are escaped, so
    /// they are text there whatever they hold; they may stand between tags and in quoted
    /// attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<BTreeMap<String, String>>,
    /// How it reads as one line of a combined message, by language; without one it always goes
    /// alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<BTreeMap<String, String>>,
    /// How many segments an SMS should take at most: the check warns of a text that takes more
    /// even with the shortest values. No text is ever cut; each says how many it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_segments: Option<u32>,
}

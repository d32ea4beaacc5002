//! Rules as data: what law, a service or courtesy asks of messages, with where it comes from.
//!
//! A rule speaks of some channels and purposes in some place, and says one or more things: the
//! hours, the days on which nothing goes out, how often is enough, what consent is needed. All
//! rules that bind must be kept, so that a message goes out when every one of them permits it.
//! None of it is legal advice: each rule carries its source and how sure it is, and what is
//! contested or unconfirmed is disabled until a practice enables it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::{CapScope, Weekday};
use super::node::{Node, Place, Read};
use crate::{Channel, CivilDate, CivilTime, Purpose};

/// Rules that belong together, mostly those of one country.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RulePack {
    /// The name under which a playbook lists it in `rules.packs`.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The day of the research: what changed later is not in it.
    pub as_of: CivilDate,
    /// Days on which rules that name the calendar permit nothing.
    #[serde(default)]
    pub calendars: BTreeMap<String, Vec<CivilDate>>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    /// The name under which decisions and overrides speak of it.
    pub id: String,
    /// Where it binds: an ISO 3166 code of a country (`US`) or of a part of it (`US-FL`), by the
    /// recipient's address, else by their zone; everywhere where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// For these channels; for all where empty.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// For these purposes; for all where empty.
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    /// Only for messages that a third party pays for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remunerated: bool,
    /// The permitted hours, on the recipient's clock; those that are not named are not permitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<Opening>>,
    /// The calendar on whose days nothing is permitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<String>,
    /// How often is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<RuleCap>,
    /// What consent is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentRule>,
    /// The terms under which a message may go without express consent, where it relies on them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Exemption>,
    /// How far an opt-out of one kind of message reaches; that kind alone where left out. (A plain
    /// STOP always reaches all.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<StopScope>,
    /// The first day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CivilDate>,
    /// The first day on which it does not hold any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<CivilDate>,
    /// Whether it is kept; contested and unconfirmed rules are not until a practice enables them.
    pub enabled: bool,
    /// What stands behind it.
    pub kind: RuleKind,
    /// The citation: statute, regulation, standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it was read.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What else there is to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Hours of some days in which a rule permits messages.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opening {
    /// On these days; on all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Weekday>,
    /// The first minute that is permitted.
    pub from: CivilTime,
    /// The first minute that is not; earlier than `from` for hours past midnight.
    pub to: CivilTime,
}

/// How often is enough, by a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleCap {
    /// Whose messages are counted together.
    pub per: CapScope,
    /// How many.
    pub at_most: u32,
    /// Within which time, as a cap's.
    pub within: String,
}

/// What consent a rule asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentRule {
    /// How strong it must be.
    pub needs: ConsentNeed,
    /// Only where the patient's last visit is at most so long ago; the purpose's own rule holds
    /// else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visited_within: Option<String>,
}

/// How strong a consent must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentNeed {
    /// None: silence is no refusal.
    None,
    /// A consent that names the purpose.
    OptIn,
    /// A consent that names the purpose and was signed.
    Signed,
}

/// The terms of an exemption from consent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exemption {
    /// Characters of the text.
    pub characters: u32,
    /// Messages to one number on one local day.
    pub per_day: u32,
    /// Messages to one number in one calendar week.
    pub per_week: u32,
}

/// How far an opt-out reaches that was said of one kind of message ("no more surveys").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StopScope {
    /// Every message by the channels of the rule.
    All,
}

/// What stands behind a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A statute or a regulator.
    Law,
    /// The terms of a service through which messages go.
    Service,
    /// Good manners.
    Courtesy,
    /// The practice's own.
    Practice,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The primary text was read.
    Primary,
    /// It was read in a page about it.
    Secondary,
    /// The sources contradict one another.
    Conflicting,
    /// From memory.
    Memory,
    /// A choice of design.
    Design,
}

/// What a practice changes in a rule of a pack. The check says where that is looser than the law.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Override {
    /// The rule's id.
    pub rule: String,
    /// Why: who decided it, and on what ground.
    pub because: String,
    /// Whether it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Other hours in place of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<Opening>>,
    /// Another number in place of its cap's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
}

impl Read for RulePack {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let pack = Self {
            id: fields.required("id", String::new()),
            title: fields.required("title", String::new()),
            as_of: fields.required("as_of", CivilDate::from_epoch_day(0)),
            calendars: fields.optional("calendars").unwrap_or_default(),
            rules: fields.required("rules", Vec::new()),
        };
        fields.finish();
        Some(pack)
    }
}

impl Read for Rule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            id: fields.required("id", String::new()),
            jurisdiction: fields.optional("jurisdiction"),
            channels: fields.optional("channels").unwrap_or_default(),
            purposes: fields.optional("purposes").unwrap_or_default(),
            remunerated: fields.optional("remunerated").unwrap_or_default(),
            hours: fields.optional("hours"),
            closed_on: fields.optional("closed_on"),
            cap: fields.optional("cap"),
            consent: fields.optional("consent"),
            exemption: fields.optional("exemption"),
            stop: fields.optional("stop"),
            from: fields.optional("from"),
            until: fields.optional("until"),
            enabled: fields.optional("enabled").unwrap_or(true),
            kind: fields.optional("kind").unwrap_or(RuleKind::Practice),
            law: fields.optional("law"),
            confidence: fields.optional("confidence").unwrap_or(Confidence::Design),
            sources: fields.optional("sources").unwrap_or_default(),
            note: fields.optional("note"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for Opening {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let opening = Self {
            days: fields.optional("days").unwrap_or_default(),
            from: fields.required("from", CivilTime::MIDNIGHT),
            to: fields.required("to", CivilTime::from_second_of_day(1)),
        };
        fields.finish();
        Some(opening)
    }
}

impl Read for RuleCap {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let cap = Self {
            per: fields.required("per", CapScope::Patient),
            at_most: fields.required("at_most", 1),
            within: fields.required("within", String::new()),
        };
        fields.finish();
        Some(cap)
    }
}

impl Read for ConsentRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            needs: fields.required("needs", ConsentNeed::OptIn),
            visited_within: fields.optional("visited_within"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for Exemption {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let exemption = Self {
            characters: fields.required("characters", 160),
            per_day: fields.required("per_day", 1),
            per_week: fields.required("per_week", 1),
        };
        fields.finish();
        Some(exemption)
    }
}

impl Read for Override {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let change = Self {
            rule: fields.required("rule", String::new()),
            because: fields.required("because", String::new()),
            enabled: fields.optional("enabled"),
            hours: fields.optional("hours"),
            at_most: fields.optional("at_most"),
        };
        fields.finish();
        Some(change)
    }
}

/// Reads a pack; for the library's own there is nothing wrong with it, as a test says.
pub(super) fn read_pack(node: &Node, faults: &super::node::Faults) -> Option<RulePack> {
    RulePack::read(&Place::root(node, faults))
}

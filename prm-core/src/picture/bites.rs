//! What bites: the rules and limits that a step meets, as clauses of plain English.

use super::ink::plain;
use crate::communication::rule::Rule;
use crate::communication::{Cap, Channel, Hours, Purpose};
use crate::id::Name;
use crate::playbook::document::{self as written, CapScope, Late, OnChange, Otherwise, Quiet};
use crate::playbook::rule::ConsentNeed;
use crate::playbook::{Compiled, Message, Step, What};

/// A rule that steps name by its number.
#[derive(PartialEq)]
pub(super) struct Bite {
    /// Its id in the playbook or in a pack.
    pub(super) id: String,
    /// What it says, where it binds and its source, as a sentence.
    pub(super) says: String,
}

/// What bites one step. Rules are added to the list under whose numbers it names them.
pub(super) fn notes(
    play: &Compiled,
    step: &Step,
    text: &written::Step,
    rules: &mut Vec<Bite>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(when) = &text.when {
        notes.push(format!("only if {}", plain(when)));
    }
    let until = text.useful_until.as_deref().map_or("48 hours after due".to_owned(), plain);
    let keeps = !matches!(step.what, What::Fork(_));
    if keeps || text.useful_until.is_some() {
        notes.push(format!("useful until {until}"));
    }
    if let What::Send { message, chain, .. } = &step.what
        && let Some(message) = play.message(*message)
    {
        gate(play, message, chain, rules, &mut notes);
    }
    own(text, &mut notes);
    notes
}

/// What the gate asks of a message.
fn gate(
    play: &Compiled,
    message: &Message,
    chain: &[Channel],
    rules: &mut Vec<Bite>,
    notes: &mut Vec<String>,
) {
    let purpose = message.purpose;
    notes.push(consent(play, message, chain, rules));
    if purpose.keeps_hours() {
        let ways = chain.iter().flat_map(|channel| {
            let found = play.rules.hours.get(&(*channel, purpose)).into_iter().flatten();
            found.map(move |rule| (*channel, rule))
        });
        let numbers = ways.map(|(channel, rule)| {
            let says = format!("{} only {}", channel_name(channel), week(&rule.says));
            number(rules, rule, &says)
        });
        named(notes, "keeps quiet hours", numbers.collect());
        let caps = play.caps.iter().filter(|cap| chain.iter().any(|c| cap.counts(*c, purpose)));
        let numbers = caps.map(|cap| number(rules, &cap.rule, &often(cap))).collect();
        named(notes, "counts towards a cap", numbers);
    } else {
        notes.push("waits for no hours and no caps".to_owned());
    }
    notes.push(levels(message, chain));
}

fn consent(play: &Compiled, message: &Message, chain: &[Channel], rules: &mut Vec<Bite>) -> String {
    let purpose = message.purpose;
    let mut numbers = Vec::new();
    for channel in chain {
        for rule in play.rules.consents.get(&(*channel, purpose)).into_iter().flatten() {
            if rule.remunerated && !message.remunerated {
                continue;
            }
            let needs = match rule.says.need {
                ConsentNeed::None => "none, silence is no refusal",
                ConsentNeed::OptIn => "that names the purpose",
                ConsentNeed::Signed => "that names the purpose and is signed",
            };
            let since = rule.says.visited_within;
            let since = since.map(|span| format!(", for patients who came within {span}"));
            let says = format!(
                "consent for {} by {}: {needs}{}",
                purpose.as_str(),
                channel_name(*channel),
                since.unwrap_or_default()
            );
            numbers.push(number(rules, rule, &says));
        }
    }
    let usual = match (&message.exemption, needs_consent(purpose)) {
        (Some(rule), _) => format!("without consent by the exemption {rule}"),
        (None, true) => format!("needs consent for {}", purpose.as_str()),
        (None, false) => format!("{}: goes unless refused", purpose.as_str()),
    };
    with_numbers(&usual, numbers)
}

fn needs_consent(purpose: Purpose) -> bool {
    purpose.is_opt_in()
}

/// Which content level each channel admits of what the message has.
fn levels(message: &Message, chain: &[Channel]) -> String {
    let parts = chain.iter().map(|channel| {
        let own = message.variants.iter().filter(|variant| variant.channel == *channel);
        let levels: Vec<u8> = own.map(|variant| variant.level).collect();
        let admitted = levels.iter().filter(|level| **level <= channel.level()).max();
        let above = levels.iter().filter(|level| **level > channel.level()).max();
        let name = channel_name(*channel);
        match (admitted, above) {
            (Some(level), None) => format!("{name} {level}"),
            (Some(level), Some(above)) => format!("{name} {level}, or {above} where accepted"),
            (None, Some(above)) => format!("{name} {above}, only where accepted"),
            (None, None) => format!("{name}: no text"),
        }
    });
    format!("content level: {}", parts.collect::<Vec<_>>().join("; "))
}

/// What the step itself says of what may come in between.
fn own(step: &written::Step, notes: &mut Vec<String>) {
    let mut note = |text: String| notes.push(text);
    if !step.tells.is_empty() {
        let then = match step.on_change {
            Some(OnChange::Once) => "told once",
            Some(OnChange::Again) | None => "told again when it changes",
        };
        note(format!("tells {}: {then}", step.tells.join(", ")));
    }
    if step.late == Some(Late::Skip) {
        note("left out where its time had passed before its cause".to_owned());
    }
    match step.quiet {
        Some(Quiet::Earlier) => note("where no hour is left: the last one before".to_owned()),
        Some(Quiet::NextChannel) => note("where no hour is left: the next channel".to_owned()),
        Some(Quiet::Task) => note("where no hour is left: a person is asked".to_owned()),
        Some(Quiet::Hold) | None => {}
    }
    if let Some(fallback) = &step.fallback {
        let receipt = format!("{:?}", fallback.unless).to_lowercase();
        note(format!("next channel unless {receipt} within {}", plain(&fallback.within)));
    }
    if let Some(retries) = step.retries.filter(|retries| *retries > 0) {
        note(format!("tried again up to {retries} times after a passing failure"));
    }
    if step.await_consent {
        note("waits for the consent that it needs".to_owned());
    }
    if step.retry_on_consent {
        note("decided again when consent comes".to_owned());
    }
    if let Some(spread) = &step.spread {
        note(format!("spread over {}", plain(spread)));
    }
    if let Some(priority) = step.priority {
        note(format!("priority {priority}"));
    }
    if let Some(series) = &step.series {
        note(format!("of the series {series}: of those overdue only the newest"));
    }
    if let Some(group) = &step.group {
        note(format!("of the group {group}, which a visit clears"));
    }
    if let Some(since) = &step.since {
        note(format!("never due before {since}"));
    }
    if let Some(after) = &step.otherwise_after {
        let then = match step.otherwise {
            Some(Otherwise::Go) => "done all the same",
            Some(Otherwise::Skip) | None => "left out",
        };
        note(format!("without that receipt for {}: {then}", plain(after)));
    }
}

/// The number of a rule, which is added where it is new.
fn number<T>(rules: &mut Vec<Bite>, rule: &Rule<T>, says: &str) -> usize {
    let area = rule.area.as_ref().map(|area: &Name| format!("in {area}: "));
    let from = rule.from.map(|day| format!(", from {day}"));
    let until = rule.until.map(|day| format!(", until {day}"));
    let law = rule.law.as_ref().map(|law| format!("; {law}"));
    let parts = [area, Some(says.to_owned()), from, until, Some(format!(" ({}", rule.id)), law];
    let says = format!("{})", parts.into_iter().flatten().collect::<String>());
    let bite = Bite { id: rule.id.to_string(), says: plain(&says) };
    let at = rules.iter().position(|known| *known == bite).unwrap_or_else(|| {
        rules.push(bite);
        rules.len() - 1
    });
    at + 1
}

fn named(notes: &mut Vec<String>, what: &str, numbers: Vec<usize>) {
    if !numbers.is_empty() {
        notes.push(with_numbers(what, numbers));
    }
}

fn with_numbers(what: &str, mut numbers: Vec<usize>) -> String {
    numbers.sort_unstable();
    numbers.dedup();
    match numbers.as_slice() {
        [] => what.to_owned(),
        [one] => format!("{what} (rule {one})"),
        all => format!("{what} (rules {})", ranges(all)),
    }
}

/// Numbers in order, three and more in a row as from and to: `1, 3–7`.
fn ranges(numbers: &[usize]) -> String {
    let mut rows: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match rows.last_mut().filter(|row| row.1 + 1 == *number) {
            Some(row) => row.1 = *number,
            None => rows.push((*number, *number)),
        }
    }
    let parts = rows.into_iter().map(|(from, to)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}–{to}"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn often(cap: &Cap) -> String {
    let whose = match cap.per {
        CapScope::Patient => "to a patient",
        CapScope::Line => "to a contact point",
        CapScope::Subject => "about one appointment, visit or other subject",
    };
    let list = |words: Vec<&str>| words.join(", ");
    let purposes = list(cap.purposes.iter().map(|purpose| purpose.as_str()).collect());
    let channels = list(cap.channels.iter().map(|channel| channel_name(*channel)).collect());
    let of = if purposes.is_empty() { String::new() } else { format!(" of {purposes}") };
    let by = if channels.is_empty() { String::new() } else { format!(" by {channels}") };
    let plural = if cap.at_most == 1 { "message" } else { "messages" };
    format!("at most {} {plural}{of}{by} {whose} within {}", cap.at_most, cap.within.in_words())
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The hours of a week: days of the same hours together.
fn week(hours: &Hours) -> String {
    let days = hours.week();
    let open = |stretches: &[(u32, u32)]| {
        let times = stretches.iter().map(|(from, to)| format!("{}–{}", clock(*from), clock(*to)));
        times.collect::<Vec<_>>().join(" and ")
    };
    let mut parts: Vec<String> = Vec::new();
    let mut first = 0;
    while let Some(today) = days.get(first) {
        let mut last = first;
        while days.get(last + 1) == Some(today) {
            last += 1;
        }
        let name = |day: usize| DAYS.get(day).copied().unwrap_or_default();
        let which = match (first, last) {
            (0, 6) => "every day".to_owned(),
            _ if first == last => name(first).to_owned(),
            _ => format!("{}–{}", name(first), name(last)),
        };
        match today.as_slice() {
            [] => parts.push(format!("{which} not at all")),
            today => parts.push(format!("{which} {}", open(today))),
        }
        first = last + 1;
    }
    match hours.closed_days() {
        0 => parts.join(", "),
        1 => format!("{}, closed on 1 day", parts.join(", ")),
        days => format!("{}, closed on {days} days", parts.join(", ")),
    }
}

fn clock(second: u32) -> String {
    format!("{:02}:{:02}", second / 3_600, second / 60 % 60)
}

pub(super) fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "SMS",
        Channel::Email => "e-mail",
        Channel::Voice => "voice call",
        Channel::StaffCall => "staff call",
        Channel::Push => "push",
        Channel::Portal => "portal",
        Channel::Whatsapp => "WhatsApp",
        Channel::Letter => "letter",
    }
}

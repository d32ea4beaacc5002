//! A journey in plain English: what it is about, and one sentence a step.

use super::bites::channel_name;
use super::chart::{Card, Chart};
use super::ink::plain;
use crate::playbook::What;
use crate::playbook::document::{self as written, Document, Subject};

/// What a journey is about, how it begins and how it ends: sentences.
pub(super) fn about(journey: &written::Journey) -> Vec<String> {
    let mut said = Vec::new();
    let service = journey.service.as_deref().map(plain);
    let of = service.map(|service| format!(" for {service}")).unwrap_or_default();
    said.push(match journey.subject {
        Subject::Appointment => "For each appointment.".to_owned(),
        Subject::Visit => "For each visit.".to_owned(),
        Subject::Birthday => "For each birthday, once a year.".to_owned(),
        Subject::Enrolment => "For each enrolment in a programme.".to_owned(),
        Subject::Occasion => {
            let name = journey.occasion.as_deref().map(plain).unwrap_or_default();
            format!("For each occasion that is called {name}.")
        }
        Subject::Anniversary => {
            let name = journey.occasion.as_deref().map(plain).unwrap_or_default();
            let every = journey.every.as_deref().map_or("year".to_owned(), plain);
            format!("For every {every} after an occasion that is called {name}.")
        }
        Subject::Recall => {
            let rule = journey.schedule.as_ref().map(|schedule| schedule.rule.to_string());
            let every = journey.every.as_deref().map(plain).or(rule).unwrap_or_default();
            format!("For care that is due again every {every} after the last visit{of}.")
        }
        Subject::Feedback => "For each response to a questionnaire.".to_owned(),
    });
    let mut when = |words: &str, condition: &Option<String>| {
        if let Some(condition) = condition {
            said.push(format!("{words} {}.", plain(condition)));
        }
    };
    when("It begins once", &journey.enter_when);
    when("It goes on while", &journey.stay_while);
    when("It ends when", &journey.exit_when);
    when("Its goal is reached, and it ends for good, when", &journey.goal);
    match journey.reentry.as_deref() {
        None | Some("always") => {}
        Some("never") => said.push("It never begins a second time.".to_owned()),
        Some("after_exit") => {
            said.push("It begins anew only when no earlier run goes on.".to_owned());
        }
        Some(span) => {
            let span = plain(span);
            said.push(format!("It begins anew {span} after the last beginning at the earliest."));
        }
    }
    said.extend(journey.groups.iter().map(|group| {
        let visit = group.cleared_by.as_deref().map(plain);
        let visit = visit.map_or("a visit".to_owned(), |service| format!("a visit for {service}"));
        let until = group.until.as_deref().map(|until| format!(" until {}", plain(until)));
        let (from, until) = (plain(&group.from), until.unwrap_or_default());
        format!(
            "The steps of the group {} become needless by {visit} from {from}{until}.",
            group.id
        )
    }));
    said
}

/// What a step does: the words of its card.
pub(super) fn what(document: &Document, step: &written::Step, what: &What) -> String {
    let within = |rule: &written::TaskRule| {
        let within = rule.within.as_deref().map(|within| format!(", within {}", plain(within)));
        format!("“{}” for {}{}", plain(&rule.title), plain(&rule.pool), within.unwrap_or_default())
    };
    if let What::Send { chain, .. } = what {
        let channels: Vec<&str> = chain.iter().map(|channel| channel_name(*channel)).collect();
        let message = step.send.as_deref().unwrap_or_default();
        let asks = match step.ask.as_deref() {
            Some("confirm") => " and ask whether the patient will come",
            Some("nps") => " and ask for a score of 0 to 10",
            _ => "",
        };
        let purpose = document.messages.get(message).map(|message| message.purpose.as_str());
        let purpose = purpose.unwrap_or_default();
        let by = channels.join(", else ");
        return format!("send {message} ({purpose}) by {by}{asks}");
    }
    if let Some(task) = &step.task {
        return format!("open the task {}", within(task));
    }
    if let Some(alert) = &step.alert {
        return format!("call a person at once: {}", within(alert));
    }
    if let Some(close) = &step.close {
        return format!("close the task of {close}");
    }
    if let Some(set) = &step.set {
        return match &set.to {
            Some(value) => format!("note {} = {}", set.attribute, plain(value)),
            None => format!("forget {}", set.attribute),
        };
    }
    if let Some(start) = &step.start {
        return format!("record the occasion {}, which starts its journeys", plain(start));
    }
    if let Some(stop) = &step.stop {
        return format!("stop the journey {stop}");
    }
    if !step.branch.is_empty() {
        return "take the first way that fits".to_owned();
    }
    if !step.split.is_empty() {
        return "draw a lot, always the same for a patient".to_owned();
    }
    "wait for what happens first".to_owned()
}

/// A step as one sentence.
pub(super) fn sentence(number: usize, card: &Card) -> String {
    let mut text = format!("{number}. {}: {}, {}", card.id, card.at, card.what);
    let ways: Vec<String> =
        card.ways.iter().map(|way| format!("{} ({})", way.name, way.when)).collect();
    if !ways.is_empty() {
        text.push_str(": ");
        text.push_str(&ways.join(", "));
    }
    for note in &card.notes {
        text.push_str("; ");
        text.push_str(note);
    }
    text.push('.');
    text
}

/// The whole journey, a line for each sentence.
pub(super) fn describe(chart: &Chart) -> Vec<String> {
    let mut lines = vec![title(chart)];
    lines.extend(chart.about.iter().cloned());
    lines.extend(chart.cards.iter().enumerate().map(|(index, card)| sentence(index + 1, card)));
    let rules = chart.rules.iter().enumerate();
    lines.extend(rules.map(|(index, rule)| format!("Rule {}: {}.", index + 1, rule.says)));
    lines
}

/// How the journey is called, and how long it is.
pub(super) fn title(chart: &Chart) -> String {
    let steps = match chart.cards.len() {
        1 => "1 step".to_owned(),
        steps => format!("{steps} steps"),
    };
    format!("The journey {} of {} has {steps}.", chart.id, chart.practice)
}

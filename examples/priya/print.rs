//! One line an event, at most 100 columns.

use std::io::Write;

use prm_core::{Action, CivilDate, Decision, FactContent, Timestamp, Verdict, Zone};

use crate::Error;

/// What is told of an event.
pub(crate) struct Told {
    pub(crate) at: Timestamp,
    pub(crate) zone: Zone,
    pub(crate) who: String,
    pub(crate) how: String,
    pub(crate) text: String,
    pub(crate) why: String,
}

const COLUMNS: usize = 100;

impl Told {
    pub(crate) fn write(&self, out: &mut impl Write) -> Result<(), Error> {
        let (date, time) = self.zone.local(self.at);
        let when = format!(
            "{} {:02} {} {:02}:{:02}",
            weekday(date),
            date.day(),
            month(date),
            time.hour(),
            time.minute()
        );
        let head = format!("{when}  {:<8} {:<9} ", cut(&self.who, 8), cut(&self.how, 9));
        let why = cut(&self.why, 34);
        let room = COLUMNS - head.chars().count() - why.chars().count() - 2;
        let text = cut(&self.text.replace('\n', " "), room);
        let gap = room - text.chars().count();
        writeln!(out, "{head}{text}{:gap$}  {why}", "")?;
        Ok(())
    }
}

/// Cuts a text to so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

pub(crate) fn weekday(date: CivilDate) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].get(date.weekday()).unwrap_or(&"")
}

pub(crate) fn month(date: CivilDate) -> &'static str {
    let months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let index = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
    months.get(index).unwrap_or(&"")
}

/// An action in words: how, and what.
pub(crate) fn action(action: &Action) -> (String, String) {
    match action {
        Action::SendMessage { channel, subject: None, text, .. } => {
            (channel.as_str().to_owned(), text.clone())
        }
        Action::SendMessage { channel, subject: Some(subject), text, .. } => {
            (channel.as_str().to_owned(), format!("{subject}: {text}"))
        }
        Action::WithdrawMessage { .. } => {
            ("withdraw".into(), "what was handed over is taken back".into())
        }
        Action::OpenTask { pool, title, .. } => ("task".into(), format!("{pool}: {title}")),
        Action::CloseTask { .. } => ("task".into(), "closed".into()),
    }
}

/// `until Mon 09 Mar 08:00`
pub(crate) fn until(zone: Zone, until: Timestamp) -> String {
    let (date, time) = zone.local(until);
    format!("until {} {:02} {} {time}", weekday(date), date.day(), month(date))
}

/// Why, in a few words: the step, and the reason where it is not plain.
pub(crate) fn why(decision: &Decision) -> String {
    let step = decision.parts.as_ref().map(|parts| parts.step.to_string()).unwrap_or_default();
    let step = step.strip_prefix("prm:").unwrap_or(&step).replace('_', " ");
    let reason = decision.reason().as_str().replace('_', " ");
    match decision.verdict {
        Verdict::Send => step,
        Verdict::Task => reason,
        verdict => format!("{step} {}: {reason}", verdict.as_str()),
    }
}

/// A fact in words.
pub(crate) fn fact(content: &FactContent) -> String {
    let when = |start: &prm_core::ZonedTime| match start.wall() {
        Some((date, time)) => format!("{} {:02} {} {time}", weekday(date), date.day(), month(date)),
        None => start.to_string(),
    };
    match content {
        FactContent::AppointmentChanged { status: Some(status), start: Some(start), .. } => {
            format!("appointment {}, {}", status.as_str(), when(start))
        }
        FactContent::VisitCompleted { .. } => "visit completed".into(),
        FactContent::ConsentChanged { purposes, granted, .. } => {
            let purposes: Vec<&str> = purposes.iter().map(|purpose| purpose.as_str()).collect();
            let word = if *granted { "granted" } else { "refused" };
            format!("consent {word}: {}", purposes.join(", "))
        }
        FactContent::PatientDescribed { deceased: Some(true), .. } => "has died".into(),
        FactContent::SuggestionAnswered { outcome, .. } => format!("answered: {outcome}"),
        content => {
            let json = serde_json::to_value(content).unwrap_or_default();
            let kind = json.get("type").and_then(serde_json::Value::as_str).unwrap_or_default();
            kind.replace('_', " ")
        }
    }
}

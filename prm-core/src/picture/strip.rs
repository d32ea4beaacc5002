//! A patient's time as a picture: a line with its days, what happened above and what is planned
//! below the present.

use super::ink::{Ink, plain};
use super::layout::{capital, count};
use super::measure::Type;
use super::svg::open;
use super::theme::Theme;
use super::timeline::{Timeline, TimelineEntry, TimelineKind};
use crate::Verdict;
use crate::explain::{self, Heading};

const WIDTH: u32 = 860;
const MARGIN: u32 = 32;
/// Where the line runs.
const SPINE: u32 = 148;
const LEFT: u32 = 176;
const PAD: u32 = 16;
const STEP: u32 = 18;
const TITLE: Type = Type { size: 24, bold: true };
const NAME: Type = Type { size: 15, bold: true };
const TEXT: Type = Type { size: 13, bold: false };
const SMALL: Type = Type { size: 12, bold: false };
/// The most entries of a half that are drawn: a page shows them all.
const MOST: usize = 200;

impl Timeline {
    /// As SVG that stands by itself. It has at most the last 200 entries of what happened and the
    /// first 200 of what is planned.
    pub fn svg(&self, theme: Theme) -> String {
        let mut body = Ink::default();
        let heading = |heading| explain::heading(&self.language, heading);
        let mut y = MARGIN + 12;
        body.text((MARGIN, y), "small f-soft", &format!("{} · {}", self.patient_name(), self.zone));
        let title = TITLE.wrap(heading(Heading::Timeline), WIDTH - 2 * MARGIN, 2);
        y = body.lines((MARGIN, y + 32), 30, "title f-ink", &title) + 4;
        let spine = y;
        let skipped = self.past.len().saturating_sub(MOST);
        y = head(&mut body, y, heading(Heading::Past));
        if skipped > 0 {
            y = note(&mut body, y, heading(Heading::More));
        }
        let past = self.past.get(skipped..).unwrap_or_default();
        y = self.entries(&mut body, y, past, false);
        y = self.present(&mut body, y);
        y = head(&mut body, y, heading(Heading::Planned));
        let planned = self.planned.get(..MOST).unwrap_or(&self.planned);
        y = self.entries(&mut body, y, planned, true);
        if planned.len() < self.planned.len() || !self.complete {
            y = note(&mut body, y, heading(Heading::More));
        }
        let height = y + MARGIN;

        let mut ink = Ink::default();
        let title = format!("{}: {}", heading(Heading::Timeline), self.patient_name());
        let sentences = past.iter().chain(planned).map(|entry| plain(&entry.sentence));
        let sentences: Vec<String> = sentences.collect();
        open(&mut ink, "timeline", (WIDTH, height), theme, &title, &sentences);
        ink.rect((0, 0), (WIDTH, height), 0, "f-paper");
        ink.path(&format!("M{SPINE} {spine}V{y}"), "line s-hair");
        ink.out.push_str(&body.out);
        ink.raw("</svg>");
        ink.out
    }

    pub(super) fn patient_name(&self) -> String {
        plain(self.patient.as_str())
    }

    fn entries(&self, ink: &mut Ink, top: u32, entries: &[TimelineEntry], planned: bool) -> u32 {
        let mut y = top;
        if entries.is_empty() {
            return note(ink, y, explain::heading(&self.language, Heading::Nothing));
        }
        let mut day = "";
        for entry in entries {
            if entry.day != day {
                day = &entry.day;
                let lines = NAME.wrap(day, WIDTH - LEFT - MARGIN, 2);
                y = ink.lines((LEFT, y + 22), STEP, "lane f-ink", &lines);
            }
            y = self.entry(ink, y, entry, planned);
        }
        y
    }

    /// One entry: a card, its time before the line and its dot upon it.
    fn entry(&self, ink: &mut Ink, top: u32, entry: &TimelineEntry, planned: bool) -> u32 {
        let room = WIDTH - MARGIN - LEFT - 2 * PAD;
        let name = NAME.wrap(&plain(&headline(self, entry)), room, 3);
        let said = TEXT.wrap(&plain(&entry.sentence), room, 8);
        let events = entry
            .events
            .iter()
            .flat_map(|event| SMALL.wrap(&capital(&plain(&event.said)), room - 16, 3));
        let events: Vec<String> = events.collect();
        let text = entry.text.as_ref().map(|text| SMALL.wrap(&plain(text), room - 16, 12));
        let text = text.unwrap_or_default();
        let below = events.len() + text.len();
        let lines = count(&said) + u32::try_from(below).unwrap_or(0);
        let height = 18 + 20 * count(&name) + STEP * lines + if text.is_empty() { 0 } else { 14 };
        let colour = colour(entry);
        ink.raw("<g>");
        let class = if planned { "f-paper s-edge dash" } else { "f-card s-hair rim" };
        ink.rect((LEFT, top), (WIDTH - MARGIN - LEFT, height), 9, class);
        let time = SMALL.wrap(&entry.time, SPINE - MARGIN - 18, 2);
        ink.lines((MARGIN, top + 24), 16, "small f-soft", &time);
        let mut y = ink.lines((LEFT + PAD, top + 25), 20, &format!("name f-{colour}"), &name);
        y = ink.lines((LEFT + PAD, y), STEP, "text f-ink", &said);
        for line in &events {
            ink.dot((LEFT + PAD + 4, y - 4), 2, "f-soft");
            y = ink.lines((LEFT + PAD + 16, y), STEP, "small f-soft", std::slice::from_ref(line));
        }
        if !text.is_empty() {
            let height = STEP * count(&text) + 2;
            ink.rect((LEFT + PAD, y - 6), (3, height), 1, "f-hair");
            ink.lines((LEFT + PAD + 16, y + 8), STEP, "small f-ink", &text);
        }
        ink.raw("</g>");
        ink.dot((SPINE, top + 20), 7, "f-paper");
        if planned {
            ink.dot((SPINE, top + 20), 5, &format!("f-paper s-{colour} ring"));
        } else {
            ink.dot((SPINE, top + 20), 6, &format!("f-{colour}"));
        }
        top + height + 10
    }

    fn present(&self, ink: &mut Ink, top: u32) -> u32 {
        let (date, time) = self.zone.local(self.now);
        let when = crate::communication::day_and_time(&self.language, date, time);
        let now = format!("{} · {when}", explain::heading(&self.language, Heading::Now));
        let y = top + 24;
        ink.path(&format!("M{MARGIN} {y}H{}", WIDTH - MARGIN), "line s-way2");
        let width = (NAME.width(&now) + 2 * PAD).min(WIDTH - LEFT - MARGIN);
        ink.rect((LEFT, y - 14), (width, 28), 14, "f-bad");
        ink.text((LEFT + PAD, y + 5), "lane f-paper", &now);
        y + 24
    }
}

/// What an entry is called: the step with its message and channel.
pub(super) fn headline(timeline: &Timeline, entry: &TimelineEntry) -> String {
    let channel = entry.channel.map(|channel| explain::channel(&timeline.language, channel));
    let mut parts = vec![entry.title.as_str()];
    parts.extend(entry.message.as_deref());
    parts.extend(channel);
    parts.extend(entry.way.as_deref());
    parts.join(" · ")
}

/// The colour of what became of an entry.
pub(super) fn colour(entry: &TimelineEntry) -> &'static str {
    match (entry.kind, entry.verdict) {
        (TimelineKind::Care, _) => "journey",
        (_, Some(Verdict::Send | Verdict::Combine)) => "good",
        (_, Some(Verdict::Deny | Verdict::Missed)) => "bad",
        (_, Some(Verdict::Task)) => "staff",
        (_, Some(Verdict::Wait | Verdict::Hold)) => "open",
        _ => "events",
    }
}

fn head(ink: &mut Ink, y: u32, text: &str) -> u32 {
    ink.text((LEFT, y + 24), "half f-soft", text);
    y + 32
}

fn note(ink: &mut Ink, y: u32, text: &str) -> u32 {
    ink.text((LEFT, y + 16), "text f-soft", text);
    y + 30
}

//! A journey as Mermaid: a flowchart with a lane for each who acts.

use std::fmt::Write as _;

use super::chart::{Chart, From, Lane};

/// A text inside of a label: whatever Mermaid or HTML could take for more than text becomes the
/// number of its character.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_plain = letter.is_alphanumeric() || " .,:-_/=()+–“”".contains(letter);
        if is_plain && !letter.is_control() {
            out.push(letter);
        } else {
            let _ = write!(out, "#{};", u32::from(letter));
        }
    }
    out
}

/// The flowchart of a journey. Names of nodes are numbers of this library's own, so that no id can
/// be a word of Mermaid.
pub(super) fn flowchart(chart: &Chart) -> String {
    let mut out = String::from("flowchart TD\n");
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    let title = format!("{}: {}", chart.practice, chart.id);
    line(format!("  accTitle: {}", accessible(&title)));
    line(format!("  accDescr: {}", accessible(&chart.about.join(" "))));
    let mut waited: Vec<&str> = chart.events.clone();
    for way in chart.cards.iter().flat_map(|card| &card.ways) {
        if let Some(event) = way.event.filter(|event| !waited.contains(event)) {
            waited.push(event);
        }
    }
    let event = |name: &str| waited.iter().position(|known| *known == name).unwrap_or_default();
    for lane in Lane::ALL {
        let cards = chart.cards.iter().enumerate().filter(|(_, card)| card.lane == lane);
        let cards: Vec<_> = cards.collect();
        let events = if lane == Lane::Events { waited.as_slice() } else { &[] };
        if cards.is_empty() && events.is_empty() {
            continue;
        }
        line(format!("  subgraph {}[\"{}\"]", lane.word(), lane.title()));
        for name in events {
            line(format!("    e{}([\"{}\"])", event(name), label(name)));
        }
        for (place, card) in cards {
            let what = label(&card.what);
            let (open, close) = if card.ways.is_empty() { ("[", "]") } else { ("{{", "}}") };
            line(format!("    s{place}{open}\"{}<br/>{what}\"{close}", label(&card.id)));
            for (index, way) in card.ways.iter().enumerate() {
                line(format!("    s{place}w{index}([\"{}\"])", label(&way.name)));
            }
        }
        line("  end".to_owned());
    }
    for (place, card) in chart.cards.iter().enumerate() {
        let from = match card.from {
            From::Event(at) => format!("e{}", chart.events.get(at).map_or(0, |name| event(name))),
            From::Card(at) => format!("s{at}"),
            From::Way(at, way) => format!("s{at}w{way}"),
        };
        line(format!("  {from} -->|\"{}\"| s{place}", label(&card.at)));
        for (index, way) in card.ways.iter().enumerate() {
            line(format!("  s{place} -->|\"{}\"| s{place}w{index}", label(&way.when)));
            if let Some(name) = way.event {
                line(format!("  e{} -.-> s{place}w{index}", event(name)));
            }
        }
    }
    for (index, sentence) in chart.about.iter().skip(1).enumerate() {
        // What begins and ends the whole stands by itself.
        line(format!("  n{index}[/\"{}\"/]", label(sentence)));
    }
    out
}

/// The text of a title or a description, which goes to the end of its line.
fn accessible(text: &str) -> String {
    text.chars()
        .map(|c| if "<>{}&;%#\"`".contains(c) || c.is_control() { ' ' } else { c })
        .collect()
}

//! A journey as SVG: drawn from its layout, with nothing from outside.

use std::fmt::Write as _;

use super::chart::{Chart, From, Lane};
use super::ink::{Ink, escaped};
use super::layout::{self, Box, CARD, EVENT, HANG, Layout, Line, MARGIN, PAD, PORT, STEP, count};
use super::measure::Type;
use super::theme::{FONT, Theme};
use super::words;

const TITLE: Type = Type { size: 24, bold: true };
const TEXT: Type = Type { size: 13, bold: false };
/// Room for the name of a lane above its cards.
const HEAD: u32 = 46;
/// Colours of ways.
const COLOURS: usize = 6;

/// Draws a journey.
pub(super) fn picture(chart: &Chart, theme: Theme) -> String {
    // The width does not depend on where the rows begin.
    let width = Layout::of(chart, 0).width.max(640);
    let room = width - 2 * MARGIN;
    let title = TITLE.wrap(&chart.id, room, 3);
    let about: Vec<Vec<String>> = chart.about.iter().map(|said| TEXT.wrap(said, room, 4)).collect();
    let about_top = MARGIN + 30 * count(&title) + 28;
    let said: u32 = about.iter().map(|lines| 20 * count(lines)).sum();
    let head = about_top + said + 14;
    let layout = Layout::of(chart, head + HEAD);
    let rules: Vec<Vec<String>> = chart
        .rules
        .iter()
        .zip(1..)
        .map(|(rule, number)| {
            TEXT.wrap(&format!("{number}. {}", layout::capital(&rule.says)), room - 32, 8)
        })
        .collect();
    let rules_height: u32 = rules.iter().map(|lines| 18 * count(lines) + 4).sum();
    let box_height = if rules.is_empty() { 0 } else { rules_height + 52 };
    let height = layout.bottom + box_height + MARGIN;

    let mut ink = Ink::default();
    open(
        &mut ink,
        &chart.id,
        (width, height),
        theme,
        &words::title(chart),
        &words::describe(chart),
    );
    ink.rect((0, 0), (width, height), 0, "f-paper");
    ink.text((MARGIN, MARGIN + 4), "small f-soft", &chart.practice);
    ink.lines((MARGIN, MARGIN + 34), 30, "title f-ink", &title);
    let mut y = about_top;
    for lines in &about {
        y = ink.lines((MARGIN, y), 20, "text f-soft", lines);
    }
    lanes(&mut ink, &layout, head);
    for line in &layout.lines {
        draw(&mut ink, line);
    }
    for pill in &layout.pills {
        ink.rect((pill.x, pill.y), (EVENT, pill.height), 20, "f-card s-edge");
        ink.lines((pill.x + PAD, pill.y + PORT + 5), STEP, "pill f-events", &pill.lines);
    }
    for ((card, own), number) in chart.cards.iter().zip(&layout.cards).zip(1..) {
        ink.raw("<g>");
        ink.title(&words::sentence(number, card));
        draw_card(&mut ink, own, card.lane);
        ink.raw("</g>");
    }
    for line in &layout.lines {
        ink.dot(line.start, 4, &format!("f-{}", colour(line)));
    }
    if !rules.is_empty() {
        let top = layout.bottom;
        ink.rect((MARGIN, top), (room, rules_height + 52), 10, "f-card s-hair");
        ink.text((MARGIN + 16, top + 28), "lane f-ink", "What bites");
        let mut y = top + 52;
        for lines in &rules {
            y = ink.lines((MARGIN + 16, y), 18, "text f-soft", lines) + 4;
        }
    }
    ink.raw("</svg>");
    ink.out
}

/// The root of a picture: its size, its style, and what it is called for those who do not see it.
pub(super) fn open(
    ink: &mut Ink,
    id: &str,
    (width, height): (u32, u32),
    theme: Theme,
    title: &str,
    description: &[String],
) {
    let name = theme.as_str();
    let _ = write!(
        ink.out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" class="prm-{name}" style="max-width:100%;height:auto;color-scheme:{scheme}" role="img" aria-labelledby="prm-{id}-title prm-{id}-text">
<title id="prm-{id}-title">{title}</title>
<desc id="prm-{id}-text">{text}</desc>
<style>
"#,
        scheme = theme.scheme(),
        id = escaped(id),
        title = escaped(title),
        text = escaped(&description.join("\n")),
    );
    let within = format!(".prm-{name}");
    ink.raw(&theme.css(&within));
    let _ = write!(
        ink.out,
        "{within} text{{font-family:{FONT};font-size:13px}}\
         {within} .title{{font-size:24px;font-weight:700}}\
         {within} .name{{font-size:15px;font-weight:700}}\
         {within} .lane{{font-size:14px;font-weight:700}}\
         {within} .pill{{font-size:13px;font-weight:700}}\
         {within} .small{{font-size:12px}}\
         {within} .line{{fill:none;stroke-width:1.6}}\
         {within} .half{{font-size:13px;font-weight:700}}\
         {within} .dash{{stroke-width:1;stroke-dasharray:5 4}}\
         {within} .ring{{stroke-width:2.5}}\
         {within} .rim{{stroke-width:1}}\n</style>\n"
    );
}

/// The heads of the lanes and their hairlines.
fn lanes(ink: &mut Ink, layout: &Layout, top: u32) {
    for column in &layout.columns {
        let word = column.lane.word();
        ink.rect((column.x, top), (column.width, 4), 2, &format!("f-{word}"));
        ink.text((column.x, top + 26), &format!("lane f-{word}"), column.lane.title());
    }
}

/// A line with its trunk, its branches and their arrows.
fn draw(ink: &mut Ink, line: &Line) {
    const R: u32 = 7;
    let colour = colour(line);
    let (x, y) = line.start;
    let trunk = line.trunk;
    for (end, row, from_left) in &line.ends {
        // The point of the arrow touches the card.
        let (tip, back) = if *from_left { (*end, end - 8) } else { (*end, end + 8) };
        let mut d = format!("M{x} {y}");
        if row.abs_diff(y) < 2 * R {
            let _ = write!(d, "H{trunk}V{row}H{back}");
        } else {
            let before = if x < trunk { trunk - R } else { trunk + R };
            let after = if back > trunk { trunk + R } else { trunk - R };
            let _ = write!(d, "H{before}Q{trunk} {y} {trunk} {}", y + R);
            let _ = write!(d, "V{}Q{trunk} {row} {after} {row}H{back}", row - R);
        }
        ink.path(&d, &format!("line s-{colour}"));
        let (up, down) = (row - 5, row + 5);
        ink.path(&format!("M{tip} {row}L{back} {up}V{down}Z"), &format!("f-{colour}"));
    }
}

/// The colour of a line: that of its way.
fn colour(line: &Line) -> String {
    match line.from {
        From::Way(_, way) => format!("way{}", way % COLOURS),
        From::Event(_) | From::Card(_) => "edge".to_owned(),
    }
}

fn draw_card(ink: &mut Ink, card: &Box, lane: Lane) {
    let (x, y) = (card.x, card.y);
    ink.rect((x, y), (CARD, card.height), 9, "f-card s-hair rim");
    ink.rect((x, y + 9), (4, card.height - 18), 2, &format!("f-{}", lane.word()));
    let left = x + PAD;
    let mut at = ink.lines((left, y + 10 + 14), STEP, "small f-soft", &card.time) + 4;
    at = ink.lines((left, at + 3), STEP + 3, "name f-ink", &card.name);
    at = ink.lines((left, at), STEP, "text f-ink", &card.what);
    for ((lines, exit), index) in card.ways.iter().zip(&card.exits).zip(0..) {
        let colour = index % COLOURS;
        at += 6;
        ink.dot((left + 5, y + exit), 4, &format!("f-way{colour}"));
        if let Some((name, when)) = lines.split_first() {
            ink.text((left + HANG, at), &format!("pill f-way{colour}"), name);
            at = ink.lines((left + HANG, at + STEP), STEP, "small f-soft", when);
        }
    }
    if card.notes.is_empty() {
        return;
    }
    let rule = at - 6;
    ink.path(&format!("M{left} {rule}H{}", x + CARD - PAD), "line s-hair");
    at += 15;
    for lines in &card.notes {
        ink.dot((left + 5, at - 4), 2, "f-soft");
        at = ink.lines((left + HANG, at), STEP, "small f-soft", lines);
    }
}

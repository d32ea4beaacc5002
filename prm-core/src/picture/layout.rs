//! Where everything of a journey's picture stands: a lane is a column, a step has a row of its
//! own, and time runs down. A line leaves what a step hangs on, runs down between two columns and
//! enters the step on its row, where nothing else stands: so no line crosses a text.

use super::chart::{Card, Chart, From, Lane};
use super::measure::Type;

pub(super) const TIME: Type = Type { size: 12, bold: false };
pub(super) const NAME: Type = Type { size: 15, bold: true };
pub(super) const WHAT: Type = Type { size: 13, bold: false };
pub(super) const NOTE: Type = Type { size: 12, bold: false };
pub(super) const PILL: Type = Type { size: 13, bold: true };

pub(super) const MARGIN: u32 = 32;
pub(super) const CARD: u32 = 312;
pub(super) const EVENT: u32 = 190;
/// Inside of a card, left and right of its text.
pub(super) const PAD: u32 = 16;
/// Left of the text of a way or a note, for its dot.
pub(super) const HANG: u32 = 16;
pub(super) const STEP: u32 = 17;
/// From a card's top to where lines enter it.
pub(super) const PORT: u32 = 20;
const ROW_GAP: u32 = 26;
const GUTTER: u32 = 40;
const TRACK: u32 = 12;
/// The most lines of one text on a card: the description has it whole.
const MOST: usize = 6;

/// A card's texts in lines, and where it stands.
pub(super) struct Box {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) height: u32,
    pub(super) time: Vec<String>,
    pub(super) name: Vec<String>,
    pub(super) what: Vec<String>,
    pub(super) ways: Vec<Vec<String>>,
    /// Where the lines of ways leave, from the card's top.
    pub(super) exits: Vec<u32>,
    pub(super) notes: Vec<Vec<String>>,
}

/// An event.
pub(super) struct Pill {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) height: u32,
    pub(super) lines: Vec<String>,
    /// Whether its row is known.
    placed: bool,
}

/// A line from what several steps hang on to all of them.
pub(super) struct Line {
    pub(super) from: From,
    pub(super) start: (u32, u32),
    pub(super) trunk: u32,
    /// Where it enters each step, and whether from the left.
    pub(super) ends: Vec<(u32, u32, bool)>,
    gutter: usize,
}

/// A column.
pub(super) struct Column {
    pub(super) lane: Lane,
    pub(super) x: u32,
    pub(super) width: u32,
}

pub(super) struct Layout {
    pub(super) columns: Vec<Column>,
    pub(super) cards: Vec<Box>,
    pub(super) pills: Vec<Pill>,
    pub(super) lines: Vec<Line>,
    pub(super) width: u32,
    /// Below the last row.
    pub(super) bottom: u32,
}

impl Layout {
    /// Lays a chart out below a height.
    pub(super) fn of(chart: &Chart, top: u32) -> Self {
        let used = |lane: &Lane| {
            *lane == Lane::Events || chart.cards.iter().any(|card| card.lane == *lane)
        };
        let lanes: Vec<Lane> = Lane::ALL.into_iter().filter(used).collect();
        let column = |lane: Lane| lanes.iter().position(|own| *own == lane).unwrap_or_default();
        let mut cards: Vec<Box> = chart.cards.iter().map(Box::of).collect();
        let mut pills: Vec<Pill> = chart.events.iter().map(|name| Pill::of(name)).collect();
        let mut y = top;
        for (card, place) in chart.cards.iter().zip(0..) {
            let Some(own) = cards.get_mut::<usize>(place) else { continue };
            own.y = y;
            let mut tall = own.height;
            if let From::Event(event) = card.from
                && let Some(pill) = pills.get_mut(event).filter(|pill| !pill.placed)
            {
                (pill.y, pill.placed) = (y, true);
                tall = tall.max(pill.height);
            }
            y += tall + ROW_GAP;
        }
        let mut lines = lines(chart, &cards, &pills, &column);
        let tracks = tracks(&mut lines, lanes.len());
        let mut columns = Vec::new();
        let mut x = MARGIN;
        for (lane, index) in lanes.iter().zip(0_usize..) {
            let gutter = x;
            let width = if *lane == Lane::Events { EVENT } else { CARD };
            let own = tracks.get(index).copied().unwrap_or_default();
            if index > 0 {
                x += GUTTER + own * TRACK;
            }
            for line in lines.iter_mut().filter(|line| line.gutter == index) {
                line.trunk = gutter + GUTTER / 2 + line.trunk * TRACK;
            }
            columns.push(Column { lane: *lane, x, width });
            x += width;
        }
        for (card, own) in chart.cards.iter().zip(&mut cards) {
            own.x = columns.get(column(card.lane)).map_or(0, |column| column.x);
        }
        for pill in &mut pills {
            pill.x = columns.first().map_or(0, |column| column.x);
        }
        for line in &mut lines {
            line.place(chart, &cards, &pills, &column);
        }
        Self { columns, cards, pills, lines, width: x + MARGIN, bottom: y }
    }
}

impl Box {
    fn of(card: &Card) -> Self {
        let room = CARD - 2 * PAD;
        let time = TIME.wrap(&card.at, room, MOST);
        let name = NAME.wrap(&card.id, room, MOST);
        let what = WHAT.wrap(&capital(&card.what), room, MOST);
        let hung = |text: &String| NOTE.wrap(text, room - HANG, MOST);
        let ways: Vec<Vec<String>> = card
            .ways
            .iter()
            .map(|way| {
                let mut lines = PILL.wrap(&way.name, room - HANG, MOST);
                lines.extend(hung(&way.when));
                lines
            })
            .collect();
        let notes: Vec<Vec<String>> = card.notes.iter().map(hung).collect();
        let mut height =
            10 + STEP * count(&time) + 4 + (STEP + 3) * count(&name) + STEP * count(&what);
        let mut exits = Vec::new();
        for way in &ways {
            height += 6;
            exits.push(height + STEP / 2 + 2);
            height += STEP * count(way);
        }
        if !notes.is_empty() {
            height += 15 + notes.iter().map(|note| STEP * count(note)).sum::<u32>();
        }
        height += 12;
        Self { x: 0, y: 0, height, time, name, what, ways, exits, notes }
    }
}

impl Pill {
    fn of(name: &str) -> Self {
        let lines = PILL.wrap(name, EVENT - 2 * PAD, MOST);
        Self {
            x: 0,
            y: 0,
            height: 2 * PORT + STEP * (count(&lines).max(1) - 1),
            lines,
            placed: false,
        }
    }
}

pub(super) fn count(lines: &[String]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(0)
}

/// With a capital at the beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// One line for everything that something hangs on, with the gutter in which it runs down.
fn lines(
    chart: &Chart,
    cards: &[Box],
    pills: &[Pill],
    column: &impl Fn(Lane) -> usize,
) -> Vec<Line> {
    let mut origins: Vec<From> = chart.cards.iter().map(|card| card.from).collect();
    origins.sort_unstable();
    origins.dedup();
    let mut lines: Vec<Line> = Vec::new();
    for from in origins {
        let own = match from {
            From::Event(_) => 0,
            From::Card(at) | From::Way(at, _) => {
                chart.cards.get(at).map_or(0, |card| column(card.lane))
            }
        };
        let below = || chart.cards.iter().filter(|card| card.from == from);
        let right = below().filter(|card| column(card.lane) > own).count();
        let gutter = if right * 2 > below().count() || own == 0 { own + 1 } else { own };
        lines.push(Line { from, start: (0, 0), trunk: 0, ends: Vec::new(), gutter });
    }
    for line in &mut lines {
        line.place(chart, cards, pills, column);
    }
    lines
}

impl Line {
    /// Puts its ends where its steps stand.
    fn place(
        &mut self,
        chart: &Chart,
        cards: &[Box],
        pills: &[Pill],
        column: &impl Fn(Lane) -> usize,
    ) {
        let (x, width, y, own) = match self.from {
            From::Event(event) => {
                pills.get(event).map_or((0, 0, 0, 0), |p| (p.x, EVENT, p.y + PORT, 0))
            }
            From::Card(at) | From::Way(at, _) => {
                let own = chart.cards.get(at).map_or(0, |card| column(card.lane));
                cards.get(at).map_or((0, 0, 0, own), |card| {
                    let exit = match self.from {
                        From::Way(_, way) => card.exits.get(way).copied(),
                        _ => None,
                    };
                    (card.x, CARD, card.y + exit.unwrap_or(card.height - 12), own)
                })
            }
        };
        self.start = (if self.gutter > own { x + width } else { x }, y);
        let steps = chart.cards.iter().zip(cards).filter(|(card, _)| card.from == self.from);
        self.ends = steps
            .map(|(card, at)| {
                let from_left = column(card.lane) >= self.gutter;
                (if from_left { at.x } else { at.x + CARD }, at.y + PORT, from_left)
            })
            .collect();
    }

    fn reach(&self) -> (u32, u32) {
        let last = self.ends.iter().map(|end| end.1).max().unwrap_or(self.start.1);
        (self.start.1, last)
    }
}

/// Gives each line a track in its gutter, so that no two lie upon each other; gives how many each
/// gutter has.
fn tracks(lines: &mut [Line], columns: usize) -> Vec<u32> {
    let mut used = vec![0; columns + 1];
    lines.sort_by_key(|line| (line.gutter, line.reach()));
    let mut taken: Vec<(usize, u32, u32)> = Vec::new();
    for line in lines {
        let (from, to) = line.reach();
        let busy = |track: u32| {
            taken
                .iter()
                .any(|(gutter, t, end)| *gutter == line.gutter && *t == track && *end >= from)
        };
        let track = (0..).find(|track| !busy(*track)).unwrap_or_default();
        taken.push((line.gutter, track, to));
        line.trunk = track;
        if let Some(most) = used.get_mut(line.gutter) {
            *most = track.max(*most);
        }
    }
    used
}

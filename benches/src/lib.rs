//! The rows that are measured, each as one closure that runs it so many times.
//!
//! `cargo bench -p prm-benches` measures each by itself (criterion);
//! `cargo run --release -p prm-benches --bin ratios` measures them interleaved, several rounds of
//! each in turn, since only ratios within one run mean anything on a shared machine.

mod idiomatic;
mod interop;
mod portal;
mod starters;
mod world;

use std::hint::black_box;
use std::time::{Duration, Instant};

use prm_core::{Lines, Panel, Playbook, Relationship, STARTER, Timestamp};

pub use world::{World, at};

/// Something that is measured.
pub struct Row {
    /// Its name, the same in every host.
    pub name: &'static str,
    /// Runs it so many times and says how long that took.
    pub run: Box<dyn FnMut(u64) -> Duration>,
}

fn row(name: &'static str, mut once: impl FnMut() + 'static) -> Row {
    let run = move |times| {
        let began = Instant::now();
        for _ in 0..times {
            once();
        }
        began.elapsed()
    };
    Row { name, run: Box::new(run) }
}

/// A row whose every run needs something of its own, which is not measured.
fn row_with<T>(
    name: &'static str,
    mut make: impl FnMut() -> T + 'static,
    mut once: impl FnMut(&mut T) + 'static,
) -> Row {
    let run = move |times| {
        let mut all = Duration::ZERO;
        for _ in 0..times {
            let mut made = make();
            let began = Instant::now();
            once(&mut made);
            all += began.elapsed();
        }
        all
    };
    Row { name, run: Box::new(run) }
}

/// Patients of the panel rows.
pub const PANEL: u32 = 1_000_000;

/// Every row.
pub fn rows() -> Vec<Row> {
    let mut rows = vec![row("compile", || {
        black_box(Playbook::compile(black_box(STARTER)).unwrap());
    })];
    rows.extend(quiet_plans());
    rows.extend(idiomatic::rows());
    rows.extend(steps());
    rows.extend(gates());
    rows.extend(interop::rows());
    rows.extend(portal::rows());
    rows.extend(starters::rows());
    rows.extend(panel());
    rows
}

/// The quiet plan: three active runs, five steps placed, nothing due.
fn quiet_plans() -> Vec<Row> {
    let quiet = |name, zone, old| {
        let world = World::new(zone, old);
        row(name, move || {
            let now = black_box(world.now);
            black_box(world.playbook.next_wake(&world.relationship, now));
        })
    };
    vec![
        quiet("quiet plan", "America/New_York", 0),
        quiet("quiet plan, 256 old entries", "America/New_York", 256),
        quiet("quiet plan, zero-cost zone", "UTC", 0),
    ]
}

/// One message at night that waits for the permitted hours: what the gate costs with one window,
/// and with every federal and state rule of the United States.
fn gates() -> Vec<Row> {
    let held = |name, rules| {
        let (playbook, relationship, lines, now) = world::held(rules);
        row_with(
            name,
            move || (relationship.clone(), lines.clone()),
            move |(relationship, lines)| {
                let outcome = world::step(&playbook, relationship, lines, &[], now);
                assert_eq!(black_box(outcome).decisions.len(), 1);
            },
        )
    };
    let window = r#"{"packs": [], "windows": [{"from": "08:00", "to": "20:00"}]}"#;
    vec![
        held("a held message, no rule", r#"{"packs": [], "windows": []}"#),
        held("a held message, one window", window),
        held("a held message, the US pack", r#"{"packs": ["us", "courtesy"]}"#),
    ]
}

fn steps() -> Vec<Row> {
    let world = || World::new("America/New_York", 0);
    let due: Timestamp = world().relationship.wake().unwrap().at;
    let (first, second, third, fourth) = (world(), world(), world(), world());
    let text = first.relationship.save();
    vec![
        row_with(
            "step with one rendered message",
            move || (first.relationship.clone(), first.lines.clone()),
            move |(relationship, lines)| {
                let outcome = world::step(&fourth.playbook, relationship, lines, &[], due);
                assert_eq!(black_box(outcome).actions.len(), 1);
            },
        ),
        row_with(
            "step with nothing to do",
            move || (second.relationship.clone(), second.lines.clone()),
            {
                let playbook = world().playbook;
                let now = at(2);
                move |(relationship, lines)| {
                    black_box(world::step(&playbook, relationship, lines, &[], now));
                }
            },
        ),
        row("save", move || {
            black_box(third.relationship.save());
        }),
        row("load", move || {
            black_box(Relationship::load(black_box(&text)).unwrap());
        }),
        row_with(
            "a patient's year",
            || (),
            |()| {
                black_box(world::year(0));
            },
        ),
    ]
}

fn panel() -> Vec<Row> {
    let mut panel = Panel::new();
    let mut column = Vec::new();
    for number in 0..PANEL {
        let wake = at(i64::from(number % 1_000) + 10);
        panel.set_wake(&format!("p{number}").parse().unwrap(), Some(wake));
        column.push(u32::try_from(wake.as_millis() / 60_000).unwrap());
    }
    let now = at(0);
    vec![
        row("panel wake of a million idle", move || {
            assert!(black_box(panel.due(black_box(now))).is_empty());
        }),
        row("plain sum of the same bytes", move || {
            black_box(black_box(&column).iter().copied().fold(0_u32, u32::wrapping_add));
        }),
    ]
}

/// How many steps a patient's year takes.
pub fn steps_of_a_year() -> usize {
    world::year(0)
}

/// No lines, for rows that need none.
pub fn no_lines() -> Lines {
    Lines::new()
}

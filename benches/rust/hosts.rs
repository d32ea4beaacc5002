//! The rows of `manifest.json` in Rust, as JSON lines: what the other hosts are measured against.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use prm_core::{
    Executor, Fact, Input, Lines, Panel, Playbook, Relationship, STARTER, StepRequest, Timestamp,
};
use serde_json::Value;

/// The least time of one run, of several rounds.
fn nanos(mut once: impl FnMut()) -> f64 {
    let mut times = 1_u32;
    let mut best = f64::MAX;
    for _ in 0..7 {
        loop {
            let began = Instant::now();
            (0..times).for_each(|_| once());
            let taken = began.elapsed();
            if taken > Duration::from_millis(20) {
                best = best.min(taken.as_secs_f64() * 1e9 / f64::from(times));
                break;
            }
            times *= 2;
        }
    }
    best
}

fn say(row: &str, nanos: f64) {
    println!("{}", serde_json::json!({"row": row, "ns": nanos}));
}

fn main() {
    let manifest: Value = serde_json::from_str(include_str!("../manifest.json")).unwrap();
    let world = &manifest["world"];
    let at = |name: &str| -> Timestamp { world[name].as_str().unwrap().parse().unwrap() };
    let (now, due, until) = (at("born"), at("due"), at("until"));
    let facts_of = |patient: &str| -> Vec<Fact> {
        let facts = world["facts"].as_array().unwrap().iter();
        facts
            .map(|fact| {
                let mut fact = Fact::from_json(&fact.to_string()).unwrap();
                fact.patient = patient.parse().unwrap();
                fact
            })
            .collect()
    };
    let playbook = Playbook::compile(STARTER).unwrap();
    let mut lines = Lines::new();
    let mut relationship = Relationship::new("p", "bench").unwrap();
    let facts = facts_of("p");
    let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
    playbook.step(&mut relationship, input).unwrap();
    let text = relationship.save();

    say("compile", nanos(|| drop(black_box(Playbook::compile(STARTER).unwrap()))));
    say("load", nanos(|| drop(black_box(Relationship::load(&text).unwrap()))));
    say("save", nanos(|| drop(black_box(relationship.save()))));
    say(
        "next_wake",
        nanos(|| {
            black_box(playbook.next_wake(&relationship, now));
        }),
    );
    say(
        "load_step",
        nanos(|| {
            let mut relationship = Relationship::load(&text).unwrap();
            let (lines, executor) = (&mut Lines::new(), Executor::Server);
            let input = Input { facts: &[], lines, executor, now: due };
            let outcome = playbook.step(&mut relationship, input).unwrap();
            assert_eq!(black_box(outcome).actions.len(), 1);
        }),
    );
    say("plan", nanos(|| drop(black_box(playbook.plan(&relationship, &lines, now, until)))));
    say("call", nanos(|| drop(black_box(playbook.digest().to_owned()))));
    let size = manifest["rows"].as_array().unwrap().iter().find_map(|row| row["size"].as_u64());
    let size = size.unwrap();
    let requests: Vec<StepRequest> = (0..size)
        .map(|number| {
            let patient = format!("p{number}");
            StepRequest { patient: patient.parse().unwrap(), facts: facts_of(&patient) }
        })
        .collect();
    let mut best = f64::MAX;
    for _ in 0..7 {
        let mut panel = Panel::new();
        for request in &requests {
            panel.add(Relationship::new(request.patient.as_str(), "bench").unwrap());
        }
        let requests: Vec<_> = requests.iter().cloned().map(Ok).collect();
        let began = Instant::now();
        let go_on = &mut |_| ControlFlow::Continue(());
        let batch = panel.step_many(&playbook, requests, Executor::Server, due, go_on).unwrap();
        let taken = began.elapsed().as_secs_f64() * 1e9;
        assert!(batch.outcomes.iter().flatten().all(|outcome| outcome.actions.len() == 1));
        #[expect(clippy::cast_precision_loss, reason = "ten thousand")]
        let each = taken / size as f64;
        best = best.min(each);
    }
    say("batch", best);
}

//! A second gate, written from the rules alone, beside the first: straight through the ranks of
//! R20 over plain numbers, with hours looked up minute by minute. Both must agree on everything
//! that comes out of a great many made-up cases.
//!
//! `PRM_ORACLE=1000000 cargo test --release -p prm-tests --test oracle` tries a million.

mod case;
mod model;
mod practice;

use std::collections::BTreeMap;
use std::fmt::Write;

use prm_core::{Action, Executor, Fact, Input, Lines, ReasonCode, Relationship, Verdict};
use serde_json::json;

use case::{Case, PHONE, at};
use model::Model;
use practice::{CHANNELS, Dice, PURPOSES, Practice};

/// Runs one case in the library.
fn run(practice: &Practice, case: &Case) -> Vec<(Verdict, ReasonCode)> {
    let mut patient = Relationship::new("p1", "salt").unwrap();
    let mut lines = Lines::new();
    if let Some((blocked, again)) = case.blocked {
        let line = PHONE.parse().unwrap();
        lines.block(&line, "hill", at(blocked));
        if let Some(again) = again {
            lines.unblock(&line, "hill", at(again));
        }
    }
    let mut facts = case.facts();
    let mut found = Vec::new();
    for (index, (now, purpose, channel, useful)) in case.requests.iter().enumerate() {
        let message = format!("{}-{}", PURPOSES[*purpose], CHANNELS[*channel]);
        let request = format!("r{index}");
        facts.push(
            Fact::from_json(
                &json!({"id": request, "patient": "p1", "occurred": at(*now), "content": {
                    "type": "message_requested", "request": request, "message": message,
                    "useful_until": at(now + useful)
                }})
                .to_string(),
            )
            .unwrap(),
        );
        let input =
            Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now: at(*now) };
        let outcome = practice.playbook.step(&mut patient, input).unwrap();
        facts.clear();
        let subject = format!("request:{request}");
        let of_request = |decision: &&prm_core::Decision| {
            decision.parts.as_ref().is_some_and(|parts| *parts.subject == *subject)
                && !decision.parts.as_ref().unwrap().step.starts_with("prm:")
        };
        let decision = outcome
            .decisions
            .iter()
            .find(of_request)
            .unwrap_or_else(|| panic!("no decision {index}: {case:?} {:?}", outcome.decisions));
        let sent = outcome.actions.iter().any(|action| {
            matches!(action,
            Action::SendMessage { parts, .. } if *parts.subject == *subject)
        });
        assert_eq!(sent, decision.verdict == Verdict::Send);
        found.push((decision.verdict, decision.reason()));
    }
    found
}

#[test]
fn both_gates_agree() {
    let cases: u64 = std::env::var("PRM_ORACLE").ok().map_or(20_000, |n| n.parse().unwrap());
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let work = |thread: u64| {
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        let mut dice = Dice(0x5EED + thread);
        let mut practice = Practice::roll(&mut dice);
        for number in 0..cases / threads {
            if number % 50 == 0 {
                practice = Practice::roll(&mut dice);
            }
            let case = Case::roll(&mut dice);
            let mut model = Model { practice: &practice, case: &case, sent: Vec::new() };
            let expected: Vec<_> =
                case.requests.iter().map(|request| model.decide(*request)).collect();
            let found = run(&practice, &case);
            let Practice { hours, caps, levels, .. } = &practice;
            assert_eq!(found, expected, "{case:?}\n{hours:?}\n{caps:?}\n{levels:?}");
            for (verdict, code) in found {
                *seen.entry(format!("{verdict:?} {}", code.as_str())).or_default() += 1;
            }
        }
        seen
    };
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    std::thread::scope(|scope| {
        let handles: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        for handle in handles {
            for (what, times) in handle.join().unwrap() {
                *seen.entry(what).or_default() += times;
            }
        }
    });
    let mut table = String::new();
    for (what, times) in &seen {
        writeln!(table, "{times:>9}  {what}").unwrap();
    }
    println!("{table}");
    // The cases reach everything that they are made to reach.
    assert_eq!(seen.len(), 17, "{table}");
}

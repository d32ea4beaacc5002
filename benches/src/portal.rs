//! The portal: one decision against a look-up of its item, a list against as many decisions.

use std::collections::HashMap;
use std::hint::black_box;

use prm_core::{AccessAction, Executor, Fact, Input, Item, Lines, Playbook, Relationship, Viewer};
use serde_json::json;

use crate::{Row, at, row};

/// Items of a long record.
const ITEMS: usize = 10_000;

pub(crate) fn rows() -> Vec<Row> {
    let document = json!({"spec": "1.0", "practice": {"id": "lotus", "name": "Lotus Clinic",
        "zone": "America/New_York", "languages": ["en"]}});
    let playbook = Playbook::compile(&document.to_string()).unwrap();
    let contents = [
        json!({"type": "patient_described", "birth_date": "2012-01-01",
            "zone": "America/New_York", "country": "US", "state": "KY"}),
        json!({"type": "related_person_described", "person": "rp1", "relationships": ["mother"]}),
        json!({"type": "proxy_access_changed", "person": "rp1", "patient_agreed": true,
            "scopes": ["record", "results", "messages", "appointments"]}),
    ];
    let facts: Vec<Fact> = contents
        .iter()
        .enumerate()
        .map(|(id, content)| {
            let fact = json!({"id": id.to_string(), "patient": "p", "occurred": at(0),
                "content": content});
            Fact::from_json(&fact.to_string()).unwrap()
        })
        .collect();
    let mut relationship = Relationship::new("p", "bench").unwrap();
    let mut lines = Lines::new();
    let executor = Executor::Server;
    let input = Input { facts: &facts, lines: &mut lines, executor, now: at(1) };
    playbook.step(&mut relationship, input).unwrap();
    let items: Vec<Item> = (0..ITEMS)
        .map(|number| {
            let kind = ["result", "record", "bill", "appointment"][number % 4];
            let labels = if number % 10 == 0 { vec!["R"] } else { vec!["N"] };
            let item = json!({"id": format!("item-{number}"), "patient": "p", "kind": kind,
                "labels": labels, "filed": at(0), "categories": ["routine"]});
            serde_json::from_value(item).unwrap()
        })
        .collect();
    let by_id: HashMap<String, Item> =
        items.iter().map(|item| (item.id.clone(), item.clone())).collect();
    let viewer = || Viewer::RelatedPerson { person: "rp1".parse().unwrap() };
    let world = || (playbook.clone(), relationship.clone(), viewer(), items.clone());
    let (one, many, list) = (world(), world(), world());
    let mut turn = 0;
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    vec![
        row("look-up of an item", move || {
            turn = (turn + 7_919) % ITEMS;
            black_box(by_id.get(black_box(ids[turn].as_str())));
        }),
        {
            let mut turn = 0;
            row("access to an item", move || {
                let (playbook, relationship, viewer, items) = &one;
                turn = (turn + 7_919) % ITEMS;
                let item = black_box(&items[turn]);
                black_box(playbook.access(relationship, viewer, AccessAction::Read, item, at(1)));
            })
        },
        row("10,000 accesses", move || {
            let (playbook, relationship, viewer, items) = &many;
            for item in items {
                black_box(playbook.access(relationship, viewer, AccessAction::Read, item, at(1)));
            }
        }),
        row("view of 10,000 items", move || {
            let (playbook, relationship, viewer, items) = &list;
            black_box(playbook.view(relationship, viewer, AccessAction::Read, items, at(1)));
        }),
    ]
}

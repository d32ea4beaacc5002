//! Access by another style: straight through the rules over plain words, and laws over made-up
//! worlds.

use super::*;

/// A draw of numbers that is the same everywhere (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn chance(&mut self, in_n: usize) -> bool {
        self.below(in_n) == 0
    }
}

/// A world in plain values, from which facts and the oracle are made apart.
#[derive(Clone, Debug)]
struct World {
    /// Completed years on the day of the question; the birthday was in June.
    age: i64,
    state: &'static str,
    mother: bool,
    active: bool,
    /// The age at which it was granted, the scopes, whether the patient agreed, whether it ended.
    grant: Option<(i64, Vec<&'static str>, bool, bool)>,
    shut_out: bool,
    died: bool,
    sensitive_consent: bool,
    held: Option<&'static str>,
    discussed: bool,
    directed: bool,
}

#[derive(Clone, Debug)]
struct Asked {
    viewer: &'static str,
    glass: Option<&'static str>,
    action: &'static str,
    kind: &'static str,
    label: Option<&'static str>,
    category: Option<&'static str>,
    hours_old: i64,
    status: &'static str,
    protected: bool,
    stranger: bool,
    in_thread: bool,
}

const KINDS: [(&str, &str); 9] = [
    ("record", "record"),
    ("result", "results"),
    ("prescription", "refills"),
    ("document", "record"),
    ("appointment", "appointments"),
    ("thread", "messages"),
    ("bill", "billing"),
    ("immunization", "record"),
    ("allergy", "record"),
];

fn world(draw: &mut Draw) -> World {
    let age = i64::try_from(draw.below(24)).unwrap();
    let mut scopes: Vec<&str> =
        ["record", "results", "messages", "appointments", "refills", "billing"].to_vec();
    if draw.chance(2) {
        scopes.retain(|_| draw.chance(2));
    }
    let granted = age - i64::try_from(draw.below(1 + usize::try_from(age).unwrap())).unwrap();
    World {
        age,
        state: draw.one(&["CA", "WA", "TX", "NY", "KY", "AL"]),
        mother: draw.chance(2),
        active: !draw.chance(6),
        grant: draw.chance(2).then(|| (granted, scopes, draw.chance(2), draw.chance(8))),
        shut_out: draw.chance(10),
        died: draw.chance(12),
        sensitive_consent: draw.chance(3),
        held: draw.chance(4).then(|| draw.one(&["harm", "privacy", "patient_request"])),
        discussed: draw.chance(2),
        directed: draw.chance(3),
    }
}

fn asked(draw: &mut Draw) -> Asked {
    Asked {
        viewer: draw
            .one(&["patient", "proxy", "proxy", "proxy", "team", "other", "biller", "index"]),
        glass: draw.chance(3).then(|| draw.one(&["fits", "blank", "old"])),
        action: draw.one(&["read", "read", "write", "request"]),
        kind: draw.one(&KINDS).0,
        label: draw.chance(2).then(|| draw.one(&["N", "R", "V", "HIV", "ETH", "xyz"])),
        category: draw.chance(3).then(|| draw.one(&["hiv", "malignancy", "routine"])),
        hours_old: draw.one(&[0, 71, 72, 200]),
        status: draw.one(&[
            "final",
            "final",
            "final",
            "corrected",
            "preliminary",
            "entered_in_error",
        ]),
        protected: draw.chance(8),
        stranger: draw.chance(15),
        in_thread: !draw.chance(3),
    }
}

/// 1 June of the year in which the patient was of an age.
fn june(world: &World, age: i64) -> String {
    format!("{}-06-01T12:00:00Z", 2026 - world.age + age)
}

fn relationship(playbook: &Playbook, world: &World, asked: &Asked) -> Relationship {
    let born = format!("{}-06-01", 2026 - world.age);
    let first = format!("{}-06-01T06:00:00Z", 2026 - world.age);
    let mut facts = vec![
        (first.clone(), described(&born, "US", Some(world.state))),
        (
            first.clone(),
            json!({"type": "related_person_described", "person": "rp1",
            "relationships": [if world.mother { "mother" } else { "friend" }],
            "active": world.active}),
        ),
    ];
    if let Some((age, scopes, agreed, ended)) = &world.grant {
        let until = ended.then_some("2026-11-20T00:00:00Z");
        facts.push((
            june(world, *age),
            json!({"type": "proxy_access_changed", "person": "rp1",
            "scopes": scopes, "patient_agreed": agreed, "until": until}),
        ));
    }
    let recent = "2026-11-15T00:00:00Z".to_owned();
    if world.shut_out {
        for viewer in ["rp1", "s-other"] {
            facts.push((
                recent.clone(),
                json!({"type": "access_restricted", "viewer": viewer,
                "restricted": true}),
            ));
        }
    }
    if world.died {
        facts.push((recent.clone(), json!({"type": "patient_described", "deceased": true})));
    }
    if world.sensitive_consent {
        for person in [Some("rp1"), None] {
            facts.push((
                recent.clone(),
                json!({"type": "sensitive_access_changed",
                "person": person, "granted": true,
                "sensitivities": ["substance_use", "hiv", "other"]}),
            ));
        }
    }
    if let Some(reason) = world.held {
        facts.push((
            recent.clone(),
            json!({"type": "release_held", "item": "i1",
            "reason": reason, "held": true, "by": "c1"}),
        ));
    }
    for (happened, event) in
        [(world.discussed, "discussed_by_clinician"), (world.directed, "released_by_clinician")]
    {
        if happened {
            facts.push((
                recent.clone(),
                json!({"type": "release_advanced", "item": "i1",
                "event": event, "by": "c1"}),
            ));
        }
    }
    if asked.protected {
        facts.push((
            recent,
            json!({"type": "care_protected", "subject": "visit:v1",
            "protected": true}),
        ));
    }
    let facts: Vec<(&str, Value)> =
        facts.iter().map(|(at, content)| (at.as_str(), content.clone())).collect();
    told(playbook, &facts)
}

fn question(asked: &Asked) -> (Viewer, AccessAction, Item) {
    let now: Timestamp = NOW.parse().unwrap();
    let staff = |id: &str, role: &str, care_team| {
        let glass = asked.glass.map(|glass| {
            let since =
                if glass == "old" { "2026-11-22T20:00:00Z" } else { "2026-11-22T20:00:01Z" };
            let reason = if glass == "blank" { "  " } else { "collapsed in the street" };
            json!({"reason": reason, "since": since})
        });
        json!({"type": "staff", "id": id, "roles": [role], "care_team": care_team,
            "break_glass": glass})
    };
    let viewer = match asked.viewer {
        "patient" => json!({"type": "patient"}),
        "proxy" => json!({"type": "related_person", "person": "rp1"}),
        "team" => staff("s-team", "clinician", true),
        "other" => staff("s-other", "clinician", false),
        "biller" => staff("s-biller", "biller", false),
        name => json!({"type": "system", "name": name}),
    };
    let filed = Timestamp::from_millis(now.as_millis() - asked.hours_old * 3_600_000).unwrap();
    let participants = match (asked.in_thread, asked.viewer) {
        (true, "proxy") => vec!["rp1"],
        (true, _) => vec!["p"],
        (false, "proxy") => vec!["p"],
        (false, _) => vec!["rp1"],
    };
    let item = item(json!({"kind": asked.kind, "status": asked.status, "filed": filed,
        "patient": if asked.stranger { "q" } else { "p" },
        "labels": asked.label.into_iter().collect::<Vec<_>>(),
        "categories": asked.category.into_iter().collect::<Vec<_>>(),
        "subject": "visit:v1", "participants": participants}));
    (decode(&viewer).unwrap(), decode(&json!(asked.action)).unwrap(), item)
}

/// What the rules say, as one long condition over plain values: `p`ermit, `l`ater or `d`eny.
fn oracle(w: &World, a: &Asked) -> char {
    let scope = KINDS.iter().find(|(kind, _)| *kind == a.kind).unwrap().1;
    let sensitive = matches!(a.label, Some("R" | "HIV" | "ETH" | "xyz"));
    if a.stranger {
        return 'd';
    }
    match a.viewer {
        "index" => {
            return if a.action == "read" && !sensitive && a.label != Some("V") {
                'p'
            } else {
                'd'
            };
        }
        "team" | "other" | "biller" => {
            let (team, biller) = (a.viewer == "team", a.viewer == "biller");
            if biller && (a.kind != "bill" || a.action != "read") {
                return 'd';
            }
            if w.shut_out && a.viewer == "other" {
                return 'd';
            }
            let open = (team || (biller && !sensitive))
                && (a.label != Some("ETH") || w.sensitive_consent)
                && a.label != Some("V");
            return if open || a.glass == Some("fits") { 'p' } else { 'd' };
        }
        _ => {}
    }
    let proxy = a.viewer == "proxy";
    if a.kind == "thread" && !a.in_thread {
        return 'd';
    }
    if w.died {
        return 'd';
    }
    if a.status == "entered_in_error" {
        return 'd';
    }
    if proxy {
        if w.held == Some("privacy")
            || !w.active
            || w.shut_out
            || a.protected
            || a.label == Some("V")
        {
            return 'd';
        }
        let adult = w.age >= 18;
        let mut opened_at = None;
        match &w.grant {
            Some((age, scopes, agreed, ended)) => {
                let misses = !scopes.contains(&scope);
                if misses || *ended || (*age < 18 && adult) {
                    return 'd';
                }
                if *agreed || *age >= 18 {
                    opened_at = Some(*age);
                }
            }
            None if !w.mother || adult => return 'd',
            None => {}
        }
        // From which age on parents see less, to which, and what is left.
        let (from, to, left) = match w.state {
            "CA" | "NY" | "KY" => (12, 18, "some"),
            "WA" => (13, 18, "nothing"),
            "AL" => (14, 19, "some"),
            _ => (99, 99, "all"),
        };
        if (from..to).contains(&w.age) {
            let some = a.kind == "appointment"
                || (["immunization", "allergy"].contains(&a.kind) && a.action == "read")
                || (a.kind == "thread" && a.action == "write");
            let opened = opened_at.is_some_and(|age| age >= from);
            if left == "nothing" || (!some && !opened) {
                return 'd';
            }
        }
        if sensitive && !w.sensitive_consent {
            let teenager = (12..18).contains(&w.age);
            let texan = w.state == "TX" && !adult;
            if teenager || texan || adult || a.label == Some("ETH") {
                return 'd';
            }
        }
    }
    let law = match (w.state, a.category) {
        ("CA", Some("hiv" | "malignancy")) => !w.discussed,
        ("KY", Some("malignancy")) => a.hours_old < 72 && !w.directed,
        ("TX", Some("malignancy")) => a.hours_old < 72,
        _ => false,
    };
    let held = match w.held {
        Some("harm") => true,
        Some("patient_request") => !proxy,
        _ => false,
    };
    if law || held || a.status == "preliminary" { 'l' } else { 'p' }
}

fn letter(decision: &AccessDecision) -> char {
    match decision.verdict {
        AccessVerdict::Permit => 'p',
        AccessVerdict::Later => 'l',
        AccessVerdict::Deny => 'd',
    }
}

/// Each world is asked many things, so that most of the time goes into decisions.
fn worlds() -> usize {
    std::env::var("PRM_PORTAL_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000)
}

#[test]
fn an_oracle_of_another_style_agrees() {
    let (playbook, now) = (playbook(), NOW.parse().unwrap());
    let (mut draw, mut seen) = (Draw(1), [0_usize; 3]);
    for _ in 0..worlds() {
        let world = world(&mut draw);
        let protected = draw.chance(8);
        let first = Asked { protected, ..asked(&mut draw) };
        let relationship = relationship(&playbook, &world, &first);
        for _ in 0..100 {
            let asked = Asked { protected, ..asked(&mut draw) };
            let (viewer, action, item) = question(&asked);
            let decision = playbook.access(&relationship, &viewer, action, &item, now);
            let expected = oracle(&world, &asked);
            assert_eq!(letter(&decision), expected, "{world:?}\n{asked:?}\n{decision:?}");
            seen["pld".find(expected).unwrap()] += 1;
        }
    }
    eprintln!("{} permits, {} delays, {} denials", seen[0], seen[1], seen[2]);
    assert!(seen.iter().all(|n| *n * 200 > worlds()), "the cases are spread: {seen:?}");
}

#[test]
fn a_list_is_what_single_decisions_are() {
    let (playbook, now) = (playbook(), NOW.parse().unwrap());
    let mut draw = Draw(2);
    for _ in 0..200 {
        let world = world(&mut draw);
        let first = asked(&mut draw);
        let relationship = relationship(&playbook, &world, &first);
        let (viewer, action, _) = question(&first);
        let items: Vec<Item> = (0..40).map(|_| question(&asked(&mut draw)).2).collect();
        let view = playbook.view(&relationship, &viewer, action, &items, now);
        let alone = items
            .iter()
            .map(|item| (item, playbook.access(&relationship, &viewer, action, item, now)));
        let alone: Vec<_> =
            alone.filter(|(_, decision)| decision.verdict == AccessVerdict::Permit).collect();
        assert_eq!(view.permitted.len(), alone.len());
        for (seen, (item, decision)) in view.permitted.iter().zip(&alone) {
            assert_eq!((&seen.item, &seen.decision), (&item.id, decision));
        }
        let staff = matches!(viewer, Viewer::Staff { .. });
        let withheld = u32::try_from(items.len() - alone.len()).unwrap();
        assert_eq!(view.withheld, staff.then_some(withheld));
    }
}

#[test]
fn what_is_added_never_opens_what_was_closed() {
    let (playbook, now) = (playbook(), NOW.parse().unwrap());
    let mut draw = Draw(3);
    for _ in 0..1_000 {
        let (world, asked) = (world(&mut draw), asked(&mut draw));
        let (viewer, action, item) = question(&asked);
        let plain = relationship(&playbook, &world, &asked);
        let before = playbook.access(&plain, &viewer, action, &item, now);
        // A label more, and the grants of another proxy.
        let mut labelled = item.clone();
        labelled.labels.push(draw.one(&["N", "R", "V", "PSY", "GDIS", "new"]).to_owned());
        labelled.categories.push(draw.one(&["hiv", "malignancy"]).to_owned());
        let mut more = plain.clone();
        let other = json!({"id": "other", "patient": "p", "occurred": "2026-11-16T00:00:00Z",
            "content": {"type": "proxy_access_changed", "person": "rp2", "scopes": ["record",
                "results"], "patient_agreed": true}});
        let facts = [Fact::from_json(&other.to_string()).unwrap()];
        let mut lines = Lines::new();
        let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
        playbook.step(&mut more, input).unwrap();
        let after = playbook.access(&more, &viewer, action, &labelled, now);
        let kept = codes(&before).iter().all(|code| codes(&after).contains(code));
        assert!(kept, "{world:?}\n{asked:?}\n{before:?}\n{after:?}");
        assert!(before.verdict == AccessVerdict::Permit || after.verdict != AccessVerdict::Permit);
    }
}

#[test]
fn time_moves_a_decision_only_where_it_said_so() {
    let (playbook, now) = (playbook(), NOW.parse::<Timestamp>().unwrap());
    let mut draw = Draw(4);
    for _ in 0..1_000 {
        let (world, asked) = (world(&mut draw), asked(&mut draw));
        let (viewer, action, item) = question(&asked);
        let relationship = relationship(&playbook, &world, &asked);
        let before = playbook.access(&relationship, &viewer, action, &item, now);
        let days = i64::try_from(draw.below(2_000)).unwrap();
        let most = now.as_millis() + days * 86_400_000;
        let edge = before.changes_at.map_or(i64::MAX, Timestamp::as_millis);
        let then = Timestamp::from_millis(most.min(edge - 1)).unwrap();
        let after = playbook.access(&relationship, &viewer, action, &item, then);
        assert_eq!(before, after, "{world:?}\n{asked:?}\nat {then}");
    }
}

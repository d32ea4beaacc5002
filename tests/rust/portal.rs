//! The portal: situations of the shared data, an oracle written from the rules in another style,
//! and the laws that no grant and no list may break.

use prm_core::{
    AccessAction, AccessDecision, AccessVerdict, Executor, Fact, Input, Item, Lines, Playbook,
    Relationship, Timestamp, Viewer, decode,
};
use prm_tests::shared_json;
use serde_json::{Value, json};

const NOW: &str = "2026-11-23T00:00:00Z";

fn playbook() -> Playbook {
    let document = json!({
        "spec": "1.0",
        "practice": {"id": "lotus", "name": "Lotus Clinic", "zone": "America/New_York",
            "languages": ["en"]},
        "portal": {
            "roles": [
                {"role": "clinician", "actions": ["read", "write", "request"]},
                {"role": "biller", "kinds": ["bill"], "actions": ["read"], "beyond_care_team": true}
            ],
            "systems": ["index"]
        }
    });
    Playbook::compile(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// A relationship in which these things were told, in this order, a minute apart.
fn told(playbook: &Playbook, contents: &[(&str, Value)]) -> Relationship {
    let mut relationship = Relationship::new("p", "salt").unwrap();
    let facts: Vec<Fact> = contents
        .iter()
        .enumerate()
        .map(|(index, (occurred, content))| {
            let fact = json!({"id": format!("f{index}"), "patient": "p", "occurred": occurred,
                "content": content});
            Fact::from_json(&fact.to_string()).unwrap_or_else(|error| panic!("{error}"))
        })
        .collect();
    let input = Input {
        facts: &facts,
        lines: &mut Lines::new(),
        executor: Executor::Server,
        now: NOW.parse().unwrap(),
    };
    playbook.step(&mut relationship, input).unwrap();
    relationship
}

fn item(fields: Value) -> Item {
    let mut all = json!({"id": "i1", "patient": "p", "kind": "result",
        "filed": "2026-11-01T00:00:00Z"});
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    decode(&all).unwrap_or_else(|error| panic!("{error}"))
}

fn proxy() -> Viewer {
    Viewer::RelatedPerson { person: "rp1".parse().unwrap() }
}

fn described(born: &str, country: &str, state: Option<&str>) -> Value {
    json!({"type": "patient_described", "birth_date": born, "country": country, "state": state})
}

fn parent() -> Value {
    json!({"type": "related_person_described", "person": "rp1", "relationships": ["mother"]})
}

fn codes(decision: &AccessDecision) -> Vec<String> {
    let code = |code| serde_json::to_value(code).unwrap().as_str().unwrap().to_owned();
    decision.reasons.iter().map(|reason| code(reason.code)).collect()
}

#[test]
fn the_shared_situations_of_access_and_release_end_as_expected() {
    let Some(data) = shared_json("rules/vectors_mechanics.json") else { return };
    let playbook = playbook();
    let mut ran = 0;
    for case in data["vectors"].as_array().unwrap() {
        let (given, expect) = (&case["input"], &case["expect"]);
        let kind = case["kind"].as_str().unwrap();
        if !["access", "result_release"].contains(&kind) {
            continue;
        }
        let state = given["jurisdiction"].as_str().and_then(|area| area.split_once('-'));
        let now = given["finalised"].as_str().unwrap_or(NOW);
        let born = if given["patient_age"] == 15 { "2011-03-01" } else { "1980-03-01" };
        let mut facts =
            vec![("2020-01-01T00:00:00Z", described(born, "US", state.map(|(_, state)| state)))];
        let viewer = match given["viewer"].as_str().unwrap_or("patient") {
            "patient" => Viewer::Patient {},
            "treating clinician" => Viewer::Staff {
                id: "c1".into(),
                roles: vec!["clinician".into()],
                care_team: true,
                place: None,
                break_glass: Some(prm_core::BreakGlass {
                    reason: given["break_glass_reason"].as_str().unwrap().into(),
                    since: NOW.parse().unwrap(),
                }),
            },
            _ => {
                facts.push(("2020-01-01T00:00:00Z", parent()));
                if let Some(until) = given["proxy_consent_expired_at"].as_str() {
                    facts.push((
                        "2021-01-01T00:00:00Z",
                        json!({"type": "proxy_access_changed",
                        "person": "rp1", "scopes": ["results"], "until": until}),
                    ));
                }
                proxy()
            }
        };
        let category = match given["category"].as_str().unwrap_or_default() {
            "pathology_or_radiology_likely_malignancy" => "malignancy",
            "hiv_positive" | "hiv_antibody" => "hiv",
            other => other,
        };
        let labels: Vec<&Value> =
            [&given["label"], &given["sensitivity"]].into_iter().filter(|l| !l.is_null()).collect();
        let status = given["status"].as_str().unwrap_or("final");
        let item = item(json!({"filed": now, "status": status, "categories": [category],
            "labels": labels}));
        let decision = playbook.access(
            &told(&playbook, &facts),
            &viewer,
            AccessAction::Read,
            &item,
            now.parse().unwrap(),
        );
        let (verdict, id) = (expect["decision"].as_str().unwrap(), &case["id"]);
        let wanted = match verdict {
            "release" => AccessVerdict::Permit,
            "hold" => AccessVerdict::Later,
            _ => AccessVerdict::Deny,
        };
        assert_eq!(decision.verdict, wanted, "{id}: {decision:?}");
        if let Some(reason) = expect["reason"].as_str() {
            assert!(codes(&decision).contains(&reason.to_owned()), "{id}: {decision:?}");
        }
        let until = expect["until"].as_str().map(|until| until.parse::<Timestamp>().unwrap());
        assert_eq!(decision.until, until, "{id}");
        if let Some(event) = expect["until_event"].as_str() {
            let awaits = serde_json::to_value(decision.reasons[0].awaits).unwrap();
            assert_eq!(awaits, event, "{id}");
        }
        ran += 1;
    }
    assert_eq!(ran, 9);
}

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

#[test]
fn a_delay_of_everything_is_refused() {
    for category in ["*", "all", "", " ANY "] {
        let document = json!({"spec": "1.0",
            "practice": {"id": "lotus", "name": "Lotus", "zone": "UTC", "languages": ["en"]},
            "portal": {"release": [{"id": "r", "category": category, "hours": 24}]}});
        let faults = Playbook::check(&document.to_string()).unwrap();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].path, "portal.release[0].category");
    }
}

#[test]
fn the_day_a_proxy_ends_is_that_of_the_patients_zone() {
    let playbook = playbook();
    let facts = [
        (
            "2020-01-01T00:00:00Z",
            json!({"type": "patient_described", "birth_date": "2008-11-23",
            "zone": "America/New_York", "country": "US", "state": "TX"}),
        ),
        ("2020-01-01T00:00:00Z", parent()),
        (
            "2020-01-01T00:00:00Z",
            json!({"type": "proxy_access_changed", "person": "rp1",
            "scopes": ["results"]}),
        ),
    ];
    let relationship = told(&playbook, &facts);
    let at = |now: &str| {
        let now = now.parse().unwrap();
        playbook.access(&relationship, &proxy(), AccessAction::Read, &item(json!({})), now)
    };
    let before = at("2026-11-23T04:59:59.999Z");
    assert_eq!(before.verdict, AccessVerdict::Permit);
    assert_eq!(before.changes_at, Some("2026-11-23T05:00:00Z".parse().unwrap()));
    assert_eq!(codes(&at("2026-11-23T05:00:00Z")), ["came_of_age"]);
}

#[test]
fn every_rule_of_a_place_says_where_it_is_from() {
    let rules: Value = serde_json::from_str(prm_core::portal_rules()).unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for rule in
        rules["proxy_ages"].as_array().unwrap().iter().chain(rules["release"].as_array().unwrap())
    {
        assert!(ids.insert(rule["id"].as_str().unwrap()), "{rule}");
        assert!(!rule["source"].as_str().unwrap().is_empty(), "{rule}");
        let sure = ["primary", "secondary", "memory", "design"];
        assert!(sure.contains(&rule["confidence"].as_str().unwrap()), "{rule}");
    }
}

#[test]
fn the_rules_of_places_are_those_of_the_shared_tables() {
    let (Some(ages), Some(release)) =
        (shared_json("rules/proxy_ages.json"), shared_json("rules/result_release.json"))
    else {
        return;
    };
    let rules: Value = serde_json::from_str(prm_core::portal_rules()).unwrap();
    let own = |list: &str, fits: &dyn Fn(&Value) -> bool| {
        rules[list].as_array().unwrap().iter().filter(|rule| fits(rule)).count()
    };
    for row in ages["rules"].as_array().unwrap() {
        let access = match row["parent_scope"].as_str().unwrap() {
            "full_except_confidential_services" => "full_except_confidential",
            "review_each_case" | "only_with_patient_consent" => "by_consent",
            other => other,
        };
        let fits = |rule: &Value| {
            rule["area"] == row["jurisdiction"]
                && rule["from"] == row["from_age"]
                && rule["until"] == row["until_age"]
                && rule["access"] == access
        };
        assert_eq!(own("proxy_ages", &fits), 1, "{row}");
    }
    let mut delays = 0;
    for row in release["rules"].as_array().unwrap() {
        let kind = row["rule"]["type"].as_str().unwrap();
        let binds = row["category"] != "*" && row["default_enabled"] == true;
        if !binds || !["delay", "hold_until_event"].contains(&kind) {
            continue;
        }
        let id = row["id"].as_str().unwrap().to_lowercase();
        let fits = |rule: &Value| {
            rule["id"] == id.as_str()
                && rule["area"] == row["jurisdiction"]
                && rule["hours"] == row["rule"]["hours"]
                && rule["early_release"] == (row["rule"]["clinician_early_release"] == true)
                && rule["enabled"] == true
        };
        assert_eq!(own("release", &fits), 1, "{row}");
        delays += 1;
    }
    assert!(delays >= 12, "{delays}");
}

#[test]
fn what_is_guessed_or_hostile_meets_a_denial_or_an_error() {
    let playbook = playbook();
    let facts = [
        ("2020-01-01T00:00:00Z", described("1980-03-01", "US", None)),
        ("2020-01-01T00:00:00Z", parent()),
        (
            "2021-01-01T00:00:00Z",
            json!({"type": "proxy_access_changed", "person": "rp1",
            "scopes": ["results", "messages"]}),
        ),
    ];
    let relationship = told(&playbook, &facts);
    let now = NOW.parse().unwrap();
    let ask = |viewer: &Viewer, item: &Item, now| {
        playbook.access(&relationship, viewer, AccessAction::Read, item, now)
    };
    // Guessed persons, and another patient's thread that names this proxy.
    for guess in ["rp2", "RP1", "rp1 ", "p", "*"] {
        let viewer = Viewer::RelatedPerson { person: guess.parse().unwrap() };
        assert_eq!(codes(&ask(&viewer, &item(json!({})), now)), ["unknown_person"], "{guess}");
    }
    let thread = item(json!({"kind": "thread", "patient": "q", "participants": ["rp1", "q"]}));
    assert_eq!(codes(&ask(&proxy(), &thread, now)), ["other_patient"]);
    // A clock that is set back does not bring back what was not granted then.
    let early = "2020-06-01T00:00:00Z".parse().unwrap();
    assert_eq!(codes(&ask(&proxy(), &item(json!({})), early)), ["came_of_age"]);
    // Labels that hide in odd writing restrict.
    for label in ["http://x|R", " V ", "v", "R\u{200b}", "<script>", "N|R", ""] {
        let found = ask(&proxy(), &item(json!({"labels": [label]})), now);
        assert_eq!(found.verdict, AccessVerdict::Deny, "{label}");
    }
    // Huge input costs time in its proportion, and patients are not told of in `Debug`.
    let labels: Vec<String> = (0..100_000).map(|n| format!("system|{n}")).collect();
    let huge = item(json!({"id": "secret", "labels": labels}));
    assert_eq!(ask(&proxy(), &huge, now).reasons.len(), 1);
    assert_eq!(format!("{huge:?} {:?}", proxy()), "Item { .. } Viewer { .. }");
    let deep = "[".repeat(100_000);
    assert_eq!(prm_core::parse_json(&deep, 1 << 20).unwrap_err().code().as_str(), "too_deep");
    let error = decode::<Item>(&json!({"id": "secret", "patient": "p", "kind": "resutl"}));
    let error = error.err().unwrap();
    assert_eq!((error.code().as_str(), error.path()), ("unknown_word", "kind"));
    assert!(!error.to_string().contains("secret"));
}

//! The portal: situations of the shared data, an oracle written from the rules in another style,
//! and the laws that no grant and no list may break.

mod audit;
mod oracle;
mod tokens;

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

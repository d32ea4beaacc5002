//! Attacks on the audit chain: each is found, and found where it is.

use prm_core::{
    AuditFault, AuditFaultCode as Code, AuditHead, AuditReport, AuditSealed, AuditVerifySpec,
    audit_append, audit_checkpoint, audit_checkpoint_read, audit_disclosures, audit_entries,
    audit_erase, audit_fhir, audit_looks, audit_verify, decode, prove,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const SECRET: &str = "0f6b1c2d9e8a47535b6c7d8e9fa0b1c2";

fn from<T: serde::de::DeserializeOwned>(value: Value) -> T {
    decode(&value).unwrap_or_else(|error| panic!("{error}"))
}

fn entry(place: u64) -> Value {
    json!({"at": format!("2026-11-23T12:{:02}:{:02}Z", place / 60 % 60, place % 60),
        "kind": "access", "patient": if place.is_multiple_of(3) { "priya" } else { "sam" },
        "viewer": "staff", "viewer_id": format!("dr-{}", place % 5), "action": "read",
        "item": format!("result-{place}"), "item_kind": "result", "purpose": "treatment",
        "outcome": if place.is_multiple_of(4) { "deny" } else { "permit" },
        "codes": if place.is_multiple_of(4) { json!(["not_in_care_team"]) } else { json!([]) }})
}

fn sealed(chain: &str, entries: Vec<Value>) -> AuditSealed {
    let key = json!({"id": 1, "secret": SECRET});
    audit_append(&from(json!({"head": {"chain": chain}, "entries": entries, "key": key}))).unwrap()
}

fn chain(lines: u64) -> AuditSealed {
    sealed("lotus", (1..=lines).map(entry).collect())
}

fn verified(lines: &[String], head: Option<&AuditHead>) -> AuditReport {
    audit_verify(&from(json!({"lines": lines, "head": head}))).unwrap()
}

fn faults(report: &AuditReport) -> Vec<(Code, u64, u64)> {
    report.faults.iter().map(|fault| (fault.code, fault.line, fault.seq)).collect()
}

#[test]
fn a_chain_that_nobody_touched_is_sound_whole_and_in_parts() {
    let AuditSealed { lines, head } = chain(40);
    assert!(verified(&lines, Some(&head)).sound);
    for size in [1, 7, 40] {
        let mut state = Value::Null;
        let parts = lines.chunks(size).count();
        for (place, part) in lines.chunks(size).enumerate() {
            let more = place + 1 < parts;
            let spec = json!({"lines": part, "state": state, "head": head, "more": more});
            let report = audit_verify(&from(spec)).unwrap();
            assert!(report.sound, "{size}");
            state = json!(report.state);
        }
    }
    // Appended in two calls, it is the same chain.
    let key = json!({"id": 1, "secret": SECRET});
    let first = chain(10);
    let rest: Vec<Value> = (11..=40).map(entry).collect();
    let spec = json!({"head": first.head, "entries": rest, "key": key});
    assert_eq!(audit_append(&from(spec)).unwrap().head, head);
}

#[test]
fn every_byte_that_is_changed_is_found_in_its_line() {
    let AuditSealed { lines, head } = chain(3);
    let mut tried = 0;
    for place in 0..lines.len() {
        for at in 0..lines[place].len() {
            for to in [b'0', b'9', b'a', b'"', b' ', b'}'] {
                let mut bytes = lines[place].clone().into_bytes();
                if bytes[at] == to {
                    continue;
                }
                bytes[at] = to;
                let mut changed = lines.clone();
                changed[place] = String::from_utf8(bytes).unwrap();
                let report = verified(&changed, Some(&head));
                let found = faults(&report);
                assert_eq!(found.len(), 1, "{place} {at}: {found:?}");
                let seq = place as u64 + 1;
                assert_eq!((found[0].1, found[0].2), (seq, seq), "{place} {at}");
                assert!(matches!(found[0].0, Code::Tampered | Code::OpeningAltered));
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_changed_taken_out_or_moved_is_found(
        length in 2_usize..30, a in 0_usize..30, b in 0_usize..30, what in 0..5,
        at in 0_usize..2_000, to in any::<u8>(), size in 1_usize..9,
    ) {
        let AuditSealed { mut lines, head } = chain(length as u64);
        let (a, b) = (a % length, b % length);
        let expected = match what {
            0 => {
                let mut bytes = lines[a].clone().into_bytes();
                let at = at % bytes.len();
                let to = to & 0x7f;
                prop_assume!(bytes[at] != to);
                bytes[at] = to;
                lines[a] = String::from_utf8(bytes).unwrap();
                vec![a as u64 + 1]
            }
            1 => {
                lines.remove(a);
                vec![a as u64 + 1]
            }
            2 => {
                lines.insert(b, lines[a].clone());
                vec![]
            }
            3 => {
                prop_assume!(a != b);
                lines.swap(a, b);
                vec![]
            }
            _ => {
                lines.truncate(a);
                vec![a as u64 + 1]
            }
        };
        let mut state = Value::Null;
        let mut found: Vec<AuditFault> = Vec::new();
        let parts: Vec<&[String]> = lines.chunks(size).collect();
        for part in &parts {
            let report = audit_verify(&from(json!({"lines": part, "state": state, "head": head,
                "more": true}))).unwrap();
            state = json!(report.state);
            found.extend(report.faults);
        }
        let last = audit_verify(&from(json!({"lines": [], "state": state, "head": head}))).unwrap();
        prop_assert!(!last.sound);
        found.extend(last.faults);
        prop_assert!(!found.is_empty());
        for seq in expected {
            let there = found.iter().any(|fault| fault.seq == seq);
            prop_assert!(there, "{} {:?}", seq, found);
        }
        // Nothing about the size of parts changes what is found.
        let mut whole = verified(&lines, Some(&head)).faults;
        let sort = |faults: &mut Vec<AuditFault>| faults.sort_by_key(|f| (f.line, f.seq, f.code));
        sort(&mut whole);
        sort(&mut found);
        prop_assert_eq!(whole, found);
    }
}

#[test]
fn gap_swap_duplicate_truncation_and_another_chain_have_names() {
    let AuditSealed { lines, head } = chain(9);
    let all = |order: &[usize]| order.iter().map(|at| lines[at - 1].clone()).collect::<Vec<_>>();
    let found = |order: &[usize]| faults(&verified(&all(order), Some(&head)));
    assert_eq!(found(&[1, 2, 5, 6, 7, 8, 9]), [(Code::Gap, 3, 3)]);
    assert_eq!(found(&[1, 2, 4, 3, 5, 6, 7, 8, 9]), [(Code::Reordered, 4, 3)]);
    assert_eq!(found(&[1, 2, 3, 3, 4, 5, 6, 7, 8, 9]), [(Code::Duplicate, 4, 3)]);
    assert_eq!(found(&[1, 2, 3, 4, 5, 6, 7]), [(Code::Truncated, 8, 8)]);
    assert_eq!(found(&[3, 4, 5, 6, 7, 8, 9]), [(Code::Gap, 1, 1)]);
    assert_eq!(found(&[]), [(Code::Truncated, 1, 1)]);
    // Without a head nobody can know what the end was.
    assert!(verified(&all(&[1, 2, 3]), None).sound);
    let other = sealed("other", (1..=9).map(entry).collect());
    let mut mixed = lines.clone();
    mixed.insert(4, other.lines[4].clone());
    assert_eq!(faults(&verified(&mixed, Some(&head))), [(Code::ForeignChain, 5, 5)]);
    // One who can write lines, and not the head, writes the rest anew.
    let mut entries: Vec<Value> = (1..=9).map(entry).collect();
    entries[4]["outcome"] = json!("deny");
    let forged = sealed("lotus", entries);
    assert_eq!(faults(&verified(&forged.lines, Some(&head))), [(Code::HeadDiffers, 9, 9)]);
    // Or one line alone.
    let mut one = lines.clone();
    one[4] = forged.lines[4].clone();
    assert_eq!(faults(&verified(&one, Some(&head))), [(Code::BrokenLink, 6, 6)]);
}

#[test]
fn junk_large_and_deep_lines_are_faults_and_no_crash() {
    let AuditSealed { mut lines, head } = chain(4);
    lines[1] = "[".repeat(100_000);
    lines[2] = format!("{{\"chain\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(
        faults(&verified(&lines, Some(&head))),
        [(Code::Tampered, 2, 2), (Code::Tampered, 3, 3)]
    );
    let many = vec!["{}".to_owned(); 5_000];
    let report = verified(&many, None);
    assert_eq!((report.faults.len(), report.left_out), (200, 4_800));
    let spec: AuditVerifySpec = from(json!({"lines": vec!["".to_owned(); 100_001]}));
    assert_eq!(audit_verify(&spec).unwrap_err().code().as_str(), "too_many");
    // The state is as small after every second line is missing as it may become.
    let long = chain(3_000).lines;
    let odd: Vec<String> = long.into_iter().step_by(2).collect();
    let spec = json!({"lines": odd, "more": true});
    let state = json!(audit_verify(&from(spec)).unwrap().state).to_string();
    assert!(state.len() < 8_000, "{}", state.len());
    let mut entry = entry(1);
    entry["reason"] = json!("x".repeat(2_000));
    let key = json!({"id": 1, "secret": SECRET});
    let spec = json!({"head": {"chain": "lotus"}, "entries": [entry], "key": key});
    let error = audit_append(&from(spec)).unwrap_err();
    assert_eq!((error.code().as_str(), error.path()), ("too_large", "entries[0].reason"));
}

#[test]
fn a_person_is_erased_and_the_chain_verifies() {
    let AuditSealed { lines, head } = chain(12);
    let erased = audit_erase(&from(json!({"lines": lines, "person": "priya"}))).unwrap();
    assert_eq!(erased.changed, 4);
    assert!(verified(&erased.lines, Some(&head)).sound);
    let text = erased.lines.concat();
    assert!(!text.contains("priya") && !text.contains("result-3") && text.contains("dr-3"));
    let asked = json!({"lines": erased.lines, "patient": "priya", "now": "2026-12-01T00:00:00Z"});
    assert!(audit_looks(&from(asked)).unwrap().looks.is_empty());
    // Nobody without the key can try names out: no commitment is the digest of a name, and two of
    // one name differ.
    let commits: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["commit"]["patient"].clone())
        .collect();
    let distinct: std::collections::BTreeSet<&str> =
        commits.iter().map(|commit| commit.as_str().unwrap()).collect();
    assert_eq!(distinct.len(), 12);
    // A name that is put in again is not taken for the one that was sealed.
    let mut line: Value = serde_json::from_str(&erased.lines[2]).unwrap();
    line["open"]["patient"] = json!({"salt": "00", "value": "sam"});
    let mut put_in = erased.lines.clone();
    put_in[2] = line.to_string();
    assert_eq!(faults(&verified(&put_in, Some(&head))), [(Code::OpeningAltered, 3, 3)]);
    assert_eq!(audit_erase(&from(json!({"lines": put_in, "person": "x"}))).unwrap().changed, 0);
}

#[test]
fn old_lines_go_and_the_rest_verifies_from_a_checkpoint() {
    let keys = json!([{"id": 1, "secret": SECRET}]);
    let AuditSealed { lines, head } = chain(30);
    let old = chain(20).head;
    let spec = json!({"head": old, "at": "2032-11-24T00:00:00Z", "keys": keys});
    let checkpoint = audit_checkpoint(&from(spec)).unwrap();
    let from_here = audit_checkpoint_read(&checkpoint, &from::<Vec<_>>(keys.clone())).unwrap();
    let check = |from: &AuditHead, lines: &[String]| {
        let spec = json!({"lines": lines, "from": from, "head": head});
        audit_verify(&decode(&spec).unwrap()).unwrap()
    };
    assert!(check(&from_here, &lines[20..]).sound);
    assert_eq!(faults(&check(&from_here, &lines[21..])), [(Code::Gap, 1, 21)]);
    assert_eq!(faults(&check(&chain(19).head, &lines[20..])), [(Code::Gap, 1, 20)]);
    let other = AuditHead { hash: "1".repeat(64), ..from_here.clone() };
    assert_eq!(faults(&check(&other, &lines[20..])), [(Code::BrokenLink, 1, 21)]);
    // A checkpoint that somebody wrote is none.
    for (field, value) in [("mac", json!("0".repeat(64))), ("mac", json!("")), ("key", json!(2))] {
        let mut forged = json!(checkpoint);
        forged[field] = value;
        let spec = json!({"checkpoint": forged, "keys": keys});
        let error = prove("audit_checkpoint_read", &spec).unwrap_err();
        assert_eq!((error.code().as_str(), error.path()), ("invalid_value", "spec.mac"));
    }
}

#[test]
fn broken_glass_is_written_twice_and_shown_to_the_patient() {
    let entries = audit_entries(&from(json!({
        "viewer": {"type": "staff", "id": "s1", "roles": ["clinician"], "break_glass":
            {"reason": "found unconscious", "since": "2026-11-23T11:00:00Z"}},
        "action": "read", "now": "2026-11-23T12:00:00Z",
        "decided": [
            {"item": {"id": "r1", "patient": "p", "kind": "result"}, "decision":
                {"verdict": "permit", "reasons": [],
                    "obligations": ["second_audit_entry", "review", "notify_patient"]}},
            {"item": {"id": "r2", "patient": "p", "kind": "result"}, "decision":
                {"verdict": "deny", "reasons": [{"code": "restricted_relation", "fact": "f1"}],
                    "obligations": []}}]
    })));
    let sealed = sealed("lotus", entries.iter().map(|entry| json!(entry)).collect());
    assert_eq!(sealed.lines.len(), 3);
    let asked = json!({"lines": sealed.lines, "patient": "p", "now": "2026-11-24T00:00:00Z"});
    let looks = json!(audit_looks(&from(asked.clone())).unwrap());
    assert_eq!(looks["looks"].as_array().unwrap().len(), 2);
    assert_eq!(looks["looks"][1]["kind"], "break_glass");
    assert_eq!(looks["looks"][1]["reason"], "found unconscious");
    assert_eq!(looks["looks"][1]["viewer_id"], "s1");
    // Treatment is not accounted for.
    assert!(audit_disclosures(&from(asked)).unwrap().looks.is_empty());
    let fhir = |place: usize| {
        audit_fhir(&from(json!({"line": sealed.lines[place], "observer": "Lotus"}))).unwrap()
    };
    assert_eq!(fhir(1)["type"]["code"], "110127");
    assert_eq!(fhir(1)["purposeOfEvent"][0]["coding"][0]["code"], "BTG");
    assert_eq!(
        (&fhir(2)["outcome"], &fhir(2)["outcomeDesc"]),
        (&json!("4"), &json!("deny restricted_relation"))
    );
    assert_eq!(fhir(2)["agent"][0]["who"]["identifier"]["value"], "s1");
}

#[test]
fn disclosures_of_six_years_are_accounted_for() {
    let base = json!({"at": "2026-01-01T00:00:00Z", "kind": "disclosure", "patient": "p",
        "viewer": "staff", "viewer_id": "s1", "purpose": "public_health", "item_kind": "result",
        "recipient": "Department of Health", "outcome": "permit"});
    let with = |fields: Value| {
        let mut all = base.clone();
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        all
    };
    let lines = sealed(
        "lotus",
        vec![
            with(json!({"at": "2020-02-28T11:59:59Z"})),
            with(json!({"at": "2020-02-28T12:00:00Z"})),
            with(json!({"purpose": "treatment"})),
            with(json!({"purpose": "operations"})),
            with(json!({"purpose": "patient_request", "viewer": "patient"})),
            with(json!({"authorized": true})),
            with(json!({"suspended_until": "2027-01-01T00:00:00Z"})),
            with(json!({"kind": "export", "purpose": "legal"})),
            with(json!({"kind": "access", "purpose": "legal"})),
            with(json!({"patient": "q"})),
            with(json!({"at": "2026-01-02T00:00:00Z", "purpose": "legal"})),
        ],
    )
    .lines;
    let asked = json!({"lines": lines, "patient": "p", "now": "2026-02-28T12:00:00Z"});
    let found = audit_disclosures(&from(asked)).unwrap();
    let seqs: Vec<u64> = found.looks.iter().map(|look| look.seq).collect();
    assert_eq!(seqs, [2, 8, 11]);
    assert_eq!(found.looks[0].recipient.as_deref(), Some("Department of Health"));
}

#[test]
fn a_clock_that_goes_back_is_told_and_no_fault() {
    let at = |at: &str| {
        let mut entry = entry(1);
        entry["at"] = json!(at);
        entry
    };
    let times = ["2026-11-23T12:00:00Z", "2026-11-23T11:55:00Z", "2026-11-23T11:00:00Z"];
    let AuditSealed { lines, head } = sealed("lotus", times.map(at).to_vec());
    let report = verified(&lines, Some(&head));
    assert_eq!((report.sound, report.clock_back), (true, 1));
}

#[test]
fn nothing_of_an_entry_is_printed() {
    let AuditSealed { lines, head } = chain(3);
    let sealed = AuditSealed { lines, head };
    assert_eq!(format!("{sealed:?}"), "AuditSealed { .. }");
    let bad = prove(
        "audit_append",
        &json!({"head": {"chain": "lotus"}, "entries": [
        {"at": "Priya", "patient": "Priya Sharma"}], "key": {"id": 1, "secret": SECRET}}),
    );
    let error = bad.unwrap_err().to_string();
    assert!(!error.contains("Priya") && !error.contains(SECRET), "{error}");
}

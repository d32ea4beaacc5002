//! FHIR resources as facts: what each register takes from where, what is left out and said so,
//! third-party files, and hostile input.

mod answers;

use std::collections::BTreeMap;

use prm_core::fhir::{self, NdjsonReader, ReadOptions, Reading};
use prm_core::{ErrorCode, PrmError, limits};
use serde_json::{Value, json};

fn read(resource: &Value) -> Result<Reading, PrmError> {
    fhir::read(&resource.to_string(), &ReadOptions::default())
}

/// The contents of the facts, without what is null.
fn contents(resource: &Value) -> Vec<Value> {
    let reading = read(resource).unwrap();
    assert_eq!(reading.left_out, [], "{resource}");
    reading.facts.iter().map(|fact| serde_json::to_value(&fact.content).unwrap()).collect()
}

fn paths(reading: &Reading) -> Vec<String> {
    reading.left_out.iter().map(|error| format!("{}: {}", error.path(), error.code())).collect()
}

fn with(mut resource: Value, more: Value) -> Value {
    let fields = resource.as_object_mut().unwrap();
    for (name, value) in more.as_object().unwrap() {
        fields.insert(name.clone(), value.clone());
    }
    resource
}

fn meta() -> Value {
    json!({"versionId": "3", "lastUpdated": "2026-03-01T09:30:00+05:30"})
}

fn patient() -> Value {
    json!({
        "resourceType": "Patient", "id": "p1",
        "meta": {
            "versionId": "3", "lastUpdated": "2026-03-01T09:30:00+05:30",
            "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]
        },
        "name": [
            {"use": "official", "given": ["Priyadarshini", "Devi"], "family": "Sharma"},
            {"use": "usual", "text": "Priya"},
            {"family": "Rao", "period": {"end": "2019"}},
            {"use": "official"}
        ],
        "birthDate": "1991-11-08", "gender": "female", "deceasedBoolean": false,
        "communication": [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en-IN"}]}},
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "hi-IN"}]}, "preferred": true},
            {"language": {"text": "the language of the hills"}}
        ],
        "telecom": [
            {"system": "phone", "value": "+91 98123-45670", "use": "mobile", "rank": 1},
            {"system": "email", "value": "Priya@Example.in", "period": {"start": "2020-02", "end": "2026-12-31"}},
            {"system": "fax", "value": "+91 80 1234"}, {"use": "home"}
        ],
        "address": [
            {"use": "old", "country": "GB"},
            {"use": "work", "country": "US", "state": "IN"},
            {"use": "home", "country": "IN", "state": "Karnataka"}
        ],
        "extension": [
            {"url": "http://example.org/other", "valueCode": "Europe/London"},
            {"url": "http://hl7.org/fhir/StructureDefinition/timezone", "valueCode": "Asia/Kolkata"}
        ]
    })
}

fn appointment() -> Value {
    json!({
        "resourceType": "Appointment", "id": "a1", "meta": meta(), "status": "booked",
        "start": "2026-03-10T10:00:00+05:30", "end": "2026-03-10T10:30:00+05:30",
        "serviceType": [{"coding": [{"system": "http://snomed.info/sct", "code": "185349003"}], "text": "Check-up"}],
        "participant": [
            {"actor": {"reference": "Patient/p1"}, "status": "accepted"},
            {"actor": {"reference": "Location/main", "display": "Lotus Clinic"}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/rao", "display": "Dr Rao"}, "status": "accepted"},
            {"status": "tentative"}
        ]
    })
}

fn encounter() -> Value {
    json!({
        "resourceType": "Encounter", "id": "v1", "meta": meta(), "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": "Patient/p1"},
        "appointment": [{"reference": "Appointment/a1"}],
        "period": {"start": "2026-03-10T10:05:00+05:30", "end": "2026-03-10T10:40:00+05:30"},
        "type": [{"coding": [{"code": "visit", "display": "Visit"}]}],
        "location": [{"location": {"reference": "Location/main", "display": "Lotus Clinic"}}],
        "hospitalization": {"dischargeDisposition": {"coding": [{"code": "home"}]}}
    })
}

fn consent() -> Value {
    json!({
        "resourceType": "Consent", "id": "c1", "meta": meta(), "status": "active",
        "scope": {"coding": [{"code": "patient-privacy"}]},
        "patient": {"reference": "Patient/p1"},
        "provision": {"type": "deny", "purpose": [{"code": "HMARKT"}]}
    })
}

fn related() -> Value {
    json!({
        "resourceType": "RelatedPerson", "id": "rp1", "meta": meta(), "active": true,
        "patient": {"reference": "https://ehr.example/r4/Patient/p1/_history/2"},
        "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}],
        "name": [{"given": ["Meera"]}],
        "telecom": [{"system": "phone", "value": "+919812345671"}],
        "period": {"start": "2020-01-01", "end": "2030-12"}
    })
}

fn all() -> Vec<Value> {
    vec![patient(), related(), appointment(), encounter(), consent()]
}

#[test]
fn a_patient_with_everything() {
    let reading = read(&patient()).unwrap();
    assert_eq!(paths(&reading), [] as [String; 0]);
    let [fact] = &reading.facts[..] else { panic!("one fact") };
    let expected = json!({
        "id": "fhir:Patient/p1/3", "patient": "p1", "occurred": "2026-03-01T04:00:00.000Z",
        "content": {
            "type": "patient_described",
            "names": [
                {"use": "official", "given": ["Priyadarshini", "Devi"], "family": "Sharma"},
                {"use": "usual", "text": "Priya"},
                {"use": "old", "family": "Rao"}
            ],
            "birth_date": "1991-11-08", "gender": "female", "deceased": false,
            "languages": ["hi-IN", "en-IN"],
            "zone": "Asia/Kolkata", "country": "IN", "state": "Karnataka",
            "contact_points": [
                {"line": "tel:+919812345670", "use": "mobile", "rank": 1},
                {"line": "mailto:priya@example.in",
                 "from": "2020-02-01T00:00:00.000Z", "until": "2027-01-01T00:00:00.000Z"}
            ],
            "labels": ["http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"]
        }
    });
    assert_eq!(serde_json::to_value(fact).unwrap(), expected);
}

#[test]
fn a_patient_who_died_or_was_replaced() {
    let gone = contents(&with(patient(), json!({"deceasedDateTime": "2026-02-28"})));
    assert_eq!(gone[0]["deceased"], true);
    // Whoever has died is not written to because the day is illegible.
    let reading = read(&with(patient(), json!({"deceasedDateTime": "in spring"}))).unwrap();
    assert_eq!(paths(&reading), ["deceasedDateTime: invalid_time"]);
    assert_eq!(serde_json::to_value(&reading.facts[0].content).unwrap()["deceased"], true);

    let link = json!({"link": [
        {"type": "seealso", "other": {"reference": "Patient/p0"}},
        {"type": "replaced-by", "other": {"reference": "Patient/p2"}}
    ]});
    let reading = read(&with(patient(), link)).unwrap();
    assert_eq!(
        serde_json::to_value(&reading.facts[1]).unwrap()["content"],
        json!({"type": "patient_merged", "into": "p2"})
    );
    assert_eq!(reading.facts[1].id.as_str(), "fhir:Patient/p1/3#1");
}

#[test]
fn a_related_person() {
    assert_eq!(
        contents(&related()),
        [json!({
            "type": "related_person_described", "person": "rp1", "active": true,
            "names": [{"given": ["Meera"]}],
            "relationships": ["http://terminology.hl7.org/CodeSystem/v3-RoleCode|MTH"],
            "contact_points": [{"line": "tel:+919812345671"}],
            "from": "2020-01-01T00:00:00.000Z", "until": "2031-01-01T00:00:00.000Z"
        })]
    );
}

#[test]
fn an_appointment_is_told_to_each_of_its_patients() {
    let expected = json!({
        "type": "appointment_changed", "appointment": "a1", "status": "booked",
        "start": "2026-03-10T10:00:00+05:30", "end": "2026-03-10T10:30:00+05:30",
        "service": {"codings": ["http://snomed.info/sct|185349003"], "text": "Check-up"},
        "place": {"id": "main", "name": "Lotus Clinic"}, "practitioner": "Dr Rao",
        "attendance": "accepted"
    });
    assert_eq!(contents(&appointment()), [expected]);

    let two = json!({"participant": [
        {"actor": {"reference": "Patient/p1"}, "status": "declined"},
        {"actor": {"reference": "Patient/p2"}, "status": "needs-action"}
    ]});
    let reading = read(&with(appointment(), two)).unwrap();
    let patients: Vec<&str> = reading.facts.iter().map(|fact| fact.patient.as_str()).collect();
    assert_eq!(patients, ["p1", "p2"]);
    assert_eq!(
        serde_json::to_value(&reading.facts[0]).unwrap()["content"]["attendance"],
        "declined"
    );

    // A meeting among staff concerns nobody.
    let staff = json!({"participant": [{"actor": {"reference": "Practitioner/rao"}}]});
    assert_eq!(read(&with(appointment(), staff)).unwrap().ignored, 1);
}

#[test]
fn what_r5_and_stu3_write_otherwise() {
    let r5 = json!({
        "participant": [], "subject": {"reference": "Patient/p1"},
        "serviceType": [{"concept": {"text": "Check-up"}}],
        "cancellationReason": {"coding": [{"code": "pat"}]}, "status": "cancelled",
        "replaces": [{"reference": "Appointment/a0"}]
    });
    let found = &contents(&with(appointment(), r5))[0];
    assert_eq!(found["service"]["text"], "Check-up");
    assert_eq!((&found["reason"], &found["follows"]), (&json!("pat"), &json!("a0")));
    assert!(found.get("attendance").is_none());

    let r5 = json!({
        "status": "completed", "class": [{"coding": [{"code": "VR"}]}], "period": null,
        "actualPeriod": {"start": "2026-03-10T10:05:00Z", "end": "2026-03-10T10:40:00Z"},
        "admission": {"dischargeDisposition": {"text": "x", "coding": [{"code": "oth"}]}},
        "hospitalization": null
    });
    let found = &contents(&with(encounter(), r5))[0];
    assert_eq!((&found["class"], &found["disposition"]), (&json!("VR"), &json!("oth")));
    assert_eq!(found["end"], "2026-03-10T10:40:00Z");

    let r5 = json!({
        "patient": null, "subject": {"reference": "Patient/p1"}, "decision": "permit",
        "provision": [{"purpose": [{"code": "HMARKT"}]}]
    });
    let reading = read(&with(consent(), r5)).unwrap();
    let facts = serde_json::to_value(&reading.facts).unwrap();
    // A permission that names no purpose is none for marketing.
    assert_eq!(paths(&reading), ["provision.purpose: missing_field"]);
    assert_eq!(facts[0]["content"]["granted"], true);
    assert!(!facts[0]["content"]["purposes"].as_array().unwrap().contains(&json!("marketing")));
    assert_eq!(
        facts[1]["content"],
        json!({"type": "consent_changed", "purposes": ["marketing"], "granted": false})
    );
}

#[test]
fn visits_by_status() {
    let kind = |more: Value| {
        let reading = read(&with(encounter(), more)).unwrap();
        let facts = serde_json::to_value(&reading.facts).unwrap();
        (facts[0]["content"]["type"].as_str().map(str::to_owned), paths(&reading))
    };
    let some = |word: &str| (Some(word.to_owned()), vec![]);
    assert_eq!(kind(json!({"status": "planned"})), (None, vec![]));
    assert_eq!(kind(json!({"status": "in-progress"})), some("visit_started"));
    assert_eq!(kind(json!({})), some("visit_completed"));
    assert_eq!(kind(json!({"status": "entered-in-error"})), some("visit_cancelled"));
    // Over, nobody says since when: known as begun, and said so.
    let (kind, paths) = kind(json!({"period": {"start": "2026-03-10T10:05:00Z"}}));
    assert_eq!(kind.as_deref(), Some("visit_started"));
    assert_eq!(paths, ["period.end: missing_field"]);
    let group = json!({"subject": {"reference": "Group/g1"}});
    assert_eq!(read(&with(encounter(), group)).unwrap().ignored, 1);
}

#[test]
fn consents_by_purpose_and_the_stricter_reading() {
    let marketing = json!({"type": "consent_changed", "purposes": ["marketing"], "granted": false});
    assert_eq!(contents(&consent())[0], marketing);

    let treat = json!({"provision": {"type": "permit", "purpose": [{"code": "TREAT"}], "period": {"end": "2026-12-31"}}});
    assert_eq!(
        contents(&with(consent(), treat)),
        [json!({
            "type": "consent_changed", "purposes": ["treatment", "recall"], "granted": true,
            "until": "2027-01-01T00:00:00.000Z"
        })]
    );
    // A permission that is over is none; a refusal that is over stays.
    let over = json!({"status": "inactive", "provision": {"type": "permit", "purpose": [{"code": "HMARKT"}]}});
    assert_eq!(contents(&with(consent(), over)), [marketing]);
    let reading = read(&with(consent(), json!({"status": "inactive"}))).unwrap();
    assert_eq!(
        (reading.facts.len(), paths(&reading)),
        (0, vec!["status: invalid_value".to_owned()])
    );

    // One organisation, some kinds of data: narrower than a purpose.
    let narrow = json!({"provision": {"type": "deny", "actor": [{}]}});
    let reading = read(&with(consent(), narrow)).unwrap();
    assert_eq!(serde_json::to_value(&reading.facts[0]).unwrap()["content"]["granted"], false);
    assert_eq!(paths(&reading), ["provision.actor: invalid_value"]);
    let narrow =
        json!({"provision": {"type": "permit", "data": [{}], "purpose": [{"code": "HMARKT"}]}});
    let reading = read(&with(consent(), narrow)).unwrap();
    assert_eq!((reading.facts.len(), paths(&reading).len()), (0, 1));

    // Exceptions within a provision, research, and what is no matter of contact.
    let nested = json!({"provision": {
        "type": "permit", "provision": [{"purpose": [{"code": "HMARKT"}]}, {"type": "deny", "purpose": [{"code": "HRESCH"}]}]
    }});
    assert_eq!(read(&with(consent(), nested)).unwrap().facts.len(), 2);
    for nothing in [
        json!({"status": "draft"}),
        json!({"scope": {"coding": [{"code": "research"}]}}),
        json!({"provision": {"type": "permit", "purpose": [{"code": "HRESCH"}]}}),
    ] {
        assert_eq!(read(&with(consent(), nothing)).unwrap().ignored, 1);
    }
}

#[test]
fn one_bad_element_loses_no_other() {
    let bad = json!({
        "birthDate": "last spring", "gender": 2, "deceasedBoolean": "no",
        "name": [{"given": [7]}, {"given": ["Priya"]}],
        "telecom": [
            {"system": "phone", "value": "call the neighbour"}, {"system": "letter", "value": "x"},
            {"system": "phone", "value": "+919812345670", "period": {"end": "soon"}},
            {"system": "email", "value": "priya@example.in", "rank": 0}, 5
        ],
        "communication": [{"language": {"coding": [{"code": "no language at all"}]}}],
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/timezone", "valueCode": "Mars/Olympus"}]
    });
    let reading = read(&with(patient(), bad)).unwrap();
    assert_eq!(
        paths(&reading),
        [
            "name[0].given[0]: invalid_type",
            "telecom[0].value: invalid_id",
            "telecom[1].system: unknown_word",
            "telecom[2].period.end: invalid_time",
            "telecom[4]: invalid_type",
            "communication[0].language: invalid_value",
            "birthDate: invalid_time",
            "gender: invalid_type",
            "extension[1].valueCode: unknown_zone",
            "deceasedBoolean: invalid_type",
        ]
        .map(|line| line.replace("extension[1]", "extension[0]"))
    );
    let content = serde_json::to_value(&reading.facts[0].content).unwrap();
    assert_eq!(content["names"], json!([{"given": ["Priya"]}]));
    assert_eq!(content["contact_points"], json!([{"line": "mailto:priya@example.in"}]));
    for error in &reading.left_out {
        let text = error.to_string();
        for secret in ["spring", "neighbour", "98123", "Mars"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn a_resource_without_its_sense_is_refused_whole() {
    let refused = |resource: Value, expected: &str| {
        let error = read(&resource).unwrap_err();
        assert_eq!(format!("{}: {}", error.path(), error.code()), expected, "{resource}");
    };
    refused(json!({}), "resourceType: missing_field");
    refused(json!([patient()]), ": invalid_type");
    refused(with(patient(), json!({"id": null})), "id: missing_field");
    refused(with(patient(), json!({"id": "a\nb"})), "id: invalid_id");
    refused(with(patient(), json!({"meta": {}})), "meta.lastUpdated: missing_field");
    refused(with(related(), json!({"patient": null})), "patient: missing_field");
    refused(with(related(), json!({"active": "yes"})), "active: invalid_type");
    refused(with(appointment(), json!({"status": null})), "status: missing_field");
    refused(with(appointment(), json!({"status": "maybe"})), "status: unknown_word");
    refused(with(appointment(), json!({"start": "tomorrow"})), "start: invalid_time");
    refused(with(appointment(), json!({"start": "2026-03-10T10:00:00"})), "start: naive_time");
    refused(with(appointment(), json!({"start": 5})), "start: invalid_type");
    refused(with(encounter(), json!({"period": {}})), "period.start: missing_field");
    refused(
        with(encounter(), json!({"subject": {"reference": "#p"}})),
        "subject.reference: unknown_reference",
    );
    refused(
        with(consent(), json!({"provision": {"type": "perhaps"}})),
        "provision.type: unknown_word",
    );
    refused(
        with(consent(), json!({"provision": {"type": "deny", "period": {"end": 3}}})),
        "provision.period.end: invalid_type",
    );
}

#[test]
fn the_facilitys_zone_places_what_has_none() {
    let options = ReadOptions {
        zone: Some("America/Chicago".parse().unwrap()),
        source: "north".into(),
        received: Some("2026-03-01T00:00:00Z".parse().unwrap()),
        ..ReadOptions::default()
    };
    let naive =
        with(appointment(), json!({"start": "2026-03-10T10:00:00", "meta": null, "end": null}));
    let fact = &fhir::read(&naive.to_string(), &options).unwrap().facts[0];
    let fact = serde_json::to_value(fact).unwrap();
    assert_eq!(fact["content"]["start"], "2026-03-10T10:00:00[America/Chicago]");
    // Never its start: what is dated in the future has no effect yet.
    assert_eq!(fact["occurred"], "2026-03-01T00:00:00.000Z");
    assert!(fact["id"].as_str().unwrap().starts_with("north:Appointment/a1/"), "{fact}");
    // Without a version the content names it.
    let other = with(naive, json!({"description": "x"}));
    let other = fhir::read(&other.to_string(), &options).unwrap();
    assert_ne!(fact["id"], other.facts[0].id.as_str());

    let utc = with(appointment(), json!({"start": "2026-03-10T15:00:00Z"}));
    let fact = &fhir::read(&utc.to_string(), &options).unwrap().facts[0];
    let start = serde_json::to_value(&fact.content).unwrap()["start"].clone();
    assert_eq!(start, "2026-03-10T10:00:00-05:00[America/Chicago]");
}

#[test]
fn a_bundle_resolves_its_own_addresses_and_loses_no_entry() {
    let mut patient = patient();
    patient.as_object_mut().unwrap().remove("id");
    let urn = "urn:uuid:7d2f3c1e-0000-4000-8000-000000000001";
    let mut participant = appointment();
    participant["participant"][0]["actor"]["reference"] = json!(urn);
    let bundle = json!({
        "resourceType": "Bundle", "type": "transaction", "timestamp": "2026-03-01T00:00:00Z",
        "entry": [
            {"fullUrl": urn, "resource": patient},
            {"resource": participant},
            {"resource": with(appointment(), json!({"status": "odd"}))},
            {"resource": {"resourceType": "Observation"}},
            {"request": {"method": "DELETE", "url": "Appointment/a9"}},
            {"response": {"status": "200"}},
            {"resource": with(encounter(), json!({"meta": null}))},
            {"resource": {"resourceType": "Bundle", "entry": [{"resource": consent()}]}},
        ]
    });
    let reading = read(&bundle).unwrap();
    let ids: Vec<&str> = reading.facts.iter().map(|fact| fact.patient.as_str()).collect();
    let uuid = "7d2f3c1e-0000-4000-8000-000000000001";
    assert_eq!(ids, [uuid, uuid, "p1", "p1"]);
    assert_eq!(reading.ignored, 1);
    assert_eq!(
        paths(&reading),
        ["entry[2].resource.status: unknown_word", "entry[4].request: invalid_resource"]
    );
    // The visit has no time of its own: that of the bundle stands.
    assert_eq!(reading.facts[2].occurred.to_string(), "2026-03-01T00:00:00.000Z");
}

#[test]
fn lines_are_read_one_by_one() {
    let mut feed = Vec::from("\u{feff}");
    for resource in all() {
        feed.extend(resource.to_string().bytes());
        feed.extend(b"\r\n\n");
    }
    feed.extend(b"{\"resourceType\": \n\xff\xfe\n");
    feed.extend(patient().to_string().bytes());
    let mut reader = NdjsonReader::new(&feed[..], ReadOptions::default());
    let mut facts = Vec::new();
    let mut errors = Vec::new();
    for line in reader.by_ref() {
        match line {
            Ok(reading) => facts.extend(reading.facts),
            Err(error) => errors.push(error.to_string()),
        }
    }
    let alone: Vec<_> = all().iter().flat_map(|resource| read(resource).unwrap().facts).collect();
    assert_eq!(facts[..alone.len()], alone[..]);
    assert_eq!(facts.len(), alone.len() + 1);
    assert_eq!(
        errors,
        ["line 11: the text ends too early at line 1 column 16", "line 12: not UTF-8"]
    );
    assert_eq!(reader.line(), 14);
}

/// Every value of a resource, one after the other, becomes everything else that JSON has.
#[test]
fn no_type_in_no_place_breaks_the_reader() {
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}Priyadarshini"),
        json!([]),
        json!({}),
        json!([null, [[]], {"reference": {}}]),
        json!({"coding": 5, "reference": [], "start": {}}),
    ];
    let mut tried = 0;
    for resource in all() {
        let mut places = Vec::new();
        walk(&resource, String::new(), &mut places);
        for place in places {
            for other in &others {
                let mut changed = resource.clone();
                *changed.pointer_mut(&place).unwrap() = other.clone();
                let said = match read(&changed) {
                    Ok(reading) => {
                        for fact in &reading.facts {
                            let text = fact.to_json();
                            let again = prm_core::Fact::from_json(&text).unwrap();
                            assert_eq!(&again, fact, "{place} {other}");
                        }
                        reading.left_out
                    }
                    Err(error) => vec![error],
                };
                for error in said {
                    let text = error.to_string();
                    assert!(!text.contains("Priyadarshini") && text.len() < 300, "{text}");
                    assert!(!error.path().is_empty(), "{place} {other}: {text}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 1_500, "{tried}");
}

fn walk(value: &Value, path: String, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}/{name}");
                places.push(path.clone());
                walk(value, path, places);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let path = format!("{path}/{index}");
                places.push(path.clone());
                walk(value, path, places);
            }
        }
        _ => {}
    }
}

#[test]
fn hostile_text_is_refused_in_bounds() {
    let options = ReadOptions::default();
    let whole = json!({"resourceType": "Bundle", "entry": all().iter().map(|r| json!({"resource": r})).collect::<Vec<_>>()}).to_string();
    for end in 0..whole.len() {
        let error = fhir::read(whole.get(..end).unwrap(), &options).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidJson);
    }
    let code = |text: &str| fhir::read(text, &options).unwrap_err().code();
    assert_eq!(code(&"[".repeat(1 << 20)), ErrorCode::TooDeep);
    assert_eq!(code(&"{\"a\":".repeat(1 << 20)), ErrorCode::TooDeep);
    assert_eq!(code(r#"{"resourceType": "Patient", "id": "\ud800"}"#), ErrorCode::InvalidJson);
    assert_eq!(code(&" ".repeat(limits::RESOURCE_BYTES + 1)), ErrorCode::TooLarge);

    // 10 MB in one text, in one list, and in one object.
    let long = "x".repeat(10 << 20);
    let error = read(&with(patient(), json!({"id": long}))).unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
    let reading = read(&with(patient(), json!({"gender": long}))).unwrap();
    assert_eq!(paths(&reading), ["gender: too_large"]);
    let object: BTreeMap<String, Value> =
        (0..700_000).map(|n| (format!("field{n}"), json!(null))).collect();
    assert_eq!(read(&with(patient(), json!(object))).unwrap().facts.len(), 1);
    let many = json!({"telecom": vec![json!({"system": "phone", "value": "x"}); 200_000]});
    let reading = read(&with(patient(), many)).unwrap();
    assert_eq!(reading.left_out.len(), limits::LIST + 1);
    assert_eq!(reading.left_out.last().unwrap().code(), ErrorCode::TooMany);
    let many = json!({"resourceType": "Bundle", "entry": vec![json!({"resource": 1}); 500_000]});
    let reading = read(&many).unwrap();
    assert_eq!(reading.left_out.len(), limits::LEFT_OUT);
    assert_eq!(reading.left_out.last().unwrap().code(), ErrorCode::TooMany);
    let mut deep = json!({"resourceType": "Bundle"});
    for _ in 0..20 {
        deep = json!({"resourceType": "Bundle", "entry": [{"resource": deep}]});
    }
    assert_eq!(read(&deep).unwrap().left_out[0].code(), ErrorCode::TooDeep);

    // A line without an end is passed over, and the next one is read.
    let mut feed = vec![b'x'; limits::RESOURCE_BYTES + 100];
    feed.extend(b"\n");
    feed.extend(patient().to_string().bytes());
    let lines: Vec<_> = NdjsonReader::new(&feed[..], options).collect();
    assert_eq!(
        lines[0].as_ref().unwrap_err().to_string(),
        "line 1: the line is longer than the limit"
    );
    assert_eq!(lines[1].as_ref().unwrap().facts.len(), 1);
}

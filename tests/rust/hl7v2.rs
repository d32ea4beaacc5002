//! HL7 v2 messages as facts: every trigger and every trap as a fixture, third-party messages,
//! any order and repetition, hostile input, frames and answers.
//!
//! The fixtures are conformance vectors (`vectors/hl7v2-*.json`): what is read of each is checked
//! there, in every host.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use prm_core::hl7v2::{self, Mllp, ReadOptions, Reading};
use prm_core::{
    ErrorCode, Executor, Fact, Input, Lines, Playbook, PrmError, ReadingReport, Relationship,
    STARTER, Timestamp, limits,
};
use prm_tests::shared;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The conformance vectors of HL7 v2, which every host reads alike: their names and texts.
fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if let Some(name) = name.strip_prefix("hl7v2-") {
            let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            found.push((name.to_owned(), case["steps"][0]["hl7v2"].as_str().unwrap().to_owned()));
        }
    }
    found.sort();
    found
}

fn options(value: &Value) -> ReadOptions {
    serde_json::from_value(value.clone()).unwrap()
}

fn kolkata() -> ReadOptions {
    options(&json!({"zone": "Asia/Kolkata"}))
}

fn reading(read: &Reading) -> Value {
    serde_json::to_value(ReadingReport::from(read.clone())).unwrap()
}

fn stamp(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn nothing_hangs_on_how_lines_end() {
    for (name, text) in fixtures() {
        let plain = hl7v2::read(&text, &kolkata()).unwrap();
        for end in ["\r", "\r\n", "\n\n", "\r\r\n"] {
            let other = text.replace('\n', end);
            let framed = format!("\u{b}{other}\u{1c}\r");
            for other in [other, framed] {
                let mut read = hl7v2::read(&other, &kolkata()).unwrap();
                if name == "no-control-id" {
                    // Without an id, the text names the message.
                    read.facts.iter_mut().zip(&plain.facts).for_each(|(a, b)| a.id = b.id.clone());
                }
                let strays = name == "batch" && end.len() > 1;
                if !strays {
                    assert_eq!(reading(&read), reading(&plain), "{name} {end:?}");
                }
            }
        }
    }
}

#[test]
fn an_id_is_made_of_source_event_and_control_id() {
    let text = "MSH|^~\\&|A|B|||20260302060000+0000||ADT^A08|7|P|2.5\rPID|||p||N";
    let own = ReadOptions { source: "north".into(), ..ReadOptions::default() };
    for (options, id) in [(ReadOptions::default(), "hl7v2:ADT^A08/7"), (own, "north:ADT^A08/7")] {
        assert_eq!(hl7v2::read(text, &options).unwrap().facts[0].id.as_str(), id);
    }
    // A message without one is known by its text, and one told again is the same.
    let without = text.replace("|7|", "||");
    let ids = |text: &str| {
        let facts = hl7v2::read(text, &ReadOptions::default()).unwrap().facts;
        facts.into_iter().map(|fact| fact.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&without), ids(&without));
    assert_ne!(ids(&without), ids(&without.replace("||N", "||M")));
}

#[test]
fn the_time_is_that_of_entry_then_of_the_message_then_of_receipt() {
    let occurred = |evn: &str, msh: &str, received: Option<&str>| {
        let text = format!("MSH|^~\\&|||||{msh}||ADT^A08|7\rEVN|A08|{evn}\rPID|||p||N");
        let received = received.map(stamp);
        let options = ReadOptions { received, ..ReadOptions::default() };
        let read = hl7v2::read(&text, &options).unwrap();
        let at = read.facts.first().map(|fact| fact.occurred.to_string());
        let errors = read.left_out.iter().map(|error| error.path().to_owned());
        (at, errors.collect::<Vec<_>>().join(" "))
    };
    let at = |text: &str, errors: &str| (Some(text.to_owned()), errors.to_owned());
    let (one, two) = ("20260302060000+0000", "20260302070000+0000");
    let received = Some("2026-03-02T08:00:00Z");
    assert_eq!(occurred(one, two, received), at("2026-03-02T06:00:00.000Z", ""));
    assert_eq!(occurred("", two, received), at("2026-03-02T07:00:00.000Z", ""));
    assert_eq!(occurred("\"\"", "", received), at("2026-03-02T08:00:00.000Z", ""));
    // Without a zone a time on the wall says nothing, and that is said.
    let naive = occurred("20260302060000", two, received);
    assert_eq!(naive, at("2026-03-02T07:00:00.000Z", "message[0].EVN-2"));
    assert_eq!(occurred("soon", "", None), (None, "message[0].MSH-7".to_owned()));
}

/// Third-party messages: facts, nothing for us, or an error with a code and a path.
#[test]
fn third_party_messages() {
    let mut counts: BTreeMap<String, [usize; 6]> = BTreeMap::new();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    let (mut all, mut kinds) = (0, BTreeMap::<String, usize>::new());
    for (file, text) in messages() {
        all += 1;
        let row = counts.entry(file).or_default();
        row[0] += 1;
        let result = hl7v2::read(&text, &new_york());
        let answer = hl7v2::acknowledge(&text, &result, stamp("2026-01-01T00:00:00Z"));
        assert!(answer.contains("\rMSA"), "{answer}");
        match result {
            Ok(read) => {
                row[1] += usize::from(!read.facts.is_empty());
                row[2] += read.ignored;
                row[3] += usize::from(read.facts.is_empty() && read.ignored == 0);
                row[4] += read.facts.len();
                row[5] += read.left_out.len();
                assert!(!read.facts.is_empty() || read.ignored + read.left_out.len() > 0);
                for fact in &read.facts {
                    let kind = serde_json::to_value(&fact.content).unwrap()["type"].clone();
                    *kinds.entry(kind.as_str().unwrap().to_owned()).or_default() += 1;
                    assert!(Fact::from_json(&fact.to_json()).unwrap() == *fact);
                }
                for error in read.left_out {
                    assert!(!error.path().is_empty(), "{error}");
                    *said.entry(error.to_string()).or_default() += 1;
                }
            }
            Err(error) => {
                assert!(!error.path().is_empty(), "{error}");
                row[3] += 1;
                *said.entry(error.to_string()).or_default() += 1;
            }
        }
    }
    if all == 0 {
        return;
    }
    println!(
        "{:<24} {:>8} {:>10} {:>8} {:>8} {:>7} {:>9}",
        "file", "messages", "with facts", "nothing", "refused", "facts", "left out"
    );
    for (file, [messages, with, nothing, refused, facts, left_out]) in &counts {
        println!(
            "{file:<24} {messages:>8} {with:>10} {nothing:>8} {refused:>8} {facts:>7} {left_out:>9}"
        );
    }
    for (kind, times) in &kinds {
        println!("{times:>4}  {kind}");
    }
    for (error, times) in &said {
        println!("{times:>4}  {error}");
    }
    assert!(all >= 733, "{all}");
    let sum = |column: usize| counts.values().map(|row| row[column]).sum::<usize>();
    assert!(sum(1) >= 115 && sum(4) >= 165, "{} with facts, {} facts", sum(1), sum(4));
    // Everything in the other files is of no concern or has no type.
    for file in ["ack", "mdm", "oru"] {
        assert_eq!(counts[file][1], 0, "{file}");
    }
}

fn new_york() -> ReadOptions {
    options(&json!({"zone": "America/New_York", "received": "2026-01-01T00:00:00Z"}))
}

/// The shared messages, each with the name of its file.
fn messages() -> Vec<(String, String)> {
    let Some(folder) = shared("data/hl7v2") else { return Vec::new() };
    let mut found = Vec::new();
    for name in ["ack", "adt", "malformed_or_fragment", "mdm", "oru", "other", "siu"] {
        let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let data: Value = serde_json::from_str(&text).unwrap();
        for case in data["cases"].as_array().unwrap() {
            found.push((name.to_owned(), case["message"].as_str().unwrap().to_owned()));
        }
    }
    found
}

// ---- order and repetition ----

/// The digests of the relationships of all patients, after the facts came in these portions and
/// the day went on.
fn digests(portions: &[Vec<Fact>], now: Timestamp) -> BTreeMap<String, String> {
    let playbook = Playbook::compile(STARTER).unwrap();
    let patients: BTreeSet<_> =
        portions.iter().flatten().map(|fact| fact.patient.clone()).collect();
    let mut digests = BTreeMap::new();
    for patient in patients {
        let mut relationship = Relationship::new(patient.as_str(), "salt").unwrap();
        let mut lines = Lines::new();
        for portion in portions {
            let facts: Vec<Fact> =
                portion.iter().filter(|fact| fact.patient == patient).cloned().collect();
            let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
            playbook.step(&mut relationship, input).unwrap();
        }
        digests.insert(patient.as_str().to_owned(), relationship.digest());
    }
    digests
}

fn facts_of(texts: &[String], options: &ReadOptions) -> Vec<Fact> {
    texts
        .iter()
        .filter_map(|text| hl7v2::read(text, options).ok())
        .flat_map(|read| read.facts)
        .collect()
}

/// A small generator of order, the same for the same seed.
fn shuffle<T>(list: &mut [T], mut seed: u64) {
    for index in (1..list.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap() % (index + 1);
        list.swap(index, other);
    }
}

/// The facts of a feed that is told in another order, twice, and with what is older in between.
fn told_otherwise(texts: &[String], options: &ReadOptions, seed: u64) -> Vec<Fact> {
    let mut texts = texts.to_vec();
    let again: Vec<String> = texts.iter().skip(seed as usize % 3).step_by(3).cloned().collect();
    texts.extend(again);
    shuffle(&mut texts, seed);
    facts_of(&texts, options)
}

/// Before anything occurred, so that no step acts on a part of the feed; and long after.
const BEFORE: &str = "1970-01-01T00:00:00Z";
const AFTER: &str = "2030-01-01T00:00:00Z";

fn check_order(texts: &[String], options: &ReadOptions, seed: u64) -> Result<(), TestCaseError> {
    let plain = facts_of(texts, options);
    let other = told_otherwise(texts, options, seed);
    for now in [BEFORE, AFTER] {
        let once = digests(std::slice::from_ref(&plain), stamp(now));
        prop_assert_eq!(&once, &digests(std::slice::from_ref(&other), stamp(now)));
    }
    let portions: Vec<Vec<Fact>> = other.chunks(5).map(<[Fact]>::to_vec).collect();
    prop_assert_eq!(digests(&[plain], stamp(BEFORE)), digests(&portions, stamp(BEFORE)));
    Ok(())
}

#[test]
fn third_party_messages_in_any_order() {
    let texts: Vec<String> = messages().into_iter().map(|(_, text)| text).collect();
    for seed in 0..4 {
        check_order(&texts, &new_york(), seed * 7_919).unwrap();
    }
}

fn message() -> impl Strategy<Value = String> {
    let triggers = prop::sample::select(vec![
        "SIU^S12", "SIU^S13", "SIU^S14", "SIU^S15", "SIU^S17", "SIU^S26", "ADT^A01", "ADT^A03",
        "ADT^A04", "ADT^A08", "ADT^A11", "ADT^A13", "ADT^A28", "ADT^A31", "ADT^A40", "ORU^R01",
    ]);
    let name = prop::sample::select(vec!["Priya", "Arjun", "Mei", ""]);
    let status = prop::sample::select(vec!["", "Booked", "Pending", "Complete", "Confirmed"]);
    let details = (name, status, 0..24_u32, any::<bool>());
    (triggers, 0..2_u32, 0..3_u32, 1..28_u32, 0..3000_u32, details).prop_map(
        |(trigger, patient, number, day, minute, (name, status, hour, dead))| {
            let other = 1 - patient;
            let (at, minutes) = (minute / 60 % 24, minute % 60);
            let sent = format!("202603{:02}{at:02}{minutes:02}", 1 + minute / 1500);
            let start = format!("202603{day:02}{hour:02}00");
            let expired = if dead && minute % 7 == 0 { "41" } else { "" };
            let dead = if dead && minute % 11 == 0 { "Y" } else { "" };
            format!(
                "MSH|^~\\&|S|LOTUS|||{sent}||{trigger}|{minute}-{day}|P|2.5\r\
                 SCH|a{number}||||||CHECKUP||||^^^{start}||||||||||||||{status}\r\
                 PID|||p{patient}||Rao^{name}||19800101|||||||+9198123456{number}0|||||||||||||||||{dead}\r\
                 MRG|p{other}\r\
                 PV1||O|OPD|||||||||||||||||v{number}|||||||||||||||||{expired}||||||||{start}|{start}"
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn generated_messages_in_any_order(
        texts in prop::collection::vec(message(), 1..25), seed in any::<u64>()
    ) {
        check_order(&texts, &kolkata(), seed)?;
    }
}

// ---- hostile input ----

/// What must hold of whatever is read.
fn sound(text: &str, options: &ReadOptions, secret: &str) -> Result<Reading, PrmError> {
    let result = hl7v2::read(text, options);
    let answer = hl7v2::acknowledge(text, &result, stamp("2026-03-02T06:00:00Z"));
    assert!(answer.starts_with("MSH") && answer.contains("\rMSA"), "{answer}");
    let errors = match &result {
        Ok(read) => &read.left_out[..],
        Err(error) => std::slice::from_ref(error),
    };
    for error in errors {
        let said = format!("{error} {error:?}");
        assert!(!said.contains(secret), "{said}");
        assert!(said.len() < 900, "{said}");
        let whole = matches!(error.code(), ErrorCode::TooLarge | ErrorCode::TooMany);
        assert!(!error.path().is_empty() || whole, "{error}");
    }
    if let Ok(read) = &result {
        let shown = format!("{read:?}");
        assert!(!shown.contains(secret), "{shown}");
        for fact in &read.facts {
            assert!(Fact::from_json(&fact.to_json()).as_ref() == Ok(fact));
        }
    }
    result
}

const SECRET: &str = "Venkataraman";

/// Every field, component and subcomponent of every fixture becomes something else in turn.
#[test]
fn no_value_in_no_place_breaks_the_reader_or_gets_out() {
    let long = SECRET.repeat(20);
    let others = [
        SECRET,
        "",
        "\"\"",
        &long,
        "Venkataraman@",
        "20261399Venkataraman",
        "\u{0}Venkataraman\u{7f}",
        "Venkataraman^Venkataraman^Venkataraman^Venkataraman",
        "~Venkataraman~\"\"~",
        "\\Venkataraman\\",
        "&Venkataraman&",
        "20260310100000+0530Venkataraman",
        "\\X56656E6B61746172616D616E\\",
    ];
    let mut tried = 0;
    for (_, text) in fixtures() {
        for (from, to) in values(&text) {
            for other in others {
                let changed = format!("{}{other}{}", &text[..from], &text[to..]);
                let read = sound(&changed, &kolkata(), SECRET);
                // What is echoed in an answer is the header's own.
                let answer = hl7v2::acknowledge(&changed, &read, stamp("2026-03-02T06:00:00Z"));
                let header = changed.lines().next().unwrap_or_default();
                let ours = answer.split('\r').skip(2).collect::<String>();
                assert!(!ours.contains(SECRET) || header.contains(SECRET), "{answer}");
                tried += 1;
            }
        }
    }
    assert!(tried > 20_000, "{tried}");
}

/// Where the values of a text begin and end.
fn values(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, character) in text.char_indices() {
        if "|^~&$%*!\n".contains(character) {
            found.push((from, at));
            from = at + character.len_utf8();
        }
    }
    found
}

#[test]
fn a_text_that_ends_anywhere_is_read_as_far_as_it_goes() {
    let all: String = fixtures().into_iter().map(|(_, text)| text).collect();
    let mut ends: Vec<usize> = (0..=all.len()).filter(|end| all.is_char_boundary(*end)).collect();
    // The whole of every fixture, and then one end in seven of all together.
    for (_, text) in fixtures() {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _ = sound(&text[..end], &kolkata(), SECRET);
        }
    }
    ends.retain(|end| end % 997 == 0);
    for end in ends {
        let _ = sound(&all[..end], &kolkata(), SECRET);
        let _ = sound(&all[end..], &kolkata(), SECRET);
    }
}

#[test]
fn hostile_text_is_refused_in_bounds() {
    let read = |text: &str| sound(text, &kolkata(), SECRET);
    let code = |text: &str| read(text).map(|_| ()).unwrap_err().code();
    for text in
        ["", " \r\n", "Venkataraman", "{\"resourceType\": \"Patient\"}", "<ADT_A01/>", "\u{feff}"]
    {
        assert_eq!(code(text), ErrorCode::InvalidResource, "{text:?}");
    }
    assert_eq!(code(&"x".repeat(limits::RESOURCE_BYTES + 1)), ErrorCode::TooLarge);
    assert_eq!(read("BHS|^~\\&|\rBTS|0").unwrap(), Reading::default());
    for lone in ["MSH", "MSH|", "MSH|^~\\&", "MSH|^~\\&|", "MSH|^~\\&||||||||", "MSHMSHMSH"] {
        let errors = read(lone).map(|read| read.left_out.len()).unwrap_or(1);
        assert_eq!(errors, 1, "{lone}");
    }

    let head = "MSH|^~\\&|S|LOTUS|||20260302113000||ADT^A08|1|P|2.5\rPID|||priya||";
    let paths = |text: &str| -> Vec<String> {
        let errors = read(text).unwrap().left_out;
        errors.iter().map(|error| format!("{} {}", error.path(), error.code())).collect()
    };
    // 10 MB in one value, of separators, of repetitions, of segments and of messages.
    let ten = 10 << 20;
    assert_eq!(paths(&format!("{head}{}", "x".repeat(ten))), ["message[0].PID-5 too_large"]);
    assert_eq!(paths(&format!("{head}{}", "~".repeat(ten))), ["message[0].PID-5 too_large"]);
    assert_eq!(paths(&format!("{head}{}", "&".repeat(ten))), ["message[0].PID-5 too_large"]);
    let many = paths(&format!("{head}{}", "A~".repeat(2_000)));
    assert_eq!(many, ["message[0].PID-5 too_many"]);
    assert_eq!(paths(&format!("{head}{}", "|".repeat(ten))), [] as [&str; 0]);
    assert_eq!(paths(&format!("{head}{}", "\\".repeat(60_000))), [] as [&str; 0]);
    assert_eq!(paths(&format!("{head}\r{}", "PID|\r".repeat(ten / 5))).len(), 1);
    let odd = paths(&format!("{head}\r{}", "?\r".repeat(ten / 2)));
    assert!(odd.len() <= limits::LIST, "{}", odd.len());
    assert_eq!(paths(&"MSH\r".repeat(ten / 4)).len(), limits::LEFT_OUT);
    assert_eq!(code(&"PID|||x\r".repeat(ten / 8)), ErrorCode::InvalidResource);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_at_all(text in "(MSH[|^~&\\\\PC]{0,40}|[A-Z]{3}[|^~&\\\\0-9\"]{0,30}|\\PC{0,20}|[\\x00-\\x7f]{0,20}|\r|\n){0,12}") {
        let _ = sound(&text, &kolkata(), "\u{1}no secret\u{1}");
        let _ = sound(&format!("MSH|^~\\&|||||2026||SIU^S12|1\r{text}"), &kolkata(), "\u{1}no secret\u{1}");
    }

    #[test]
    fn any_bytes_in_frames(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20)) {
        let mut mllp = Mllp::new();
        for piece in &pieces {
            mllp.feed(piece);
        }
        while mllp.next_message().is_some() {}
        let text: String = pieces.concat().into_iter().map(char::from).collect();
        mllp.feed(&Mllp::encode(&text));
        let last = std::iter::from_fn(|| mllp.next_message()).last();
        let plain: String = text.chars().filter(|c| !"\u{b}\u{1c}".contains(*c)).collect();
        prop_assert_eq!(last.unwrap().unwrap(), plain);
    }
}

// ---- answers ----

#[test]
fn answers_name_the_place_and_not_the_content() {
    let now = stamp("2026-03-02T06:00:00Z");
    let answer = |text: &str| {
        let result = hl7v2::read(text, &kolkata());
        hl7v2::acknowledge(text, &result, now)
    };
    let head = |kind: &str, version: &str| {
        format!("MSH|^~\\&|S|LOTUS|P|US|20260302113000||{kind}|M&1|P|{version}\r")
    };
    let lines = |text: &str| answer(text).split('\r').map(str::to_owned).collect::<Vec<_>>();

    let good = lines(&format!("{}PID|||priya||Sharma^Priya", head("ADT^A08", "2.5.1")));
    assert_eq!(
        good,
        ["MSH|^~\\&|P|US|S|LOTUS|20260302060000+0000||ACK^A08^ACK|M&1|P|2.5.1", "MSA|AA|M&1", ""]
    );
    // What concerns no fact is taken all the same.
    assert_eq!(lines(&head("ORU^R01", "2.5.1"))[1], "MSA|AA|M&1");
    // A detail that is left out is a warning.
    let detail = format!("{}PID|||priya||Sharma^Priya||Venkataraman", head("ADT^A08", "2.5.1"));
    let detail = lines(&detail);
    assert_eq!(detail[1], "MSA|AA|M&1");
    assert!(
        detail[2].starts_with(
            "ERR||PID^1^7|102^Data type error^HL70357|W|invalid_time|||not an HL7 time"
        ),
        "{}",
        detail[2]
    );
    // A message that is lost is an error, whoever the patient is.
    let lost = format!("{}SCH|a1\rPID|||priya||Sharma^Priya", head("SIU^S12", "2.5.1"));
    let lost = lines(&lost);
    assert!(lost[1].starts_with("MSA|AE|M&1|message[0].SCH-11: "), "{}", lost[1]);
    assert!(
        lost[2].starts_with("ERR||SCH^1^11|101^Required field missing^HL70357|E|missing_field|||")
    );
    // Before version 2.5 an error had one field.
    let old = format!("{}SCH|a1\rPID|||priya", head("SIU^S12", "2.3"));
    assert_eq!(lines(&old)[2], "ERR|SCH^1^11^101&Required field missing");
    // Nobody's separators are put upon them.
    let odd = lines("MSH$%*?!$S$L$P$U$20260302113000$$ADT%A08$9$P$2.6\rPID$$$\r");
    assert!(odd[0].starts_with("MSH$%*?!$P$U$S$L$20260302060000+0000$$ACK%A08%ACK$9$P$2.6"));
    assert!(odd[1].starts_with("MSA$AE$9$"), "{}", odd[1]);
    // No message at all, and an error of the host.
    assert!(answer("Venkataraman").contains("\rMSA|AR||MSH: no HL7 v2 message"));
    let busy = Err(PrmError::new(ErrorCode::Internal, "the store is away"));
    let text = format!("{}PID|||priya", head("ADT^A08", "2.5.1"));
    let busy = hl7v2::acknowledge(&text, &busy, now);
    assert!(busy.contains("\rMSA|AE|M&1|the store is away\rERR|||207^Application internal error^HL70357|E|internal|||the store is away\r"), "{busy}");
}

#[test]
fn a_batch_is_answered_message_by_message() {
    let (_, text) = fixtures().into_iter().find(|(name, _)| name == "batch").unwrap();
    let codes: Vec<String> = hl7v2::messages(&text)
        .map(|message| {
            let answer =
                hl7v2::acknowledge(message, &hl7v2::read(message, &kolkata()), stamp(AFTER));
            answer.split('|').skip_while(|field| !field.ends_with("MSA")).nth(1).unwrap().to_owned()
        })
        .collect();
    assert_eq!(codes, ["AA", "AA", "AE", "AA"]);
}

//! The example host on a feed of HL7 v2 messages: files of one message or many, of an older
//! system's letters too; what cannot be read is told, and loses nothing else.

use std::fs;
use std::path::Path;

use priya::Options;
use prm_tests::store::fresh;

const PID: &str =
    "PID|1||priya^^^LOTUS^MR||Sharma^Priya||19911108|F|||^^^KA^^IN||+919812345670^PRN^CP|||en";

fn siu(event: &str, sent: &str, start: &str, who: &str) -> String {
    format!(
        "MSH|^~\\&|SCHED|LOTUS|PRM|LOTUS|{sent}||SIU^{event}|{sent}|P|2.5.1\r\
         SCH||a1|||||185349003^Check-up^SCT||||^^^{start}\r{who}\r"
    )
}

fn told(feed: &Path, store: &Path) -> String {
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let arguments = [
        "--hl7v2".to_owned(),
        text(feed),
        "--zone".into(),
        "Asia/Kolkata".into(),
        "--from".into(),
        "2026-03-01".into(),
        "--until".into(),
        "2026-03-20".into(),
        "--store".into(),
        text(store),
        "--lines".into(),
    ];
    let mut out = Vec::new();
    priya::run(&Options::parse(&arguments).unwrap(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn messages_are_told_as_a_feed_of_fhir_is() {
    let store = fresh("hl7v2-feed");
    let folder = store.with_file_name("messages");
    fs::create_dir_all(folder.join("later")).unwrap();
    let booked = siu("S12", "20260302113000", "202603101000", PID);
    // ISO 8859-1, where `é` is one byte that is no UTF-8.
    let other = PID.replace("priya^", "zoe^").replace("Sharma^Priya", "Sharma^Zo\u{e9}");
    let other = siu("S12", "20260303113000", "202603111000", &other).replace("||a1|", "||a2|");
    let latin: Vec<u8> = other.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    fs::write(folder.join("1.hl7"), [booked.as_bytes(), &latin].concat()).unwrap();
    let moved = siu("S13", "20260309123000", "202603121600", PID);
    let lost = siu("S12", "20260309124500", "soon", PID).replace("||a1|", "||a3|");
    fs::write(folder.join("later/2.txt"), format!("\u{b}{moved}\u{1c}\r\u{b}{lost}\u{1c}\r"))
        .unwrap();
    fs::write(folder.join("later/3.hl7"), "nonsense").unwrap();
    fs::write(folder.join("notes.md"), "no feed").unwrap();

    let lines = told(&folder, &store);
    let shows = |parts: &[&str]| {
        let found = lines.lines().any(|line| parts.iter().all(|part| line.contains(part)));
        assert!(found, "no line with {parts:?} in\n{lines}");
    };
    shows(&["Mon 09 Mar 09:00", "sms", "reminder"]);
    shows(&["Tue 10 Mar 09:00", "Zo\u{e9}", "reminder"]);
    shows(&["Mon 09 Mar 12:40", "new time", "moved"]);
    shows(&["Wed 11 Mar 09:00", "12 March", "reminder"]);
    shows(&["3.hl7: MSH"]);
    shows(&["2.txt: message[1].SCH-11"]);
    // A second run on the same store sends nothing twice.
    let again = told(&folder, &store);
    assert!(!again.contains("  sms  "), "{again}");
}

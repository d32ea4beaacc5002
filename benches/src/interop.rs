//! Readers of feeds.

use std::hint::black_box;
use std::path::Path;

use prm_core::hl7v2::{self, ReadOptions};
use serde_json::Value;

use super::{Row, row};

/// A booking, as a scheduling system sends it.
const BOOKING: &str = "MSH|^~\\&|SCHED|LOTUS|PRM|LOTUS|20260302113000||SIU^S12^SIU_S12|100|P|2.5.1\r\
    SCH|a1^SCHED|f-a1^SCHED||||^^L|185349003^Check-up^SCT|FOLLOWUP^Follow-up^HL70276|30|min|\
    ^^30^202603101000^202603101030||||||||||||||Booked\r\
    PID|1||priya^^^LOTUS^MR||Sharma^Priya||19911108|F\r\
    RGS|1\rAIL|1||main^^^LOTUS\rAIP|1||rao^Rao^Anil\r";

/// HL7 v2: a booking, and the third-party messages where they are beside this checkout.
pub(crate) fn rows() -> Vec<Row> {
    let options = ReadOptions {
        zone: "Asia/Kolkata".parse().ok(),
        received: "2026-01-01T00:00:00Z".parse().ok(),
        ..ReadOptions::default()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let booking = BOOKING.to_owned();
    let own = options.clone();
    let mut rows = vec![row("hl7v2: a booking", move || {
        assert_eq!(black_box(hl7v2::read(black_box(&booking), &own)).unwrap().facts.len(), 2);
    })];
    let messages = third_party(&root.join("../../shared/data/hl7v2"));
    if !messages.is_empty() {
        rows.push(row("hl7v2: 692 third-party messages", move || {
            for message in &messages {
                let _ = black_box(hl7v2::read(black_box(message), &options));
            }
        }));
    }
    rows
}

fn third_party(folder: &Path) -> Vec<String> {
    let mut messages = Vec::new();
    for name in ["ack", "adt", "mdm", "oru", "other", "siu"] {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.json"))) else {
            return Vec::new();
        };
        let data: Value = serde_json::from_str(&text).unwrap();
        let cases = data["cases"].as_array().unwrap().iter();
        messages.extend(cases.map(|case| case["message"].as_str().unwrap().to_owned()));
    }
    messages
}

//! `hl7v2 FILE MILLISECONDS`: reads the messages of a JSON list of texts over and over for so
//! long, and prints how many it read in a second. For `benches/peers/hl7v2.py`, which runs it in
//! turn with its peers.

use std::time::{Duration, Instant};

use prm_core::hl7v2::{self, ReadOptions};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, millis] = &arguments[..] else { panic!("hl7v2 FILE MILLISECONDS") };
    let text = std::fs::read_to_string(file).expect("readable");
    let messages: Vec<String> = serde_json::from_str(&text).expect("a list of texts");
    let options = ReadOptions {
        zone: "America/New_York".parse().ok(),
        received: "2026-01-01T00:00:00Z".parse().ok(),
        ..ReadOptions::default()
    };
    let whole = Duration::from_millis(millis.parse().expect("milliseconds"));
    let (began, mut count, mut facts) = (Instant::now(), 0_u64, 0);
    while began.elapsed() < whole {
        for message in &messages {
            facts += hl7v2::read(message, &options).map_or(0, |reading| reading.facts.len());
            count += 1;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    assert!(facts > 0);
    #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
    let rate = count as f64 / seconds;
    println!("{rate:.0}");
}

//! `sms FILE MILLISECONDS`: counts the segments of the texts of a JSON list over and over for so
//! long, and prints how many texts in a second. For `benches/peers/sms.py`, which runs it in turn
//! with its peers.

use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, millis] = &arguments[..] else { panic!("sms FILE MILLISECONDS") };
    let text = std::fs::read_to_string(file).expect("readable");
    let texts: Vec<String> = serde_json::from_str(&text).expect("a list of texts");
    let whole = Duration::from_millis(millis.parse().expect("milliseconds"));
    let (began, mut count, mut segments) = (Instant::now(), 0_u64, 0_u64);
    while began.elapsed() < whole {
        for text in &texts {
            segments += u64::from(prm_core::sms::segments(std::hint::black_box(text)).segments);
            count += 1;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    assert!(segments > 0);
    #[expect(clippy::cast_precision_loss, reason = "a count of texts")]
    let rate = count as f64 / seconds;
    println!("{rate:.0}");
}

//! `cargo run --release -p prm-benches --bin ratios`: every row, interleaved, and the ratios that
//! are promised.

use std::collections::BTreeMap;
use std::time::Duration;

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(30);

fn main() {
    let mut rows = prm_benches::rows();
    // How many runs fill a round.
    let times: Vec<u64> = rows
        .iter_mut()
        .map(|row| {
            let mut times = 1;
            while (row.run)(times) < ROUND {
                times *= 2;
            }
            times
        })
        .collect();
    let mut measured: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for (row, times) in rows.iter_mut().zip(&times) {
            let nanos = (row.run)(*times).as_secs_f64() * 1e9;
            #[expect(clippy::cast_precision_loss, reason = "a count of runs")]
            measured.entry(row.name).or_default().push(nanos / *times as f64);
        }
    }
    println!("{:<40} {:>12} {:>12} {:>12}", "row (ns)", "median", "least", "most");
    let mut median = BTreeMap::new();
    for row in &rows {
        let mut found = measured.remove(row.name).unwrap_or_default();
        found.sort_by(f64::total_cmp);
        let (least, most) = (found[0], found[found.len() - 1]);
        let middle = found[found.len() / 2];
        println!("{:<40} {middle:>12.1} {least:>12.1} {most:>12.1}", row.name);
        median.insert(row.name, middle);
    }
    println!();
    let quiet = "quiet plan";
    for (what, over, under, promise) in [
        ("quiet plan / with a zero-cost zone", quiet, "quiet plan, zero-cost zone", "<= 1.6"),
        ("idiomatic / quiet plan", "the same plan, jiff and a ledger scan", quiet, ">= 3"),
        ("quiet plan, 256 old entries / none", "quiet plan, 256 old entries", quiet, "<= 1.1"),
        (
            "idiomatic, 256 old entries / none",
            "the same plan, jiff and a scan of 256",
            "the same plan, jiff and a ledger scan",
            "",
        ),
        (
            "idle sweep / plain sum",
            "panel wake of a million idle",
            "plain sum of the same bytes",
            "<= 1.3",
        ),
        (
            "held, US pack / one window",
            "a held message, the US pack",
            "a held message, one window",
            "<= 3",
        ),
        ("step with a message / quiet plan", "step with one rendered message", quiet, ""),
        ("an access / a look-up of its item", "access to an item", "look-up of an item", "<= 10"),
        ("a view / as many accesses", "view of 10,000 items", "10,000 accesses", "<= 1.5"),
        (
            "a plan of a month, nine journeys / three",
            "plan of a month, nine journeys",
            "plan of a month, three journeys",
            "<= 3",
        ),
        (
            "a quiet plan, nine journeys / three",
            "quiet plan, nine journeys",
            "quiet plan, three journeys",
            "<= 3",
        ),
        ("save and load / quiet plan (load)", "load", quiet, ""),
    ] {
        println!("{what:<40} {:>6.2}  {promise}", median[over] / median[under]);
    }
    let steps = prm_benches::steps_of_a_year();
    #[expect(clippy::cast_precision_loss, reason = "a count of steps")]
    let each = median["a patient's year"] / steps as f64;
    println!(
        "a patient's year: {steps} steps, {each:.0} ns each: {:.1} quiet plans",
        each / median[quiet]
    );
}

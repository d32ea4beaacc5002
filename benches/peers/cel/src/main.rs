//! `cd benches/peers/cel; cargo run --release`: our conditions beside the `cel` crate, in turn, on
//! the same values. It evaluates a compiled program with a context that is made once, which is the
//! best that it can do.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use cel::{Context, Program};
use prm_core::probe::{Known, Probe};

#[derive(serde::Serialize)]
struct Appointment {
    status: &'static str,
    confirmed: bool,
}

const CONDITIONS: [&str; 4] = [
    "patient.age >= 18",
    "appointment.status == 'booked' && !appointment.confirmed",
    "appointment.status in ['cancelled', 'noshow'] || patient.age > 75",
    "(patient.age >= 18 && patient.age < 65 && appointment.confirmed) || appointment.status == 'booked'",
];

/// Nanoseconds for one of many evaluations.
fn timed(mut once: impl FnMut() -> bool, times: u32) -> f64 {
    let began = Instant::now();
    for _ in 0..times {
        black_box(once());
    }
    began.elapsed().as_secs_f64() * 1e9 / f64::from(times)
}

fn main() {
    let known = Known { age: 42, status: "booked", confirmed: false };
    let mut context = Context::default();
    context.add_variable("patient", BTreeMap::from([("age", 42)])).expect("a value");
    let appointment = Appointment { status: "booked", confirmed: false };
    context.add_variable("appointment", appointment).expect("a value");
    for text in CONDITIONS {
        let (ours, theirs) = (Probe::new(text).expect("ours"), Program::compile(text).expect("cel"));
        let ask = || ours.ask(black_box(&known)) == Some(true);
        let execute = || theirs.execute(black_box(&context)).expect("a value") == true.into();
        assert_eq!(ask(), execute(), "{text}");
        let mut rounds: Vec<(f64, f64)> =
            (0..15).map(|_| (timed(ask, 1_000_000), timed(execute, 20_000))).collect();
        rounds.sort_by(|a, b| (a.1 / a.0).total_cmp(&(b.1 / b.0)));
        let (one, other) = rounds[rounds.len() / 2];
        println!("{:>6.1} ns, cel {:>8.1} ns, {:>6.1}x  {text}", one, other, other / one);
    }
}

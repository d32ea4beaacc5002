//! `cargo bench -p prm-benches`: every row by itself.

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    for mut row in prm_benches::rows() {
        criterion.bench_function(row.name, |bencher| bencher.iter_custom(|times| (row.run)(times)));
    }
    criterion.final_summary();
}

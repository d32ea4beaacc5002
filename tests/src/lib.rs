//! What the tests share: where third-party data lies and how to say that it is absent, and how
//! many cases a property tries.

pub mod store;
pub mod world;

use std::path::PathBuf;

/// The path of a file of third-party data, or `None` with a plain word on standard error when
/// this checkout has no such folder beside it.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    if found.exists() {
        Some(found)
    } else {
        eprintln!("not run: ../shared/{path} is absent");
        None
    }
}

/// The JSON of a file of third-party data.
pub fn shared_json(path: &str) -> Option<serde_json::Value> {
    let text = std::fs::read_to_string(shared(path)?).expect("readable");
    Some(serde_json::from_str(&text).expect("JSON"))
}

/// How many cases each property tries: `PRM_CASES`, else as many as are usual.
///
/// By hand: `PRM_CASES=10000 cargo test -p prm-tests --test properties --test combine`.
pub fn cases(usual: u32) -> u32 {
    std::env::var("PRM_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

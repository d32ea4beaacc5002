//! What the example leaves behind, taken apart for comparison.

use std::collections::BTreeMap;
use std::path::Path;

use prm_core::Relationship;
use rusqlite::Connection;

/// All that must be equal between two runs that told the same.
#[derive(Debug, PartialEq)]
pub struct Left {
    /// Each patient's digest: facts and ledger.
    pub relationships: BTreeMap<String, String>,
    /// Each action's key, when it was made, and what became of it.
    pub outbox: BTreeMap<String, (i64, String)>,
    /// The files that the sender wrote.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Left {
    /// What lies in a store and in the outbox beside it.
    pub fn of(store: &Path) -> Self {
        let connection = Connection::open(store).expect("a store");
        let rows = |query: &str, mut each: Box<dyn FnMut(&rusqlite::Row<'_>) + '_>| {
            let mut query = connection.prepare(query).expect("a query");
            let mut rows = query.query([]).expect("rows");
            while let Some(row) = rows.next().expect("a row") {
                each(row);
            }
        };
        let mut relationships = BTreeMap::new();
        rows(
            "select patient, state from relationship",
            Box::new(|row| {
                let state: String = row.get(1).expect("text");
                let digest = Relationship::load(&state).expect("a state").digest();
                relationships.insert(row.get(0).expect("text"), digest);
            }),
        );
        let mut outbox = BTreeMap::new();
        rows(
            "select key, made, status from outbox",
            Box::new(|row| {
                let rest = (row.get(1).expect("a time"), row.get(2).expect("text"));
                outbox.insert(row.get(0).expect("text"), rest);
            }),
        );
        let folder = std::fs::read_dir(store.with_extension("outbox")).expect("an outbox");
        let files = folder.map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(path).expect("a message"))
        });
        Self { relationships, outbox, files: files.collect() }
    }
}

/// An empty place for a store of this name.
pub fn fresh(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tests").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join("store.sqlite")
}

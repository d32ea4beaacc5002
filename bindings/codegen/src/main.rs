//! Writes what the hosts' tools read, from the core's own types and their docs:
//!
//! - `bindings/schema/*.json`: JSON Schemas, the codes of errors and of reasons;
//! - `bindings/node/types.d.ts`: declarations for TypeScript;
//! - `bindings/python/python/prm_core/types.py`: `TypedDict`s.
//!
//! `cargo run -p prm-codegen` writes them, with `--check` it only says what has drifted.

mod model;
mod python;
mod schema;
mod typescript;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use model::Model;

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return say("usage: prm-codegen [--check]", ExitCode::from(2)),
    };
    let bindings = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match files() {
        Ok(files) => settle(&bindings, &files, check),
        Err(fault) => say(&fault, ExitCode::FAILURE),
    }
}

/// Every generated file, by its path under `bindings/`.
fn files() -> Result<Vec<(PathBuf, String)>, String> {
    let mut files = schema::files();
    let model = Model::of(&schema::definitions())?;
    files.push(("node/types.d.ts".into(), typescript::write(&model)));
    files.push(("python/python/prm_core/types.py".into(), python::write(&model)));
    Ok(files)
}

fn settle(bindings: &Path, files: &[(PathBuf, String)], check: bool) -> ExitCode {
    let mut drifted = Vec::new();
    for (path, text) in files {
        let file = bindings.join(path);
        if fs::read_to_string(&file).is_ok_and(|known| known == *text) {
            continue;
        }
        if !check && let Err(error) = write(&file, text) {
            return say(&format!("{}: {error}", path.display()), ExitCode::FAILURE);
        }
        drifted.push(path.display().to_string());
    }
    match (drifted.is_empty(), check) {
        (true, _) => say(&format!("{} files, none has drifted", files.len()), ExitCode::SUCCESS),
        (false, false) => say(&format!("written: {}", drifted.join(", ")), ExitCode::SUCCESS),
        (false, true) => {
            let drifted = drifted.join(", ");
            let text = format!("drifted: {drifted}\nrun `cargo run -p prm-codegen` and commit");
            say(&text, ExitCode::FAILURE)
        }
    }
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)
}

#[expect(clippy::print_stdout, reason = "a tool for the command line")]
fn say(text: &str, code: ExitCode) -> ExitCode {
    println!("{text}");
    code
}

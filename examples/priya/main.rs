//! `cargo run --example priya`: the story, told by a host that really stores and sends.

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = io::stdout().lock();
    let told = priya::Options::parse(&arguments).and_then(|options| {
        let done = priya::run(&options, &mut out);
        out.flush()?;
        done
    });
    match told {
        // A reader that has seen enough (`| head`) is no fault.
        Err(priya::Error::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
        Ok(()) => ExitCode::SUCCESS,
    }
}

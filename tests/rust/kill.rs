//! The example's process is killed 200 times at random over one run; what it leaves is what an
//! undisturbed run leaves.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use prm_tests::store::{Left, fresh};

const KILLS: usize = 200;

/// The example, built as `cargo run --example priya` builds it.
fn example() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "prm-examples", "--example", "priya"])
        .current_dir(&root)
        .status();
    assert!(cargo.expect("cargo").success());
    let target = std::env::current_exe().unwrap();
    target.parent().unwrap().parent().unwrap().join("examples/priya")
}

/// The story's clinic, many times over, so that a run is long enough to be killed in.
fn clinics(into: &Path) {
    let people = [
        "priya", "arjun", "meera", "daniel", "fatima", "ravi", "kavya", "grace", "noor", "george",
        "tara", "carol", "li", "sunita",
    ];
    let clinic = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/priya/clinic");
    for folder in std::fs::read_dir(clinic).unwrap() {
        let folder = folder.unwrap();
        let to = into.join(folder.file_name());
        std::fs::create_dir_all(&to).unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            let text = std::fs::read_to_string(file.path()).unwrap();
            let mut all = String::new();
            for line in text.lines() {
                for number in 0..CLINICS {
                    let mut line = line.replace("98123", &format!("98{}", 100 + number));
                    for person in people {
                        line = line
                            .replace(&format!("\"{person}\""), &format!("\"{person}-{number}\""));
                        line =
                            line.replace(&format!("/{person}\""), &format!("/{person}-{number}\""));
                    }
                    all.push_str(&line);
                    all.push('\n');
                }
            }
            std::fs::write(to.join(file.file_name()), all).unwrap();
        }
    }
}

const CLINICS: usize = 30;

fn start(example: &Path, feed: &Path, store: &Path) -> Child {
    let mut command = Command::new(example);
    command.arg("--fhir").arg(feed).arg("--facts").arg(feed).arg("--store").arg(store);
    command.args(["--lines", "--from", "2026-02-23", "--until", "2026-03-29"]);
    command.stdout(Stdio::piped()).spawn().expect("the example")
}

/// Whether a line tells an event: it begins with a day.
fn is_event(line: &str) -> bool {
    ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "].iter().any(|day| line.starts_with(day))
}

#[test]
fn killed_two_hundred_times() {
    let example = example();
    let quiet = fresh("undisturbed");
    let feed = quiet.with_file_name("feed");
    clinics(&feed);
    let mut child = start(&example, &feed, &quiet);
    let out = BufReader::new(child.stdout.take().unwrap());
    let all = out.lines().map_while(Result::ok).filter(|line| is_event(line)).count();
    assert!(child.wait().unwrap().success());

    let store = fresh("killed");
    // A small generator of its own: the kills fall differently on every machine anyway.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let (mut told, mut kills, mut early) = (0, 0, 0);
    // How long a process may live after its first line, in µs: what spreads the kills over the run.
    let mut window = 4_000_u64;
    while kills < KILLS {
        let mut child = start(&example, &feed, &store);
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        if random() % 4 == 0 {
            // Somewhere in its first steps: reading the feed, opening the store.
            std::thread::sleep(Duration::from_micros(random() % 30_000));
        } else {
            told += usize::from(out.next().is_some());
            std::thread::sleep(Duration::from_micros(random() % window));
        }
        child.kill().unwrap();
        let now = out.map_while(Result::ok).filter(|line| is_event(line)).count();
        assert!(!child.wait().unwrap().success(), "it ended before it was killed {KILLS} times");
        kills += 1;
        told += now;
        early += usize::from(now == 0);
        let ahead = told * KILLS * 4 > all * kills * 3;
        window = (if ahead { window * 4 / 5 } else { window * 5 / 4 }).clamp(50, 100_000);
    }
    let mut child = start(&example, &feed, &store);
    let mut rest = String::new();
    child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    assert!(child.wait().unwrap().success());
    println!("{kills} kills over {told} of {all} lines; {early} without a line of its own");
    assert!(told > all / 4 && early < KILLS, "{told} of {all} lines, {early} silent");
    assert_eq!(Left::of(&store), Left::of(&quiet));
}

//! The story as a newcomer sees it: its lines, its outbox, and that a second run is silent.
//!
//! `PRM_BLESS=1` writes the lines as the new golden file, to be reviewed as a diff.

use std::path::Path;

use priya::Options;
use prm_tests::store::{Left, fresh};

fn tell(options: &Options) -> String {
    let mut out = Vec::new();
    priya::run(options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    // The last line names the folder.
    text.rsplit_once("\noutbox:").unwrap().0.to_owned()
}

#[test]
fn the_story_is_the_golden_one() {
    let store = fresh("story");
    let told = tell(&Options::story(&store).unwrap());
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/priya.txt");
    if std::env::var("PRM_BLESS").is_ok() {
        std::fs::write(&golden, &told).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap();
    for (number, (line, expected)) in told.lines().zip(expected.lines()).enumerate() {
        assert_eq!(line, expected, "line {}", number + 1);
    }
    assert_eq!(told.lines().count(), expected.lines().count());
    for line in told.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

/// What the golden file must show whatever it is blessed with.
#[test]
fn the_story_has_all_its_scenes() {
    let store = fresh("scenes");
    let told = tell(&Options::story(&store).unwrap());
    let shows = |parts: &[&str]| {
        assert!(
            told.lines().any(|line| parts.iter().all(|part| line.contains(part))),
            "no line with {parts:?}"
        );
    };
    // Priya: reminder the day before, thanks with instructions, check-in a week later, invitation,
    // her suggestion heard and, when it was acted on, told.
    shows(&["Mon 09 Mar 09:00  Priya    sms", "reminder"]);
    shows(&["Tue 10 Mar 12:40  Priya    email", "Thank you for coming, Priya", "thanks"]);
    shows(&["Tue 17 Mar 10:00  Priya    sms", "check-in"]);
    shows(&["Wed 18 Mar 10:00  Priya    sms", "How likely"]);
    shows(&["Wed 18 Mar 11:40  Priya    sms", "We have read your suggestion", "heard"]);
    shows(&["Thu 26 Mar 11:30  Priya    email", "What became of your suggestion", "acted"]);
    // Arjun did not accept plain e-mail.
    shows(&["Arjun    email", "A message from Lotus Clinic", "thanks"]);
    // Meera's appointment moves a minute after she was reminded.
    shows(&["Thu 12 Mar 09:01  Meera    withdraw"]);
    shows(&["Sun 15 Mar 09:00  Meera    sms", "Monday, 16 March", "reminder"]);
    // Daniel cancelled; Fatima refused marketing and is cared for.
    shows(&["Daniel   -", "reminder skip: subject gone"]);
    shows(&["Fatima   fact", "consent refused: marketing"]);
    shows(&["Fatima   sms", "reminder"]);
    // STOP from a number that two people share silences it for both; their e-mail goes on.
    shows(&["Ravi     < sms", "STOP", "opt out"]);
    shows(&["Ravi     -", "line opted out"]);
    shows(&["Ravi     email", "check-in"]);
    shows(&["Kavya    -", "line opted out"]);
    shows(&["Kavya    email", "reminder"]);
    // Grace's move comes at night and waits for the morning.
    shows(&["Sun 08 Mar 22:40  Grace    -", "until Mon 09 Mar 08:00", "quiet hours"]);
    shows(&["Mon 09 Mar 08:00  Grace    sms", "new time", "moved"]);
    // 29 February, death, and a child.
    shows(&["Sun 01 Mar 10:00  Noor     sms", "Happy birthday"]);
    shows(&["George   -", "reminder deny: deceased"]);
    shows(&["Tara     task", "staff"]);
    shows(&["Tara     -", "hold: no recipient"]);
    // Once her mother is known, the reminder goes to her, and nobody has to telephone.
    shows(&["Wed 18 Mar 10:35  Tara     sms", "reminder"]);
    shows(&["Wed 18 Mar 10:35  Tara     task", "closed"]);

    let files = Left::of(&store).files;
    let file = |patient: &str, channel: &str, with: &str| {
        let mut found = files.iter().filter(|(name, content)| {
            name.contains(&format!("-{patient}-{channel}-"))
                && String::from_utf8_lossy(content).contains(with)
        });
        found.next().map(|(_, content)| String::from_utf8_lossy(content).into_owned())
    };
    let letter = file("priya", "email", "Drink plenty of water").unwrap();
    assert!(letter.contains("To: priya@example.in\r\n") && letter.contains("\r\n\r\nDear Priya,"));
    assert!(file("arjun", "email", "blood pressure").is_none());
    assert!(file("arjun", "email", "has a message for you").is_some());
    assert!(file("george", "sms", "").is_none());
    assert!(file("meera", "sms", "13 March").is_none(), "withdrawn before it was sent");
}

#[test]
fn a_second_run_on_the_same_store_sends_nothing_twice() {
    let store = fresh("twice");
    let story = Options::story(&store).unwrap();
    tell(&story);
    let once = Left::of(&store);
    let told = tell(&Options { fresh: false, ..story });
    assert!(told.trim_start().starts_with("read ("), "nothing is told but the summary: {told}");
    assert_eq!(Left::of(&store), once);
    assert!(once.files.len() > 25);
}

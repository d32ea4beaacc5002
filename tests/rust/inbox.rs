//! Replies: what they are taken for, against the expectations of rules and against properties.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use prm_core::{
    Action, Channel, Concern, Executor, Fact, Input, Lines, Playbook, Relationship, Reply,
    Resolution, Routed, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const LINE: &str = "tel:+12125550111";
/// 7 March 2026, 15:00 UTC: an hour after the visit was asked about.
const SAID: &str = "2026-03-07T15:00:00Z";

static BOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/playbooks/inbox.json");
    Playbook::compile(&std::fs::read_to_string(path).unwrap()).unwrap()
});

/// One patient, one telephone.
struct Desk {
    sam: Relationship,
    lines: Lines,
    replies: usize,
}

/// What came of a reply.
struct Heard {
    routed: Routed,
    actions: Vec<Action>,
}

impl Desk {
    /// A desk that has asked Sam whether they will come, or has sent a note alone.
    fn new(asked: bool) -> Self {
        let mut desk =
            Self { sam: Relationship::new("p1", "desk").unwrap(), lines: Lines::new(), replies: 0 };
        let facts = [
            json!({"type": "patient_described", "zone": "America/New_York", "languages": ["en-US"],
                   "birth_date": "1980-05-05",
                   "contact_points": [{"line": LINE}, {"line": "mailto:sam@example.org"}]}),
            json!({"type": "appointment_booked", "appointment": "a1",
                   "start": "2026-03-10T15:00[America/New_York]"}),
        ];
        let mut facts: Vec<Value> = facts.into_iter().collect();
        if !asked {
            facts.truncate(1);
            facts.push(json!({"type": "message_requested", "request": "q1", "message": "note"}));
        }
        let at = "2026-03-07T14:00:00Z";
        let facts: Vec<Fact> = (0..).zip(facts).map(|(n, content)| fact(n, at, content)).collect();
        let sent = desk.step(at.parse().unwrap(), &facts);
        assert!(matches!(sent[..], [Action::SendMessage { .. }]));
        desk
    }

    fn step(&mut self, now: Timestamp, facts: &[Fact]) -> Vec<Action> {
        let input = Input { facts, lines: &mut self.lines, executor: Executor::Server, now };
        BOOK.step(&mut self.sam, input).unwrap().actions
    }

    fn say_at(&mut self, at: Timestamp, text: &str) -> Heard {
        self.replies += 1;
        let reply = reply(&format!("in-{}", self.replies), at, text);
        let routed = BOOK.route(&mut self.lines, &reply);
        let facts = routed.facts.clone();
        Heard { actions: self.step(at, &facts), routed }
    }

    fn say(&mut self, text: &str) -> Heard {
        self.say_at(SAID.parse().unwrap(), text)
    }

    fn blocked(&self) -> bool {
        self.lines.is_blocked(&LINE.parse().unwrap(), "hill")
    }

    fn paused(&self) -> bool {
        self.lines.is_paused(&LINE.parse().unwrap(), "hill")
    }

    /// What a note to Sam by this telephone would meet two days later.
    fn note(&mut self) -> Vec<String> {
        let at = "2026-03-09T13:30:00Z";
        let content = json!({"type": "message_requested", "request": "later", "message": "note"});
        let actions = self.step(at.parse().unwrap(), &[fact(900, at, content)]);
        let sent = actions.iter().filter_map(|action| match action {
            Action::SendMessage { channel, parts, .. } if *parts.subject == *"request:later" => {
                Some(channel.as_str().to_owned())
            }
            _ => None,
        });
        sent.collect()
    }
}

fn fact(n: usize, at: &str, content: Value) -> Fact {
    let fact = json!({"id": format!("f{n}"), "patient": "p1", "occurred": at, "content": content});
    Fact::from_json(&fact.to_string()).unwrap()
}

fn reply(id: &str, occurred: Timestamp, text: &str) -> Reply {
    Reply {
        id: id.parse().unwrap(),
        line: LINE.parse().unwrap(),
        channel: Channel::Sms,
        occurred,
        text: text.into(),
        automatic: false,
    }
}

fn shared(path: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    match std::fs::read(&path) {
        Ok(text) => Some(serde_json::from_slice(&text).unwrap()),
        Err(_) => {
            eprintln!("absent, not tested: {path:?}");
            None
        }
    }
}

/// The intents of `vectors.json` that a reply was taken for.
fn intents(heard: &Heard) -> BTreeSet<&'static str> {
    let own = match heard.routed.resolution {
        Resolution::OptOut {} => Some("opt_out"),
        Resolution::OptIn {} => Some("opt_in"),
        Resolution::Help {} => Some("help"),
        _ => None,
    };
    let concerns = heard.routed.concerns.iter().filter_map(|concern| match concern {
        Concern::Crisis => Some("crisis_self_harm"),
        Concern::Urgent => Some("urgent_medical"),
        Concern::Safeguarding => Some("safeguarding"),
        Concern::Death => Some("deceased_report"),
        Concern::WrongParty => Some("wrong_party"),
        Concern::OptOutUnclear => Some("opt_out"),
        Concern::OptOutWording | Concern::VisitUnclear => None,
    });
    own.into_iter().chain(concerns).collect()
}

/// The tasks that a reply opened, each with whether it is urgent.
fn tasks(heard: &Heard) -> Vec<(&'static str, bool)> {
    let tasks = heard.actions.iter().filter_map(|action| match action {
        Action::OpenTask { reason: Some(reason), urgent, .. } => Some((reason.as_str(), *urgent)),
        _ => None,
    });
    tasks.collect()
}

/// The messages that a reply was answered with, each with its language.
fn answers(heard: &Heard) -> Vec<(&str, &str)> {
    let sent = heard.actions.iter().filter_map(|action| match action {
        Action::SendMessage { message, language, .. } => {
            Some((message.as_str(), language.as_str()))
        }
        _ => None,
    });
    sent.collect()
}

/// Their word for a task, and ours.
fn task_of(word: &str) -> &'static str {
    match word {
        "human_review" => "opt_out_wording",
        "human_review_for_opt_out" => "opt_out_unclear",
        "ask_if_visit_should_be_cancelled" => "visit_unclear",
        "verify_contact" => "verify_contact",
        other => panic!("no such task: {other}"),
    }
}

#[test]
fn the_inbound_cases_of_the_rules_come_out_whole() {
    let Some(all) = shared("rules/vectors.json") else { return };
    let cases = all["vectors"].as_array().unwrap().iter().filter(|case| case["kind"] == "inbound");
    let mut ran = 0;
    for case in cases {
        ran += 1;
        let (id, input, expect) = (&case["id"], &case["input"], &case["expect"]);
        let pending = input["pending_confirmation"] == true;
        let mut desk = Desk::new(pending);
        assert_eq!(input["opted_out"], false, "{id}");
        let heard = desk.say(input["body"].as_str().unwrap());
        let wanted: BTreeSet<&str> = expect["intents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|intent| intent.as_str().unwrap())
            .collect();
        assert_eq!(intents(&heard), wanted, "{id}");
        let tasks = tasks(&heard);
        for (field, value) in expect.as_object().unwrap() {
            let word = value.as_str().unwrap_or_default();
            match field.as_str() {
                "intents" => {}
                // `suppress` of `opted_out` and `wrong_party`: no text goes there any more.
                "decision" if word == "suppress" => {
                    let wrong = desk.routed_away();
                    assert!(desk.blocked() || wrong, "{id}");
                }
                // `escalate`: a task with that reason.
                "decision" => {
                    assert_eq!(word, "escalate", "{id}");
                    assert!(!tasks.is_empty(), "{id}");
                }
                "reason" => match word {
                    "opted_out" => {
                        assert_eq!(heard.routed.resolution, Resolution::OptOut {}, "{id}")
                    }
                    "free_text" => assert_eq!(tasks, [("unanswered_reply", false)], "{id}"),
                    _ => assert!(wanted.contains(word), "{id}: {word}"),
                },
                "confirmation_within_s" => {
                    assert_eq!(*value, 300);
                    let confirms = |action: &&Action| {
                        matches!(action,
                        Action::SendMessage { message, expires_at, .. } if message == "stopped"
                            && expires_at.as_millis() - SAID.parse::<Timestamp>().unwrap().as_millis() == 300_000)
                    };
                    assert_eq!(heard.actions.iter().filter(confirms).count(), 1, "{id}");
                }
                "task" => {
                    assert!(tasks.iter().any(|(task, _)| *task == task_of(word)), "{id}: {tasks:?}")
                }
                "also" => {
                    for word in value.as_array().unwrap() {
                        let task = task_of(word.as_str().unwrap());
                        assert!(tasks.iter().any(|(known, _)| *known == task), "{id}");
                    }
                    // What is not for safety waits meanwhile.
                    assert!(desk.paused() && !desk.blocked(), "{id}");
                    assert_eq!(desk.note(), Vec::<String>::new(), "{id}");
                }
                "reply_language" => assert_eq!(answers(&heard), [("stopped", word)], "{id}"),
                "auto_reply" => {
                    let text = if word == "emergency_number" { "emergency" } else { "crisis" };
                    assert_eq!(answers(&heard), [(text, "en-US")], "{id}");
                }
                "notify" => assert!(tasks.iter().any(|(_, urgent)| *urgent), "{id}"),
                "quiet_hours_bypassed" => {
                    let mut night = Desk::new(pending);
                    let at: Timestamp = "2026-03-08T07:00:00Z".parse().unwrap();
                    let heard = night.say_at(at, input["body"].as_str().unwrap());
                    assert_eq!(answers(&heard).len(), 1, "{id}");
                }
                // The whole care team reads what goes to staff.
                "route" => assert_eq!(word, "care_team", "{id}"),
                "hold_all" => assert_eq!(desk.note(), Vec::<String>::new(), "{id}"),
                other => panic!("{id}: nothing tests `{other}`"),
            }
        }
    }
    assert_eq!(ran, 8);
}

impl Desk {
    /// Whether texts avoid the telephone, and e-mail goes on.
    fn routed_away(&mut self) -> bool {
        self.note() == ["email"]
    }
}

/// Keywords of the rules that this library takes for something else: what for, and why.
const DIFFERENT: [(&str, &str, &str); 1] =
    [("numero equivocado", "wrong_party", "the contact is verified: it is no opt-out")];

#[test]
fn every_keyword_of_the_rules_is_taken_as_its_intent_says() {
    let Some(all) = shared("rules/opt_out_keywords.json") else { return };
    let (mut exact, mut phrases) = (0, 0);
    let keywords = all["keywords"].as_array().unwrap();
    for keyword in keywords {
        let text = keyword["keyword"].as_str().unwrap();
        let intent = keyword["intent"].as_str().unwrap();
        let mut desk = Desk::new(
            keyword["needs_context"] == "pending_confirmation" || intent.starts_with("opt_in_if"),
        );
        if keyword["match"] == "phrase" {
            phrases += 1;
            // A stem may go on, and a phrase stands in a sentence.
            let heard = desk.say(&format!("Well, {text}"));
            let found = intents(&heard);
            let ours = DIFFERENT.iter().find(|(word, ..)| *word == text).map(|(_, ours, _)| *ours);
            assert!(found.contains(ours.unwrap_or(intent)), "{text}: {found:?}");
            continue;
        }
        exact += 1;
        let heard = desk.say(text);
        let answer = || {
            heard.routed.facts.iter().find_map(|fact| {
                let value = serde_json::to_value(&fact.content).unwrap();
                value["attendance"].as_str().map(str::to_owned)
            })
        };
        match intent {
            "opt_out" => {
                assert_eq!(heard.routed.resolution, Resolution::OptOut {}, "{text}");
                assert!(desk.blocked(), "{text}");
            }
            "opt_in" => assert_eq!(heard.routed.resolution, Resolution::OptIn {}, "{text}"),
            "help" => assert_eq!(heard.routed.resolution, Resolution::Help {}, "{text}"),
            "confirm_appointment" => assert_eq!(answer().as_deref(), Some("accepted"), "{text}"),
            "decline_appointment" => assert_eq!(answer().as_deref(), Some("declined"), "{text}"),
            "reschedule_request" => assert!(
                matches!(
                    heard.routed.resolution,
                    Resolution::RescheduleRequest { question: Some(_) }
                ),
                "{text}"
            ),
            "opt_in_if_opted_out_else_confirm" => {
                assert_eq!(answer().as_deref(), Some("accepted"), "{text}");
                let mut desk = Desk::new(false);
                desk.say("STOP");
                let later: Timestamp = "2026-03-07T15:10:00Z".parse().unwrap();
                assert_eq!(desk.say_at(later, text).routed.resolution, Resolution::OptIn {});
                assert!(!desk.blocked());
            }
            other => panic!("nothing tests `{other}`"),
        }
    }
    eprintln!("{exact} exact keywords, {phrases} phrases");
    assert_eq!(exact + phrases, keywords.len());
    assert!(exact > 100 && phrases > 80);
}

/// Opt-out words of every language.
const STOPS: [&str; 20] = [
    "STOP",
    "quit",
    "End",
    "CANCEL",
    "opt out",
    "Unsubscribe",
    "arrêt",
    "BAJA",
    "sair",
    "ABMELDEN",
    "annulla",
    "बंद",
    "band karo",
    "நிறுத்து",
    "বন্ধ",
    "退订",
    "dừng",
    "إيقاف",
    "수신거부",
    "СТОП",
];

fn around() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " ", ".", "!!", " 🙏", "\n", "“", "...", " ❤️", "\u{200b}"])
}

fn clinical() -> impl Strategy<Value = String> {
    let ask =
        prop::sample::select(vec!["Can I", "Should I", "When do I", "May we", "Do I have to"]);
    let verb = prop::sample::select(vec!["stop", "quit", "end", "cancel", "start", "remove"]);
    let what = prop::sample::select(vec![
        "taking metformin",
        "my tablets",
        "the bandage",
        "smoking before the scan",
        "insulin",
        "the diet on Sunday",
        "sending my sugar readings",
        "the physiotherapy",
    ]);
    (ask, verb, what).prop_map(|(ask, verb, what)| format!("{ask} {verb} {what}?"))
}

fn anything() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "STOP",
        "START",
        "YES",
        "no",
        "1",
        "2",
        "9",
        "help",
        "please stop texting me",
        "CANCEL",
        "chest pain",
        "I want to die",
        "wrong number",
        "passed away",
        ". ",
        "? ",
        ", ",
        "mute",
        "thank you",
        "अच्छा",
        "हाँ",
        "退订",
        "I'm driving",
        "can't make it",
        "stop surveys",
        "🙏",
    ]);
    prop_oneof![
        3 => prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.join(" ")),
        1 => ".{0,80}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: prm_tests::cases(300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_opt_out_word_alone_always_blocks(word in prop::sample::select(STOPS.to_vec()), before in around(), after in around(), asked in any::<bool>()) {
        let mut desk = Desk::new(asked);
        let heard = desk.say(&format!("{before}{word}{after}"));
        prop_assert_eq!(&heard.routed.resolution, &Resolution::OptOut {});
        prop_assert!(desk.blocked());
        prop_assert!(desk.note().iter().all(|channel| channel != "sms"));
    }

    #[test]
    fn a_clinical_question_never_blocks(text in clinical(), asked in any::<bool>()) {
        let mut desk = Desk::new(asked);
        let heard = desk.say(&text);
        prop_assert!(!desk.blocked() && !desk.paused(), "{}", text);
        prop_assert_eq!(tasks(&heard).len(), 1, "{}", text);
    }

    /// Whatever is written, in whatever order it arrives: one confirmation, and a STOP is never
    /// lost.
    #[test]
    fn one_confirmation_and_no_lost_stop(texts in prop::collection::vec(anything(), 1..6), asked in any::<bool>()) {
        let mut desk = Desk::new(asked);
        let mut confirmations = 0;
        let mut opted_in = false;
        for (minute, text) in (0_i64..).zip(&texts) {
            let at = SAID.parse::<Timestamp>().unwrap().as_millis() + minute * 60_000;
            let heard = desk.say_at(Timestamp::from_millis(at).unwrap(), text);
            let own = answers(&heard).iter().filter(|(message, _)| *message == "stopped").count();
            prop_assert!(own <= 1, "{} was confirmed {} times", text, own);
            opted_in |= heard.routed.resolution == Resolution::OptIn {};
            confirmations += own;
            if heard.routed.resolution == (Resolution::OptOut {}) {
                prop_assert!(desk.blocked());
            }
            let danger = heard.routed.concerns.iter().any(|concern| concern.is_danger());
            prop_assert_eq!(danger, tasks(&heard).iter().any(|(_, urgent)| *urgent));
        }
        prop_assert!(confirmations <= 1 || opted_in);
    }

    /// Replies of one instant: the order in which they are routed changes nothing, and STOP wins.
    #[test]
    fn routing_is_order_proof(texts in prop::collection::vec(anything(), 2..6), seed in any::<u64>(), asked in any::<bool>()) {
        let at: Timestamp = SAID.parse().unwrap();
        let numbered: Vec<(usize, &String)> = texts.iter().enumerate().collect();
        let mut other = numbered.clone();
        other.sort_by_key(|(index, _)| (seed.rotate_left(u32::try_from(*index).unwrap() * 7), *index));
        let run = |order: &[(usize, &String)]| {
            let mut desk = Desk::new(asked);
            let mut found: Vec<(usize, Routed)> = order
                .iter()
                .map(|(index, text)| (*index, BOOK.route(&mut desk.lines, &reply(&format!("r{index}"), at, text))))
                .collect();
            found.sort_by_key(|(index, _)| *index);
            (found.into_iter().map(|(_, routed)| routed).collect::<Vec<_>>(), desk.blocked(), desk.paused())
        };
        let (first, second) = (run(&numbered), run(&other));
        prop_assert!(first.0 == second.0, "resolutions differ");
        prop_assert_eq!((first.1, first.2), (second.1, second.2));
        let stops = first.0.iter().any(|routed| routed.resolution == Resolution::OptOut {});
        prop_assert!(!stops || first.1, "a START of the same instant won");
    }
}

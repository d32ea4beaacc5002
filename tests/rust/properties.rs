//! The promises of the library, each a property named after it (architecture, section 6).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prm_core::{
    Action, Channel, Cure, Decision, Fact, Playbook, Purpose, ReasonCode, STARTER, Timestamp,
    Verdict, Zone,
};
use prm_tests::world::{self, DAY, Event, Moment, World, at, moments};
use proptest::prelude::*;
use serde_json::json;

/// The starter practice with a journey of offers, so that every purpose speaks.
static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let mut document: serde_json::Value = serde_json::from_str(STARTER).unwrap();
    document["messages"]["offer"] = json!({"purpose": "marketing", "variants": [
        {"channel": "sms", "level": 0, "text": {
            "en": "An offer from {{ practice.name }}.", "hi": "{{ practice.name }} की पेशकश।",
            "es": "Una oferta de {{ practice.name }}."
        }}
    ]});
    let offers = json!({"id": "offers", "for": "visit", "steps": [
        {"id": "offer", "send": "offer", "at": "1 day after visit.end at 12:00"},
        {"id": "patient-offer", "send": "offer", "at": "3 days after visit.end at 12:00", "useful_until": "20 days after visit.end", "await_consent": true}
    ]});
    document["journeys"].as_array_mut().unwrap().push(offers);
    Playbook::compile(&document.to_string()).unwrap()
});

fn run(moments: &[Moment]) -> World {
    let mut world = World::new(&PLAYBOOK);
    world.run(moments);
    world
}

/// What a test itself knows of a patient at an instant, from the events alone.
fn last<'m>(
    moments: &'m [Moment],
    patient: usize,
    now: Timestamp,
    kind: &'m str,
) -> impl DoubleEndedIterator<Item = &'m serde_json::Value> {
    moments.iter().filter_map(move |(minute, event)| match event {
        Event::Fact(p, content)
            if *p == patient && at(*minute) <= now && content["type"] == kind =>
        {
            Some(content)
        }
        _ => None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: prm_tests::cases(1000), failure_persistence: None, ..ProptestConfig::default() })]

    /// Never twice per key; never after its use; nothing at an instant that was decided already.
    #[test]
    fn never_twice_and_never_too_late(moments in moments()) {
        let world = run(&moments);
        let mut keys = BTreeSet::new();
        for (now, _, action) in world.sends() {
            prop_assert!(keys.insert(action.key()), "sent twice");
            if let Action::SendMessage { expires_at, .. } = action {
                prop_assert!(now < expires_at, "sent after its use");
            }
        }
        for (_, _, action) in &world.log {
            if let Action::OpenTask { key, .. } = action {
                prop_assert!(keys.insert(*key), "opened twice");
            }
        }
    }

    /// Never after death, never against do-not-contact, never without consent, never to a line
    /// that has opted out, never outside the permitted hours.
    #[test]
    fn never_what_is_forbidden(moments in moments()) {
        let world = run(&moments);
        for (now, patient, action) in world.sends() {
            let Action::SendMessage { purpose, channel, line, parts, .. } = action else { continue };
            let last = |kind| last(&moments, *patient, *now, kind);
            let dead = last("patient_described").any(|fact| fact["deceased"] == true);
            prop_assert!(!dead, "sent to the dead");
            let silenced = last("do_not_contact_changed").next_back().is_some_and(|f| f["on"] == true);
            prop_assert!(!silenced, "sent against do-not-contact");
            let said = last("consent_changed").rfind(|f| f["purposes"][0] == purpose.as_str());
            let granted = said.map(|fact| fact["granted"] == true);
            prop_assert!(granted.unwrap_or(*purpose != Purpose::Marketing), "sent without consent");
            let answers = *parts.journey == *"prm-reply";
            let words = moments.iter().filter(|(minute, _)| at(*minute) <= *now);
            let said = words.filter_map(|(_, event)| match event {
                Event::Reply(text) => Some(text.as_str()),
                _ => None,
            });
            let stopped = said.fold(false, |stopped, text| match text {
                "STOP" => true,
                "START" => false,
                // YES subscribes again a line that is blocked, where no question is open.
                "yes" => false,
                _ => stopped,
            });
            let stops = *line == World::shared() && stopped && *parts.step != *"stop";
            prop_assert!(!stops, "sent to a line that has opted out");
            if *channel == Channel::Sms && !answers {
                let zone = last("patient_described").rfind(|f| f["zone"].is_string());
                let zone = zone.map_or("Asia/Kolkata", |f| f["zone"].as_str().unwrap());
                let (_, time) = zone.parse::<Zone>().unwrap().local(*now);
                prop_assert!((8..20).contains(&time.hour()), "sent at {time} in {zone}");
            }
        }
    }

    /// Never above a cap: one survey a patient in 90 days.
    #[test]
    fn never_above_a_cap(moments in moments()) {
        // A slot that is given back may be used again; that is not tested here.
        let keeps = |(_, event): &Moment| !matches!(event, Event::Report(_, "failed" | "bounced" | "withdrawn"));
        let world = run(&moments.into_iter().filter(keeps).collect::<Vec<_>>());
        let mut sent: BTreeMap<usize, Vec<Timestamp>> = BTreeMap::new();
        for (now, patient, action) in world.sends() {
            if let Action::SendMessage { purpose: Purpose::Feedback, .. } = action {
                sent.entry(*patient).or_default().push(*now);
            }
        }
        for times in sent.values() {
            for pair in times.windows(2) {
                prop_assert!(pair[1].as_millis() - pair[0].as_millis() >= 90 * DAY - 60 * 60_000);
            }
        }
    }

    /// Many early wakes change nothing, and hand nothing over: the wake is never later than the
    /// next action.
    #[test]
    fn early_wakes_change_nothing(moments in moments(), early in prop::collection::vec(0_i64..40 * 24 * 60, 0..20)) {
        let plain = run(&moments);
        let mut busy = World::new(&PLAYBOOK);
        let mut early = early;
        early.sort_unstable();
        let mut rest = early.iter().copied().peekable();
        let mut poke = |world: &mut World, until: i64| {
            while let Some(minute) = rest.next_if(|minute| *minute <= until) {
                world.advance(at(minute));
                for patient in 0..2 {
                    let outcome = world.step(patient, at(minute), &[]);
                    assert!(outcome.actions.is_empty(), "an action that no wake announced");
                }
            }
        };
        for (minute, event) in &moments {
            poke(&mut busy, *minute);
            busy.happen(*minute, event);
        }
        poke(&mut busy, i64::MAX);
        busy.advance(at(60 * 24 * 60));
        prop_assert_eq!(plain.digests(), busy.digests());
    }

    /// Save then load is identity, also for what comes after.
    #[test]
    fn save_then_load_is_identity(moments in moments()) {
        let plain = run(&moments);
        let mut forgetful = World::new(&PLAYBOOK);
        forgetful.forgetful = true;
        forgetful.run(&moments);
        prop_assert_eq!(plain.digests(), forgetful.digests());
        for (a, b) in plain.relationships.iter().zip(&forgetful.relationships) {
            prop_assert_eq!(a.revision(), b.revision());
        }
        let times = |world: &World| world.log.iter().map(|(at, p, a)| (*at, *p, a.key())).collect::<Vec<_>>();
        prop_assert_eq!(times(&plain), times(&forgetful));
    }

    /// A second step at the same instant gives nothing, and its wake is the same.
    #[test]
    fn a_second_step_gives_nothing(moments in moments()) {
        let mut world = World::new(&PLAYBOOK);
        for (minute, event) in &moments {
            world.happen(*minute, event);
            for patient in 0..2 {
                let first = world.step(patient, at(*minute), &[]);
                let before = world.relationships[patient].save();
                let second = world.step(patient, at(*minute), &[]);
                prop_assert!(second.actions.is_empty());
                prop_assert_eq!(first.wake, second.wake);
                prop_assert_eq!(before, world.relationships[patient].save());
            }
        }
    }

    /// The plan law: with no new facts, stepping at every wake hands over exactly what the plan
    /// said, when it said.
    #[test]
    fn stepping_at_every_wake_hands_over_the_plan(moments in moments(), patient in 0_usize..2) {
        let mut world = World::new(&PLAYBOOK);
        for (minute, event) in &moments {
            world.happen(*minute, event);
        }
        let now = at(moments.last().map_or(0, |(minute, _)| *minute));
        let [planned, done] = world.planned_and_done(patient, now, at(50 * 24 * 60));
        prop_assert_eq!(planned, done);
    }

    /// Nothing depends on the order or the repetition of facts that come together.
    #[test]
    fn order_and_repetition_do_not_matter(moments in moments(), seed in any::<u64>()) {
        let facts: Vec<Fact> = moments.iter().enumerate().filter_map(|(index, (minute, event))| {
            let Event::Fact(_, content) = event else { return None };
            Some(Fact::from_json(&json!({
                "id": format!("g{index}"), "patient": "p1", "occurred": at(*minute), "content": content
            }).to_string()).unwrap())
        }).collect();
        let now = at(30 * 24 * 60);
        let mut plain = World::new(&PLAYBOOK);
        let expected = plain.step(0, now, &facts);
        let mut shuffled = facts.clone();
        shuffled.extend(facts.iter().take(3).cloned());
        let mut state = seed | 1;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(index, usize::try_from(state >> 33).unwrap() % (index + 1));
        }
        let mut other = World::new(&PLAYBOOK);
        let found = other.step(0, now, &shuffled);
        prop_assert_eq!(plain.digests(), other.digests());
        prop_assert_eq!(expected.actions, found.actions);
        prop_assert_eq!(expected.wake, found.wake);
    }

    /// Join is commutative, associative and idempotent.
    #[test]
    fn replicas_join(first in moments(), second in moments(), third in moments()) {
        let replica = |moments: &[Moment]| {
            let mut world = World::new(&PLAYBOOK);
            for (minute, event) in moments {
                world.happen(*minute, event);
            }
            let [relationship, _] = world.relationships;
            relationship
        };
        let (a, b, c) = (replica(&first), replica(&second), replica(&third));
        let join = |x: &prm_core::Relationship, y: &prm_core::Relationship| {
            let mut joined = x.clone();
            joined.join(y).unwrap();
            joined
        };
        prop_assert_eq!(join(&a, &b).digest(), join(&b, &a).digest());
        prop_assert_eq!(join(&join(&a, &b), &c).digest(), join(&a, &join(&b, &c)).digest());
        prop_assert_eq!(join(&a, &a).digest(), a.digest());
        let ab = join(&a, &b);
        prop_assert_eq!(join(&ab, &b).digest(), ab.digest());
    }

    /// A denied purpose never blocks another.
    #[test]
    fn a_denied_purpose_blocks_no_other(moments in moments()) {
        let care: Vec<Moment> = moments.into_iter().filter(|(_, event)| match event {
            Event::Fact(_, content) => content["type"] != "consent_changed",
            Event::Report(..) => false,
            Event::Reply(_) => true,
        }).collect();
        let mut refused = vec![
            (1, Event::Fact(0, json!({"type": "consent_changed", "purposes": ["marketing", "feedback", "greeting", "recall"], "granted": false}))),
            (1, Event::Fact(1, json!({"type": "consent_changed", "purposes": ["marketing", "feedback", "greeting", "recall"], "granted": false}))),
        ];
        refused.extend(care.iter().filter(|(minute, _)| *minute >= 1).cloned());
        let mut plain = vec![
            (1, Event::Fact(0, json!({"type": "consent_changed", "purposes": ["safety"], "granted": true}))),
            (1, Event::Fact(1, json!({"type": "consent_changed", "purposes": ["safety"], "granted": true}))),
        ];
        plain.extend(care.into_iter().filter(|(minute, _)| *minute >= 1));
        let (plain, refused) = (run(&plain), run(&refused));
        prop_assert_eq!(plain.sent_for(Purpose::Treatment), refused.sent_for(Purpose::Treatment));
    }

    /// A named suggestion never ends without an acknowledgement or a recorded refusal (R24).
    #[test]
    fn every_suggestion_is_heard(moments in moments()) {
        let world = run(&moments);
        let asked: BTreeSet<(usize, String)> = world.outcomes.iter()
            .flat_map(|(_, patient, outcome)| outcome.decisions.iter().filter_map(|decision| {
                let parts = decision.parts.as_ref()?;
                let settles = decision.verdict.settles();
                (settles && *parts.step == *"heard").then(|| (*patient, parts.subject.to_string()))
            }))
            .collect();
        for (_, event) in &moments {
            if let Event::Fact(patient, content) = event
                && content["type"] == "feedback_received"
            {
                let subject = format!("feedback:{}", content["response"].as_str().unwrap());
                prop_assert!(asked.contains(&(*patient, subject)), "a suggestion was lost");
            }
        }
    }

    /// The flip: apply every cure, and the verdict is `send`; apply fewer, and it is not (R20).
    #[test]
    fn the_flip_is_the_smallest_change(moments in moments()) {
        let mut world = World::new(&PLAYBOOK);
        for (minute, event) in &moments {
            world.happen(*minute, event);
            let now = at(*minute);
            for patient in 0..2 {
                let held: Vec<Decision> = world.step(patient, now, &[]).decisions;
                for decision in held.iter().filter(|decision| !decision.flip.is_empty()) {
                    check_flip(&world, patient, now, decision)?;
                }
            }
        }
    }
}

/// Applies subsets of a decision's cures to copies of the world.
fn check_flip(
    world: &World,
    patient: usize,
    now: Timestamp,
    decision: &Decision,
) -> Result<(), TestCaseError> {
    let key = decision.key.unwrap();
    let cures = &decision.flip;
    // Those that a fact can apply; what a person or an author has to add is left out.
    if !cures
        .iter()
        .all(|c| matches!(c, Cure::WaitUntil { .. } | Cure::Consent { .. } | Cure::Unblock { .. }))
    {
        return Ok(());
    }
    for chosen in 0..1_u32 << cures.len() {
        let mut relationship = world.relationships[patient].clone();
        let mut lines = world.lines.clone();
        let mut facts = Vec::new();
        let mut later = now;
        for (index, cure) in cures.iter().enumerate().filter(|(i, _)| chosen >> i & 1 == 1) {
            match cure {
                Cure::WaitUntil { at } => later = *at,
                Cure::Unblock { .. } => lines.unblock(&World::shared(), "lotus", now),
                Cure::Consent { purpose, channel, signed } => facts.push(Fact::from_json(&json!({
                    "id": format!("cure-{index}"), "patient": world::PATIENTS[patient],
                    "occurred": now,
                    "content": {"type": "consent_changed", "purposes": [purpose], "channel": channel, "granted": true, "signed": signed}
                }).to_string()).unwrap()),
                _ => {}
            }
        }
        // What comes before the cure in time is decided first; it may take the slot of a cap.
        let others = PLAYBOOK.plan(&relationship, &lines, now, later);
        let busy =
            others.turns.iter().flat_map(|turn| &turn.actions).any(|action| action.key() != key);
        if busy {
            continue;
        }
        let input = prm_core::Input {
            facts: &facts,
            lines: &mut lines,
            executor: prm_core::Executor::Server,
            now: later,
        };
        let outcome = PLAYBOOK.step(&mut relationship, input).unwrap();
        let found = outcome.decisions.iter().find(|found| found.key == Some(key));
        let sent = found.is_some_and(|found| found.verdict == Verdict::Send);
        let all = chosen + 1 == 1 << cures.len();
        prop_assert_eq!(
            sent,
            all,
            "cures {:?} of {:?}: {:?}",
            chosen,
            cures,
            found.map(|f| (f.verdict, f.reason()))
        );
    }
    Ok(())
}

/// One birthday a year, also for 29 February, in every zone of the sample.
#[test]
fn one_birthday_a_year() {
    for zone in world::ZONES {
        for born in ["1980-02-29", "1980-12-31", "1980-01-01", "2000-03-01"] {
            let mut world = World::new(&PLAYBOOK);
            let fact = json!({
                "id": "b", "patient": "p1", "occurred": at(1),
                "content": {"type": "patient_described", "birth_date": born, "zone": zone}
            });
            world.step(0, at(1), &[Fact::from_json(&fact.to_string()).unwrap()]);
            let until = Timestamp::from_millis(world::START + 9 * 366 * DAY).unwrap();
            let plan = PLAYBOOK.plan(&world.relationships[0], &world.lines, at(1), until);
            let mut years: Vec<String> = plan
                .turns
                .iter()
                .flat_map(|turn| &turn.actions)
                .filter_map(|action| match action {
                    Action::SendMessage { parts, .. } => Some(parts.occurrence.to_string()),
                    _ => None,
                })
                .collect();
            let all = years.len();
            years.dedup();
            assert_eq!(all, years.len(), "{born} {zone}");
            assert!(all >= 8, "{born} {zone}: {years:?}");
        }
    }
}

/// The clock of a host that went back hands nothing over (R26).
#[test]
fn a_clock_that_went_back_hands_nothing_over() {
    let mut world = World::new(&PLAYBOOK);
    let booked = json!({"type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"});
    world.happen(0, &Event::Fact(0, booked));
    world.advance(at(10 * 24 * 60));
    let sent = world.sends().count();
    assert!(sent > 0);
    let booked = json!({"type": "appointment_booked", "appointment": "a2", "start": "2026-03-05T10:00[Asia/Kolkata]"});
    let fact = json!({"id": "late", "patient": "p1", "occurred": at(60), "content": booked});
    let outcome = world.step(0, at(3 * 24 * 60), &[Fact::from_json(&fact.to_string()).unwrap()]);
    assert!(outcome.actions.is_empty());
    assert!(outcome.decisions.iter().any(|d| d.reason() == ReasonCode::ClockWentBack));
}

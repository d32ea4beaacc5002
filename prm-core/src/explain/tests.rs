use std::collections::BTreeSet;

use super::*;

const VERDICTS: [Verdict; 9] = [
    Verdict::Send,
    Verdict::Wait,
    Verdict::Hold,
    Verdict::Combine,
    Verdict::Skip,
    Verdict::Missed,
    Verdict::Deny,
    Verdict::Note,
    Verdict::Task,
];

fn cures() -> Vec<Cure> {
    let (purpose, channel) = (Purpose::Marketing, Channel::Sms);
    vec![
        Cure::WaitUntil { at: Timestamp::clamped(1_773_000_000_000) },
        Cure::Consent { purpose, channel, signed: false },
        Cure::Unblock { channel },
        Cure::Verify { channel: Channel::Email },
        Cure::Add { what: "visit.instructions".into() },
        Cure::Edit { field: "messages.m".into() },
    ]
}

/// Every phrase of a language: none is empty, none is said for two things, none has a dash of
/// English in it.
#[test]
fn every_language_has_every_word() {
    for words in ALL {
        let mut said = BTreeSet::new();
        let mut each = |text: String| {
            assert!(!text.trim().is_empty(), "{}", words.tag());
            assert!(text.trim() == text && !text.ends_with(['.', '।']), "{text}");
            assert!(said.insert(text.clone()), "twice in {}: {text}", words.tag());
        };
        ReasonCode::ALL.iter().for_each(|code| each(words.reason(*code).to_owned()));
        VERDICTS.iter().for_each(|verdict| each(words.verdict("x", *verdict, Some("y"))));
        VERDICTS.iter().for_each(|verdict| each(words.verdict("x", *verdict, None)));
        EVENTS.iter().for_each(|event| each(words.event(*event, "x")));
        cures().iter().for_each(|cure| each(words.cure(cure, &|_| "x".to_owned())));
        Channel::ALL.iter().for_each(|channel| each(words.subject(None, Some(*channel))));
        let purposes: BTreeSet<&str> = Purpose::ALL.iter().map(|p| words.purpose(*p)).collect();
        assert_eq!(purposes.len(), Purpose::ALL.len());
    }
    for code in ReasonCode::ALL {
        let texts: BTreeSet<&str> = ALL.iter().map(|words| words.reason(*code)).collect();
        assert_eq!(texts.len(), ALL.len(), "{code:?} is not translated");
        let hindi = hi::Hindi.reason(*code);
        assert!(!hindi.chars().any(|c| c.is_ascii_alphabetic()), "{hindi}");
    }
}

#[test]
fn a_reader_without_words_has_english() {
    let of = |tag: &str| {
        let (words, dates) = words(&tag.parse().unwrap());
        (words.tag(), dates.to_string())
    };
    assert_eq!(of("en-GB"), ("en", "en-GB".to_owned()));
    assert_eq!(of("es-MX"), ("es", "es-MX".to_owned()));
    assert_eq!(of("hi-IN"), ("hi", "hi-IN".to_owned()));
    for tag in ["hi-Latn", "ar", "zh-Hant", "xx", "und"] {
        assert_eq!(of(tag), ("en", "en".to_owned()), "{tag}");
    }
}

fn held() -> Decision {
    let until = "2026-03-10T02:30:00Z".parse().unwrap();
    let at = "2026-03-09T18:00:00Z".parse().unwrap();
    let parts = KeyParts {
        journey: "visits".into(),
        subject: "appointment:a1".into(),
        entry: "0".into(),
        step: "moved".into(),
        occurrence: "-".into(),
        recipient: "p".into(),
        told: "-".into(),
        again: 0,
        attempt: 0,
    };
    Decision {
        parts: Some(parts),
        channel: Some(Channel::Email),
        reasons: vec![
            crate::Reason::until(ReasonCode::QuietHours, until),
            crate::Reason::about(ReasonCode::CapReached, "one-a-day"),
        ],
        flip: vec![Cure::WaitUntil { at: until }, cures().remove(1)],
        ..Decision::new(at, ReasonCode::QuietHours)
    }
}

/// Reviewed by eye: this is what staff read.
#[test]
fn a_whole_sentence_reads_as_one() {
    let zone: Zone = "Asia/Kolkata".parse().unwrap();
    let events = [
        MessageHistory { event: MessageEvent::HandedOver, at: Timestamp::clamped(0) },
        MessageHistory {
            event: MessageEvent::Delivered,
            at: "2026-03-09T03:31:00Z".parse().unwrap(),
        },
    ];
    let sent = Decision {
        verdict: Verdict::Send,
        reasons: vec![ReasonCode::Ok.into()],
        flip: vec![],
        ..held()
    };
    for (reader, held_text, sent_text) in [
        (
            "en",
            "moved of appointment:a1 by email is held: outside the permitted hours in a candidate zone, and a frequency cap is reached until the stated time (one-a-day); it would have gone on Tuesday, March 10 at 8:00 AM (Asia/Kolkata) and with sms consent for marketing.",
            "moved of appointment:a1 by email was sent on Monday, March 9 at 11:30 PM (Asia/Kolkata): all checks passed; delivered on Monday, March 9 at 9:01 AM (Asia/Kolkata).",
        ),
        (
            "es",
            "moved de appointment:a1 por correo electrónico queda en espera: fuera de las horas permitidas en una zona posible, y además se alcanzó el límite de mensajes hasta la hora indicada (one-a-day); habría salido el martes, 10 de marzo a las 08:00 (Asia/Kolkata) y con consentimiento para publicidad por SMS.",
            "moved de appointment:a1 por correo electrónico se envió el lunes, 9 de marzo a las 23:30 (Asia/Kolkata): se superaron todas las comprobaciones; llegó el lunes, 9 de marzo a las 09:01 (Asia/Kolkata).",
        ),
        (
            "hi-IN",
            "appointment:a1 का moved ई-मेल से रोककर रखा गया है: किसी संभावित समय-क्षेत्र में अनुमत समय के बाहर, और बताए गए समय तक संदेशों की सीमा पूरी हो चुकी है (one-a-day); मंगलवार, 10 मार्च को 8:00 am बजे (Asia/Kolkata) और प्रचार के लिए SMS की सहमति होने पर यह भेजा जाता।",
            "appointment:a1 का moved ई-मेल से सोमवार, 9 मार्च को 11:30 pm बजे (Asia/Kolkata) भेजा गया: सभी जाँचें सफल रहीं; सोमवार, 9 मार्च को 9:01 am बजे (Asia/Kolkata) पहुँचा।",
        ),
    ] {
        let reader = reader.parse().unwrap();
        assert_eq!(sentence(&reader, &held(), &[], zone), held_text);
        assert_eq!(sentence(&reader, &sent, &events, zone), sent_text);
    }
    let open = Decision { flip: vec![], ..held() };
    let ends = |reader: &str| sentence(&reader.parse().unwrap(), &open, &[], zone);
    assert!(ends("en").ends_with("; until Tuesday, March 10 at 8:00 AM (Asia/Kolkata)."));
    assert!(
        ends("es-MX").ends_with("; hasta el martes, 10 de marzo a las 08:00 a.m. (Asia/Kolkata).")
    );
    assert!(ends("hi").ends_with("; मंगलवार, 10 मार्च को 8:00 am बजे (Asia/Kolkata) तक।"));
}

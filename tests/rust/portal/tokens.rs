//! Attacks on the tokens of links.

use prm_core::{Token, TokenFault as Fault, TokenReading, decode, token_issue, token_read};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::told;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn key(id: u8) -> Value {
    json!({"id": id, "secret": format!("{id} is the number of a secret that is long")})
}

fn issued(fields: Value) -> Token {
    let mut spec = json!({"practice": "lotus", "purpose": "confirm", "patient": "priya-4711",
        "subject": "appointment:a1", "occurrence": "reminder", "keys": [key(1)],
        "issued": "2026-03-09T03:30:00.700Z", "expires": "2026-03-10T10:00:00Z"});
    spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    token_issue(&decode(&spec).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn read(token: &str, fields: Value) -> TokenReading {
    let mut spec = json!({"token": token, "keys": [key(1)], "practice": "lotus",
        "purpose": "confirm", "now": "2026-03-09T12:00:00Z"});
    spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    token_read(&decode(&spec).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn fault(token: &str, fields: Value) -> Option<Fault> {
    read(token, fields).fault
}

/// The bytes of a token, read in another way than the library reads them.
fn bytes(token: &str) -> Vec<u8> {
    let bits: Vec<u8> = token
        .chars()
        .flat_map(|letter| {
            let value = ALPHABET.find(letter).unwrap();
            (0..6).rev().map(move |bit| (value >> bit & 1) as u8)
        })
        .collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit)).collect()
}

fn text(bytes: &[u8]) -> String {
    let mut bits: Vec<u8> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    bits.resize(bits.len().div_ceil(6) * 6, 0);
    let value = |six: &[u8]| six.iter().fold(0_usize, |all, bit| all << 1 | usize::from(*bit));
    bits.chunks(6).map(|six| ALPHABET.as_bytes()[value(six)] as char).collect()
}

#[test]
fn a_token_holds_for_its_purpose_practice_and_time() {
    let Token { token, reference, once, .. } = issued(json!({}));
    assert_eq!((token.len(), text(&bytes(&token))), (68, token.clone()));
    let claims = read(&token, json!({})).claims.unwrap();
    assert_eq!((&claims.reference, &claims.once), (&reference, &once));
    assert_eq!((claims.single_use, claims.login), (true, false));
    for purpose in ["survey", "unsubscribe", "result", "form"] {
        assert_eq!(fault(&token, json!({"purpose": purpose})), Some(Fault::WrongPurpose));
    }
    assert_eq!(fault(&token, json!({"practice": "rose"})), Some(Fault::BadSignature));
    let at = |now: &str| fault(&token, json!({"now": now}));
    assert_eq!(at("2026-03-10T09:59:59.999Z"), None);
    assert_eq!(at("2026-03-10T10:00:00Z"), Some(Fault::Expired));
    assert_eq!(at("2126-03-10T10:00:00Z"), Some(Fault::Expired));
    // The clock went back: two clocks may differ by ten minutes.
    assert_eq!(at("2026-03-09T03:20:00Z"), None);
    assert_eq!(at("2026-03-09T03:19:59Z"), Some(Fault::NotYet));
    assert_eq!(at("1990-03-09T03:19:59Z"), Some(Fault::NotYet));
    let found = json!({"patient": "priya-4711", "subject": "appointment:a1"});
    assert_eq!(fault(&token, found), None);
    let other = json!({"patient": "priya-4712", "subject": "appointment:a1"});
    assert_eq!(fault(&token, other), Some(Fault::WrongSubject));
}

#[test]
fn a_link_is_used_once_however_often_it_is_sent() {
    let first = issued(json!({}));
    let again = issued(json!({"issued": "2026-03-09T09:00:00Z"}));
    assert_ne!(first.token, again.token);
    assert_eq!(first.once, again.once);
    assert_eq!(fault(&again.token, json!({"used": [first.once]})), Some(Fault::Replayed));
    let next = issued(json!({"occurrence": "second reminder"}));
    assert_eq!(fault(&next.token, json!({"used": [first.once]})), None);
    // Whoever is out may say so again, also after a mail program did.
    let out = issued(json!({"purpose": "unsubscribe", "expires": "2026-05-09T03:30:00Z"}));
    let used = json!({"purpose": "unsubscribe", "used": [out.once], "now": "2026-05-08T03:30:00Z"});
    let claims = read(&out.token, used).claims.unwrap();
    assert_eq!((claims.single_use, claims.login), (false, false));
}

#[test]
fn keys_rotate() {
    let old = issued(json!({}));
    let new = issued(json!({"keys": [key(1), key(2)]}));
    let both = json!({"keys": [key(1), key(2)]});
    assert_eq!(read(&old.token, both.clone()).claims.unwrap().key, 1);
    assert_eq!(read(&new.token, both).claims.unwrap().key, 2);
    assert_eq!(fault(&old.token, json!({"keys": [key(2)]})), Some(Fault::UnknownKey));
    // Another secret under the same number.
    let other = json!([{"id": 1, "secret": "another secret that is long enough for it"}]);
    assert_eq!(fault(&old.token, json!({"keys": other})), Some(Fault::BadSignature));
    for keys in [json!([]), json!([{"id": 1, "secret": "short"}]), json!([key(1), key(1)])] {
        let spec = json!({"token": old.token, "keys": keys, "practice": "lotus",
            "purpose": "confirm", "now": "2026-03-09T12:00:00Z"});
        assert!(token_read(&decode(&spec).unwrap()).is_err());
    }
}

#[test]
fn facts_revoke_links() {
    let playbook = super::playbook();
    let early = "2026-03-01T00:00:00Z";
    let relationship = told(
        &playbook,
        &[
            (
                early,
                json!({"type": "links_revoked", "subject": "appointment:a1",
            "before": "2026-03-09T12:00:00Z"}),
            ),
            (
                early,
                json!({"type": "links_revoked", "subject": "appointment:a1",
            "before": "2026-03-08T12:00:00Z"}),
            ),
        ],
    );
    let now = super::NOW.parse().unwrap();
    let revoked = relationship.revoked_links(now);
    assert_eq!(revoked.len(), 1);
    let loaded = prm_core::Relationship::load(&relationship.save()).unwrap();
    assert_eq!(loaded.revoked_links(now), revoked);
    let first = issued(json!({})).token;
    let found = |subject: &str| {
        json!({"revoked": revoked, "patient": "priya-4711",
        "subject": subject})
    };
    assert_eq!(fault(&first, found("appointment:a1")), Some(Fault::Revoked));
    // Of a link whose subject is not known yet, the safe side.
    assert_eq!(fault(&first, json!({"revoked": revoked})), Some(Fault::Revoked));
    let other = issued(json!({"subject": "appointment:a2"})).token;
    assert_eq!(fault(&other, found("appointment:a2")), None);
    let later = issued(json!({"issued": "2026-03-09T12:00:00Z"})).token;
    assert_eq!(fault(&later, found("appointment:a1")), None);
    // All are revoked: the way out stays open, unless it is revoked by its name.
    let all = json!([{"before": "2026-03-10T00:00:00Z"}]);
    let out = issued(json!({"purpose": "unsubscribe", "expires": "2026-06-09T03:30:00Z"})).token;
    assert_eq!(fault(&first, json!({"revoked": all})), Some(Fault::Revoked));
    assert_eq!(fault(&out, json!({"revoked": all, "purpose": "unsubscribe"})), None);
    let named = json!([{"purpose": "unsubscribe", "before": "2026-03-10T00:00:00Z"}]);
    let asked = json!({"revoked": named, "purpose": "unsubscribe"});
    assert_eq!(fault(&out, asked), Some(Fault::Revoked));
}

#[test]
fn a_way_out_works_for_sixty_days() {
    let spec = |expires: &str| {
        json!({"practice": "lotus", "purpose": "unsubscribe",
        "patient": "p", "subject": "line:sms", "occurrence": "m1", "keys": [key(1)],
        "issued": "2026-03-09T00:00:00Z", "expires": expires})
    };
    let error = |expires| token_issue(&decode(&spec(expires)).unwrap()).unwrap_err();
    assert_eq!(error("2026-05-07T23:59:59Z").path(), "expires");
    assert_eq!(error("2106-02-08T00:00:00Z").code().as_str(), "invalid_time");
    assert!(token_issue(&decode(&spec("2026-05-08T00:00:00Z")).unwrap()).is_ok());
}

#[test]
fn a_token_reveals_nobody() {
    let token = issued(json!({}));
    let all = bytes(&token.token);
    let name = b"priya-4711";
    for needle in [&name[..], b"priya", b"4711", b"appointment", b"a1", b"lotus", b"reminder"] {
        let found = all.windows(needle.len()).any(|part| part == needle);
        // Two bytes may stand there by chance, and do not here.
        assert!(!found && !token.token.contains(std::str::from_utf8(needle).unwrap_or("?")));
    }
    // Without the key, a guessed name gives no reference: it is no plain digest.
    let other = issued(json!({"keys": [key(2)]}));
    assert_ne!(token.reference, other.reference);
    assert_eq!(
        format!("{token:?} {:?}", read(&token.token, json!({})).claims),
        "Token { .. } Some(TokenClaims { .. })"
    );
}

#[test]
fn every_bit_that_is_flipped_and_every_guess_is_refused() {
    let token = issued(json!({})).token;
    let all = bytes(&token);
    let mut tried = 0;
    for bit in 0..all.len() * 8 {
        let mut flipped = all.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let found = fault(&text(&flipped), json!({}));
        let expected = [Fault::BadSignature, Fault::Malformed, Fault::UnknownKey];
        assert!(found.is_some_and(|fault| expected.contains(&fault)), "{bit} {found:?}");
        tried += 1;
    }
    assert_eq!(tried, 408);
    // Another text of the same bytes, and other lengths.
    for text in [
        format!("{token}="),
        format!(" {token}"),
        token[..67].to_owned(),
        format!("{token}A"),
        token.replace(['-', '_'], "+") + "x",
        String::new(),
        "x".repeat(1 << 20),
        "é".repeat(34),
    ] {
        assert_eq!(fault(&text, json!({})), Some(Fault::Malformed));
    }
}

proptest! {
    #[test]
    fn no_other_text_is_a_token(token in "[A-Za-z0-9_-]{68}", at in 0_usize..68, letter in 0_usize..64) {
        let none = json!({});
        prop_assert!(fault(&token, none.clone()).is_some());
        let mut one = issued(json!({})).token.into_bytes();
        prop_assume!(one[at] != ALPHABET.as_bytes()[letter]);
        one[at] = ALPHABET.as_bytes()[letter];
        prop_assert!(fault(std::str::from_utf8(&one).unwrap(), none).is_some());
    }
}

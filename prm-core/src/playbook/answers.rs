//! How texts ask for answers: no word that opts out is offered for anything else, and a question
//! says how it is answered.

use super::compiled::{Compiled, What};
use super::document::Document;
use super::node::{Faults, shown};
use crate::conversation::words::{Intent, Meaning, words};
use crate::conversation::{Ask, Plain, sentences};
use crate::error::ErrorCode;
use crate::{Channel, Language};

pub(super) fn check(document: &Document, compiled: &Compiled, faults: &Faults) {
    for (id, message) in &document.messages {
        for (index, variant) in message.variants.iter().enumerate() {
            let fields = [("subject", variant.subject.as_ref()), ("text", Some(&variant.text))];
            for (field, texts) in fields {
                for (tag, text) in texts.into_iter().flatten() {
                    let path = format!("messages.{id}.variants[{index}].{field}.{}", shown(tag));
                    reserved(&path, tag, text, faults);
                }
            }
        }
    }
    let messages: Vec<_> = document.messages.iter().collect();
    let steps = compiled.journeys.iter().flat_map(|journey| &journey.steps);
    for step in steps {
        let What::Send { message, ask: Some(ask), .. } = &step.what else { continue };
        let Some((id, message)) = messages.get(*message) else { continue };
        for (index, variant) in message.variants.iter().enumerate() {
            if !matches!(variant.channel, Channel::Sms | Channel::Whatsapp) {
                continue;
            }
            for (tag, _) in variant.text.iter().filter(|(_, text)| !is_answerable(*ask, text)) {
                let path = format!("messages.{id}.variants[{index}].text.{}", shown(tag));
                let help = match ask {
                    Ask::Confirm => "as in `Reply 1 for yes, 2 for another time, 3 for no`",
                    Ask::Nps => "as in `Reply with a number from 0 to 10`",
                };
                let message =
                    format!("it asks (step `{}`) and does not say how to answer", step.id);
                faults.warning(ErrorCode::Contradiction, &path, message, help);
            }
        }
    }
}

/// Whether a text names an answer to its question.
fn is_answerable(ask: Ask, text: &str) -> bool {
    let said = Plain::of(&without_values(text)).words;
    match ask {
        Ask::Nps => said.split(' ').any(|word| word.contains("10")),
        Ask::Confirm => {
            said.split(' ').any(|word| {
                let plain = Plain::of(word);
                words().exact(&plain, &[]).is_some_and(|meaning| meaning.intent == Intent::Yes)
            }) || words().joined().any(|(word, m)| m.intent == Intent::Yes && said.contains(word))
        }
    }
}

/// A word of a text, as it is written.
struct Token {
    plain: String,
    /// Whether it stands out as a word to write back: in capitals or in quotation marks.
    stands_out: bool,
}

/// A word that opts out and is offered, with the tokens that it takes.
struct Offer {
    from: usize,
    to: usize,
    word: String,
    /// Whether it also means to cancel a visit.
    visit: bool,
    universal: bool,
}

fn reserved(path: &str, tag: &str, text: &str, faults: &Faults) {
    let language: Vec<Language> = tag.parse().into_iter().collect();
    for (sentence, _) in sentences(&without_values(text)) {
        let tokens = tokens(sentence);
        if !says(&words().asks, &tokens) {
            continue;
        }
        let offers = offers(&tokens, &language);
        for (index, offer) in offers.iter().enumerate() {
            // What is said of the word: from the offer before it to the one after it.
            let from = index.checked_sub(1).and_then(|before| offers.get(before));
            let to = offers.get(index + 1).map_or(tokens.len(), |next| next.from);
            let from = from.map_or(0, |before| before.to);
            let about = tokens.get(from..to).unwrap_or_default();
            if says(&words().leaving, about) {
                continue;
            }
            let word = shown(&offer.word);
            let explains = to > offer.to + 1;
            if offer.visit || says(&words().visit, about) {
                let message = format!(
                    "`{word}` opts the patient out of every message: it cannot speak of a visit"
                );
                let help = "offer another word, as in `3` or `N` for no, `2` or `R` for another \
                            time";
                faults.help(ErrorCode::ReservedWord, path, message, Some(help.to_owned()));
            } else if offer.universal && explains && !offer.word.starts_with("stop") {
                let message = format!("`{word}` opts the patient out of every message");
                let help = "offer another word, or say that it ends all messages";
                faults.warning(ErrorCode::ReservedWord, path, message, help);
            }
        }
    }
}

/// The words of a sentence that opt out and are offered: those that stand out, and those next to
/// a word that asks to reply.
fn offers(tokens: &[Token], language: &[Language]) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for from in 0..tokens.len() {
        let longest = (1..=3).rev().find_map(|n| offer(tokens, from, from + n, language));
        let overlaps = offers.last().is_some_and(|last| from < last.to);
        offers.extend(longest.filter(|_| !overlaps));
    }
    offers
}

fn offer(tokens: &[Token], from: usize, to: usize, language: &[Language]) -> Option<Offer> {
    let own = tokens.get(from..to)?;
    let word = joined(own);
    let asks = |at: Option<usize>| {
        let token = at.and_then(|at| tokens.get(at));
        token
            .is_some_and(|token| words().asks.iter().any(|ask| ask.is_in(&Plain::of(&token.plain))))
    };
    let found = |meaning: &Meaning, word: String| Offer {
        from,
        to,
        word,
        visit: meaning.visit,
        universal: meaning.universal,
    };
    if let Some(meaning) = words().exact(&Plain::of(&word), language) {
        let cased = word.chars().any(|c| c.is_lowercase());
        let offered = own.iter().all(|token| token.stands_out)
            || asks(from.checked_sub(1))
            || (!cased && asks(Some(to)));
        return (meaning.intent == Intent::OptOut && offered).then(|| found(meaning, word));
    }
    // Scripts without spaces: the word stands right behind or before the one that asks.
    let near = |word: &str| {
        let asks = words().asks.iter().map(|ask| ask.plain.as_str());
        let mut pairs = asks.flat_map(|ask| [format!("{ask}{word}"), format!("{word}{ask}")]);
        own.len() == 1 && pairs.any(|pair| own.iter().any(|token| token.plain.contains(&pair)))
    };
    let mut opt_outs = words().joined().filter(|(_, m)| m.intent == Intent::OptOut);
    opt_outs.find(|(word, _)| near(word)).map(|(word, m)| found(m, word.to_owned()))
}

fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.plain.as_str()).collect::<Vec<_>>().join(" ")
}

fn says(needles: &[crate::conversation::words::Needle], tokens: &[Token]) -> bool {
    let said = Plain::of(&joined(tokens));
    needles.iter().any(|needle| needle.is_in(&said))
}

fn tokens(sentence: &str) -> Vec<Token> {
    let quote = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '„' | '「' | '」');
    let mut quoted = false;
    let mut tokens = Vec::new();
    for piece in
        sentence.split_inclusive(|c: char| c.is_whitespace() || quote(c) || ",:()/-".contains(c))
    {
        let plain = Plain::of(piece).words;
        let capitals = piece.chars().filter(|c| c.is_uppercase()).count() > 1
            && !piece.chars().any(char::is_lowercase);
        if !plain.is_empty() {
            tokens.push(Token { plain, stands_out: capitals || quoted });
        }
        quoted ^= piece.ends_with(quote);
    }
    tokens
}

/// A template without the values that it names.
fn without_values(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split("{{").enumerate() {
        let said =
            if index == 0 { part } else { part.split_once("}}").map_or("", |(_, rest)| rest) };
        out.push_str(said);
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tag: &str, text: &str) -> Vec<String> {
        let faults = Faults::default();
        reserved("x", tag, text, &faults);
        faults.take().iter().map(|fault| format!("{:?}", fault.severity)).collect()
    }

    #[test]
    fn a_word_that_opts_out_is_not_offered_for_a_visit() {
        for (tag, text) in [
            ("en", "Reply CANCEL to cancel."),
            (
                "en",
                "See you {{ appointment.start | day }}. Reply C to confirm or CANCEL to cancel your visit.",
            ),
            ("en", "Reply STOP to cancel your visit."),
            ("en", "Reply END to end your appointment"),
            ("en", "Text \"cancel\" if you cannot come to your appointment."),
            ("en", "Reply CANCEL to cancel your appointment or STOP to opt out."),
            ("fr", "Répondez ANNULER pour annuler votre rendez-vous."),
            ("es", "Responda CANCELAR para cancelar su cita."),
            ("pt", "Responda CANCELAR para cancelar a consulta."),
            ("de", "Antworten Sie ABSAGEN, um den Termin abzusagen."),
            ("it", "Risponda ANNULLA per annullare la visita."),
            ("hi", "अपॉइंटमेंट रद्द करने के लिए बंद लिखें।"),
            ("hi", "अपॉइंटमेंट रद्द करने के लिए CANCEL लिखें।"),
            ("hi-Latn", "Appointment cancel karne ke liye BAND likhein."),
            ("ta", "சந்திப்பை ரத்து செய்ய நிறுத்து அனுப்பவும்."),
            ("bn", "অ্যাপয়েন্টমেন্ট বাতিল করতে বন্ধ লিখুন।"),
            ("zh", "回复取消以取消预约。"),
            ("vi", "Soạn HỦY để hủy lịch hẹn."),
            ("ar", "أرسل إلغاء لإلغاء الموعد."),
            ("ko", "취소 회신하시면 예약이 취소됩니다."),
            ("ru", "Отправьте ОТМЕНА, чтобы отменить запись."),
            ("tl", "Mag-reply ng CANCEL para kanselahin ang appointment."),
            ("ht", "Reponn ANILE pou anile randevou a."),
            ("pl", "Odpowiedz ANULUJ, aby odwołać wizytę."),
        ] {
            assert_eq!(found(tag, text), ["Error"], "{text}");
        }
        assert_eq!(found("en", "Reply END to finish the survey."), ["Warning"]);
    }

    #[test]
    fn a_word_that_opts_out_may_be_offered_for_that() {
        for (tag, text) in [
            ("en", "See you at your appointment. Reply STOP to opt out."),
            ("en", "Reply Y to confirm your appointment, STOP to opt out."),
            ("en", "Reply CANCEL to opt out."),
            ("en", "Reply STOP."),
            ("en", "Reply STOP to end."),
            ("en", "Reply YES to confirm your visit, or call us to cancel."),
            ("en", "We cannot stop. Send us a note about your visit."),
            ("fr", "Répondez ARRET pour vous désabonner."),
            ("es", "Le esperamos en su cita. Responda BAJA para darse de baja."),
            ("hi", "आपकी अपॉइंटमेंट कल है। संदेश बंद करने के लिए STOP लिखें।"),
            ("hi", "बंद करने के लिए STOP लिखें।"),
            ("zh", "预约在明天。回复退订。"),
            ("de", "Antworten Sie STOPP zum Abmelden."),
        ] {
            assert_eq!(found(tag, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_question_says_how_it_is_answered() {
        for text in ["Reply YES", "Reply 1 for yes", "Responda SÍ", "回复是", "१ लिखें"]
        {
            assert!(is_answerable(Ask::Confirm, text), "{text}");
        }
        assert!(!is_answerable(Ask::Confirm, "Will you come {{ appointment.start | day }}?"));
        assert!(is_answerable(Ask::Nps, "from 0 to 10"));
        assert!(is_answerable(Ask::Nps, "०-१० तक"));
        assert!(!is_answerable(Ask::Nps, "How was it?"));
    }
}

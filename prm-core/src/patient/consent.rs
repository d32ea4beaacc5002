//! What a patient allows, by purpose and channel.

use std::collections::BTreeMap;

use crate::register::{Register, Source};
use crate::{Channel, Purpose, Timestamp};

/// What a consent speaks of: one purpose or all, one channel or all.
type Scope = (Option<Purpose>, Option<Channel>);

/// What the patient said: whether it is allowed, whether that was signed, and until when it holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Answer {
    pub(super) granted: bool,
    pub(super) signed: bool,
    pub(super) until: Option<Timestamp>,
}

/// Every answer that the patient gave, by its scope.
#[derive(Clone, Default)]
pub(crate) struct Consents(BTreeMap<Scope, Register<Answer>>);

/// What holds for one purpose on one channel at one instant.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Consent<'c> {
    /// Allowed; whether by a signature.
    Granted(&'c Source, bool),
    /// Refused, until the instant where it ends by itself.
    Refused(&'c Source, Option<Timestamp>),
    /// Nothing was said.
    Unknown,
}

impl Consents {
    pub(super) fn change(
        &mut self,
        purposes: &[Purpose],
        channel: Option<Channel>,
        answer: Answer,
        source: &Source,
    ) {
        let all = [None];
        let each: Vec<Option<Purpose>> = match purposes {
            [] => all.to_vec(),
            some => some.iter().copied().map(Some).collect(),
        };
        for purpose in each {
            let register = self.0.entry((purpose, channel)).or_default();
            register.write_stricter(answer, source, |answer| !answer.granted);
        }
    }

    /// What holds. A refusal stands until a later grant that is at least as specific: a general
    /// "yes, e-mail me" does not lift "no marketing". Opt-in purposes need a grant that names
    /// them.
    pub(crate) fn of(&self, purpose: Purpose, channel: Channel, now: Timestamp) -> Consent<'_> {
        let scopes: [Scope; 4] = [
            (Some(purpose), Some(channel)),
            (Some(purpose), None),
            (None, Some(channel)),
            (None, None),
        ];
        let answers: Vec<(Scope, &Answer, &Source)> = scopes
            .into_iter()
            .filter_map(|scope| {
                let register = self.0.get(&scope)?;
                let (answer, source) = (register.get()?, register.source()?);
                answer.until.is_none_or(|until| now < until).then_some((scope, answer, source))
            })
            .collect();
        let lifted = |(purpose, channel): Scope, refused: &Source| {
            answers.iter().any(|(scope, answer, source)| {
                answer.granted
                    && source.stamp() > refused.stamp()
                    && scope.0.is_some() >= purpose.is_some()
                    && scope.1.is_some() >= channel.is_some()
            })
        };
        let refusal = answers
            .iter()
            .filter(|(scope, answer, source)| !answer.granted && !lifted(*scope, source))
            .max_by_key(|(_, answer, _)| answer.until.unwrap_or(Timestamp::MAX));
        if let Some((_, answer, source)) = refusal {
            return Consent::Refused(source, answer.until);
        }
        let grants = answers.iter().filter(|(scope, answer, _)| {
            answer.granted && (scope.0.is_some() || !purpose.is_opt_in())
        });
        // The strongest; of two alike the most specific.
        let grant = grants.min_by_key(|(_, answer, _)| !answer.signed);
        grant
            .map_or(Consent::Unknown, |(_, answer, source)| Consent::Granted(source, answer.signed))
    }

    /// The next instant after `now` at which an answer ends by itself.
    pub(crate) fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        let ends = self.0.values().filter_map(|register| register.get()?.until);
        ends.filter(|end| *end > now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_millis(day * 86_400_000).unwrap()
    }

    fn source(day: i64) -> Source {
        let fact = format!("f{day}").parse().unwrap();
        Source { occurred: at(day), recorded: at(day), fact }
    }

    /// Purposes, channel, granted or refused, and the day on which it ends.
    type Said<'s> = (&'s [Purpose], Option<Channel>, bool, Option<i64>);

    fn said(answers: &[Said<'_>]) -> Consents {
        let mut consents = Consents::default();
        for (day, (purposes, channel, granted, until)) in answers.iter().enumerate() {
            let day = i64::try_from(day).unwrap();
            let answer = Answer { granted: *granted, signed: false, until: until.map(at) };
            consents.change(purposes, *channel, answer, &source(day));
        }
        consents
    }

    fn word(consents: &Consents, purpose: Purpose, channel: Channel, day: i64) -> &'static str {
        match consents.of(purpose, channel, at(day)) {
            Consent::Granted(..) => "granted",
            Consent::Refused(..) => "refused",
            Consent::Unknown => "unknown",
        }
    }

    #[test]
    fn a_general_grant_does_not_lift_a_specific_refusal() {
        let consents = said(&[
            (&[Purpose::Marketing], None, false, None),
            (&[], Some(Channel::Email), true, None),
        ]);
        assert_eq!(word(&consents, Purpose::Marketing, Channel::Email, 9), "refused");
        assert_eq!(word(&consents, Purpose::Feedback, Channel::Email, 9), "granted");
        assert_eq!(word(&consents, Purpose::Feedback, Channel::Sms, 9), "unknown");
    }

    #[test]
    fn a_later_specific_grant_lifts_a_general_refusal() {
        let consents = said(&[(&[], None, false, None), (&[Purpose::Marketing], None, true, None)]);
        assert_eq!(word(&consents, Purpose::Marketing, Channel::Sms, 9), "granted");
        assert_eq!(word(&consents, Purpose::Feedback, Channel::Sms, 9), "refused");
    }

    #[test]
    fn answers_end_by_themselves() {
        let consents = said(&[(&[Purpose::Marketing], None, true, Some(5))]);
        assert_eq!(word(&consents, Purpose::Marketing, Channel::Sms, 4), "granted");
        assert_eq!(word(&consents, Purpose::Marketing, Channel::Sms, 5), "unknown");
        assert_eq!(consents.next_end(at(4)), Some(at(5)));
        assert_eq!(consents.next_end(at(5)), None);
    }

    #[test]
    fn a_general_grant_is_no_opt_in() {
        let consents = said(&[(&[], None, true, None)]);
        assert_eq!(word(&consents, Purpose::Marketing, Channel::Sms, 9), "unknown");
    }

    #[test]
    fn of_two_answers_at_one_instant_the_refusal_stands() {
        for first in [true, false] {
            let mut consents = Consents::default();
            for (fact, granted) in [("a", first), ("b", !first)] {
                let answer = Answer { granted, signed: false, until: None };
                let source = Source { fact: fact.parse().unwrap(), ..source(1) };
                consents.change(&[Purpose::Marketing], None, answer, &source);
            }
            assert_eq!(word(&consents, Purpose::Marketing, Channel::Sms, 2), "refused");
        }
    }

    #[test]
    fn a_signed_grant_counts_beside_a_closer_one_that_is_not() {
        let mut consents = Consents::default();
        for (day, channel, signed) in [(1, None, true), (2, Some(Channel::Sms), false)] {
            let answer = Answer { granted: true, signed, until: None };
            consents.change(&[Purpose::Marketing], channel, answer, &source(day));
        }
        let found = consents.of(Purpose::Marketing, Channel::Sms, at(3));
        assert!(matches!(found, Consent::Granted(_, true)));
    }
}

//! Explanations in English.

use super::{Heading, Words};
use crate::decision::{Cure, Verdict};
use crate::relationship::MessageEvent;
use crate::{Channel, KeyParts, Purpose, ReasonCode, Timestamp};

pub(super) struct English;

impl Words for English {
    fn tag(&self) -> &'static str {
        "en"
    }

    fn channel(&self, channel: Channel) -> &'static str {
        channel.as_str()
    }

    fn purpose(&self, purpose: Purpose) -> &'static str {
        purpose.as_str()
    }

    fn subject(&self, parts: Option<&KeyParts>, channel: Option<Channel>) -> String {
        let what = match parts {
            Some(parts) => format!("{} of {}", parts.step, parts.subject),
            None => "this".to_owned(),
        };
        match channel {
            Some(channel) => format!("{what} by {}", self.channel(channel)),
            None => what,
        }
    }

    fn verdict(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String {
        let verb = match verdict {
            Verdict::Send => "was sent",
            Verdict::Wait => "waits",
            Verdict::Hold => "is held",
            Verdict::Combine => "was combined with others",
            Verdict::Done => "took its way",
            Verdict::Skip => "was not needed",
            Verdict::Missed => "was missed",
            Verdict::Deny => "was not permitted",
            Verdict::Note => "was noted",
            Verdict::Task => "was given to a person",
        };
        match on {
            Some(on) => format!("{what} {verb} on {on}"),
            None => format!("{what} {verb}"),
        }
    }

    fn planned(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String {
        let verb = match verdict {
            Verdict::Send => "is to be sent",
            Verdict::Combine => "is to be combined with others",
            Verdict::Done => "is to take its way",
            Verdict::Skip => "will not be needed",
            Verdict::Missed => "will be missed",
            Verdict::Deny => "will not be permitted",
            Verdict::Task => "is to be given to a person",
            open => return self.verdict(what, open, None),
        };
        match on {
            Some(on) => format!("{what} {verb} on {on}"),
            None => format!("{what} {verb}"),
        }
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Timeline => "Timeline",
            Heading::Past => "What happened",
            Heading::Now => "Now",
            Heading::Planned => "What is planned",
            Heading::Nothing => "Nothing.",
            Heading::More => "There is more than fits here.",
            Heading::Appointment => "Appointment",
            Heading::Visit => "Visit",
        }
    }

    fn reason(&self, code: ReasonCode) -> &'static str {
        code.sentence()
    }

    fn and(&self) -> &'static str {
        ", and "
    }

    fn until(&self, when: &str) -> String {
        format!("until {when}")
    }

    fn cure(&self, cure: &Cure, when: &dyn Fn(Timestamp) -> String) -> String {
        match cure {
            Cure::WaitUntil { at } => format!("on {}", when(*at)),
            Cure::Consent { purpose, channel, signed } => {
                let signed = if *signed { "signed " } else { "" };
                let (channel, purpose) = (self.channel(*channel), self.purpose(*purpose));
                format!("with {signed}{channel} consent for {purpose}")
            }
            Cure::Unblock { channel } => {
                format!("had the contact point for {} not opted out", self.channel(*channel))
            }
            Cure::Verify { channel } => {
                format!("with a contact point for {} that is in use", self.channel(*channel))
            }
            Cure::Add { what } => format!("with {what}"),
            Cure::Edit { field } => format!("with another {field} in the playbook"),
        }
    }

    fn cured(&self, cures: &[String]) -> String {
        format!("it would have gone {}", cures.join(" and "))
    }

    fn event(&self, event: MessageEvent, when: &str) -> String {
        let word = match event {
            MessageEvent::HandedOver => "handed over",
            MessageEvent::Accepted => "accepted",
            MessageEvent::Expired => "expired",
            MessageEvent::Withdrawn => "withdrawn",
            MessageEvent::Failed => "failed",
            MessageEvent::Bounced => "bounced for good",
            MessageEvent::Delivered => "delivered",
            MessageEvent::Read => "read",
            MessageEvent::Answered => "answered",
            MessageEvent::TooLate => "found to have left too early to be withdrawn",
        };
        format!("{word} on {when}")
    }

    fn full_stop(&self) -> char {
        '.'
    }
}

//! The library's own journeys: answers to replies, and messages that staff asked for.

use super::Build;
use crate::Span;
use crate::communication::Purpose;
use crate::error::ErrorCode;
use crate::limits;
use crate::playbook::compiled::{Journey, Message, Reentry, Step, What};
use crate::playbook::document::Quiet;
use crate::playbook::moment::{Anchor, Distance, Event, Moment};
use crate::playbook::node::shown;
use crate::vocabulary::{Kind, nearest};

/// The journey that answers replies; its steps are `stop`, `help`, `urgent` and
/// `crisis`.
const REPLIES: &str = "prm-reply";
/// The journey of messages that staff asked for; each message is a step of its own.
const REQUESTS: &str = "prm-request";

impl Build<'_> {
    /// The journey that answers replies.
    pub(super) fn replies(&self, messages: &[Message]) -> Journey {
        let replies = &self.document.replies;
        let known = [
            ("stop", &replies.stop, Some(limits::STOP_CONFIRMATION), false),
            ("help", &replies.help, None, false),
            ("urgent", &replies.urgent, Some(limits::DANGER_ANSWER), true),
            ("crisis", &replies.crisis, Some(limits::DANGER_ANSWER), true),
        ];
        let steps = known.into_iter().filter_map(|(id, message, within, danger)| {
            let message = message.as_ref()?;
            let names: Vec<&String> = self.document.messages.keys().collect();
            let Some(index) = names.iter().position(|name| *name == message) else {
                let path = format!("replies.{id}");
                let text = format!("no such message: `{}`", shown(message));
                let help = nearest(message, names.iter().map(|name| name.as_str()));
                let help = help.map(|near| format!("did you mean `{near}`?"));
                self.faults.help(ErrorCode::UnknownReference, &path, text, help);
                return None;
            };
            let known = messages.get(index)?;
            if danger && known.purpose != Purpose::Safety {
                let path = format!("replies.{id}");
                let text = "the answer to a danger passes opt-outs, and so must be for safety";
                let help = format!("`\"purpose\": \"safety\"` in `messages.{message}`");
                self.faults.help(ErrorCode::Contradiction, &path, text, Some(help));
            }
            let due = Moment { anchor: Anchor::Due, ..Moment::of(Event::ReplyReceived) };
            let until = within
                .map(|within| Moment { distance: Distance::Span(Span::millis(within)), ..due });
            let confirms_stop = id == "stop";
            let what = What::Send { message: index, ask: None, chain: known.channels.clone() };
            Some(Step { replies: true, confirms_stop, until, ..builtin(id, what) })
        });
        Journey { steps: steps.collect(), ..nothing(REPLIES, Kind::Reply) }
    }
}

/// The journey of messages that staff asked for.
pub(super) fn requests(messages: &[Message]) -> Journey {
    let steps = messages.iter().enumerate().map(|(index, message)| {
        let chain = message.channels.clone();
        let what = What::Send { message: index, ask: None, chain };
        let at = Moment::of(Event::RequestMade);
        Step { at, priority: message.purpose.rank() * 10, ..builtin(&message.id, what) }
    });
    Journey { steps: steps.collect(), ..nothing(REQUESTS, Kind::Request) }
}

fn nothing(id: &str, kind: Kind) -> Journey {
    Journey {
        id: id.into(),
        kind,
        service: None,
        occasion: None,
        every: None,
        enter_when: None,
        stay_while: None,
        exit_when: None,
        goal: None,
        reentry: Reentry::Always,
        groups: Vec::new(),
        steps: Vec::new(),
    }
}

fn builtin(id: &str, what: What) -> Step {
    Step {
        id: id.into(),
        was: Vec::new(),
        what,
        at: Moment::of(Event::ReplyReceived),
        until: None,
        when: None,
        tells: Vec::new(),
        again: true,
        skips_late: false,
        quiet: Quiet::Hold,
        spread: 0,
        fallback: None,
        retries: 0,
        priority: 0,
        series: None,
        group: None,
        since: None,
        await_consent: false,
        retry_on_consent: false,
        otherwise: None,
        replies: false,
        confirms_stop: false,
    }
}

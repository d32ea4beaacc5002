//! Invitations to review the practice in public: whoever was content is not asked alone (R24).

use super::compiled::{Compiled, Journey, Step, What};
use super::document::{Document, Message};
use super::node::Faults;
use crate::condition::Condition;
use crate::error::ErrorCode;
use crate::vocabulary::Field;

/// Where patients review practices in public: a text with such a link is an invitation to it.
const SITES: &[&str] = &[
    "g.page/",
    "search.google.com/local/writereview",
    "google.com/maps",
    "maps.app.goo.gl/",
    "yelp.",
    "trustpilot.",
    "healthgrades.com",
    "zocdoc.com",
    "vitals.com",
    "ratemds.com",
    "doctolib.",
    "jameda.de",
    "practo.com",
    "iwantgreatcare.org",
    "facebook.com/",
];

pub(super) fn check(document: &Document, compiled: &Compiled, faults: &Faults) {
    // Once for each message: many steps may send one.
    let inviting: Vec<bool> = document.messages.values().map(invites).collect();
    for (index, journey) in compiled.journeys.iter().enumerate().take(document.journeys.len()) {
        for (place, step) in journey.steps.iter().enumerate() {
            let What::Send { message, .. } = &step.what else { continue };
            if inviting.get(*message) != Some(&true) {
                continue;
            }
            let journey_path = format!("journeys[{index}]");
            let step_path = format!("{journey_path}.steps[{place}]");
            for (condition, field) in conditions(journey) {
                refuse(condition, &format!("{journey_path}.{field}"), step, faults);
            }
            refuse(step.when.as_ref(), &format!("{step_path}.when"), step, faults);
        }
    }
}

fn conditions(journey: &Journey) -> [(Option<&Condition>, &'static str); 3] {
    [
        (journey.enter_when.as_ref(), "enter_when"),
        (journey.stay_while.as_ref(), "stay_while"),
        (journey.exit_when.as_ref(), "exit_when"),
    ]
}

fn refuse(condition: Option<&Condition>, path: &str, step: &Step, faults: &Faults) {
    if condition.is_some_and(|condition| condition.names(Field::FeedbackScore)) {
        let message =
            format!("`{}` invites to review in public, which may not depend on the score", step.id);
        let help = "ask everybody, or nobody";
        faults.help(ErrorCode::Contradiction, path, message, Some(help.into()));
    }
}

/// Whether a message says that it invites, or has a link to a place for reviews.
fn invites(message: &Message) -> bool {
    let texts = message.variants.iter().flat_map(|variant| {
        let more = variant.html.iter().chain(&variant.part);
        std::iter::once(&variant.text).chain(more).flat_map(|texts| texts.values())
    });
    let mut texts = texts.map(|text| text.to_lowercase());
    message.invites_review || texts.any(|text| SITES.iter().any(|site| text.contains(site)))
}

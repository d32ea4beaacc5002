//! Playbooks: immutable, so shared between calls without a lock.

use napi_derive::napi;
use prm_core::{Input, TimelineRequest};

use crate::call::{call, json};
use crate::lines::Lines;
use crate::read::{data, executor, facts, parsed, reply};
use crate::relationship::Relationship;

/// A playbook, compiled.
#[napi]
pub struct Playbook {
    pub(crate) playbook: prm_core::Playbook,
}

#[napi]
impl Playbook {
    /// Compiles a document.
    #[napi(factory)]
    pub fn compile(document: String) -> napi::Result<Self> {
        call(|| Ok(Self { playbook: prm_core::Playbook::compile(&document)? }))
    }

    /// Every fault of a document.
    #[napi]
    pub fn check(document: String) -> napi::Result<String> {
        call(|| json(&prm_core::Playbook::check(&document)?))
    }

    /// What is doubtful in a change of a document.
    #[napi]
    pub fn check_change(before: String, after: String) -> napi::Result<String> {
        call(|| json(&prm_core::Playbook::check_change(&before, &after)?))
    }

    /// The new revision, whose new steps do not reach back.
    #[napi]
    pub fn publish(before: String, after: String, at: String) -> napi::Result<String> {
        call(|| prm_core::Playbook::publish(&before, &after, parsed(&at, "at")?))
    }

    /// The practice's id.
    #[napi(getter)]
    pub fn practice(&self) -> String {
        self.playbook.practice().to_owned()
    }

    /// SHA-256 of the document in its plain form.
    #[napi(getter)]
    pub fn digest(&self) -> String {
        self.playbook.digest().to_owned()
    }

    /// The document in its plain form.
    #[napi]
    pub fn document(&self) -> String {
        self.playbook.document().to_owned()
    }

    /// Takes in facts and acts on all that is due.
    #[napi]
    pub fn step(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        news: String,
        caller: String,
        now: String,
    ) -> napi::Result<String> {
        call(|| {
            let (facts, executor) = (facts(&news)?, executor(&caller)?);
            let now = parsed(&now, "now")?;
            relationship.held.try_with(|relationship| {
                lines.held.try_with(|lines| {
                    let input = Input { facts: &facts, lines, executor, now };
                    json(&self.playbook.step(relationship, input)?)
                })
            })
        })
    }

    /// A step as a conformance vector.
    #[napi]
    pub fn vector(
        &self,
        id: String,
        relationship: &Relationship,
        lines: &Lines,
        news: String,
        caller: String,
        now: String,
    ) -> napi::Result<String> {
        call(|| {
            let (facts, executor) = (facts(&news)?, executor(&caller)?);
            let now = parsed(&now, "now")?;
            relationship.held.try_with(|relationship| {
                lines.held.try_with(|lines| {
                    let input = Input { facts: &facts, lines, executor, now };
                    self.playbook.vector(&id, relationship, input)
                })
            })
        })
    }

    /// What would happen until an instant.
    #[napi]
    pub fn plan(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        now: String,
        until: String,
    ) -> napi::Result<String> {
        call(|| {
            let (now, until) = (parsed(&now, "now")?, parsed(&until, "until")?);
            relationship.held.try_with(|relationship| {
                lines
                    .held
                    .try_with(|lines| json(&self.playbook.plan(relationship, lines, now, until)))
            })
        })
    }

    /// When something is planned next.
    #[napi]
    pub fn next_wake(
        &self,
        relationship: &Relationship,
        now: String,
    ) -> napi::Result<Option<String>> {
        call(|| {
            let now = parsed(&now, "now")?;
            relationship.held.try_with(|relationship| {
                Ok(self.playbook.next_wake(relationship, now).map(|at| at.to_string()))
            })
        })
    }

    /// Plays every test case that the document carries.
    #[napi]
    pub fn test(&self) -> napi::Result<String> {
        call(|| json(&self.playbook.test()))
    }

    /// Drives it through made-up courses of events.
    #[napi]
    pub fn fuzz(&self, seed: u32, courses: u32) -> napi::Result<String> {
        call(|| json(&self.playbook.fuzz(seed, courses)))
    }

    /// Erases a person.
    #[napi]
    pub fn erase(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        now: String,
    ) -> napi::Result<String> {
        call(|| {
            let now = parsed(&now, "now")?;
            relationship.held.try_with(|relationship| {
                lines.held.try_with(|lines| json(&self.playbook.erase(relationship, lines, now)))
            })
        })
    }

    /// Whether what was handed over may still be sent.
    #[napi]
    pub fn still(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        key: String,
        now: String,
    ) -> napi::Result<String> {
        call(|| {
            let (key, now) = (parsed(&key, "key")?, parsed(&now, "now")?);
            relationship.held.try_with(|relationship| {
                lines
                    .held
                    .try_with(|lines| json(&self.playbook.still(relationship, lines, key, now)))
            })
        })
    }

    /// Why something was done, or was not.
    #[napi]
    pub fn explain(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        key: String,
        now: String,
        language: String,
    ) -> napi::Result<String> {
        call(|| {
            let (key, now) = (parsed(&key, "key")?, parsed(&now, "now")?);
            let reader = parsed(&language, "language")?;
            relationship.held.try_with(|relationship| {
                lines.held.try_with(|lines| {
                    json(&self.playbook.explain_in(relationship, lines, key, now, &reader)?)
                })
            })
        })
    }

    /// Whether a viewer may do something with an item.
    #[napi]
    pub fn access(
        &self,
        relationship: &Relationship,
        viewer: String,
        action: String,
        item: String,
        now: String,
    ) -> napi::Result<String> {
        call(|| {
            let (viewer, action) = (data(&viewer, "viewer")?, data(&action, "action")?);
            let (item, now) = (data(&item, "item")?, parsed(&now, "now")?);
            relationship.held.try_with(|relationship| {
                json(&self.playbook.access(relationship, &viewer, action, &item, now))
            })
        })
    }

    /// Filters a list of items.
    #[napi]
    pub fn view(
        &self,
        relationship: &Relationship,
        viewer: String,
        action: String,
        items: String,
        now: String,
    ) -> napi::Result<String> {
        call(|| {
            let (viewer, action) = (data(&viewer, "viewer")?, data(&action, "action")?);
            let items: Vec<prm_core::Item> = data(&items, "items")?;
            let now = parsed(&now, "now")?;
            relationship.held.try_with(|relationship| {
                json(&self.playbook.view(relationship, &viewer, action, &items, now))
            })
        })
    }

    /// The ids of the journeys.
    #[napi(getter)]
    pub fn journeys(&self) -> Vec<String> {
        self.playbook.journeys()
    }

    /// A journey as Mermaid text.
    #[napi]
    pub fn mermaid(&self, journey: String) -> napi::Result<String> {
        call(|| self.playbook.mermaid(&journey))
    }

    /// A journey in plain English.
    #[napi]
    pub fn describe(&self, journey: String) -> napi::Result<Vec<String>> {
        call(|| self.playbook.describe(&journey))
    }

    /// A journey as a picture.
    #[napi]
    pub fn picture(&self, journey: String, theme: String) -> napi::Result<String> {
        call(|| json(&self.playbook.picture(&journey, data(&theme, "theme")?)?))
    }

    /// A patient's time.
    #[napi]
    pub fn timeline(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        now: String,
        until: String,
        language: String,
        texts: bool,
    ) -> napi::Result<String> {
        call(|| {
            let (now, until) = (parsed(&now, "now")?, parsed(&until, "until")?);
            let language = parsed(&language, "language")?;
            let asked = TimelineRequest { now, until, language, texts };
            relationship.held.try_with(|relationship| {
                lines
                    .held
                    .try_with(|lines| json(&self.playbook.timeline(relationship, lines, &asked)))
            })
        })
    }

    /// The zone of the patient's wall clock.
    #[napi]
    pub fn zone_of(&self, relationship: &Relationship, now: String) -> napi::Result<String> {
        call(|| {
            let now = parsed(&now, "now")?;
            relationship
                .held
                .try_with(|relationship| Ok(self.playbook.zone_of(relationship, now).to_string()))
        })
    }

    /// Resolves a reply.
    #[napi]
    pub fn route(&self, lines: &Lines, text: String) -> napi::Result<String> {
        call(|| {
            let reply = reply(&text)?;
            lines.held.try_with(|lines| json(&self.playbook.route(lines, &reply)))
        })
    }
}

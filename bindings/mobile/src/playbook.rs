//! What a practice decides.

use std::sync::Arc;

use prm_core::{
    Erasure, Executor, Explanation, Fact, Fault, FuzzReport, Input, Key, Language, Outcome,
    Picture, Plan, PrmError, Reply, Routed, Still, TestReport, Theme, TimelineRequest, Timestamp,
    Zone,
};

use crate::json::{read, write};
use crate::{Answer, Lines, Relationship, answer};

/// What a practice decides, compiled: it never changes, and any number of threads may use it.
#[derive(Debug, uniffi::Object)]
pub struct Playbook(prm_core::Playbook);

/// Looks for the faults of a playbook without making one.
#[uniffi::export]
pub fn check_playbook(document: String) -> Answer<Vec<Fault>> {
    answer(|| prm_core::Playbook::check(&document))
}

/// What is doubtful in a change from one revision of a playbook to the next.
#[uniffi::export]
pub fn check_change(before: String, after: String) -> Answer<Vec<Fault>> {
    answer(|| prm_core::Playbook::check_change(&before, &after))
}

/// The new revision of a playbook, whose new steps do not reach back behind an instant.
#[uniffi::export]
pub fn publish_playbook(before: String, after: String, at: Timestamp) -> Answer<String> {
    answer(|| prm_core::Playbook::publish(&before, &after, at))
}

impl Playbook {
    pub(crate) fn core(&self) -> &prm_core::Playbook {
        &self.0
    }

    /// Reads a relationship and its lines, always in this order.
    fn read<R>(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        call: impl FnOnce(&prm_core::Relationship, &prm_core::Lines) -> Result<R, PrmError>,
    ) -> Answer<R> {
        Ok(relationship.with(|relationship| lines.with(|lines| call(relationship, lines)))?)
    }
}

#[uniffi::export]
impl Playbook {
    /// Compiles a document; the error of a faulty one holds every fault.
    #[uniffi::constructor]
    pub fn new(document: String) -> Answer<Arc<Self>> {
        answer(|| Ok(Arc::new(Self(prm_core::Playbook::compile(&document)?))))
    }

    /// The practice's id: the sender that contact points opt out of.
    pub fn practice(&self) -> Answer<String> {
        answer(|| Ok(self.0.practice().to_owned()))
    }

    /// A digest of document, behaviour and time-zone data.
    pub fn digest(&self) -> Answer<String> {
        answer(|| Ok(self.0.digest().to_owned()))
    }

    /// Takes in facts and acts on all that is due. Save the relationship, the changed lines and
    /// the actions in one transaction; a step that comes twice does nothing the second time.
    pub fn step(
        &self,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        facts: Vec<Fact>,
        executor: Executor,
        now: Timestamp,
    ) -> Answer<Outcome> {
        Ok(relationship.with(|relationship| {
            lines.with(|lines| {
                let input = Input { facts: &facts, lines, executor, now };
                self.0.step(relationship, input)
            })
        })?)
    }

    /// What would happen until an instant, were nothing else to be learnt.
    pub fn plan(
        &self,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        now: Timestamp,
        until: Timestamp,
    ) -> Answer<Plan> {
        self.read(&relationship, &lines, |relationship, lines| {
            Ok(self.0.plan(relationship, lines, now, until))
        })
    }

    /// When something is planned next under this playbook, without deciding anything.
    pub fn next_wake(
        &self,
        relationship: Arc<Relationship>,
        now: Timestamp,
    ) -> Answer<Option<Timestamp>> {
        Ok(relationship.with(|relationship| Ok(self.0.next_wake(relationship, now)))?)
    }

    /// Plays every test case that the document carries, and says what came of each.
    pub fn test(&self) -> Answer<Vec<TestReport>> {
        answer(|| Ok(self.0.test()))
    }

    /// Drives the playbook through made-up courses of events and checks the laws on each.
    pub fn fuzz(&self, seed: u32, courses: u32) -> Answer<FuzzReport> {
        answer(|| Ok(self.0.fuzz(seed, courses)))
    }

    /// The ids of the journeys, in the order of the document.
    pub fn journeys(&self) -> Answer<Vec<String>> {
        answer(|| Ok(self.0.journeys()))
    }

    /// A journey as Mermaid text: a flowchart with a lane for each who acts.
    pub fn mermaid(&self, journey: String) -> Answer<String> {
        answer(|| self.0.mermaid(&journey))
    }

    /// A journey in plain English: what it is about, a sentence a step, the rules that bite.
    pub fn describe(&self, journey: String) -> Answer<Vec<String>> {
        answer(|| self.0.describe(&journey))
    }

    /// A journey as a picture (SVG), with its description, and both as a page.
    pub fn picture(&self, journey: String, theme: Theme) -> Answer<Picture> {
        answer(|| self.0.picture(&journey, theme))
    }

    /// A patient's time for staff as JSON text: what happened, what is planned, and why, in
    /// English, Spanish or Hindi. The texts of planned messages are in it only where they are
    /// asked for. `timeline_svg` and `timeline_html` draw it.
    #[uniffi::method(default(language = None, texts = false))]
    pub fn timeline(
        &self,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        now: Timestamp,
        until: Timestamp,
        language: Option<Language>,
        texts: bool,
    ) -> Answer<String> {
        let language = language.unwrap_or_else(Language::english);
        let asked = TimelineRequest { now, until, language, texts };
        write(&self.read(&relationship, &lines, |relationship, lines| {
            Ok(self.0.timeline(relationship, lines, &asked))
        })?)
    }

    /// Erases a person: what they were is forgotten, and later facts are dropped. It gives what may
    /// be kept and what must still be done. Save the relationship and the lines.
    pub fn erase(
        &self,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        now: Timestamp,
    ) -> Answer<Erasure> {
        Ok(relationship
            .with(|relationship| lines.with(|lines| Ok(self.0.erase(relationship, lines, now))))?)
    }

    /// Whether what was handed over under a key may still be sent.
    pub fn still(
        &self,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        key: Key,
        now: Timestamp,
    ) -> Answer<Still> {
        self.read(&relationship, &lines, |relationship, lines| {
            Ok(self.0.still(relationship, lines, key, now))
        })
    }

    /// Why something was done, or was not: as data and as one plain sentence, in English, Spanish
    /// or Hindi, as the language of its reader asks for.
    #[uniffi::method(default(language = None))]
    pub fn explain(
        &self,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        key: Key,
        now: Timestamp,
        language: Option<Language>,
    ) -> Answer<Explanation> {
        let reader = language.unwrap_or_else(Language::english);
        self.read(&relationship, &lines, |relationship, lines| {
            self.0.explain_in(relationship, lines, key, now, &reader)
        })
    }

    /// Whether a viewer may do something with an item, asked at the moment of reading; viewer,
    /// action, item and decision are JSON text.
    pub fn access(
        &self,
        relationship: Arc<Relationship>,
        viewer: String,
        action: String,
        item: String,
        now: Timestamp,
    ) -> Answer<String> {
        let (viewer, action) = (read(&viewer, "viewer")?, read(&action, "action")?);
        let item = read(&item, "item")?;
        let decide = |relationship: &mut prm_core::Relationship| {
            Ok(self.0.access(relationship, &viewer, action, &item, now))
        };
        write(&relationship.with(decide)?)
    }

    /// Filters a list of items, in one pass; viewer, action, items and view are JSON text.
    pub fn view(
        &self,
        relationship: Arc<Relationship>,
        viewer: String,
        action: String,
        items: String,
        now: Timestamp,
    ) -> Answer<String> {
        let (viewer, action) = (read(&viewer, "viewer")?, read(&action, "action")?);
        let items: Vec<prm_core::Item> = read(&items, "items")?;
        let decide = |relationship: &mut prm_core::Relationship| {
            Ok(self.0.view(relationship, &viewer, action, &items, now))
        };
        write(&relationship.with(decide)?)
    }

    /// Resolves a reply against the open questions of its line, and gives the facts for the
    /// relationship that it concerns. The line remembers it: save it too.
    pub fn route(&self, lines: Arc<Lines>, reply: Reply) -> Answer<Routed> {
        Ok(lines.with(|lines| Ok(self.0.route(lines, &reply)))?)
    }

    /// Writes what a step would do as a conformance vector: a bug report that is a test. It holds
    /// all that is known of the patient.
    pub fn vector(
        &self,
        id: String,
        relationship: Arc<Relationship>,
        lines: Arc<Lines>,
        facts: Vec<Fact>,
        executor: Executor,
        now: Timestamp,
    ) -> Answer<String> {
        Ok(relationship.with(|relationship| {
            lines.with(|lines| {
                let input = Input { facts: &facts, lines, executor, now };
                self.0.vector(&id, relationship, input)
            })
        })?)
    }

    /// The zone of the patient's wall clock, as far as it is known.
    pub fn zone_of(&self, relationship: Arc<Relationship>, now: Timestamp) -> Answer<Zone> {
        Ok(relationship.with(|relationship| Ok(self.0.zone_of(relationship, now)))?)
    }
}

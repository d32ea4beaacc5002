//! What a new revision of a playbook means for those who are under way (R15).

use std::collections::BTreeSet;

use super::document::{AttributeRule, Document, Journey, Step};
use super::journey::{things, ways};
use super::node::{Faults, Node};
use super::{Playbook, read};
use crate::Timestamp;
use crate::error::{ErrorCode, Fault, PrmError};

impl Playbook {
    /// What is doubtful in a change from one revision of a playbook to the next, beside the faults
    /// of the new one ([`check`](Self::check)): ids that are part of every key and have changed,
    /// steps that reach back to those who are under way, values that are told anew. Paths are those
    /// of the new document, or of the old one for what has gone.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// assert!(Playbook::check_change(STARTER, STARTER)?.is_empty());
    /// let renamed = STARTER.replace("\"id\": \"reminder\"", "\"id\": \"remind\"");
    /// let faults = Playbook::check_change(STARTER, &renamed)?;
    /// assert!(faults[0].message.contains("`reminder`"));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    ///
    /// # Errors
    /// As [`compile`](Self::compile), for a document that has faults.
    pub fn check_change(before: &str, after: &str) -> Result<Vec<Fault>, PrmError> {
        let (before, after) = (sound(before)?, sound(after)?);
        let faults = Faults::default();
        Change { before: &before, after: &after, faults: &faults }.check();
        let mut faults = faults.take();
        faults.sort_by_key(|fault| fault.severity);
        Ok(faults)
    }

    /// The new revision of a playbook, ready to go live at an instant: steps that the old one did
    /// not have get that instant as their `since`, where they have none, so that they do not reach
    /// back (R15).
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// let live = Playbook::publish(STARTER, STARTER, "2026-03-02T06:00:00Z".parse()?)?;
    /// assert_eq!(Playbook::compile(&live)?.digest(), Playbook::compile(STARTER)?.digest());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    ///
    /// # Errors
    /// As [`compile`](Self::compile), for a document that has faults.
    pub fn publish(before: &str, after: &str, at: Timestamp) -> Result<String, PrmError> {
        let (before, mut after) = (sound(before)?, sound(after)?);
        for journey in &mut after.journeys {
            let old = before.journeys.iter().find(|old| old.id == journey.id);
            let fresh = |step: &Step| old.is_none_or(|old| successor(step, old).is_none());
            for step in journey.steps.iter_mut().filter(|step| step.since.is_none()) {
                step.since = fresh(step).then_some(at);
            }
        }
        Ok(serde_json::to_string_pretty(&after).unwrap_or_default())
    }
}

/// A document without faults.
fn sound(text: &str) -> Result<Document, PrmError> {
    Playbook::compile(text)?;
    let faults = Faults::default();
    let document = read::document(&Node::parse(text)?, &faults);
    document.ok_or_else(|| PrmError::new(ErrorCode::InvalidPlaybook, "not a playbook"))
}

/// The step of an old journey that a step goes on with: of its id, or of one that it had.
fn successor<'o>(step: &Step, old: &'o Journey) -> Option<&'o Step> {
    old.steps.iter().find(|old| old.id == step.id || step.was.contains(&old.id))
}

struct Change<'c> {
    before: &'c Document,
    after: &'c Document,
    faults: &'c Faults,
}

impl Change<'_> {
    fn error(&self, path: &str, message: String, help: &str) {
        self.faults.help(ErrorCode::Contradiction, path, message, Some(help.to_owned()));
    }

    fn warn(&self, path: &str, message: String, help: &str) {
        self.faults.warning(ErrorCode::Contradiction, path, message, help);
    }

    fn check(&self) {
        let (before, after) = (self.before, self.after);
        if before.practice.id != after.practice.id {
            let message = "the practice's id is part of every key: all that was said may be said \
                           again, and nobody's opt-out holds";
            self.error("practice.id", message.to_owned(), "keep the id for ever");
        }
        for (index, journey) in before.journeys.iter().enumerate() {
            if !after.journeys.iter().any(|known| known.id == journey.id) {
                self.gone(index, journey);
            }
        }
        for (index, journey) in after.journeys.iter().enumerate() {
            let path = format!("journeys[{index}]");
            match before.journeys.iter().find(|old| old.id == journey.id) {
                Some(old) => self.journey(&path, old, journey),
                None => self.reaches_back(&path, &journey.steps),
            }
        }
        for (name, rule) in &before.attributes {
            self.attribute(name, rule);
        }
    }

    /// A journey that is there no more.
    fn gone(&self, index: usize, old: &Journey) {
        let ids = |journey: &Journey| -> BTreeSet<String> {
            journey.steps.iter().map(|step| step.id.clone()).collect()
        };
        let own = ids(old);
        let renamed = self.after.journeys.iter().find(|journey| {
            let fresh = !self.before.journeys.iter().any(|known| known.id == journey.id);
            let shared = ids(journey).intersection(&own).count();
            fresh && journey.subject == old.subject && 2 * shared >= own.len().max(1)
        });
        let path = format!("journeys[{index}]");
        match renamed {
            Some(new) => self.error(
                &path,
                format!(
                    "`{}` seems to go on as `{}`: an id is part of every key, so that all its \
                     messages may be sent again",
                    old.id, new.id
                ),
                "keep the id",
            ),
            None => self.warn(
                &path,
                format!("`{}` has gone: whoever is under way in it hears no more of it", old.id),
                "keep it with the `enter_when` `false` until its runs have ended",
            ),
        }
    }

    fn journey(&self, path: &str, old: &Journey, new: &Journey) {
        if old.subject != new.subject || old.occasion != new.occasion {
            let message = format!("`{}` follows something else now: all its keys change", new.id);
            self.error(path, message, "make it a journey of its own, with another id");
            return;
        }
        for gone in &old.steps {
            let heir =
                new.steps.iter().find(|step| step.id == gone.id || step.was.contains(&gone.id));
            if heir.is_some() {
                continue;
            }
            let same = |step: &&Step| {
                successor(step, old).is_none() && step.send.is_some() && step.send == gone.send
            };
            match new.steps.iter().position(|step| same(&step)) {
                Some(place) => self.error(
                    &format!("{path}.steps[{place}].id"),
                    format!("this seems to be `{}` under another id, and is sent again", gone.id),
                    &format!("`\"was\": [\"{}\"]`", gone.id),
                ),
                None => self.warn(
                    path,
                    format!("the step `{}` has gone: what hangs on it never comes", gone.id),
                    "if it goes on under another id, name this one in its `was`",
                ),
            }
        }
        let fresh = new.steps.iter().enumerate();
        for (place, step) in fresh {
            let at = format!("{path}.steps[{place}]");
            match successor(step, old) {
                Some(before) => self.step(&at, before, step),
                None => self.reaches_back(&at, std::slice::from_ref(step)),
            }
        }
    }

    fn step(&self, path: &str, old: &Step, new: &Step) {
        if old.tells != new.tells {
            let message =
                format!("`{}` tells other values: whoever was told is told again", new.id);
            self.warn(&format!("{path}.tells"), message, "give it a `since`, or leave the values");
        }
        if things(old) != things(new) {
            let message =
                format!("`{}` does something else now, and not for whom it was done", new.id);
            self.warn(path, message, "make it a step of its own, with another id");
        }
        let shares = |step: &Step| -> Vec<(String, u32)> {
            step.split.iter().map(|share| (share.way.clone(), share.share)).collect()
        };
        if !old.split.is_empty() && shares(old) != shares(new) {
            let message = "other shares: whoever has a way keeps it, and the groups are no longer \
                           comparable";
            self.warn(&format!("{path}.split"), message.to_owned(), "begin a new experiment");
        }
        let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
            (ways(old).into_iter().collect(), ways(new).into_iter().collect());
        for way in old.difference(&new) {
            let message = format!("the way `{way}` has gone: whoever took it goes no further");
            self.warn(path, message, "keep the way, and what hangs on it");
        }
    }

    /// New steps without a beginning.
    fn reaches_back(&self, path: &str, steps: &[Step]) {
        if let Some(step) = steps.iter().find(|step| step.since.is_none()) {
            let message =
                format!("`{}` is new and reaches back to those who are under way", step.id);
            self.warn(path, message, "say `since`, or let `publish` do it");
        }
    }

    fn attribute(&self, name: &str, old: &AttributeRule) {
        let path = format!("attributes.{name}");
        match self.after.attributes.get(name) {
            None => {
                let message = format!("`{name}` has gone: what was noted is kept, and not known");
                self.warn(&path, message, "keep it as long as patients have it");
            }
            Some(new) if new.kind != old.kind => {
                let message = format!("`{name}` has another type: what was noted may not fit it");
                self.warn(&path, message, "give the new values a name of their own");
            }
            Some(_) => {}
        }
    }
}

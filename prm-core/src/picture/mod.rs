//! Journeys and patients' times to be looked at: as Mermaid, as SVG, as pages, and in words.
//!
//! Pictures are drawn from a playbook alone, and are the same bytes in every host; they load
//! nothing from outside. Every text in them is escaped.

mod bites;
mod chart;
mod diary;
mod ink;
mod layout;
mod measure;
mod mermaid;
mod page;
mod strip;
mod svg;
mod theme;
mod timeline;
mod words;

use serde::{Deserialize, Serialize};

use crate::Playbook;
use crate::error::{ErrorCode, PrmError};
use crate::vocabulary::nearest;
use chart::Chart;
pub(crate) use ink::escaped;
pub use theme::Theme;
pub use timeline::{Timeline, TimelineEntry, TimelineEvent, TimelineKind, TimelineRequest};

/// A journey to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The journey.
    pub journey: String,
    /// What it is called, as a sentence.
    pub title: String,
    /// The picture: SVG that stands by itself, as a file or in a page.
    pub svg: String,
    /// The same in words, a sentence each.
    pub description: Vec<String>,
    /// Both as a page of its own (HTML).
    pub html: String,
}

impl Playbook {
    /// The ids of the journeys, in the order of the document.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// let playbook = Playbook::compile(STARTER)?;
    /// assert_eq!(playbook.journeys(), ["visits", "after-visit", "feedback", "birthday", "recall"]);
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn journeys(&self) -> Vec<String> {
        let document = self.written();
        document.map(|d| d.journeys.into_iter().map(|j| j.id).collect()).unwrap_or_default()
    }

    /// A journey as [Mermaid](https://mermaid.js.org) text: a flowchart with a lane for each who
    /// acts, times on its edges as they are written, and the ways of its branches by their names.
    ///
    /// # Errors
    /// `unknown_reference` where the playbook has no such journey, with a near name.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let text = playbook.mermaid("birthday")?;
    /// assert!(text.starts_with("flowchart TD\n"));
    /// assert!(text.contains("e0 -->|\"birthday at 10:00\"| s0"));
    /// let error = playbook.mermaid("brithday").unwrap_err();
    /// assert_eq!(error.message(), "no such journey; did you mean `birthday`?");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn mermaid(&self, journey: &str) -> Result<String, PrmError> {
        Ok(mermaid::flowchart(&self.chart(journey)?))
    }

    /// A journey in plain English: what it is about, one sentence a step in the order of time,
    /// and the rules that bite. It says all that [`picture`](Self::picture) shows.
    ///
    /// # Errors
    /// `unknown_reference` where the playbook has no such journey, with a near name.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// let lines = Playbook::compile(STARTER)?.describe("birthday")?;
    /// assert_eq!(lines[0], "The journey birthday of Lotus Clinic has 1 step.");
    /// assert!(lines[2].starts_with("1. wishes: birthday at 10:00, send birthday (greeting) by "));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn describe(&self, journey: &str) -> Result<Vec<String>, PrmError> {
        Ok(words::describe(&self.chart(journey)?))
    }

    /// A journey as a picture: lanes by who acts, steps in the order of time, their ways, and what
    /// bites (hours, caps, consent, content levels, usefulness, groups, goal). Light and dark,
    /// printable, with its description beside it.
    ///
    /// # Errors
    /// `unknown_reference` where the playbook has no such journey, with a near name.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER, Theme};
    /// let picture = Playbook::compile(STARTER)?.picture("visits", Theme::Auto)?;
    /// assert!(picture.svg.starts_with("<svg ") && picture.html.contains(&picture.svg));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn picture(&self, journey: &str, theme: Theme) -> Result<Picture, PrmError> {
        let chart = self.chart(journey)?;
        let (title, description) = (words::title(&chart), words::describe(&chart));
        let svg = svg::picture(&chart, theme);
        let rest = description.get(1..).unwrap_or_default();
        let html = page::page(&title, &svg, rest, theme);
        Ok(Picture { journey: chart.id, title, svg, description, html })
    }

    fn chart(&self, journey: &str) -> Result<Chart, PrmError> {
        let document = self.written();
        let journeys = document.iter().flat_map(|document| &document.journeys);
        let found = journeys.clone().find(|own| own.id == journey);
        match (&document, found, self.inner.journey(journey)) {
            (Some(document), Some(own), Some((_, compiled))) => {
                Ok(Chart::of(document, &self.inner, own, compiled))
            }
            _ => {
                let near = nearest(journey, journeys.map(|own| own.id.as_str()));
                // What was asked for is not repeated: it may be anything, a patient among others.
                let near = near.map(|near| format!("; did you mean `{near}`?"));
                let message = format!("no such journey{}", near.unwrap_or_default());
                Err(PrmError::new(ErrorCode::UnknownReference, message).under("journey"))
            }
        }
    }
}

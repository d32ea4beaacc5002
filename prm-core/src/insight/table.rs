//! Tables out of a panel: what is known of many patients, a row for each thing.

use serde::{Deserialize, Serialize};

use super::frame::{Table, TableColumn, TableValues};
use crate::care::{Appointment, Visit};
use crate::feedback::Response;
use crate::id::{hex, sha256};
use crate::relationship::{Entry, Mark, View};
use crate::{AppointmentStatus, Attendance, CivilDate, Key, Panel, Relationship, Timestamp};

/// Which table: what a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TableName {
    /// A row for each patient.
    Patients,
    /// A row for each message that was decided: key and its parts, verdict, reasons, and when it
    /// was handed over, accepted, delivered, read and answered.
    Intents,
    /// A row for each appointment.
    Appointments,
    /// A row for each visit.
    Visits,
    /// A row for each response to a question of feedback. The words of a suggestion are not in it,
    /// and of an anonymous response nobody is named.
    Responses,
    /// A row for each task of staff.
    Tasks,
}

/// What becomes of whatever names a person or a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Identifiers {
    /// It is there as it is.
    #[default]
    Kept,
    /// Its columns are not there.
    LeftOut,
    /// Each is replaced by a word that stands for it and that nobody makes without the secret:
    /// equal words are equal names, in all tables.
    Pseudonyms {
        /// The secret of whoever may look names up.
        secret: String,
    },
}

/// A table that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Which.
    pub table: TableName,
    /// What becomes of names.
    #[serde(default)]
    pub identifiers: Identifiers,
}

/// A table of a panel as it is known at an instant, patients in their order.
///
/// ```
/// use prm_core::insight::{Identifiers, TableName, TableSpec, table};
/// use prm_core::{Executor, Fact, Input, Lines, Panel, Playbook, Relationship, STARTER};
/// let playbook = Playbook::compile(STARTER)?;
/// let mut priya = Relationship::new("priya", "a secret of this practice")?;
/// let facts = [Fact::from_json(r#"{"id": "1", "patient": "priya",
///     "occurred": "2026-03-02T06:00:00Z", "content": {"type": "appointment_booked",
///     "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}}"#)?];
/// let (mut lines, now) = (Lines::new(), "2026-03-02T06:00:00Z".parse()?);
/// playbook.step(&mut priya, Input {
///     facts: &facts, lines: &mut lines, executor: Executor::Server, now,
/// })?;
/// let mut panel = Panel::new();
/// panel.add(priya);
/// let spec = TableSpec { table: TableName::Appointments, identifiers: Identifiers::LeftOut };
/// let found = table(&panel, &spec, now);
/// assert_eq!(found.rows(), 1);
/// assert!(serde_json::to_string(&found).unwrap().contains(r#""lead_days":[8]"#));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn table(panel: &Panel, spec: &TableSpec, now: Timestamp) -> Table {
    let mut built = Builder::new(&spec.identifiers);
    let mut anonymous: Vec<Response> = Vec::new();
    for relationship in panel.relationships() {
        let view = relationship.view(now);
        let row = Row { relationship, view: &view, now };
        match spec.table {
            TableName::Patients => row.patient(&mut built),
            TableName::Intents => row.entries(&mut built, false),
            TableName::Tasks => row.entries(&mut built, true),
            TableName::Appointments => {
                view.appointments.iter().for_each(|found| row.appointment(&mut built, found));
            }
            TableName::Visits => view.visits.iter().for_each(|found| row.visit(&mut built, found)),
            TableName::Responses => {
                let (unnamed, named) =
                    view.responses.iter().partition::<Vec<_>, _>(|found| found.is_anonymous());
                named.into_iter().for_each(|found| row.response(&mut built, found));
                anonymous.extend(unnamed.into_iter().cloned());
            }
        }
    }
    // Where a row stands would name its author too: those of nobody come last, by what they say.
    anonymous.sort_by_key(|found| {
        let said = (found.instrument.get().cloned(), found.value(&[]));
        (said, found.suggestion.get().is_some())
    });
    if let Some((nobody, view)) = nobody().filter(|_| !anonymous.is_empty()) {
        let row = Row { relationship: &nobody, view: &view, now };
        anonymous.iter().for_each(|found| row.response(&mut built, found));
    }
    built.finish(spec.table)
}

/// A relationship of which nothing is known.
fn nobody() -> Option<(Relationship, std::sync::Arc<View>)> {
    let nobody = Relationship::new("nobody", "nothing").ok()?;
    let view = nobody.view(Timestamp::MIN);
    Some((nobody, view))
}

/// A cell that is put in its column.
enum Cell {
    Text(Option<String>),
    /// A text that names a person or a record.
    Name(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
    Instant(Option<Timestamp>),
    Day(Option<CivilDate>),
}

/// Builds a table row by row; the first row says which columns there are.
struct Builder<'b> {
    identifiers: &'b Identifiers,
    columns: Vec<TableColumn>,
    rows: usize,
}

impl<'b> Builder<'b> {
    fn new(identifiers: &'b Identifiers) -> Self {
        Self { identifiers, columns: Vec::new(), rows: 0 }
    }

    fn row(&mut self, cells: Vec<(&'static str, &'static str, Cell)>) {
        let kept = cells.into_iter().filter_map(|(name, about, cell)| {
            let cell = match (cell, self.identifiers) {
                (Cell::Name(_), Identifiers::LeftOut) => return None,
                (Cell::Name(name), Identifiers::Kept) => Cell::Text(name),
                (Cell::Name(name), Identifiers::Pseudonyms { secret }) => {
                    Cell::Text(name.map(|name| hex(&sha256(&["pseudonym", secret, &name]), 16)))
                }
                (cell, _) => cell,
            };
            Some((name, about, cell))
        });
        for (place, (name, about, cell)) in kept.collect::<Vec<_>>().into_iter().enumerate() {
            if self.columns.len() == place {
                let values = match cell {
                    Cell::Text(_) | Cell::Name(_) => TableValues::Texts(Vec::new()),
                    Cell::Number(_) => TableValues::Numbers(Vec::new()),
                    Cell::Flag(_) => TableValues::Flags(Vec::new()),
                    Cell::Instant(_) => TableValues::Instants(Vec::new()),
                    Cell::Day(_) => TableValues::Days(Vec::new()),
                };
                self.columns.push(TableColumn { name, about, values });
            }
            match (self.columns.get_mut(place).map(|column| &mut column.values), cell) {
                (Some(TableValues::Texts(values)), Cell::Text(value)) => values.push(value),
                (Some(TableValues::Numbers(values)), Cell::Number(value)) => values.push(value),
                (Some(TableValues::Flags(values)), Cell::Flag(value)) => values.push(value),
                (Some(TableValues::Instants(values)), Cell::Instant(value)) => values.push(value),
                (Some(TableValues::Days(values)), Cell::Day(value)) => values.push(value),
                _ => {}
            }
        }
        self.rows += 1;
    }

    /// The table; one without rows has its columns all the same.
    fn finish(mut self, name: TableName) -> Table {
        if self.rows == 0
            && let Some((nobody, view)) = nobody()
        {
            let row = Row { relationship: &nobody, view: &view, now: Timestamp::MIN };
            row.example(&mut self, name);
            for column in &mut self.columns {
                match &mut column.values {
                    TableValues::Texts(values) => values.clear(),
                    TableValues::Numbers(values) => values.clear(),
                    TableValues::Flags(values) => values.clear(),
                    TableValues::Instants(values) => values.clear(),
                    TableValues::Days(values) => values.clear(),
                }
            }
            self.rows = 0;
        }
        Table { columns: self.columns, rows: self.rows }
    }
}

/// One relationship, of which rows are made.
struct Row<'r> {
    relationship: &'r Relationship,
    view: &'r View,
    now: Timestamp,
}

impl Row<'_> {
    fn name(&self) -> Cell {
        Cell::Name(Some(self.relationship.patient().to_string()))
    }

    fn language(&self) -> Cell {
        Cell::Text(self.view.patient.languages().first().map(ToString::to_string))
    }

    /// Local hour and weekday of an instant, where the patient's zone is known.
    fn local(&self, at: Option<Timestamp>) -> (Option<i64>, Option<i64>) {
        let zone = self.view.patient.zones().first().copied();
        let local = at.zip(zone).map(|(at, zone)| zone.local(at));
        let hour = local.map(|(_, time)| i64::from(time.hour()));
        let day = local.and_then(|(day, _)| i64::try_from(day.weekday()).ok());
        (hour, day)
    }

    /// A row of nothing, for the columns of a table that has no rows.
    fn example(&self, built: &mut Builder<'_>, name: TableName) {
        let id = "none";
        match name {
            TableName::Patients => self.patient(built),
            TableName::Intents => self.entry(built, None, &Entry::default(), false),
            TableName::Tasks => self.entry(built, None, &Entry::default(), true),
            TableName::Appointments => {
                let id = id.parse().map(Appointment::new);
                let _ = id.map(|found| self.appointment(built, &found));
            }
            TableName::Visits => {
                let _ = id.parse().map(|id| self.visit(built, &Visit::new(id)));
            }
            TableName::Responses => {
                let _ = id.parse().map(|id| self.response(built, &Response::new(id)));
            }
        }
    }

    fn patient(&self, built: &mut Builder<'_>) {
        let patient = &self.view.patient;
        let kept = self.view.visits.iter().filter(|visit| visit.is_completed());
        let last =
            kept.clone().filter_map(|visit| visit.start.get()).max_by_key(|start| start.instant());
        let zone = patient.zones().first().copied();
        let day = |at: Timestamp| zone.map(|zone| zone.local(at).0);
        let ahead = self.view.appointments.iter().any(|appointment| {
            let future = appointment.start.get().is_some_and(|start| start.instant() > self.now);
            future && appointment.could_be_kept()
        });
        let last_day = last
            .and_then(|start| start.wall().map(|(day, _)| day).or_else(|| day(start.instant())));
        let many = |number: usize| Cell::Number(i64::try_from(number).ok());
        built.row(vec![
            ("patient", "the patient", self.name()),
            ("language", "the language preferred", self.language()),
            ("zone", "the likeliest zone", Cell::Text(zone.map(|zone| zone.name().to_owned()))),
            ("country", "the country of the address", Cell::Text(patient.country.get().cloned())),
            ("gender", "as the source says", Cell::Text(patient.gender.get().cloned())),
            ("deceased", "whether a death is known", Cell::Flag(Some(patient.is_deceased()))),
            ("appointments", "appointments known", many(self.view.appointments.len())),
            ("visits", "visits kept", many(kept.count())),
            ("last_visit", "the day of the last visit kept", Cell::Day(last_day)),
            ("booked", "whether a visit lies ahead", Cell::Flag(Some(ahead))),
            ("facts", "facts known", many(self.relationship.fact_count())),
            ("entries", "entries of the ledger", many(self.relationship.entry_count())),
        ]);
    }

    fn appointment(&self, built: &mut Builder<'_>, appointment: &Appointment) {
        let start = appointment.start.get().copied();
        let status = appointment.status.get().copied();
        let booked = appointment.booked.as_ref().map(|source| source.occurred);
        let zone =
            start.and_then(|start| start.zone()).or(self.view.patient.zones().first().copied());
        let day = |at: Timestamp| zone.map(|zone| zone.local(at).0);
        let lead = booked.and_then(day).zip(start.and_then(|start| day(start.instant())));
        let lead = lead.map(|(from, to)| to.epoch_day() - from.epoch_day());
        let past = start.is_some_and(|start| start.instant() <= self.now);
        // Of those that were to be kept, whether they were: nothing of the others.
        let missed = match status {
            Some(AppointmentStatus::Noshow) => Some(true),
            Some(
                AppointmentStatus::Fulfilled
                | AppointmentStatus::Arrived
                | AppointmentStatus::CheckedIn,
            ) => Some(false),
            _ => None,
        };
        let seen = self.view.visits.iter().any(|visit| {
            visit.is_completed() && visit.appointment.as_ref() == Some(&appointment.id)
        });
        let missed = missed.or(seen.then_some(false)).filter(|_| past);
        let subject = format!("appointment:{}", appointment.id);
        let told = self.relationship.ledger.iter().filter(|(_, entry)| {
            !entry.is_task()
                && entry.is_live()
                && entry.parts.as_ref().is_some_and(|parts| *parts.subject == *subject)
                && start
                    .is_some_and(|start| entry.handed_over().is_some_and(|at| at < start.instant()))
        });
        let text = |register: Option<&String>| Cell::Text(register.cloned());
        let service = appointment.service.get();
        let service = service.and_then(|service| service.codings.first().or(service.text.as_ref()));
        built.row(vec![
            ("patient", "the patient", self.name()),
            ("appointment", "the appointment", Cell::Name(Some(appointment.id.to_string()))),
            ("status", "as in FHIR", Cell::Text(status.map(|status| status.as_str().to_owned()))),
            ("booked", "when it was booked", Cell::Instant(booked)),
            ("start", "when it begins", Cell::Instant(start.map(|start| start.instant()))),
            ("zone", "the zone of its start", Cell::Text(zone.map(|zone| zone.name().to_owned()))),
            ("lead_days", "days from booking to start, by the calendar there", Cell::Number(lead)),
            ("service", "the first coding of its service, or its words", text(service)),
            ("place", "the place's id", text(appointment.place.get().map(|place| &place.id))),
            ("practitioner", "with whom", Cell::Name(appointment.practitioner.get().cloned())),
            ("language", "the patient's language", self.language()),
            (
                "moved",
                "how often it got another time, place or practitioner",
                Cell::Number(i64::try_from(appointment.versions.len().saturating_sub(1)).ok()),
            ),
            (
                "confirmed",
                "whether the patient said yes to its present start",
                Cell::Flag(Some(appointment.attendance() == Some(Attendance::Accepted))),
            ),
            (
                "told",
                "messages about it that went out before its start",
                Cell::Number(i64::try_from(told.count()).ok()),
            ),
            (
                "missed",
                "of those whose time has come and that were to be kept: whether nobody came",
                Cell::Flag(missed),
            ),
        ]);
    }

    fn visit(&self, built: &mut Builder<'_>, visit: &Visit) {
        let start = visit.start.get().map(|start| start.instant());
        let end = visit.end.get().map(|end| end.instant());
        let minutes =
            start.zip(end).map(|(start, end)| (end.as_millis() - start.as_millis()) / 60_000);
        let service = visit.service.get();
        let service = service.and_then(|service| service.codings.first().or(service.text.as_ref()));
        built.row(vec![
            ("patient", "the patient", self.name()),
            ("visit", "the visit", Cell::Name(Some(visit.id.to_string()))),
            (
                "appointment",
                "the appointment that it belongs to",
                Cell::Name(visit.appointment.as_ref().map(ToString::to_string)),
            ),
            ("start", "when it began", Cell::Instant(start)),
            ("end", "when it was over", Cell::Instant(end)),
            ("minutes", "how long it took", Cell::Number(minutes.filter(|minutes| *minutes >= 0))),
            ("class", "as the source says", Cell::Text(visit.class.get().cloned())),
            (
                "service",
                "the first coding of its service, or its words",
                Cell::Text(service.cloned()),
            ),
            (
                "place",
                "the place's id",
                Cell::Text(visit.place.get().map(|place| place.id.clone())),
            ),
            (
                "completed",
                "whether it took place and is over",
                Cell::Flag(Some(visit.is_completed())),
            ),
            ("cancelled", "whether it did not take place", Cell::Flag(Some(visit.is_cancelled()))),
        ]);
    }

    fn response(&self, built: &mut Builder<'_>, response: &Response) {
        let named = !response.is_anonymous();
        let said = response.score.source().or(response.suggestion.source());
        let person = Some(self.relationship.patient().to_string()).filter(|_| named);
        built.row(vec![
            ("patient", "the patient; nobody where it is anonymous", Cell::Name(person)),
            ("response", "the response", Cell::Name(named.then(|| response.id.to_string()))),
            ("instrument", "which questionnaire", Cell::Text(response.instrument.get().cloned())),
            ("score", "its score", Cell::Number(response.value(&[]))),
            // The instant would name an anonymous author again.
            (
                "occurred",
                "when it was given; nothing where it is anonymous",
                Cell::Instant(said.map(|source| source.occurred).filter(|_| named)),
            ),
            (
                "suggestion",
                "whether it has a suggestion",
                Cell::Flag(Some(response.suggestion.get().is_some())),
            ),
            (
                "answered",
                "when the practice said what came of it",
                Cell::Instant(response.answered().map(|source| source.occurred).filter(|_| named)),
            ),
            ("anonymous", "whether its author is not to be named", Cell::Flag(Some(!named))),
        ]);
    }

    fn entries(&self, built: &mut Builder<'_>, tasks: bool) {
        let entries = self.relationship.ledger.iter().filter(|(_, entry)| entry.is_task() == tasks);
        for (key, entry) in entries {
            self.entry(built, Some(key), entry, tasks);
        }
    }

    fn entry(&self, built: &mut Builder<'_>, key: Option<Key>, entry: &Entry, task: bool) {
        let (parts, settled) = (entry.parts.as_ref(), entry.settled.as_ref());
        let part = |read: fn(&crate::KeyParts) -> &str| {
            Cell::Text(parts.map(|parts| read(parts).to_owned()))
        };
        let kind = parts.and_then(|parts| parts.subject.split(':').next()).map(ToOwned::to_owned);
        let subject = Cell::Name(parts.map(|parts| parts.subject.to_string()));
        let mark = |mark: Mark| Cell::Instant(entry.marks.at(mark));
        let (hour, weekday) = self.local(entry.handed_over());
        let patient = self.relationship.patient().as_str();
        let proxy = parts.map(|parts| *parts.recipient != *patient);
        let verdict = settled.and_then(|settled| {
            let word = serde_json::to_value(settled.verdict).ok()?;
            word.as_str().map(ToOwned::to_owned)
        });
        let reasons = settled.map(|settled| {
            let codes: Vec<&str> = settled.reasons.iter().map(|code| code.as_str()).collect();
            codes.join(" ")
        });
        let common = vec![
            ("patient", "the patient", self.name()),
            ("key", "the key", Cell::Name(key.map(|key| key.to_string()))),
            ("journey", "the journey", part(|parts| &parts.journey)),
            ("step", "its step", part(|parts| &parts.step)),
            ("subject_kind", "what it is about: appointment, visit, ...", Cell::Text(kind)),
            ("subject", "the very one", subject),
        ];
        let own = if task {
            vec![
                ("opened", "when it was opened", mark(Mark::HandedOver)),
                ("done", "when somebody had done it", mark(Mark::Answered)),
                ("recalled", "when it was no longer wanted", mark(Mark::Recalled)),
                ("open", "whether it is open", Cell::Flag(Some(entry.is_open_task()))),
                ("hour", "the local hour at which it was opened", Cell::Number(hour)),
                ("weekday", "that day, Monday as 0", Cell::Number(weekday)),
            ]
        } else {
            vec![
                ("occurrence", "the slot of a recurrence", part(|parts| &parts.occurrence)),
                ("proxy", "whether somebody else than the patient is told", Cell::Flag(proxy)),
                (
                    "attempt",
                    "the place in the chain of channels, 1000 more for each earlier try",
                    Cell::Number(parts.map(|parts| i64::from(parts.attempt))),
                ),
                ("verdict", "what was decided", Cell::Text(verdict)),
                ("reasons", "why, as codes with spaces between", Cell::Text(reasons)),
                (
                    "first_reason",
                    "the first of them",
                    Cell::Text(settled.and_then(|settled| {
                        settled.reasons.first().map(|code| code.as_str().to_owned())
                    })),
                ),
                (
                    "settled",
                    "when that was decided",
                    Cell::Instant(settled.map(|settled| settled.at)),
                ),
                (
                    "way",
                    "the way that a fork took",
                    Cell::Text(
                        settled.and_then(|settled| settled.way.as_ref().map(ToString::to_string)),
                    ),
                ),
                (
                    "channel",
                    "by which channel",
                    Cell::Text(settled.and_then(|settled| {
                        serde_json::to_value(settled.channel?).ok()?.as_str().map(ToOwned::to_owned)
                    })),
                ),
                (
                    "purpose",
                    "to which purpose",
                    Cell::Text(settled.and_then(|settled| {
                        serde_json::to_value(settled.purpose?).ok()?.as_str().map(ToOwned::to_owned)
                    })),
                ),
                ("language", "the patient's language", self.language()),
                ("handed_over", "when it was handed to the host", mark(Mark::HandedOver)),
                ("accepted", "when the gateway took it", mark(Mark::Accepted)),
                ("delivered", "when it reached the contact point", mark(Mark::Delivered)),
                ("read", "when it was read", mark(Mark::Read)),
                ("answered", "when it was answered", mark(Mark::Answered)),
                ("failed", "when it failed", mark(Mark::Failed)),
                (
                    "bounced",
                    "when it turned out that it never will be delivered",
                    mark(Mark::Bounced),
                ),
                ("expired", "when it was too late for it", mark(Mark::Expired)),
                ("withdrawn", "when it was taken back", mark(Mark::Withdrawn)),
                (
                    "hour",
                    "the patient's local hour at which it was handed over",
                    Cell::Number(hour),
                ),
                ("weekday", "that day, Monday as 0", Cell::Number(weekday)),
            ]
        };
        built.row(common.into_iter().chain(own).collect());
    }
}

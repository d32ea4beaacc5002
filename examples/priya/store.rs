//! The store: relationships, lines and outbox in one SQLite file.

use prm_core::{Action, Decision, Key, LineRead, Lines, Outcome, Relationship, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::Error;

/// A message of the outbox that waits for the sender.
pub(crate) struct Waiting {
    pub(crate) key: Key,
    pub(crate) patient: String,
    pub(crate) at: Timestamp,
}

pub(crate) struct Store {
    connection: Connection,
}

const TABLES: &str = "
create table if not exists host (
    name text primary key, value text not null) without rowid;
create table if not exists relationship (
    patient text primary key, state text not null, revision integer not null, wake integer);
create index if not exists relationship_wake on relationship (wake, patient);
create table if not exists line (
    line text primary key, state text not null, revision integer not null) without rowid;
create table if not exists outbox (
    key text primary key, patient text not null, action text not null, made integer not null,
    send integer, status text not null) without rowid;
create index if not exists outbox_send on outbox (send, key) where status = 'waiting';
create table if not exists person (
    patient text primary key, name text not null) without rowid;
create table if not exists tally (
    what text primary key, number integer not null) without rowid;
";

impl Store {
    pub(crate) fn open(path: &std::path::Path) -> Result<Self, Error> {
        let connection = Connection::open(path)?;
        // A killed process loses nothing with this; only a power cut could.
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "off")?;
        connection.execute_batch(TABLES)?;
        Ok(Self { connection })
    }

    /// Everything that one event changes is written at once, or not at all (R6).
    pub(crate) fn begin(&mut self) -> Result<Changes<'_>, Error> {
        let behaviour = rusqlite::TransactionBehavior::Immediate;
        Ok(Changes { on: self.connection.transaction_with_behavior(behaviour)? })
    }

    /// The number of messages and tasks by kind and status, and of decisions by reason.
    pub(crate) fn tallies(&self) -> Result<Vec<(String, i64)>, Error> {
        let mut query = self.connection.prepare("select what, number from tally order by what")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// One transaction.
pub(crate) struct Changes<'s> {
    on: Transaction<'s>,
}

impl Changes<'_> {
    pub(crate) fn commit(self) -> Result<(), Error> {
        Ok(self.on.commit()?)
    }

    /// A number that the host keeps for itself.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, Error> {
        let mut query = self.on.prepare_cached("select value from host where name = ?")?;
        let text: Option<String> = query.query_row([name], |row| row.get(0)).optional()?;
        Ok(text.and_then(|text| text.parse().ok()))
    }

    pub(crate) fn set_number(&self, name: &str, number: i64) -> Result<(), Error> {
        let mut query = self.on.prepare_cached("insert or replace into host values (?, ?)")?;
        query.execute(params![name, number.to_string()])?;
        Ok(())
    }

    pub(crate) fn relationship(&self, patient: &str) -> Result<Option<Relationship>, Error> {
        let mut query =
            self.on.prepare_cached("select state from relationship where patient = ?")?;
        let state: Option<String> = query.query_row([patient], |row| row.get(0)).optional()?;
        Ok(state.map(|state| Relationship::load(&state)).transpose()?)
    }

    /// Writes a relationship that was read at revision `read`; `None` for a new one.
    pub(crate) fn save(
        &self,
        relationship: &Relationship,
        read: Option<u64>,
        outcome: &Outcome,
    ) -> Result<(), Error> {
        let patient = relationship.patient().as_str();
        let revision = number(relationship.revision());
        let wake = outcome.wake.as_ref().map(|wake| wake.at.as_millis());
        let text = relationship.save();
        let written = match read {
            Some(read) => self
                .on
                .prepare_cached(
                    "update relationship set state = ?2, revision = ?3, wake = ?4
                     where patient = ?1 and revision = ?5",
                )?
                .execute(params![patient, text, revision, wake, number(read)])?,
            None => self
                .on
                .prepare_cached("insert into relationship values (?, ?, ?, ?)")?
                .execute(params![patient, text, revision, wake])?,
        };
        if written == 1 { Ok(()) } else { Err(Error::OtherWriter) }
    }

    pub(crate) fn load_line(&self, line: &str, lines: &mut Lines) -> Result<(), Error> {
        let mut query = self.on.prepare_cached("select state from line where line = ?")?;
        let state: Option<String> = query.query_row([line], |row| row.get(0)).optional()?;
        if let Some(state) = state {
            lines.load(&state)?;
        }
        Ok(())
    }

    /// Writes the lines that a step changed; those that it only read must be as they were.
    pub(crate) fn save_lines(&self, lines: &Lines, read: &[LineRead]) -> Result<(), Error> {
        for LineRead { line, read, now } in read {
            let mut query = self.on.prepare_cached("select revision from line where line = ?")?;
            let stored: Option<i64> =
                query.query_row([line.as_str()], |row| row.get(0)).optional()?;
            if stored.unwrap_or(0) != *read {
                return Err(Error::OtherWriter);
            }
            if let (true, Some(text)) = (now > read, lines.save(line)) {
                self.on
                    .prepare_cached("insert or replace into line values (?, ?, ?)")?
                    .execute(params![line.as_str(), text, now])?;
            }
        }
        Ok(())
    }

    /// Puts an action into the outbox. Its key is there once, so it is sent once.
    pub(crate) fn put(
        &self,
        patient: &str,
        action: &Action,
        made: Timestamp,
        send: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let text = serde_json::to_string(action).unwrap_or_default();
        let status = if send.is_some() { "waiting" } else { "open" };
        let mut query = self.on.prepare_cached(
            "insert into outbox values (?, ?, ?, ?, ?, ?) on conflict do nothing",
        )?;
        let send = send.map(Timestamp::as_millis);
        let key = action.key().to_string();
        Ok(query.execute(params![key, patient, text, made.as_millis(), send, status])? == 1)
    }

    pub(crate) fn action(&self, key: Key) -> Result<Option<(Action, i64)>, Error> {
        let mut query = self.on.prepare_cached("select action, made from outbox where key = ?")?;
        let found: Option<(String, i64)> =
            query.query_row([key.to_string()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.and_then(|(text, made)| Some((serde_json::from_str(&text).ok()?, made))))
    }

    /// Changes the status of an action that has another one; says whether it had.
    pub(crate) fn set_status(&self, key: Key, from: &str, to: &str) -> Result<bool, Error> {
        let mut query = self
            .on
            .prepare_cached("update outbox set status = ?3 where key = ?1 and status = ?2")?;
        Ok(query.execute(params![key.to_string(), from, to])? == 1)
    }

    /// The next message for the sender.
    pub(crate) fn next_send(&self) -> Result<Option<Waiting>, Error> {
        let mut query = self.on.prepare_cached(
            "select key, patient, send from outbox where status = 'waiting'
             order by send, key limit 1",
        )?;
        let found: Option<(String, String, i64)> =
            query.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        found
            .map(|(key, patient, at)| {
                Ok(Waiting { key: key.parse()?, patient, at: Timestamp::from_millis(at)? })
            })
            .transpose()
    }

    /// The patient who wakes next.
    pub(crate) fn next_wake(&self) -> Result<Option<(Timestamp, String)>, Error> {
        let mut query = self.on.prepare_cached(
            "select wake, patient from relationship where wake is not null
             order by wake, patient limit 1",
        )?;
        let found: Option<(i64, String)> =
            query.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        found.map(|(at, patient)| Ok((Timestamp::from_millis(at)?, patient))).transpose()
    }

    pub(crate) fn name(&self, patient: &str) -> Result<Option<String>, Error> {
        let mut query = self.on.prepare_cached("select name from person where patient = ?")?;
        Ok(query.query_row([patient], |row| row.get(0)).optional()?)
    }

    pub(crate) fn set_name(&self, patient: &str, name: &str) -> Result<(), Error> {
        let mut query = self.on.prepare_cached("insert or replace into person values (?, ?)")?;
        query.execute([patient, name])?;
        Ok(())
    }

    pub(crate) fn count(&self, what: &str) -> Result<(), Error> {
        self.on
            .prepare_cached(
                "insert into tally values (?, 1) on conflict do update set number = number + 1",
            )?
            .execute([what])?;
        Ok(())
    }

    /// Counts a decision under its verdict and deciding reason.
    pub(crate) fn count_decision(&self, decision: &Decision) -> Result<(), Error> {
        let verdict = decision.verdict.as_str();
        self.count(&format!("{verdict}: {}", decision.reason().as_str()))
    }
}

fn number(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

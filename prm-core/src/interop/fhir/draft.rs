//! A resource on its way to facts.

use super::datatype::{self, Edge};
use super::surroundings::Surroundings;
use super::{Reading, addresses, reference};
use crate::error::{ErrorCode, PrmError, join};
use crate::interop::json::Json;
use crate::{Fact, FactContent, PatientId, Timestamp, ZonedTime, limits};

/// A resource, what was read of it, and what could not be.
pub(super) struct Draft<'r> {
    pub(super) resource: &'r Json<'r>,
    pub(super) around: &'r Surroundings<'r>,
    /// The resource's id.
    pub(super) id: &'r str,
    kind: &'r str,
    /// What begins the id of each of its facts: source, kind, id and version.
    name: String,
    /// When the resource was written.
    written: Option<Timestamp>,
    reading: Reading,
}

impl<'r> Draft<'r> {
    pub(super) fn new(
        resource: &'r Json<'r>,
        kind: &'r str,
        around: &'r Surroundings<'r>,
    ) -> Result<Self, PrmError> {
        let id = match resource.get("id") {
            Some(id) => id.text().map_err(|error| error.under("id"))?,
            None => around.address.map(addresses::tail).unwrap_or_default(),
        };
        if id.is_empty() {
            let message = "this field is required: without an id the resource cannot be told again";
            return Err(PrmError::new(ErrorCode::MissingField, message).under("id"));
        }
        let mut reading = Reading::default();
        let meta = resource.get("meta");
        let text = |name: &str| meta.and_then(|meta| meta.get(name)).map(Json::text);
        let written = match text("lastUpdated") {
            None => None,
            Some(text) => {
                let time = text.and_then(|text| datatype::instant(text, around, Edge::First));
                time.map_err(|error| reading.leave_out(error.under("meta.lastUpdated"))).ok()
            }
        };
        let version = match (text("versionId"), written) {
            (Some(Ok(version)), _) if !version.is_empty() => in_order(version),
            (_, Some(written)) => written.to_string(),
            _ => resource.fingerprint(),
        };
        let name = format!("{}:{kind}/{id}/{version}", around.options.source_or("fhir"));
        // A patient's labels are told.
        if kind != "Patient" && meta.and_then(|meta| meta.get("security")).is_some_and(restricts) {
            let message = "labels that restrict are read of patients alone: what this resource \
                           says is told as if it had none";
            let error = PrmError::new(ErrorCode::InvalidValue, message);
            reading.leave_out(error.under("meta.security"));
        }
        Ok(Self { resource, around, id, kind, name, written, reading })
    }

    /// When what the resource says became so: when it was written; else the time that the
    /// resource's own content gives; else when it was received (R32).
    pub(super) fn occurred(&self, own: Option<Timestamp>) -> Result<Timestamp, PrmError> {
        let known = self.written.or(self.around.time).or(own).or(self.around.options.received);
        known.ok_or_else(|| {
            let message = "nothing says when this was so: give `received`";
            PrmError::new(ErrorCode::MissingField, message).under("meta.lastUpdated")
        })
    }

    /// Adds a fact.
    pub(super) fn tell(
        &mut self,
        patient: &PatientId,
        occurred: Timestamp,
        content: FactContent,
    ) -> Result<(), PrmError> {
        let id = match self.reading.facts.len() {
            0 => self.name.clone(),
            more => format!("{}#{more}", self.name),
        };
        let id = id.parse().map_err(|error: PrmError| error.under("id"))?;
        let patient = patient.clone();
        self.reading.facts.push(Fact { id, patient, occurred, recorded: None, content });
        Ok(())
    }

    pub(super) fn finish(mut self, reading: &mut Reading) {
        let nothing = self.reading.facts.is_empty() && self.reading.left_out.is_empty();
        self.reading.ignored += usize::from(nothing);
        let left_out = std::mem::take(&mut self.reading.left_out);
        reading.take(self.reading, "");
        left_out.into_iter().for_each(|error| reading.leave_out(of_kind(error, self.kind)));
    }

    /// Names something that is not among the facts.
    pub(super) fn leave_out(&mut self, error: PrmError) {
        self.reading.leave_out(error);
    }

    /// A field that the resource can do without.
    pub(super) fn read<T>(
        &mut self,
        path: &str,
        read: impl FnOnce(&'r Json<'r>) -> Result<T, PrmError>,
    ) -> Option<T> {
        let read = read(self.resource.get(path)?);
        read.map_err(|error| self.leave_out(error.under(path))).ok()
    }

    /// A field without whose sense the resource has none.
    pub(super) fn must<T>(
        &self,
        path: &str,
        read: impl FnOnce(&'r Json<'r>) -> Result<T, PrmError>,
    ) -> Result<Option<T>, PrmError> {
        self.resource.get(path).map(read).transpose().map_err(|error| error.under(path))
    }

    /// The items of a list that can be read; `None` where there is no list. `Ok(None)` is an item
    /// that does not concern us.
    pub(super) fn each<T>(
        &mut self,
        path: &str,
        mut read: impl FnMut(&'r Json<'r>) -> Result<Option<T>, PrmError>,
    ) -> Option<Vec<T>> {
        let mut found = Vec::new();
        for (index, item) in self.resource.get(path)?.items() {
            if index >= limits::LIST {
                let message = format!("a list has at most {} items", limits::LIST);
                self.leave_out(PrmError::new(ErrorCode::TooMany, message).under(path));
                break;
            }
            match read(item) {
                Ok(item) => found.extend(item),
                Err(error) => self.leave_out(error.under(&join(path, &format!("[{index}]")))),
            }
        }
        Some(found)
    }

    /// The status, which every resource that has one needs.
    pub(super) fn status(&self) -> Result<&'r str, PrmError> {
        let missing = || PrmError::new(ErrorCode::MissingField, "this field is required");
        self.must("status", Json::text)?.ok_or_else(|| missing().under("status"))
    }

    /// The patient that a field refers to; `None` where it refers to somebody or something else.
    pub(super) fn patient(&self, path: &str) -> Result<Option<PatientId>, PrmError> {
        let around = self.around;
        let target = self.must(path, |value| reference::target(value, around))?;
        let patient = target.filter(|target| ["Patient", ""].contains(&target.kind));
        patient.map(|target| target.id.parse()).transpose().map_err(|e: PrmError| e.under(path))
    }

    /// A time within a field, without which the resource has no sense.
    pub(super) fn time(&self, path: &str) -> Result<Option<ZonedTime>, PrmError> {
        self.must(path, |value| datatype::time(value.text()?, self.around))
    }
}

/// A version so that ids come in its order, which decides between facts of one time: 10 is later
/// than 9. Each digit of a number beyond the first puts a `~` in front, which comes after all digits.
fn in_order(version: &str) -> String {
    if version.starts_with('0') || !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return version.to_owned();
    }
    format!("{}{version}", "~".repeat(version.len().saturating_sub(1)))
}

/// Whether labels ask for more than the usual confidentiality.
fn restricts(labels: &Json<'_>) -> bool {
    let usual = |label: &Json<'_>| {
        let code = datatype::coding(label);
        let code = code.as_deref().and_then(|code| code.rsplit('|').next());
        // Normal confidentiality and less; data of tests.
        code.is_none_or(|code| matches!(code, "U" | "L" | "M" | "N" | "HTEST"))
    };
    !labels.items().all(|(_, label)| usual(label))
}

/// An error that names the kind of the resource it is about.
pub(super) fn of_kind(error: PrmError, kind: &str) -> PrmError {
    PrmError::new(error.code(), format!("{} ({kind})", error.message())).under(error.path())
}

/// A word that the standard does not have at this place.
pub(super) fn unknown_word(path: &str) -> PrmError {
    PrmError::new(ErrorCode::UnknownWord, "no such word here").under(path)
}

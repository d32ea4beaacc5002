//! A message on its way to facts.

use super::message::Message;
use super::time;
use crate::error::{ErrorCode, PrmError};
use crate::interop::reading::{ReadOptions, Reading};
use crate::{Fact, FactContent, PatientId, Timestamp, Zone};

/// A message, what was read of it, and what could not be.
pub(super) struct Draft<'m> {
    pub(super) message: &'m Message<'m>,
    pub(super) options: &'m ReadOptions,
    /// The zone of the sending facility.
    pub(super) zone: Option<Zone>,
    /// What begins the id of each of its facts: source, type, event and control id.
    name: String,
    /// When what the message says became so (R32).
    pub(super) occurred: Timestamp,
    reading: Reading,
}

impl<'m> Draft<'m> {
    pub(super) fn new(
        message: &'m Message<'m>,
        options: &'m ReadOptions,
    ) -> Result<Self, PrmError> {
        let source = options.source_or("hl7v2");
        let name = format!("{source}:{}/{}", message.kind, message.control_id()?);
        let mut reading = Reading::default();
        let zone = zone(message, options)?;
        let occurred = occurred(message, options, zone, &mut reading)?;
        Ok(Self { message, options, zone, name, occurred, reading })
    }

    /// Adds a fact.
    pub(super) fn tell(
        &mut self,
        patient: &PatientId,
        content: FactContent,
    ) -> Result<(), PrmError> {
        let id = match self.reading.facts.len() {
            0 => self.name.clone(),
            more => format!("{}#{more}", self.name),
        };
        let id = id.parse().map_err(|error: PrmError| error.under("MSH-10"))?;
        let (patient, occurred) = (patient.clone(), self.occurred);
        self.reading.facts.push(Fact { id, patient, occurred, recorded: None, content });
        Ok(())
    }

    /// Names something that is not among the facts.
    pub(super) fn leave_out(&mut self, error: PrmError) {
        self.reading.leave_out(error);
    }

    /// A value that the message can do without.
    pub(super) fn keep<T>(&mut self, found: Result<Option<T>, PrmError>) -> Option<T> {
        found.map_err(|error| self.leave_out(error)).ok().flatten()
    }

    /// The instant of the event itself, for a visit that does not say when it began or ended:
    /// when it occurred (EVN-6), or else when it was entered (EVN-2).
    pub(super) fn event_time(&self) -> Option<Result<crate::ZonedTime, PrmError>> {
        let evn = self.message.evn.as_ref()?;
        [6, 2]
            .into_iter()
            .find_map(|field| evn.read(field, |text| time::about(text, self.zone)).transpose())
    }

    pub(super) fn finish(mut self) -> Reading {
        for line in &self.message.odd {
            let message = "a line that is no segment: have line breaks inside a field sent as \
                           `\\.br\\`";
            let error = PrmError::new(ErrorCode::InvalidResource, message);
            self.reading.leave_out(error.under(&format!("segment[{line}]")));
        }
        let nothing = self.reading.facts.is_empty() && self.reading.left_out.is_empty();
        self.reading.ignored += usize::from(nothing);
        self.reading
    }
}

/// The zone of the sending facility (MSH-4).
fn zone(message: &Message<'_>, options: &ReadOptions) -> Result<Option<Zone>, PrmError> {
    if options.zones.is_empty() {
        return Ok(options.zone);
    }
    let facility = message.header.first(4)?;
    let own = facility.and_then(|facility| {
        [1, 2].into_iter().find_map(|part| options.zones.get(&*facility.text(part)?).copied())
    });
    Ok(own.or(options.zone))
}

/// When it became so: when the event was entered (EVN-2), else when the message was written
/// (MSH-7), else when it was received (R32).
///
/// When the event occurred (EVN-6) is no stamp: a correction that is entered later may say that a
/// visit began earlier, and must not lose to what it corrects.
fn occurred(
    message: &Message<'_>,
    options: &ReadOptions,
    zone: Option<Zone>,
    reading: &mut Reading,
) -> Result<Timestamp, PrmError> {
    let header = Some((&message.header, 7));
    for (segment, field) in [message.evn.as_ref().map(|evn| (evn, 2)), header].into_iter().flatten()
    {
        match segment.read(field, |text| time::instant(text, zone)) {
            Ok(Some(at)) => return Ok(at),
            Ok(None) => {}
            Err(error) => reading.leave_out(error),
        }
    }
    options.received.ok_or_else(|| {
        let message = "nothing legible says when this was so: have the time of the message sent \
                       there, or give `received`";
        PrmError::new(ErrorCode::MissingField, message).under("MSH-7")
    })
}

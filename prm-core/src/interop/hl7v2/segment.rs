//! Segments, their fields, and what stands in them.

use std::borrow::Cow;

use super::separators::Separators;
use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// One segment of a message.
///
/// Only fields are parsed by hl7-parser. It would end a message in silence at the first line that
/// is no segment, shifts the header's fields where MSH-2 has not exactly four characters, and
/// takes a hundred times the memory of the text: lines and fields are split here.
pub(super) struct Segment<'m> {
    name: &'m str,
    /// Which one of its name, from 0.
    index: usize,
    separators: Separators,
    fields: Vec<&'m str>,
}

impl<'m> Segment<'m> {
    pub(super) fn new(line: &'m str, index: usize, separators: Separators) -> Self {
        let fields = split(line, separators.field);
        Self { name: line.get(..3).unwrap_or(line), index, separators, fields }
    }

    /// A field as it is written. In a header the field separator is itself the first field.
    pub(super) fn raw(&self, field: usize) -> &'m str {
        let shift = usize::from(self.name == "MSH");
        self.fields.get(field - shift.min(field)).copied().unwrap_or_default().trim()
    }

    /// The path of a field: `PID-3`, or `PID[1]-3` in the second segment of the name.
    pub(super) fn path(&self, field: usize) -> String {
        match self.index {
            0 => format!("{}-{field}", self.name),
            more => format!("{}[{more}]-{field}", self.name),
        }
    }

    /// Whether a field, or the first component of it, is deleted, which is not the same as left
    /// out.
    pub(super) fn is_null(&self, field: usize) -> bool {
        self.raw(field).starts_with(NULL)
    }

    /// The repetitions of a field; none for one that is empty or deleted.
    pub(super) fn repetitions(&self, field: usize) -> Result<Vec<Repetition<'m>>, PrmError> {
        let raw = self.raw(field);
        if raw.is_empty() || raw == NULL {
            return Ok(Vec::new());
        }
        if raw.len() > limits::TEXT_BYTES {
            let message = format!("a field has at most {} bytes: send less", limits::TEXT_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message).under(&self.path(field)));
        }
        let separators = self.separators.of_parser();
        let parsed = hl7_parser::parser::parse_field_with_separators(raw, separators);
        let parsed = parsed.map_err(|_| {
            let message = "the field does not parse: escape the separators in it";
            PrmError::new(ErrorCode::InvalidResource, message).under(&self.path(field))
        })?;
        let of = |(index, parsed)| Repetition { index, parsed, separators: self.separators };
        Ok(parsed.repeats.into_iter().enumerate().map(of).collect())
    }

    /// The first repetition of a field, where it says anything.
    pub(super) fn first(&self, field: usize) -> Result<Option<Repetition<'m>>, PrmError> {
        Ok(self.repetitions(field)?.into_iter().next())
    }

    /// The first component of a field that has no more of them.
    pub(super) fn text(&self, field: usize) -> Result<Option<Cow<'m, str>>, PrmError> {
        let s = self.separators;
        let end = [s.repetition, s.component, s.subcomponent];
        let raw = self.raw(field).split(end).next().unwrap_or_default();
        if raw.len() > limits::TEXT_BYTES {
            let message = format!("a field has at most {} bytes: send less", limits::TEXT_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message).under(&self.path(field)));
        }
        Ok(value(s, raw))
    }

    /// The same, read; an error names the field.
    pub(super) fn read<T>(
        &self,
        field: usize,
        read: impl FnOnce(&str) -> Result<T, PrmError>,
    ) -> Result<Option<T>, PrmError> {
        let text = self.text(field)?;
        let read = text.map(|text| read(&text)).transpose();
        read.map_err(|error| error.under(&self.path(field)))
    }
}

/// `str::split`, which is slow for parts of a few bytes.
fn split(line: &str, separator: char) -> Vec<&str> {
    let Some(separator) = u8::try_from(separator).ok().filter(u8::is_ascii) else {
        return line.split(separator).collect();
    };
    let mut parts = Vec::with_capacity(32);
    let mut from = 0;
    for (at, byte) in line.bytes().enumerate() {
        if byte == separator {
            parts.extend(line.get(from..at));
            from = at + 1;
        }
    }
    parts.extend(line.get(from..));
    parts
}

/// The value that deletes what was there.
const NULL: &str = "\"\"";

/// One repetition of a field.
#[derive(Clone)]
pub(super) struct Repetition<'m> {
    /// Which one, from 0.
    pub(super) index: usize,
    parsed: hl7_parser::message::Repeat<'m>,
    separators: Separators,
}

impl<'m> Repetition<'m> {
    /// The first subcomponent of a component, where it says anything.
    pub(super) fn text(&self, component: usize) -> Option<Cow<'m, str>> {
        self.sub(component, 1)
    }

    /// A subcomponent, where it says anything.
    pub(super) fn sub(&self, component: usize, subcomponent: usize) -> Option<Cow<'m, str>> {
        let component = self.parsed.components.get(component.checked_sub(1)?)?;
        let part = component.subcomponents.get(subcomponent.checked_sub(1)?)?;
        value(self.separators, part.value)
    }

    /// How many components say anything.
    pub(super) fn texts(&self) -> usize {
        (1..=self.parsed.components.len()).filter(|at| self.text(*at).is_some()).count()
    }

    /// A component in capitals, for codes.
    pub(super) fn code(&self, component: usize) -> Option<String> {
        Some(self.text(component)?.to_ascii_uppercase())
    }
}

/// A value that is neither empty nor deleted.
fn value(separators: Separators, raw: &str) -> Option<Cow<'_, str>> {
    let text = separators.decode(raw);
    (!text.is_empty() && text != NULL).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_as_the_standard_counts() {
        let header = Segment::new("MSH|^~\\&|APP|FAC||", 0, Separators::USUAL);
        assert_eq!((header.raw(2), header.raw(3), header.raw(9)), ("^~\\&", "APP", ""));
        let pid = Segment::new("PID|1||a^^^X&1.2&ISO^MR~b|\"\"| |", 1, Separators::USUAL);
        assert_eq!(pid.path(3), "PID[1]-3");
        let repetitions = pid.repetitions(3).unwrap();
        assert_eq!(repetitions.len(), 2);
        assert_eq!(repetitions[0].sub(4, 2).as_deref(), Some("1.2"));
        assert_eq!(repetitions[0].text(2), None);
        assert_eq!(repetitions[1].text(1).as_deref(), Some("b"));
        assert!(pid.is_null(4) && pid.repetitions(4).unwrap().is_empty());
        assert!(pid.text(5).unwrap().is_none() && pid.text(99).unwrap().is_none());
        let bare = Segment::new("PV1", 0, Separators::USUAL);
        assert!(bare.text(2).unwrap().is_none());
        let long = format!("PID|{}", "x".repeat(limits::TEXT_BYTES + 1));
        let long = Segment::new(&long, 0, Separators::USUAL);
        assert_eq!(long.text(1).unwrap_err().path(), "PID-1");
        assert_eq!(long.first(1).map(|_| ()).unwrap_err().code(), ErrorCode::TooLarge);
    }
}

//! Enrolments in care programmes.

use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{CivilDate, EnrolmentId};

/// The registers of an enrolment.
#[derive(Clone)]
pub(crate) struct Enrolment {
    pub(crate) id: EnrolmentId,
    pub(crate) programme: Register<String>,
    pub(crate) start: Register<CivilDate>,
    pub(crate) ended: Option<Source>,
}

impl Enrolment {
    pub(crate) fn new(id: EnrolmentId) -> Self {
        Self { id, programme: Register::default(), start: Register::default(), ended: None }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::Enrolled { enrolment: _, programme, start } => {
                self.programme.write(programme.clone(), source);
                self.start.write(*start, source);
                self.ended = None;
            }
            FactContent::EnrolmentEnded { .. } => self.ended = Some(source.clone()),
            _ => {}
        }
    }
}

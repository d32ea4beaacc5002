//! What a text costs and asks of its reader.

use prm_core::{ReadingGrade, SmsText};

use crate::json::write;
use crate::{Answer, answer};

/// How a text goes as SMS.
#[uniffi::export]
pub fn sms_segments(text: String) -> Answer<SmsText> {
    answer(|| Ok(prm_core::sms::segments(&text)))
}

/// How hard an English text is to read; nothing where it has no words.
#[uniffi::export]
pub fn reading_grade(text: String) -> Answer<Option<ReadingGrade>> {
    answer(|| Ok(prm_core::readability::grade(&text)))
}

/// Writes how a text goes as SMS.
#[uniffi::export]
pub fn sms_text_to_json(text: SmsText) -> Answer<String> {
    write(&text)
}

/// Writes how hard a text is to read.
#[uniffi::export]
pub fn reading_grade_to_json(grade: ReadingGrade) -> Answer<String> {
    write(&grade)
}

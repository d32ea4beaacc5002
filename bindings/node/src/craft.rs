//! What a text costs and asks of its reader.

use napi_derive::napi;

use crate::call::{call, json};

/// How a text goes as SMS, as JSON text.
#[napi]
pub(crate) fn sms_segments(text: String) -> napi::Result<String> {
    call(|| json(&prm_core::sms::segments(&text)))
}

/// How hard an English text is to read, as JSON text.
#[napi]
pub(crate) fn reading_grade(text: String) -> napi::Result<String> {
    call(|| json(&prm_core::readability::grade(&text)))
}

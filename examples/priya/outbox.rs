//! The sender: writes what would be sent into a folder, e-mails as `.eml`, the rest as JSON.

use std::fs;
use std::path::Path;

use prm_core::{Action, Timestamp, Zone};
use serde_json::json;

use crate::Error;

/// Writes a message. The name is made from its key, so that one that is sent again after a crash
/// is the same file: a gateway does the same with its idempotency key.
pub(crate) fn send(folder: &Path, action: &Action, at: Timestamp) -> Result<(), Error> {
    let Action::SendMessage { key, patient, channel, to, subject, text, .. } = action else {
        return Ok(());
    };
    let (date, time) = Zone::utc().local(at);
    let stamp = format!("{date}T{:02}{:02}Z", time.hour(), time.minute());
    let name = format!("{stamp}-{}-{}-{key}", patient, channel.as_str());
    let (name, content) = match subject {
        Some(subject) => (format!("{name}.eml"), eml(&key.to_string(), to, subject, text, at)),
        None => {
            let content = json!({
                "key": key, "channel": channel, "to": to, "text": text, "at": at
            });
            (format!("{name}.json"), format!("{content:#}\n"))
        }
    };
    fs::write(folder.join(name), content)?;
    Ok(())
}

/// An e-mail (RFC 5322).
fn eml(key: &str, to: &str, subject: &str, text: &str, at: Timestamp) -> String {
    let lines: Vec<&str> = text.lines().collect();
    format!(
        "From: clinic@lotus.example\r\nTo: {to}\r\nSubject: {}\r\nDate: {}\r\n\
         Message-ID: <{key}@lotus.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        encoded(subject),
        date_header(at),
        lines.join("\r\n")
    )
}

/// A header's text: as it is, or in the encoding of RFC 2047 where it is not plain ASCII.
fn encoded(text: &str) -> String {
    if text.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return text.to_owned();
    }
    let bytes = text.bytes().map(|byte| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        b' ' => "_".to_owned(),
        _ => format!("={byte:02X}"),
    });
    format!("=?utf-8?Q?{}?=", bytes.collect::<String>())
}

/// `Mon, 09 Mar 2026 03:32:00 +0000`
fn date_header(at: Timestamp) -> String {
    let (date, time) = Zone::utc().local(at);
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
        crate::print::weekday(date),
        date.day(),
        crate::print::month(date),
        date.year(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

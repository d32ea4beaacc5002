//! Push: what fits into a notification.

use serde::Serialize;

/// The bytes of the payload that a notification's title and text make: JSON in UTF-8, in the
/// longest of the usual forms, `{"aps":{"alert":{"title":"…","body":"…"}}}`. It must not pass
/// [`PUSH_BYTES`](crate::limits::PUSH_BYTES), less what a host adds of its own.
///
/// ```
/// assert_eq!(prm_core::push::bytes(None, "See you."), 37);
/// assert_eq!(prm_core::push::bytes(None, "मिलते हैं"), 54); // three bytes a letter
/// assert_eq!(prm_core::push::bytes(Some("Lotus"), "See \"you\"."), 57);
/// ```
pub fn bytes(title: Option<&str>, body: &str) -> u32 {
    let payload = Payload { aps: Aps { alert: Alert { title, body } } };
    let json = serde_json::to_vec(&payload).unwrap_or_default();
    u32::try_from(json.len()).unwrap_or(u32::MAX)
}

/// Whether a notification may be sent at all.
pub(crate) fn fits(title: Option<&str>, body: &str) -> bool {
    bytes(title, body) <= crate::limits::PUSH_BYTES
}

#[derive(Serialize)]
struct Payload<'t> {
    aps: Aps<'t>,
}

#[derive(Serialize)]
struct Aps<'t> {
    alert: Alert<'t>,
}

#[derive(Serialize)]
struct Alert<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'t str>,
    body: &'t str,
}

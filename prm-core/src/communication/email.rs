//! E-mail: addresses, headers that nothing can be added to, and the way out of a mailing.

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use super::punycode::ascii_len;
use crate::error::{ErrorCode, PrmError};
use crate::{Key, Purpose};

/// Whether a text is an e-mail address that a patient can be written to: one `@`, a local part of
/// at most 64 bytes without quotes, and the name of a host in the public DNS, in any script
/// (RFC 5321, 5322 and 6532). Whether anybody reads it is for the host to find out.
///
/// Forms that the RFCs allow and no provider gives out are refused, because in a clinic's records
/// they are slips: quoted local parts, hosts by their IP address, comments, names without a dot.
///
/// ```
/// use prm_core::email::is_address;
/// assert!(is_address("priya.sharma+clinic@example.in") && is_address("प्रिया@उदाहरण.भारत"));
/// assert!(!is_address("priya@example") && !is_address("priya..sharma@example.in"));
/// assert!(!is_address("priya@example.in\r\nBcc: all@example.in"));
/// ```
pub fn is_address(text: &str) -> bool {
    let options =
        Options::default().without_display_text().without_domain_literal().with_required_tld();
    let parsed = EmailAddress::parse_with_options(text, options);
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '"';
    let Ok(address) = parsed else { return false };
    // Servers that know no other scripts have the domain in ASCII.
    let labels = address.domain().split('.').map(|label| Some(ascii_len(label)? + 1));
    let Some(domain) = labels.sum::<Option<usize>>() else { return false };
    let short = address.local_part().len() + domain <= MOST_BYTES && text.len() <= MOST_BYTES;
    short && domain <= MOST_OF_DOMAIN && text.chars().all(plain) && is_public(address.domain())
}

/// RFC 5321, 4.5.3.1.3: a path of 256 bytes, of which two are its brackets.
const MOST_BYTES: usize = 254;
/// RFC 1035, 2.3.4: 255 bytes, each label with its length, and the root's.
const MOST_OF_DOMAIN: usize = 254;

/// Whether a domain may be one of the public DNS.
fn is_public(domain: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii();
    // What IDNA maps to something else: written so by an input method, never in an address.
    let mapped =
        |c: char| ('\u{2460}'..='\u{24ff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
    let sound = |label: &str| {
        // Two letters and two hyphens announce an encoding, and there is one (RFC 5891, 4.2.3.1).
        let announces = label.get(2..4) == Some("--");
        let encoded = label.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("xn"));
        label.chars().all(letters) && !label.chars().any(mapped) && (!announces || encoded)
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let encoded = top.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    let named = encoded || top.chars().all(|c| c.is_ascii_alphabetic() || !c.is_ascii());
    let special = SPECIAL.iter().any(|special| top.eq_ignore_ascii_case(special));
    domain.split('.').all(sound) && named && !special
}

/// Top-level names that no mail is delivered to (RFC 6761, 6762, 7686). `test` and `example` are
/// for trying things out, and stay.
const SPECIAL: [&str; 5] = ["arpa", "invalid", "local", "localhost", "onion"];

/// A text as it may stand in a header: on one line, without controls. Each run of what breaks a
/// line becomes one space, so the same text gives the same header everywhere.
pub(crate) fn header(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return text.to_owned();
    }
    let parts = text.split(breaks).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// The way out of a mailing, where a message must offer one: it is there for greetings, feedback
/// and marketing by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// The headers to send, and to sign with DKIM; empty where the practice gives no address to
    /// unsubscribe at: then they are the host's to add.
    pub headers: Vec<MailHeader>,
}

/// A header of an e-mail. Neither part holds a line break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MailHeader {
    /// The name: `List-Unsubscribe`.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Whether a purpose offers the way out: what a patient did not ask for and can do without. Care
/// and answers are no mailing.
pub(crate) const fn offers_way_out(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Feedback | Purpose::Greeting | Purpose::Marketing)
}

/// Where patients unsubscribe, as a practice gives it.
#[derive(Clone, Debug)]
pub(crate) enum WayOut {
    /// An https address, with `{key}` where the message's key goes: one click (RFC 8058).
    Web(String),
    /// A mailto address (RFC 2369).
    Mail(String),
}

impl WayOut {
    /// Reads what a practice gives. The address is patient-free: a key says nothing of anybody.
    pub(crate) fn parse(text: &str) -> Result<Self, PrmError> {
        let wrong = |message: &str| Err(PrmError::new(ErrorCode::InvalidValue, message));
        let plain = |c: char| c.is_ascii_graphic() && !"<>\"\\^`|".contains(c);
        if !text.chars().all(plain) {
            return wrong("an address for headers has letters, digits and marks of ASCII alone");
        }
        let rest = text.replace(KEY, "");
        if rest.contains(['{', '}']) {
            return wrong("of values in braces there is `{key}` alone");
        }
        if let Some(host) = rest.strip_prefix("https://") {
            let host = host.split(['/', '?', '#']).next().unwrap_or_default();
            let known = host.contains('.') && !host.contains('@');
            return if known { Ok(Self::Web(text.to_owned())) } else { wrong("names no host") };
        }
        if let Some(address) = rest.strip_prefix("mailto:") {
            let address = address.split('?').next().unwrap_or_default();
            let known = is_address(address);
            return if known { Ok(Self::Mail(text.to_owned())) } else { wrong("no address") };
        }
        wrong("begins with `https://` or `mailto:`")
    }

    /// The headers of one message.
    fn headers(&self, key: Key) -> Vec<MailHeader> {
        let header = |name: &str, value: String| MailHeader { name: name.into(), value };
        let filled = |text: &String| format!("<{}>", text.replace(KEY, &key.to_string()));
        match self {
            Self::Web(address) => vec![
                header("List-Unsubscribe", filled(address)),
                header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()),
            ],
            Self::Mail(address) => vec![header("List-Unsubscribe", filled(address))],
        }
    }
}

/// Where the message's key goes.
const KEY: &str = "{key}";

/// What a message by e-mail says of the way out.
pub(crate) fn unsubscribe(
    purpose: Purpose,
    way_out: Option<&WayOut>,
    key: Key,
) -> Option<Unsubscribe> {
    let headers = || way_out.map(|way_out| way_out.headers(key)).unwrap_or_default();
    offers_way_out(purpose).then(|| Unsubscribe { headers: headers() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_header_is_one_line() {
        assert_eq!(header("Your visit"), "Your visit");
        assert_eq!(header("Your visit\r\nBcc: x@y.in"), "Your visit Bcc: x@y.in");
        assert_eq!(header("\u{0}a\u{85}\u{2028} b\n"), "a b");
    }

    #[test]
    fn ways_out_are_read() {
        for (text, sound) in [
            ("https://lotus.example.in/out?m={key}", true),
            ("https://lotus.example.in", true),
            ("mailto:out@lotus.example.in?subject={key}", true),
            ("http://lotus.example.in", false),
            ("https://{key}", false),
            ("https://", false),
            ("https://lotus.example.in/{patient}", false),
            ("https://priya@lotus.example.in", false),
            ("https://lotus.example.in\r\nBcc: x@y.in", false),
            ("https://lotus.example.in/>,<mailto:x@y.in", false),
            ("mailto:out", false),
            ("", false),
        ] {
            assert_eq!(WayOut::parse(text).is_ok(), sound, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_a_header(text in "(\\PC|[\r\n\u{0}\u{b}\u{85}\u{2028}]){0,40}") {
            let found = header(&text);
            let broken = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
            prop_assert!(!found.contains(broken));
            prop_assert_eq!(header(&found), found.clone());
            if is_address(&text) {
                prop_assert_eq!(found, text);
            }
        }

        #[test]
        fn what_is_an_address_has_no_controls(
            before in "[a-z.]{0,6}", odd in "\\PC|[\r\n\t\u{0}\"<>,; ]", after in "[a-z.]{0,6}"
        ) {
            let text = format!("{before}{odd}{after}@example.in");
            if is_address(&text) {
                prop_assert!(!text.contains(|c: char| c.is_control() || "\"<>,; ".contains(c)));
            }
        }
    }
}

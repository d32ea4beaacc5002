//! The bytes of a token.

use serde::{Deserialize, Serialize};

use crate::portal::secret::{HostKey, from_base64, to_base64};

/// What a link is for: one thing, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// To answer a survey.
    Survey,
    /// To confirm an appointment.
    Confirm,
    /// To receive no more messages: acts without a login, any number of times (CASL section 6(2)(c)
    /// and 11; RFC 8058).
    Unsubscribe,
    /// To come to a result: behind a login.
    Result,
    /// To fill in a form before a visit: behind a login.
    Form,
}

impl LinkPurpose {
    const ALL: [Self; 5] =
        [Self::Survey, Self::Confirm, Self::Unsubscribe, Self::Result, Self::Form];

    /// Its number on the wire: never changed.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Survey => 1,
            Self::Confirm => 2,
            Self::Unsubscribe => 3,
            Self::Result => 4,
            Self::Form => 5,
        }
    }

    /// Whether a second use is refused. Whoever is out stays out: to say so again does no harm, and
    /// mail programs follow links before people do.
    pub const fn is_single_use(self) -> bool {
        !matches!(self, Self::Unsubscribe)
    }

    /// Whether the link alone is not enough, for it leads to content or changes the record.
    pub const fn needs_login(self) -> bool {
        matches!(self, Self::Result | Self::Form)
    }
}

/// The version of the form.
const FORM: u8 = 1;
/// Bytes of the pseudonym of patient and subject.
pub(super) const REFERENCE: usize = 16;
/// Bytes of the nonce.
pub(super) const NONCE: usize = 8;
/// Bytes before the tag: form, key, purpose, issued, expires, reference, nonce.
const BODY: usize = 3 + 4 + 4 + REFERENCE + NONCE;
/// Bytes of the tag: 128 bits of HMAC-SHA256, half of it (RFC 2104, section 5). Only the practice's
/// own server can try one out.
const TAG: usize = 16;

/// What a token holds: 51 bytes, 68 characters.
pub(super) struct Parts {
    pub(super) key: u8,
    pub(super) purpose: LinkPurpose,
    pub(super) issued: u32,
    pub(super) expires: u32,
    pub(super) reference: [u8; REFERENCE],
    pub(super) nonce: [u8; NONCE],
}

/// Text that is read as a token; its signature is still to be checked.
pub(super) struct Unproved {
    pub(super) parts: Parts,
    body: [u8; BODY],
    tag: [u8; TAG],
}

const SIGNED: &str = "prm-token/1";

impl Parts {
    fn body(&self) -> [u8; BODY] {
        let mut body = [0; BODY];
        let parts = [FORM, self.key, self.purpose.byte()]
            .into_iter()
            .chain(self.issued.to_be_bytes())
            .chain(self.expires.to_be_bytes())
            .chain(self.reference)
            .chain(self.nonce);
        body.iter_mut().zip(parts).for_each(|(place, byte)| *place = byte);
        body
    }

    /// The token's text. The practice is under the signature and not in the text.
    pub(super) fn sign(&self, practice: &str, key: &HostKey) -> String {
        let body = self.body();
        let tag = key.sign(SIGNED, &[practice.as_bytes(), &body]);
        let bytes: Vec<u8> = body.into_iter().chain(tag.into_iter().take(TAG)).collect();
        to_base64(&bytes)
    }
}

impl Unproved {
    /// Reads text of exactly the one form.
    pub(super) fn read(text: &str) -> Option<Self> {
        let bytes: [u8; BODY + TAG] = from_base64(text)?;
        let (body, rest) = bytes.split_first_chunk::<BODY>()?;
        let tag = *rest.first_chunk::<TAG>()?;
        let (head, rest) = body.split_first_chunk::<3>()?;
        let [form, key, purpose] = *head;
        let (issued, rest) = rest.split_first_chunk::<4>()?;
        let (expires, rest) = rest.split_first_chunk::<4>()?;
        let (reference, rest) = rest.split_first_chunk::<REFERENCE>()?;
        let nonce = *rest.first_chunk::<NONCE>()?;
        let purpose = LinkPurpose::ALL.into_iter().find(|known| known.byte() == purpose)?;
        let (issued, expires) = (u32::from_be_bytes(*issued), u32::from_be_bytes(*expires));
        let parts = Parts { key, purpose, issued, expires, reference: *reference, nonce };
        (form == FORM).then_some(Self { parts, body: *body, tag })
    }

    /// Whether a key signed it for a practice.
    pub(super) fn is_signed(&self, practice: &str, key: &HostKey) -> bool {
        key.signed(SIGNED, &[practice.as_bytes(), &self.body], &self.tag)
    }
}

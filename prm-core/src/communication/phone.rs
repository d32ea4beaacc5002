//! Telephone numbers: their international form, and with the feature `phone-metadata` what a
//! country's numbering plan makes of them.

#[cfg(feature = "phone-metadata")]
pub use plan::{Number, read};

/// Whether a text is a number in the form of ITU-T E.164: `+`, the country code, which never
/// begins with 0, and in all at most 15 digits. It says nothing about whether anybody has it.
///
/// ```
/// use prm_core::phone::is_e164;
/// assert!(is_e164("+919812345670"));
/// assert!(!is_e164("+0919812345670") && !is_e164("9812345670") && !is_e164("+91 98123 45670"));
/// ```
pub fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
    plain && (LEAST_DIGITS..=MOST_DIGITS).contains(&digits.len()) && !digits.starts_with('0')
}

/// E.164 sets no least length; the shortest numbers that are in use have five digits.
const LEAST_DIGITS: usize = 4;
/// ITU-T E.164, 6.
const MOST_DIGITS: usize = 15;

/// What needs the numbering plans of all countries (2.7 MB of them).
#[cfg(feature = "phone-metadata")]
mod plan {
    use phonenumber::country::Id;

    use super::is_e164;
    use crate::error::{ErrorCode, PrmError};
    use crate::{LineId, LineKind};

    /// A number as it is read with the numbering plans.
    #[derive(Clone, PartialEq, Eq)]
    pub struct Number {
        /// The contact point, in E.164; an extension is left out.
        pub line: LineId,
        /// Whether the plan of its country has such a number.
        pub valid: bool,
        /// The country, as ISO 3166-1 alpha-2 (`IN`), where the plan tells it.
        pub country: Option<String>,
    }

    crate::id::opaque_debug!(Number);

    /// Reads a number as people of a region write it: `098123 45670` in `IN` is `+919812345670`.
    /// The region is an ISO 3166-1 alpha-2 code; a number with `+` needs none.
    ///
    /// ```
    /// let number = prm_core::phone::read("098123 45670", Some("IN"))?;
    /// assert_eq!(number.line.address(), "+919812345670");
    /// assert!(number.valid);
    /// assert!(!prm_core::phone::read("12 34", Some("IN"))?.valid);
    /// assert!(prm_core::phone::read("098123 45670", None).is_err());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_id` for a text that is no number there or makes no E.164, `invalid_value` for a
    /// region that the plans do not know.
    pub fn read(text: &str, region: Option<&str>) -> Result<Number, PrmError> {
        let region: Option<Id> = region
            .map(|region| {
                region.parse().map_err(|_| {
                    PrmError::new(ErrorCode::InvalidValue, "no such region, as in `IN`")
                })
            })
            .transpose()?;
        let none = || PrmError::new(ErrorCode::InvalidId, "not a telephone number");
        let number = phonenumber::parse(region, plain(text)).map_err(|_| none())?;
        let international = number.format().mode(phonenumber::Mode::E164).to_string();
        if !is_e164(&international) {
            return Err(none());
        }
        let line = LineId::new(LineKind::Phone, &international)?;
        let country = number.country().id().map(|id| id.as_ref().to_owned());
        Ok(Number { line, valid: number.is_valid(), country })
    }

    /// A number in the digits and marks that the crate reads, without an extension that it would
    /// stumble over: after a pause for dialling, or `доб` (Russian for `ext`).
    fn plain(text: &str) -> String {
        let end = [",,", "доб", "~"].iter().filter_map(|mark| text.find(mark)).min();
        let number = text.get(..end.unwrap_or(text.len())).unwrap_or(text);
        number.trim_end_matches([' ', ',']).chars().map(in_ascii).collect()
    }

    /// A digit of another script, or a wide form of ASCII, as ASCII.
    fn in_ascii(c: char) -> char {
        let digit = |zero: &char| u32::from(c).checked_sub(u32::from(*zero)).filter(|d| *d < 10);
        if let Some(digit) = ZEROS.iter().find_map(digit) {
            return char::from_digit(digit, 10).unwrap_or(c);
        }
        match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        }
    }

    /// The digits in which patients write numbers: Arabic, Persian and Urdu, Devanagari, Bengali.
    const ZEROS: [char; 4] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}'];
}

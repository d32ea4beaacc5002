//! Sound texts, and what may become of them on their way: the input of every fuzz target.

use std::panic::AssertUnwindSafe;

use bolero::TypeGenerator;

/// One thing that goes wrong with a text.
#[derive(Clone, Debug, TypeGenerator)]
pub enum Edit {
    /// A bit is turned over.
    Flip { at: u32, bit: u8 },
    /// A byte is another one.
    Set { at: u32, byte: u8 },
    /// Something that means much to one of the readers is put in.
    Insert { at: u32, token: u8 },
    /// Some bytes are lost.
    Remove { at: u32, length: u8 },
    /// A part comes once more, elsewhere.
    Repeat { from: u32, to: u32, length: u16 },
    /// The text ends here.
    Cut { at: u32 },
}

/// What means much to readers.
const TOKENS: [&str; 64] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e999",
    "0.5",
    "\u{feff}",
    "9223372036854775807",
    "18446744073709551616",
    "\\u0000",
    "\\ud800",
    "\n",
    "\r\n",
    "\u{2028}",
    "2026-02-30",
    "9999-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z",
    "2026-03-08T02:30",
    "[America/New_York]",
    "[Etc/Nowhere]",
    "+14:00",
    "-00:00",
    "P1D",
    "2 hours before ",
    " after ",
    "{{ ",
    " }}",
    "{% for i in range(9) %}",
    "{% endfor %}",
    "|",
    "appointment.start",
    "now",
    "'",
    " && ",
    " || ",
    "!",
    " in [",
    "(",
    ")",
    "has(",
    "size(",
    "since(",
    "FREQ=",
    "SECONDLY",
    "INTERVAL=0",
    "COUNT=999999",
    "BYDAY=-1MO",
    "BYSETPOS=-1",
    "UNTIL=99991231",
    "RRULE:",
    "MSH|",
    "^~\\&",
    "\r",
    "\\.br\\",
    "\"\"",
    "type",
    "तारा",
];

/// A text after all that has happened to it.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let place = |at: u32, length: usize| usize::try_from(at).unwrap() % (length + 1);
        let length = bytes.len();
        match *edit {
            Edit::Flip { at, bit } => {
                if let Some(byte) = bytes.get_mut(place(at, length)) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Edit::Set { at, byte } => {
                if let Some(known) = bytes.get_mut(place(at, length)) {
                    *known = byte;
                }
            }
            Edit::Insert { at, token } => {
                let at = place(at, length);
                let token = TOKENS[usize::from(token) % TOKENS.len()];
                bytes.splice(at..at, token.bytes());
            }
            Edit::Remove { at, length: lost } => {
                let at = place(at, length);
                bytes.drain(at..(at + usize::from(lost)).min(length));
            }
            Edit::Repeat { from, to, length: size } => {
                let (from, to) = (place(from, length), place(to, length));
                let part = bytes[from..(from + usize::from(size)).min(length)].to_vec();
                bytes.splice(to..to, part);
            }
            Edit::Cut { at } => bytes.truncate(place(at, length)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs a target on some sound text, spoilt.
pub fn spoil(seeds: &[String], target: impl Fn(&str)) {
    // What a target holds is thrown away when it panics.
    let target = AssertUnwindSafe(target);
    bolero::check!().with_type::<(u16, Vec<Edit>)>().for_each(|(seed, edits)| {
        let target: &AssertUnwindSafe<_> = &target;
        let seed = &seeds[usize::from(*seed) % seeds.len()];
        target(&edited(seed, edits));
    });
}

/// No error shows what was read: every seed names this patient.
pub fn silent(error: &prm_core::PrmError) {
    // The number that the library itself gives as an example is no word of a patient.
    let said = format!("{error} {error:?}").replace("such as `tel:+919812345670`", "");
    assert!(!said.contains("Sharma") && !said.contains("9812345670"), "{said}");
}

//! Frames of the minimal lower layer protocol (MLLP), in which messages travel over a connection.

use std::collections::VecDeque;

use crate::error::{ErrorCode, PrmError};
use crate::limits;

const BEGIN: u8 = 0x0b;
const END: u8 = 0x1c;

/// Takes messages out of a stream of bytes, and puts them into frames.
///
/// It holds no connection: the host feeds it what it has read, in pieces of any size. What stands
/// between frames is passed over, as the protocol says.
///
/// ```
/// use prm_core::hl7v2::Mllp;
/// let mut mllp = Mllp::new();
/// let frame = Mllp::encode("MSH|^~\\&|EHR\r");
/// mllp.feed(&frame[..5]);
/// assert!(mllp.next_message().is_none());
/// mllp.feed(&frame[5..]);
/// assert_eq!(mllp.next_message().unwrap()?, "MSH|^~\\&|EHR\r");
/// assert!(mllp.next_message().is_none());
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Default)]
pub struct Mllp {
    /// The frame that is open, where one is.
    open: Option<Vec<u8>>,
    done: VecDeque<Result<Vec<u8>, PrmError>>,
}

crate::id::opaque_debug!(Mllp);

impl Mllp {
    /// A decoder that has read nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what was read from the connection.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(mark) = rest.iter().position(|byte| [BEGIN, END].contains(byte)) {
            let (before, after) = rest.split_at(mark);
            self.append(before);
            let (mark, after) = after.split_first().unwrap_or((&END, &[]));
            match (*mark, self.open.take()) {
                (BEGIN, Some(_)) => {
                    self.refuse("a frame begins before the last one ended: end each with 1C 0D");
                    self.open = Some(Vec::new());
                }
                (BEGIN, None) => self.open = Some(Vec::new()),
                (_, Some(frame)) => self.done.push_back(Ok(frame)),
                (_, None) => {}
            }
            rest = after;
        }
        self.append(rest);
    }

    fn append(&mut self, bytes: &[u8]) {
        let Some(frame) = &mut self.open else { return };
        if frame.len() + bytes.len() > limits::RESOURCE_BYTES {
            self.open = None;
            let message = format!("a frame has at most {} bytes", limits::RESOURCE_BYTES);
            self.done.push_back(Err(PrmError::new(ErrorCode::TooLarge, message)));
            return;
        }
        frame.extend_from_slice(bytes);
    }

    fn refuse(&mut self, message: &str) {
        self.done.push_back(Err(PrmError::new(ErrorCode::InvalidResource, message)));
    }

    /// The next whole message, where there is one; its text is UTF-8.
    ///
    /// # Errors
    /// `invalid_resource` for a frame that never ended or is not UTF-8, `too_large` for one of
    /// more than [`limits::RESOURCE_BYTES`](crate::limits::RESOURCE_BYTES). The frames after it
    /// are not lost.
    pub fn next_message(&mut self) -> Option<Result<String, PrmError>> {
        let frame = self.next_frame()?;
        Some(frame.and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| {
                let message = "not UTF-8: have it sent so (MSH-18 `UNICODE UTF-8`), or turn the \
                               bytes of the frame into text";
                PrmError::new(ErrorCode::InvalidResource, message)
            })
        }))
    }

    /// The bytes of the next whole message, where there is one: for a host that knows a sender's
    /// character set to be another than UTF-8.
    ///
    /// # Errors
    /// As for [`next_message`](Self::next_message), but for UTF-8.
    pub fn next_frame(&mut self) -> Option<Result<Vec<u8>, PrmError>> {
        self.done.pop_front()
    }

    /// A message in its frame. The two bytes that mark a frame are no text, and are left out of
    /// it.
    pub fn encode(message: &str) -> Vec<u8> {
        let mut frame = Vec::with_capacity(message.len() + 3);
        frame.push(BEGIN);
        frame.extend(message.bytes().filter(|byte| ![BEGIN, END].contains(byte)));
        frame.extend([END, b'\r']);
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], piece: usize) -> Vec<String> {
        let mut mllp = Mllp::new();
        for piece in bytes.chunks(piece) {
            mllp.feed(piece);
        }
        let next = || mllp.next_message();
        let found = std::iter::from_fn(next);
        found.map(|found| found.unwrap_or_else(|error| error.code().to_string())).collect()
    }

    #[test]
    fn frames_in_pieces_of_any_size() {
        let mut stream = b"noise".to_vec();
        stream.extend(Mllp::encode("one\r\u{e9}"));
        stream.extend(b"\x0btwo\x1c");
        stream.extend(b"\x0bnever ended");
        stream.extend(Mllp::encode("three\u{b}\u{1c}"));
        stream.extend(b"\x0b\xff\x1c\r\x1c\x1c\x0bopen");
        let expected = ["one\r\u{e9}", "two", "invalid_resource", "three", "invalid_resource"];
        for piece in 1..stream.len() + 1 {
            assert_eq!(all(&stream, piece), expected, "{piece}");
        }
        let mut mllp = Mllp::new();
        mllp.feed(b"\x0b\xff\x1c");
        assert_eq!(mllp.next_frame().unwrap().unwrap(), [0xff]);
    }

    #[test]
    fn a_frame_without_an_end_is_bounded() {
        let mut stream = vec![b'x'; limits::RESOURCE_BYTES + 10];
        stream[0] = BEGIN;
        stream.extend(Mllp::encode("after"));
        assert_eq!(all(&stream, 1 << 16), ["too_large", "after"]);
        assert_eq!(all(&stream, usize::MAX), ["too_large", "after"]);
    }
}

//! A source of bytes that is gone through once, value by value.

use std::io::{BufRead, ErrorKind};

use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// A source, how far it was read, and the bytes that are held of it.
#[derive(Debug)]
pub(super) struct Source<R> {
    from: R,
    /// Bytes that were read.
    pub(super) bytes: u64,
    /// The line of the next byte, the first being 1.
    pub(super) line: usize,
    held: Vec<u8>,
    /// Whether more was read than is held.
    over: bool,
}

/// Where within a value the scan stands.
#[derive(Default)]
struct Scan {
    /// Lists and objects that are open.
    depth: usize,
    in_text: bool,
    escaped: bool,
    /// Whether the value is a number or a word, which ends where something else begins.
    bare: bool,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, bytes: 0, line: 1, held: Vec::new(), over: false }
    }

    /// What is held, where all of it could be.
    pub(super) fn held(&self) -> Result<&str, PrmError> {
        if self.over {
            let message = format!("more than {} bytes at once", limits::RESOURCE_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        std::str::from_utf8(&self.held)
            .map_err(|_| PrmError::new(ErrorCode::InvalidJson, "not UTF-8"))
    }

    /// How many bytes are held.
    pub(super) fn length(&self) -> usize {
        self.held.len()
    }

    /// Lets go of what is held.
    pub(super) fn release(&mut self) {
        self.held.clear();
        self.over = false;
    }

    /// The next byte that is no white space, which is not taken.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, PrmError> {
        loop {
            let piece = fill(&mut self.from)?;
            if piece.is_empty() {
                return Ok(None);
            }
            let blank = piece.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
            let next = piece.get(blank).copied();
            self.take(blank, true)?;
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Takes the next byte if it is this one, after white space.
    pub(super) fn take_if(&mut self, byte: u8) -> Result<bool, PrmError> {
        let found = self.peek()? == Some(byte);
        if found {
            self.take(1, true)?;
        }
        Ok(found)
    }

    /// Passes over a byte order mark.
    pub(super) fn pass_mark(&mut self) -> Result<(), PrmError> {
        // It need not lie in one piece.
        for byte in [0xef, 0xbb, 0xbf] {
            if fill(&mut self.from)?.first() != Some(&byte) {
                return Ok(());
            }
            self.take(1, false)?;
        }
        Ok(())
    }

    /// Takes one value as far as its brackets and quotes say; whether it is JSON is for a parser.
    pub(super) fn value(&mut self) -> Result<(), PrmError> {
        let scan = match self.peek()? {
            None => return Err(self.ends()),
            Some(b'{' | b'[' | b'"') => Scan::default(),
            Some(_) => Scan { bare: true, ..Scan::default() },
        };
        self.scan(scan)
    }

    /// Takes what is left of an object that was begun.
    pub(super) fn rest_of_object(&mut self) -> Result<(), PrmError> {
        self.scan(Scan { depth: 1, ..Scan::default() })
    }

    fn scan(&mut self, mut scan: Scan) -> Result<(), PrmError> {
        loop {
            let piece = fill(&mut self.from)?;
            if piece.is_empty() {
                return if scan.bare { Ok(()) } else { Err(self.ends()) };
            }
            let (used, done) = scan.feed(piece);
            self.take(used, true)?;
            if done {
                return Ok(());
            }
        }
    }

    /// Takes so many bytes of the piece that lies ready.
    fn take(&mut self, count: usize, hold: bool) -> Result<(), PrmError> {
        let piece = fill(&mut self.from)?;
        let taken = piece.get(..count).unwrap_or(piece);
        self.line += taken.iter().filter(|byte| **byte == b'\n').count();
        self.bytes += u64::try_from(taken.len()).unwrap_or(0);
        if hold && self.held.len() + taken.len() <= limits::RESOURCE_BYTES {
            self.held.extend_from_slice(taken);
        } else {
            self.over |= hold;
        }
        let taken = taken.len();
        self.from.consume(taken);
        Ok(())
    }

    pub(super) fn ends(&self) -> PrmError {
        self.broken("the text ends too early")
    }

    /// Something that is no JSON at the place that was read last.
    pub(super) fn broken(&self, what: &str) -> PrmError {
        PrmError::new(ErrorCode::InvalidJson, format!("{what} at line {}", self.line))
    }
}

impl Scan {
    /// Goes on with a piece: how many of its bytes belong to the value, and whether it is over.
    fn feed(&mut self, piece: &[u8]) -> (usize, bool) {
        let mut at = 0;
        if self.bare {
            let ends = |byte: &u8| b",}] \t\r\n".contains(byte);
            let end = piece.iter().position(ends);
            return (end.unwrap_or(piece.len()), end.is_some());
        }
        loop {
            if self.escaped && at < piece.len() {
                self.escaped = false;
                at += 1;
            }
            let rest = piece.get(at..).unwrap_or_default();
            let next = if self.in_text { next_in_text(rest) } else { next_mark(rest) };
            let Some((before, byte)) = next else { return (piece.len(), false) };
            at += before + 1;
            match byte {
                b'\\' => self.escaped = true,
                b'"' => self.in_text = !self.in_text,
                b'{' | b'[' => self.depth += 1,
                _ => self.depth = self.depth.saturating_sub(1),
            }
            if self.depth == 0 && !self.in_text {
                return (at, true);
            }
        }
    }
}

/// What ends a text or escapes the next byte of it, and how many bytes lie before.
fn next_in_text(bytes: &[u8]) -> Option<(usize, u8)> {
    let plain = plain(bytes, |word| holds(word, b'"') || holds(word, b'\\'));
    find(bytes, plain, |byte| matches!(byte, b'"' | b'\\'))
}

/// The next bracket or quote, and how many bytes lie before.
fn next_mark(bytes: &[u8]) -> Option<(usize, u8)> {
    let plain = plain(bytes, |word| {
        // One bit makes a brace of a square bracket.
        let braces = word | u64::from_ne_bytes([0x20; 8]);
        holds(word, b'"') || holds(braces, b'{') || holds(braces, b'}')
    });
    find(bytes, plain, |byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))
}

/// How many bytes from the first on, in eights, hold nothing that is looked for.
fn plain(bytes: &[u8], marked: impl Fn(u64) -> bool) -> usize {
    let eights = bytes.as_chunks::<8>().0.iter();
    eights.take_while(|eight| !marked(u64::from_ne_bytes(**eight))).count() * 8
}

/// Whether one of eight bytes is this one.
fn holds(word: u64, byte: u8) -> bool {
    let zero = word ^ u64::from_ne_bytes([byte; 8]);
    zero.wrapping_sub(u64::from_ne_bytes([0x01; 8])) & !zero & u64::from_ne_bytes([0x80; 8]) != 0
}

fn find(bytes: &[u8], from: usize, marks: impl Fn(u8) -> bool) -> Option<(usize, u8)> {
    let rest = bytes.get(from..).unwrap_or_default();
    let (before, byte) = rest.iter().enumerate().find(|(_, byte)| marks(**byte))?;
    Some((from + before, *byte))
}

/// The bytes that lie ready; none at the end.
fn fill<R: BufRead>(from: &mut R) -> Result<&[u8], PrmError> {
    loop {
        match from.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(cannot_be_read()),
        }
    }
    // It lies ready now.
    from.fill_buf().map_err(|_| cannot_be_read())
}

pub(super) fn cannot_be_read() -> PrmError {
    PrmError::new(ErrorCode::InvalidResource, "the source cannot be read")
}

//! The attempts of one telling: the channels of a chain, each tried once, and again where its step
//! says so.

use crate::playbook::Step;
use crate::relationship::{Entry, Mark};
use crate::{Timestamp, limits};

/// Tries of one channel are numbered by its place in the chain, and by this for each try before.
const AGAIN: u32 = 1_000;

/// What may come next on one channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// An attempt of this number.
    Now(u32),
    /// An attempt of this number, not before an instant.
    At(u32, Timestamp),
    /// Nothing: it was tried often enough.
    Over,
}

/// What may come next on the channel at a place of the chain, after the settled attempts of a
/// telling.
pub(super) fn next<'e>(
    step: &Step,
    place: usize,
    settled: impl Iterator<Item = (u32, &'e Entry)>,
) -> Next {
    let Ok(place) = u32::try_from(place) else { return Next::Over };
    let of_channel = settled.filter(|(attempt, _)| attempt % AGAIN == place);
    let Some((last, entry)) = of_channel.max_by_key(|(attempt, _)| *attempt) else {
        return Next::Now(place);
    };
    let tries = last / AGAIN + 1;
    let again = place + AGAIN * tries;
    if tries > limits::RETRIES {
        return Next::Over;
    }
    if entry.was_taken_back() {
        return Next::Now(again);
    }
    let failed = entry.marks.at(Mark::Failed).filter(|_| entry.failed());
    match failed {
        Some(at) if tries <= step.retries && !entry.marks.has(Mark::Bounced) => {
            Next::At(again, at.plus(limits::BACK_OFF << (tries - 1)))
        }
        _ => Next::Over,
    }
}

/// Whether an attempt is not the first on its channel.
pub(super) const fn is_repeated(attempt: u32) -> bool {
    attempt >= AGAIN
}

//! Punycode: how long a label of a domain is once it is in ASCII (RFC 3492, 6.3).

/// The parameters of RFC 3492, 5.
const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST: u32 = 128;

/// The bytes that a label takes in the DNS: its own where it is ASCII, else those of `xn--` and
/// its code; `None` where it is far too long to have one.
pub(super) fn ascii_len(label: &str) -> Option<usize> {
    if label.is_ascii() {
        return Some(label.len());
    }
    // A label of more characters has more bytes than the DNS has room for, whatever they are.
    let characters: Vec<u32> = label.chars().map(u32::from).take(64).collect();
    let plain = u32::try_from(characters.iter().filter(|c| **c < FIRST).count()).ok()?;
    let total = u32::try_from(characters.len()).ok().filter(|total| *total < 64)?;
    let mut length = "xn--".len() + usize::try_from(plain).ok()? + usize::from(plain > 0);
    let (mut next, mut delta, mut bias, mut done) = (FIRST, 0_u32, FIRST_BIAS, plain);
    while done < total {
        let least = characters.iter().copied().filter(|c| *c >= next).min()?;
        delta = delta.checked_add((least - next).checked_mul(done + 1)?)?;
        for character in &characters {
            delta += u32::from(*character < least);
            if *character == least {
                length += digits(delta, bias);
                bias = adapt(delta, done + 1, done == plain);
                (delta, done) = (0, done + 1);
            }
        }
        (next, delta) = (least + 1, delta + 1);
    }
    Some(length)
}

/// How many digits a delta takes.
fn digits(mut rest: u32, bias: u32) -> usize {
    let (mut count, mut place) = (1, BASE);
    loop {
        let threshold = place.saturating_sub(bias).clamp(LEAST, MOST);
        if rest < threshold {
            return count;
        }
        rest = (rest - threshold) / (BASE - threshold);
        (count, place) = (count + 1, place + BASE);
    }
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut steps = 0;
    while delta > (BASE - LEAST) * MOST / 2 {
        delta /= BASE - LEAST;
        steps += BASE;
    }
    steps + (BASE - LEAST + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels of RFC 3492, 7.1, and of domains in use.
    #[test]
    fn lengths_are_those_of_the_codes() {
        for (label, code) in [
            ("example", "example"),
            ("bücher", "xn--bcher-kva"),
            ("münchen", "xn--mnchen-3ya"),
            ("भारत", "xn--h2brj9c"),
            ("उदाहरण", "xn--p1b6ci4b4b3a"),
            ("рф", "xn--p1ai"),
            ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
            ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"),
            ("そのスピードで", "xn--d9juau41awczczp"),
        ] {
            assert_eq!(ascii_len(label), Some(code.len()), "{label}");
        }
        assert_eq!(ascii_len(&"ü".repeat(64)), None);
        assert!(ascii_len("\u{10ffff}\u{80}\u{10fffe}").is_some());
    }
}

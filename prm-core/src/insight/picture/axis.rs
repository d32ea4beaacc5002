//! Axes: round numbers, evenly apart.

/// A range of values on a range of pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) least: f64,
    pub(super) most: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that has all values between these, on pixels from one place to another.
    pub(super) fn around(least: f64, most: f64, ticks: f64, from: f64, to: f64) -> Self {
        let (least, most) = if most > least { (least, most) } else { (least - 0.5, least + 0.5) };
        let step = round_step((most - least) / ticks);
        Self {
            least: (least / step).floor() * step,
            most: (most / step).ceil() * step,
            step,
            from,
            to,
        }
    }

    /// An axis of exactly this range.
    pub(super) fn exact(least: f64, most: f64, ticks: f64, from: f64, to: f64) -> Self {
        let most = if most > least { most } else { least + 1.0 };
        Self { least, most, step: round_step((most - least) / ticks), from, to }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.least) / (self.most - self.least);
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// The round values on it.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = (self.least / self.step - 1e-9).ceil();
        (0..64)
            .map(|tick| (first + f64::from(tick)) * self.step + 0.0)
            .take_while(|value| *value <= self.most + self.step * 1e-6)
            .collect()
    }
}

/// 1, 2 or 5 times a power of ten, no smaller than this.
fn round_step(raw: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let times = raw / power;
    let round = if times <= 1.0 + 1e-9 {
        1.0
    } else if times <= 2.0 + 1e-9 {
        2.0
    } else if times <= 5.0 + 1e-9 {
        5.0
    } else {
        10.0
    };
    round * power
}

/// A number with about so many digits that matter, without noughts at its end.
pub(super) fn written(value: f64, digits: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e15 || value.abs() < 1e-9 {
        return format!("{value:.2e}");
    }
    let mut after = 0_usize;
    let mut scale = value.abs();
    let most = if digits <= 1 { 1.0 } else { libm::pow(10.0, f64::from(digits - 1)) };
    while scale < most && after < 12 {
        scale *= 10.0;
        after += 1;
    }
    let text = format!("{value:.after$}");
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        let axis = Axis::around(3.2, 18.7, 5.0, 100.0, 0.0);
        assert_eq!(axis.ticks(), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!((axis.at(0.0), axis.at(20.0), axis.at(10.0)), (100.0, 0.0, 50.0));
        let even = Axis::around(4.0, 4.0, 5.0, 0.0, 1.0);
        assert!(even.least < 4.0 && even.most > 4.0);
    }

    #[test]
    fn numbers_are_written_short() {
        for (value, text) in [
            (0.123_456, "0.123"),
            (14.941_6, "14.9"),
            (1_234.4, "1234"),
            (-0.000_01, "-0.00001"),
            (3.0, "3"),
            (1e20, "1.00e20"),
        ] {
            assert_eq!(written(value, 3), text);
        }
    }
}

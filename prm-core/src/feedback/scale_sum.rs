//! The values of a scale in many responses, summed: whole numbers, which have no order.

use super::instrument::Scale;

/// Values of scales are summed in parts of this: whole numbers, which have no order.
const FRACTION: f64 = 1_099_511_627_776.0;

/// The values of a scale, summed.
#[derive(Clone, Debug, Default)]
pub(super) struct ScaleSum {
    pub(super) n: u64,
    sum: i128,
    squares: i128,
    /// How many are in each band.
    pub(super) bands: Vec<u64>,
}

impl ScaleSum {
    /// Of nothing.
    pub(super) fn of(rule: &Scale) -> Self {
        Self { bands: vec![0; rule.bands.len()], ..Self::default() }
    }

    /// Adds a value that came so often.
    pub(super) fn add(&mut self, rule: &Scale, value: f64, times: u64) {
        let place = rule.band_place(value);
        let (value, often) = (fixed(value), i128::from(times));
        self.n += times;
        self.sum += value * often;
        self.squares += value * value * often;
        if let Some(band) = place.and_then(|place| self.bands.get_mut(place)) {
            *band += times;
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.bands.resize(self.bands.len().max(other.bands.len()), 0);
        self.bands.iter_mut().zip(&other.bands).for_each(|(own, other)| *own += other);
    }

    /// The mean, and the standard error of it where there are two values.
    pub(super) fn mean(&self) -> Option<(f64, Option<f64>)> {
        if self.n == 0 {
            return None;
        }
        let n = i128::from(self.n);
        let mean = float(self.sum) / (float(n) * FRACTION);
        // Of the square of the sum, which would not fit, only the nth part is made.
        let square = (self.sum / n) * self.sum + (self.sum % n) * self.sum / n;
        let squares = self.squares - square;
        let variance = float(squares) / FRACTION / FRACTION / float(n - 1);
        Some((mean, (n > 1).then(|| (variance / float(n)).sqrt())))
    }
}

/// A value in whole parts.
#[expect(clippy::cast_possible_truncation, reason = "values of scales are far below 2^80")]
fn fixed(value: f64) -> i128 {
    libm::round(value * FRACTION) as i128
}

#[expect(clippy::cast_precision_loss, reason = "the nearest number is meant")]
fn float(value: i128) -> f64 {
    value as f64
}

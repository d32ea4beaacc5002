//! Numbers: sums in the order of rows and functions out of `libm`, so that every host has the same
//! bits.

/// The sum, in order, with what each step rounds off added at the end (Neumaier 1974).
pub(crate) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, lost) = sum_and_lost(values);
    sum + lost
}

fn sum_and_lost(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    (sum, lost)
}

/// The mean; nothing of nothing. It is that of the written numbers to the last bit, so that a
/// value that is the mean of its series is found to be so.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let n = count(values.len());
    let (sum, lost) = sum_and_lost(values.iter().copied());
    let mean = sum / n;
    let rest = libm::fma(-mean, n, sum) + lost;
    (!values.is_empty()).then(|| mean + rest / n)
}

/// A count as a number: exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "no table has 2^53 rows")]
pub(crate) fn count(count: usize) -> f64 {
    count as f64
}

/// A place in a list as it stands on the wire.
pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The values from the smallest to the greatest.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The middle of the values; nothing of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    quantile(&sorted(values), 0.5)
}

/// The quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan 1996, the
/// default of R and numpy); nothing of nothing.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = count(sorted.len().checked_sub(1)?);
    let at = share.clamp(0.0, 1.0) * last;
    let below = at.floor();
    let low = *sorted.get(place(below))?;
    let high = sorted.get(place(below) + 1).copied().unwrap_or(low);
    Some(low + (at - below) * (high - low))
}

/// A number that is whole and not negative, as a place in a list.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole, not negative and below the length of a list"
)]
pub(crate) fn place(value: f64) -> usize {
    value as usize
}

/// The chance that a standard normal value is beyond this one, on either side.
pub(crate) fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The standard deviation of a sample; nothing below two values.
pub(crate) fn deviation(values: &[f64]) -> Option<f64> {
    let center = mean(values)?;
    let squares = sum(values.iter().map(|value| (value - center) * (value - center)));
    (values.len() > 1).then(|| (squares / count(values.len() - 1)).sqrt())
}

/// The value below which a standard normal value is with a chance between 0 and 1: a first guess
/// (Abramowitz and Stegun 26.2.23), made exact by three steps of Halley's method.
pub(crate) fn normal_quantile(chance: f64) -> f64 {
    let lower = chance.min(1.0 - chance);
    if lower <= 0.0 {
        return f64::INFINITY.copysign(chance - 0.5);
    }
    let t = (-2.0 * libm::log(lower)).sqrt();
    let over = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let under = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = t - over / under;
    for _ in 0..3 {
        let beyond = 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
        let density = libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        let step = (beyond - lower) / density;
        z += step / (1.0 - z * step / 2.0);
    }
    z.copysign(chance - 0.5)
}

/// The limits of a share by Wilson (1927): right also for few and near 0 and 1; nothing of nobody.
pub(crate) fn wilson(found: usize, of: usize, z: f64) -> Option<(f64, f64)> {
    let (k, n) = (count(found), count(of));
    let share = k / n;
    let middle = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let over = 1.0 + z * z / n;
    // Of none and of all, the end is exact.
    let lower = if found == 0 { 0.0 } else { (middle - half) / over };
    let upper = if found == of { 1.0 } else { (middle + half) / over };
    (of > 0).then_some((lower, upper))
}

/// The adjusted values of several tests: the share of false ones among those at most so small
/// (Benjamini and Hochberg 1995). Tests that were not made stay nothing.
pub(crate) fn false_discovery(tests: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> =
        tests.iter().enumerate().filter_map(|(place, p)| Some(((*p)?, place))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let of = count(order.len());
    let mut adjusted = vec![None; tests.len()];
    let mut least = 1.0_f64;
    for (rank, (p, place)) in order.iter().enumerate().rev() {
        least = least.min(p * of / count(rank + 1));
        if let Some(cell) = adjusted.get_mut(*place) {
            *cell = Some(least);
        }
    }
    adjusted
}

/// The chance that a chi-squared value of so many degrees of freedom is beyond this one: closed
/// forms for one and two, and the recurrence of the incomplete gamma function up from there.
pub(crate) fn chi_squared_beyond(value: f64, freedom: usize) -> f64 {
    let half = value.max(0.0) / 2.0;
    let odd = freedom % 2 == 1;
    let (mut order, mut beyond) =
        if odd { (0.5, libm::erfc(half.sqrt())) } else { (1.0, libm::exp(-half)) };
    // half^order e^-half / Γ(order + 1)
    let root = (half / std::f64::consts::PI).sqrt() * 2.0;
    let mut term = libm::exp(-half) * if odd { root } else { half };
    for _ in 0..freedom.saturating_sub(1) / 2 {
        beyond += term;
        order += 1.0;
        term *= half / order;
    }
    beyond.min(1.0)
}

/// v' A⁻¹ v over the first rows and columns, A symmetric and positive; nothing where A has no
/// inverse. By Cholesky's method.
pub(crate) fn quadratic(matrix: &[Vec<f64>], vector: &[f64], size: usize) -> Option<f64> {
    let factor = cholesky(matrix, size)?;
    let mut solved: Vec<f64> = Vec::with_capacity(size);
    for (line, value) in factor.iter().zip(vector) {
        let known = line.iter().zip(&solved).fold(0.0, |sum, (a, b)| sum + a * b);
        solved.push((value - known) / line.last()?);
    }
    Some(sum(solved.iter().map(|value| value * value)))
}

/// The lower factor L of A = L L', each row up to its diagonal; nothing where A is not positive.
pub(crate) fn cholesky(matrix: &[Vec<f64>], size: usize) -> Option<Vec<Vec<f64>>> {
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(size);
    for row in matrix.iter().take(size) {
        let scale = row.get(factor.len())?.abs();
        let mut line: Vec<f64> = Vec::with_capacity(factor.len() + 1);
        for (above, cell) in factor.iter().zip(row) {
            let known = above.iter().zip(&line).fold(0.0, |sum, (a, b)| sum + a * b);
            line.push((cell - known) / above.last()?);
        }
        let rest = row.get(factor.len())? - line.iter().fold(0.0, |sum, a| sum + a * a);
        if rest <= 1e-13 * scale {
            return None;
        }
        line.push(rest.sqrt());
        factor.push(line);
    }
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        let values = sorted(&[3.0, 1.0, 2.0, 4.0]);
        assert_eq!(quantile(&values, 0.5), Some(2.5));
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 1.0), Some(4.0));
        assert_eq!(quantile(&values, 0.9), Some(3.7));
        assert_eq!((median(&[]), mean(&[]), deviation(&[1.0])), (None, None, None));
    }

    #[test]
    fn distributions_are_those_of_the_tables() {
        for (chance, z) in [(0.975, 1.959_963_984_540_054), (0.5, 0.0), (1e-9, -5.997_807_015)] {
            assert!((normal_quantile(chance) - z).abs() < 1e-9, "{chance}");
        }
        // Upper five per cent of one to five degrees of freedom.
        let tables = [3.841_458_821, 5.991_464_547, 7.814_727_903, 9.487_729_037, 11.070_497_694];
        for (freedom, value) in (1..).zip(tables) {
            assert!((chi_squared_beyond(value, freedom) - 0.05).abs() < 1e-9, "{freedom}");
        }
    }

    #[test]
    fn a_square_form_needs_an_inverse() {
        let matrix = vec![vec![4.0, 2.0], vec![2.0, 3.0]];
        let found = quadratic(&matrix, &[2.0, 1.0], 2).unwrap_or_default();
        assert!((found - 1.0).abs() < 1e-12, "{found}");
        assert_eq!(quadratic(&[vec![1.0, 1.0], vec![1.0, 1.0]], &[1.0, 1.0], 2), None);
    }
}

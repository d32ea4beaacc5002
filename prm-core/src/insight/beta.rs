//! The incomplete beta function, and the distributions that follow from it: functions out of
//! `libm`, so that every host has the same bits.

/// The regularised incomplete beta function I_x(a, b): the chance that a beta value is below `x`.
/// By the continued fraction of Gauss in the form of Lentz (DLMF 8.17.22), which converges fast on
/// the side of the mean that it is used for.
pub(crate) fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
            + a * libm::log(x)
            + b * libm::log1p(-x),
    );
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut found = d;
    let mut m = 1.0;
    while m <= 10_000.0 {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        found *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        let step = d * c;
        found *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
        m += 1.0;
    }
    found
}

/// The value below which a beta value is with this chance: by halving, to the last bit.
pub(crate) fn beta_quantile(chance: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // In bits: sixty-odd halvings between 0 and 1, more near 0.
    for _ in 0..1_100 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if beta_below(middle, a, b) < chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The limits of a share by Jeffreys's prior: quantiles of a beta distribution, with the end of
/// none and of all exact (Brown, Cai, DasGupta 2001); nothing of nobody.
pub(crate) fn jeffreys(found: usize, of: usize, confidence: f64) -> Option<(f64, f64)> {
    let (k, n) = (super::number::count(found), super::number::count(of));
    let tail = (1.0 - confidence) / 2.0;
    let (a, b) = (k + 0.5, n - k + 0.5);
    let lower = if found == 0 { 0.0 } else { beta_quantile(tail, a, b) };
    // From the other end, where the tail is not rounded away.
    let upper = if found == of { 1.0 } else { 1.0 - beta_quantile(tail, b, a) };
    (of > 0).then_some((lower, upper))
}

/// The chance that a value of Fisher's F is beyond this one.
pub(crate) fn f_beyond(value: f64, above: f64, below: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    beta_below(below / (below + above * value), below / 2.0, above / 2.0)
}

/// The chance that a value of Student's t is beyond this one, on either side.
pub(crate) fn t_two_sided(value: f64, freedom: f64) -> f64 {
    beta_below(freedom / (freedom + value * value), freedom / 2.0, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_are_those_of_the_tables() {
        // F of 3 and 10 degrees: 3.708 at five per cent; t of 10: 2.228.
        assert!((f_beyond(3.708_264_8, 3.0, 10.0) - 0.05).abs() < 1e-7);
        assert!((t_two_sided(2.228_138_85, 10.0) - 0.05).abs() < 1e-8);
        assert_eq!((beta_below(0.0, 2.0, 3.0), beta_below(1.0, 2.0, 3.0)), (0.0, 1.0));
        assert_eq!(f_beyond(-1.0, 2.0, 3.0), 1.0);
        // I_x(2, 3) = x^2 (6 - 8 x + 3 x^2).
        assert!((beta_below(0.3, 2.0, 3.0) - 0.3483).abs() < 1e-12);
        assert!((beta_quantile(0.3483, 2.0, 3.0) - 0.3).abs() < 1e-12);
    }
}

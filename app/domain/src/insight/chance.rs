//! The distributions that estimates are held to.

use special::{Beta, Error, Gamma};

/// The probability that a standard normal deviate is further from zero than `z`.
pub(super) fn beyond(z: f64) -> f64 {
    (z.abs() / std::f64::consts::SQRT_2).compl_error()
}

/// With more degrees of freedom, Student's distribution is the normal one to a thousandth, which takes
/// a hundredth of the time.
const MANY: f64 = 1000.0;

/// The two-sided p-value of a ratio of an estimate to its standard error, by Student's
/// distribution.
pub(super) fn two_sided(t: f64, freedom: f64) -> f64 {
    if freedom > MANY {
        return beyond(t);
    }
    let half = freedom.max(1.0) / 2.0;
    let share = half / (half + t * t / 2.0);
    share.inc_beta(half, 0.5, half.ln_beta(0.5))
}

/// The standard errors on each side of an estimate that enclose the share `confidence`.
pub(super) fn half_width(confidence: f64, freedom: f64) -> f64 {
    if freedom > MANY {
        return std::f64::consts::SQRT_2 * confidence.inv_error();
    }
    let half = freedom.max(1.0) / 2.0;
    let share = (1.0 - confidence).inv_inc_beta(half, 0.5, half.ln_beta(0.5));
    (2.0 * half * (1.0 - share) / share).sqrt()
}

/// The probability that a sum of `freedom` squared standard deviates exceeds `square`.
pub(super) fn exceeds(square: f64, freedom: f64) -> f64 {
    1.0 - (square.max(0.0) / 2.0).inc_gamma(freedom / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By R: `2 * pnorm(-2)`, `2 * pt(-2, 10)`, `qt(0.975, c(1, 10, 1000))`, `pchisq(12.591587, 6, lower = FALSE)`.
    #[test]
    fn distributions_are_those_of_the_tables() {
        let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-6, "{one} {other}");
        near(beyond(-2.0), 0.045_500_3);
        near(two_sided(2.0, 10.0), 0.073_388_0);
        near(two_sided(-2.0, 10.0), 0.073_388_0);
        near(two_sided(0.0, 10.0), 1.0);
        near(half_width(0.95, 1.0), 12.706_204_7);
        near(half_width(0.95, 10.0), 2.228_138_9);
        near(half_width(0.95, 1000.0), 1.962_339_1);
        near(half_width(0.95, 1e9), 1.959_964_0);
        near(two_sided(2.0, 1e9), 0.045_500_3);
        near(exceeds(12.591_587, 6.0), 0.05);
        near(exceeds(0.0, 6.0), 1.0);
    }
}

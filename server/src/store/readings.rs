//! Readings of the machine's clock, which decide whether it is trusted.

/// The maximum jump ahead of the last trusted reading, in seconds, and the time for which a larger
/// jump must persist before it is trusted.
const DAY: i64 = 86_400;

/// Earlier readings of the machine's clock, in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Readings {
    /// The last trusted reading.
    pub(super) trusted: i64,
    /// The first reading after a jump ahead.
    pub(super) doubted: Option<i64>,
}

impl Readings {
    /// The readings after another one at `now`.
    pub(super) fn then(self, now: i64) -> Self {
        let trusted = Self {
            trusted: now,
            doubted: None,
        };
        if now <= self.trusted.saturating_add(DAY) {
            return trusted;
        }
        match self.doubted {
            Some(since) if now >= since.saturating_add(DAY) => trusted,
            Some(since) if now >= since => self,
            _ => Self {
                doubted: Some(now),
                ..self
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const HOUR: i64 = 3600;
    const AHEAD: i64 = NOW + 400 * DAY;

    /// Checks if each reading in turn is trusted, after one at `NOW`.
    #[track_caller]
    fn check(readings: &[(i64, bool)]) {
        let mut known = Readings {
            trusted: NOW,
            doubted: None,
        };
        for (now, trusted) in readings {
            known = known.then(*now);
            assert_eq!(known.doubted.is_none(), *trusted, "{now}");
        }
    }

    #[test]
    fn a_steady_clock_is_trusted() {
        check(&[(NOW, true), (NOW + HOUR, true), (NOW + HOUR + DAY, true)]);
    }

    #[test]
    fn a_jump_ahead_is_trusted_after_a_day() {
        check(&[
            (AHEAD, false),
            (AHEAD + HOUR, false),
            (AHEAD + DAY - 1, false),
            (AHEAD + DAY, true),
            (AHEAD + DAY + HOUR, true),
        ]);
        // A server that runs for an hour every week.
        let week = 7 * DAY;
        check(&[(NOW + week, false), (NOW + 2 * week, true)]);
    }

    #[test]
    fn a_correction_is_trusted_at_once_and_clears_the_jump() {
        check(&[
            (AHEAD, false),
            (NOW + HOUR, true),
            (AHEAD + DAY, false),
            (AHEAD + HOUR, false),
            (AHEAD + 2 * DAY, true),
        ]);
        check(&[(AHEAD, false), (AHEAD + DAY, true), (NOW, true)]);
    }

    #[test]
    fn extreme_readings_do_not_overflow() {
        for trusted in [i64::MIN, NOW, i64::MAX] {
            let known = Readings {
                trusted,
                doubted: None,
            };
            let _ = known.then(i64::MAX).then(i64::MAX).then(i64::MIN);
            let _ = known.then(i64::MIN).then(i64::MAX).then(i64::MIN);
        }
    }
}

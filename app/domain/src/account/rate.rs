//! The limits of API keys: calls a second, calls at once, calls a month.
//!
//! Rate and burst are the generic cell rate algorithm (ITU-T I.371, annex A, virtual scheduling): a
//! key's state is one number, the theoretical arrival time of its next call. A call is allowed if it
//! comes at most `burst - 1` intervals before that time, and moves it by one interval.

use chrono::{DateTime, Datelike, Months, NaiveDate};

/// Microseconds in a second. Milliseconds would round 700 calls a second to 1,000.
const SECOND: i64 = 1_000_000;
/// The difference between two servers' clocks that is tolerated, in microseconds. A state further
/// ahead was written by a clock that was wrong, or under other limits, and counts as none.
const SKEW: i64 = 60 * SECOND;

/// The limits of every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLimits {
    /// Calls a second, on average.
    rate: u32,
    /// Calls at once.
    burst: u32,
    /// Calls in a calendar month (UTC).
    monthly: u64,
}

/// The counters of a key. The default is a key that was never used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage {
    /// The theoretical arrival time of the next call, in microseconds since the epoch.
    pub next_at: i64,
    /// The month of `calls`: months since the epoch.
    pub month: i64,
    /// The number of calls in `month`.
    pub calls: u64,
}

/// The outcome of a call, with the limits as the caller may be told. Times are in seconds, rounded
/// up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// None if the call is allowed; otherwise the time until another one may be.
    pub retry_after: Option<i64>,
    /// Calls left at once.
    pub remaining: u32,
    /// The time until the whole burst is available.
    pub reset: i64,
    /// Calls left this month.
    pub monthly_remaining: u64,
    /// The time until the month ends.
    pub monthly_reset: i64,
}

impl KeyLimits {
    /// The limits of an installation that sets none.
    pub const DEFAULT: Self = Self {
        rate: 10,
        burst: 20,
        monthly: 100_000,
    };
    /// The highest limits that an installation may set.
    pub const MAX: Self = Self {
        rate: 1000,
        burst: 2000,
        monthly: 1_000_000,
    };

    /// Limits from 1 to [`Self::MAX`].
    #[must_use]
    pub fn new(rate: u32, burst: u32, monthly: u64) -> Option<Self> {
        let is_valid = (1..=Self::MAX.rate).contains(&rate)
            && (1..=Self::MAX.burst).contains(&burst)
            && (1..=Self::MAX.monthly).contains(&monthly);
        is_valid.then_some(Self {
            rate,
            burst,
            monthly,
        })
    }

    /// Calls a second, on average.
    #[must_use]
    pub const fn rate(self) -> u32 {
        self.rate
    }

    /// Calls at once.
    #[must_use]
    pub const fn burst(self) -> u32 {
        self.burst
    }

    /// Calls in a calendar month (UTC).
    #[must_use]
    pub const fn monthly(self) -> u64 {
        self.monthly
    }

    /// The seconds in which the whole burst comes back, rounded up.
    #[must_use]
    pub fn window(self) -> i64 {
        seconds(self.depth())
    }

    /// The time from one call to the next, in microseconds.
    #[must_use]
    pub fn interval(self) -> i64 {
        SECOND / i64::from(self.rate)
    }

    /// The latest state that allows a call at `now`.
    #[must_use]
    pub fn latest(self, now: i64) -> i64 {
        now + self.depth() - self.interval()
    }

    /// The latest state that a clock which is right can have written.
    #[must_use]
    pub fn horizon(self, now: i64) -> i64 {
        now + self.depth() + SKEW
    }

    fn depth(self) -> i64 {
        self.interval() * i64::from(self.burst)
    }

    /// True if a call at `now` (microseconds since the epoch) starts from `now` instead of adding to
    /// the state.
    #[must_use]
    pub fn is_idle(self, usage: KeyUsage, now: i64) -> bool {
        usage.next_at <= now || usage.next_at > self.horizon(now)
    }

    /// True if the counter of a call at `now` starts again. A counter of the next month is kept:
    /// another server's clock may be ahead.
    #[must_use]
    pub fn is_new_month(self, usage: KeyUsage, now: i64) -> bool {
        let month = month(now);
        usage.month < month || usage.month > month + 1
    }

    /// The outcome of a call at `now` (microseconds since the epoch), and the counters after it; a
    /// refused call leaves them as they are.
    #[must_use]
    pub fn charge(self, usage: KeyUsage, now: i64) -> (Charge, KeyUsage) {
        let (is_idle, is_new_month) = (self.is_idle(usage, now), self.is_new_month(usage, now));
        let is_early = !is_idle && usage.next_at > self.latest(now);
        let is_spent = !is_new_month && usage.calls >= self.monthly;
        if is_early || is_spent {
            let mut charge = self.report(usage, now);
            let early = is_early.then(|| seconds(usage.next_at - self.latest(now)));
            let spent = is_spent.then_some(charge.monthly_reset);
            charge.retry_after = early.max(spent);
            return (charge, usage);
        }
        let next = KeyUsage {
            next_at: self.interval() + if is_idle { now } else { usage.next_at },
            month: if is_new_month {
                month(now)
            } else {
                usage.month
            },
            calls: 1 + if is_new_month { 0 } else { usage.calls },
        };
        (self.report(next, now), next)
    }

    /// The limits at `now` as the caller may be told.
    #[must_use]
    pub fn report(self, usage: KeyUsage, now: i64) -> Charge {
        let ahead = if self.is_idle(usage, now) {
            0
        } else {
            usage.next_at - now
        };
        let free = (self.depth() - ahead).max(0) / self.interval();
        let calls = if self.is_new_month(usage, now) {
            0
        } else {
            usage.calls
        };
        Charge {
            retry_after: None,
            remaining: u32::try_from(free).unwrap_or(self.burst),
            reset: seconds(ahead),
            monthly_remaining: self.monthly.saturating_sub(calls),
            monthly_reset: until_next_month(now),
        }
    }
}

/// Microseconds as seconds, rounded up.
fn seconds(microseconds: i64) -> i64 {
    microseconds.div_euclid(SECOND) + i64::from(microseconds.rem_euclid(SECOND) > 0)
}

fn date(now: i64) -> NaiveDate {
    DateTime::from_timestamp_micros(now)
        .unwrap_or_default()
        .date_naive()
}

/// Months since the epoch.
#[must_use]
pub fn month(now: i64) -> i64 {
    let date = date(now);
    i64::from(date.year() - 1970) * 12 + i64::from(date.month0())
}

fn until_next_month(now: i64) -> i64 {
    let next = date(now)
        .with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.and_hms_opt(0, 0, 0));
    next.map_or(0, |next| seconds(next.and_utc().timestamp_micros() - now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2026-11-26T12:00:00Z.
    const NOW: i64 = 1_795_694_400 * SECOND;

    fn limits(rate: u32, burst: u32, monthly: u64) -> KeyLimits {
        KeyLimits::new(rate, burst, monthly).unwrap()
    }

    #[test]
    fn limits_are_at_least_one_and_at_most_the_maximum() {
        for (rate, burst, monthly) in [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1001, 1, 1)] {
            assert_eq!(KeyLimits::new(rate, burst, monthly), None);
        }
        assert_eq!(KeyLimits::new(1, 2001, 1), None);
        assert_eq!(KeyLimits::new(1, 1, 1_000_001), None);
        let KeyLimits {
            rate,
            burst,
            monthly,
        } = KeyLimits::MAX;
        assert_eq!(KeyLimits::new(rate, burst, monthly), Some(KeyLimits::MAX));
    }

    #[test]
    fn a_burst_is_allowed_at_once_and_comes_back_at_the_rate() {
        let limits = limits(10, 3, 100);
        let mut usage = KeyUsage::default();
        for remaining in [2, 1, 0] {
            let (charge, next) = limits.charge(usage, NOW);
            assert_eq!((charge.retry_after, charge.remaining), (None, remaining));
            usage = next;
        }
        let (refused, same) = limits.charge(usage, NOW);
        assert_eq!((refused.retry_after, refused.remaining), (Some(1), 0));
        assert_eq!((same, refused.reset), (usage, 1));
        assert_eq!(
            limits.charge(usage, NOW + 99_999).0.retry_after,
            Some(1),
            "one call each 100 ms"
        );
        assert_eq!(limits.charge(usage, NOW + 100_000).0.retry_after, None);
        assert_eq!(limits.charge(usage, NOW + SECOND).0.remaining, 2);
    }

    #[test]
    fn a_month_has_its_quota_and_the_next_begins_at_zero() {
        let limits = limits(1000, 1000, 2);
        let used = KeyUsage {
            next_at: 0,
            month: month(NOW),
            calls: 2,
        };
        // 2026-12-01T00:00:00Z.
        let next_month = 1_796_083_200 * SECOND;
        let (charge, _) = limits.charge(used, NOW);
        assert_eq!(charge.retry_after, Some((next_month - NOW) / SECOND));
        assert_eq!(charge.monthly_remaining, 0);
        let (charge, _) = limits.charge(used, next_month - 1);
        assert_eq!(charge.retry_after, Some(1));
        let (charge, next) = limits.charge(used, next_month);
        assert_eq!((charge.retry_after, charge.monthly_remaining), (None, 1));
        assert_eq!((next.month, next.calls), (used.month + 1, 1));
    }

    #[test]
    fn months_count_from_the_epoch() {
        assert_eq!(month(0), 0);
        assert_eq!(month(NOW), 56 * 12 + 10);
    }

    #[test]
    fn a_clock_that_was_ahead_locks_no_key() {
        let limits = KeyLimits::DEFAULT;
        let day = 86_400 * SECOND;
        let (_, ahead) = limits.charge(KeyUsage::default(), NOW + day);
        assert_eq!(limits.charge(ahead, NOW).0.retry_after, None);
        let (_, years) = limits.charge(
            KeyUsage {
                calls: limits.monthly,
                ..KeyUsage::default()
            },
            NOW + 4000 * day,
        );
        let spent = KeyUsage {
            calls: limits.monthly,
            ..years
        };
        assert_eq!(limits.charge(spent, NOW).0.retry_after, None);
    }

    proptest! {
        /// However calls are spread, no interval holds more than its share: the burst, and the rate.
        #[test]
        fn no_interval_exceeds_burst_and_rate(
            rate in 1_u32..=1000,
            burst in 1_u32..=50,
            gaps in prop::collection::vec(0_i64..300_000, 1..200),
        ) {
            let limits = limits(rate, burst, 1_000_000);
            let (mut usage, mut now, mut allowed) = (KeyUsage::default(), NOW, Vec::new());
            for gap in gaps {
                now += gap;
                let (charge, next) = limits.charge(usage, now);
                if charge.retry_after.is_none() {
                    allowed.push(now);
                } else {
                    prop_assert_eq!(next, usage);
                }
                usage = next;
            }
            for (first, start) in allowed.iter().enumerate() {
                for (last, end) in allowed.iter().enumerate().skip(first) {
                    let share = i64::from(burst) + (end - start) / limits.interval();
                    prop_assert!(((last - first) as i64) < share);
                }
            }
        }

        /// A refused call succeeds after the time that it was told, and `remaining` calls succeed now.
        #[test]
        fn the_caller_is_told_the_truth(
            rate in 1_u32..=1000,
            burst in 1_u32..=50,
            ahead in -SECOND..60 * SECOND,
            calls in 0_u64..20,
        ) {
            let limits = limits(rate, burst, 10);
            let ahead = ahead.min(limits.depth());
            let usage = KeyUsage { next_at: NOW + ahead, month: month(NOW), calls };
            let (charge, next) = limits.charge(usage, NOW);
            let later = charge.retry_after.map(|wait| {
                prop_assert!(wait >= 1);
                Ok(limits.charge(usage, NOW + wait * SECOND).0.retry_after)
            });
            if let Some(later) = later {
                prop_assert_eq!(later?, None);
            } else {
                let (mut usage, mut more) = (next, 0);
                while more < 100 && limits.charge(usage, NOW).0.retry_after.is_none() {
                    usage = limits.charge(usage, NOW).1;
                    more += 1;
                }
                let left = u64::from(charge.remaining).min(charge.monthly_remaining);
                prop_assert_eq!(more, left);
            }
        }
    }
}

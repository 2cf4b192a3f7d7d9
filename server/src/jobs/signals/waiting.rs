//! The time at which a source is asked again.

use app::{
    domain::calendar::zones::{self, Tz},
    ports::SourceState,
};

use crate::signals::Source;

/// The seconds by which a run may be early: a scheduler is not exact, and a request that is skipped for a
/// second is a value less.
const EARLY: i64 = 60;
/// The longest back-off, in seconds.
const MAX_BACKOFF: i64 = 3600;
/// The longest `Retry-After` that is followed, in seconds.
const MAX_RETRY_AFTER: i64 = 6 * 3600;
/// The seconds without a success after which a source is silent, in addition to its interval.
const SILENCE: i64 = 3600;
/// The seconds between two runs.
const RUNS: i64 = 300;

/// The place of the source that is asked first. Each run begins with another one, so that all get an answer
/// in time if some are slow.
pub(super) fn first(sources: usize, now: i64) -> usize {
    let run = usize::try_from(now.div_euclid(RUNS)).unwrap_or_default();
    run.checked_rem(sources).unwrap_or_default()
}

/// The part of the time, as long as the source's interval, for which a request is made: concurrent runs
/// have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its start.
    pub(super) at: i64,
    /// Its end.
    pub(super) next: i64,
}

impl Slot {
    pub(super) fn of(source: &Source, now: i64) -> Self {
        let interval = i64::from(source.interval);
        let now = now.saturating_add(EARLY);
        let at = now - now.rem_euclid(interval);
        Self {
            at,
            next: at + interval,
        }
    }

    /// The time of a value without one: the start, or that of the day in `zone` if it began later. A long
    /// interval often begins on the day before.
    pub(super) fn of_day(self, zone: Tz, now: i64) -> i64 {
        let (today, ..) = zones::clock(zone, now.max(self.at));
        self.at.max(zones::start(zone, today))
    }
}

/// True for a source that was not asked yet, whose time is over, or so far ahead that a wrong
/// clock must have set it. A source that failed may have said when it wants to be asked: never earlier.
pub(super) fn is_due(source: &Source, state: Option<&SourceState>, now: i64) -> bool {
    let interval = i64::from(source.interval);
    state.is_none_or(|state| {
        let (early, longest) = match state.failures {
            0 => (EARLY, interval + 2 * SILENCE),
            _ => (0, MAX_RETRY_AFTER.max(interval) + SILENCE),
        };
        state.next_at <= now + early || state.next_at > now + longest
    })
}

/// The seconds until a source that failed is asked again: its interval, doubled with each failure in a row,
/// up to an hour. Half of them are random, so that installations do not return together. At least those that
/// the source asked for.
pub(super) fn wait(source: &Source, failures: u32, retry_after: Option<i64>) -> i64 {
    let interval = i64::from(source.interval);
    let doublings = failures.saturating_sub(1).min(10);
    let longest = (interval << doublings).min(MAX_BACKOFF.max(interval));
    let half = longest / 2;
    // Without randomness, the whole time.
    let random = getrandom::u32().map_or(half, |random| i64::from(random) % (half + 1));
    let asked_for = retry_after.unwrap_or_default().min(MAX_RETRY_AFTER);
    (longest - half + random).max(asked_for)
}

/// True for a source without a success for an hour, though it was asked.
pub(super) fn is_silent(source: &Source, state: &SourceState, now: i64) -> bool {
    // A success in the future is that of a wrong clock.
    let succeeded_at = state.succeeded_at.filter(|at| *at <= now + SILENCE);
    match succeeded_at {
        Some(at) => at < now - SILENCE - i64::from(source.interval),
        None => state.first_failed_at.is_some_and(|at| at < now - SILENCE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Presets, Sources};

    fn every(seconds: u32) -> Source {
        let presets = Presets::parse("bitcoin").unwrap();
        let source = Sources::of_presets(&presets).list.remove(0);
        Source {
            interval: seconds,
            ..source
        }
    }

    fn until(next_at: i64, failures: u32) -> SourceState {
        SourceState {
            next_at,
            failures,
            ..SourceState::default()
        }
    }

    #[test]
    fn runs_up_to_a_minute_early_belong_to_the_next_slot() {
        let source = every(300);
        for (now, at) in [
            (3000, 3000),
            (3001, 3000),
            (3239, 3000),
            (3240, 3300),
            (3300, 3300),
        ] {
            let next = at + 300;
            assert_eq!(Slot::of(&source, now), Slot { at, next }, "{now}");
        }
        for now in [3240, 3299, 3300] {
            assert!(is_due(&source, Some(&until(3300, 0)), now), "{now}");
        }
        assert!(!is_due(&source, Some(&until(3300, 0)), 3239));
        assert!(is_due(&source, None, 0));
        // A source that failed is not asked before its time.
        assert!(!is_due(&source, Some(&until(3300, 1)), 3299));
        assert!(is_due(&source, Some(&until(3300, 1)), 3300));
    }

    #[test]
    fn each_run_begins_with_another_source() {
        let all: Vec<usize> = (0..4).map(|run| first(3, run * RUNS)).collect();
        assert_eq!(all, [0, 1, 2, 0]);
        assert_eq!((first(3, RUNS - 1), first(3, RUNS + 59)), (0, 1));
        assert_eq!((first(0, RUNS), first(3, -RUNS)), (0, 0));
    }

    #[test]
    fn a_time_that_a_wrong_clock_set_does_not_count() {
        let source = every(300);
        let now = 1_795_000_000;
        for (seconds, failures, expected) in [
            (300, 0, false),
            (2 * 3600, 0, false),
            (10 * 3600, 0, true),
            (MAX_RETRY_AFTER, 1, false),
            (10 * 3600, 1, true),
        ] {
            let state = until(now + seconds, failures);
            assert_eq!(is_due(&source, Some(&state), now), expected, "{state:?}");
        }
        for failures in [0, 1] {
            let state = until(now + 86_400, failures);
            assert!(!is_due(&every(86_400), Some(&state), now));
        }
    }

    #[test]
    fn a_back_off_doubles_up_to_an_hour_and_half_of_it_is_random() {
        let source = every(300);
        for (failures, longest) in [
            (1, 300),
            (2, 600),
            (3, 1200),
            (4, 2400),
            (5, 3600),
            (99, 3600),
        ] {
            let waits: Vec<i64> = (0..200).map(|_| wait(&source, failures, None)).collect();
            let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(
                *least >= longest / 2 && *most <= longest,
                "{failures}: {waits:?}"
            );
            assert!(most - least > longest / 4, "{failures}: {waits:?}");
        }
        assert!(wait(&every(86_400), 9, None) <= 86_400);
        assert_eq!(wait(&source, 1, Some(7200)), 7200);
        assert_eq!(wait(&source, 1, Some(i64::MAX)), MAX_RETRY_AFTER);
        assert!(wait(&source, 1, Some(0)) >= 150);
    }

    #[test]
    fn a_source_is_silent_after_an_hour_without_a_success() {
        let source = every(300);
        let now = 1_795_000_000;
        for (succeeded_at, first_failed_at, expected) in [
            (None, None, false),
            (None, Some(now), false),
            (None, Some(now - 3600), false),
            (None, Some(now - 3601), true),
            (Some(now - 3900), Some(now - 3600), false),
            (Some(now - 3901), None, true),
            (Some(now + 86_400), Some(now - 3601), true),
            (Some(now + 86_400), Some(now), false),
            (Some(now + 86_400), None, false),
        ] {
            let state = SourceState {
                succeeded_at,
                first_failed_at,
                ..SourceState::default()
            };
            assert_eq!(is_silent(&source, &state, now), expected, "{state:?}");
        }
    }
}

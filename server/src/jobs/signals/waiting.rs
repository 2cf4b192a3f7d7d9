//! The time at which a source is asked again.

use app::ports::SourceState;

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

/// The part of the time, as long as the source's interval, for which a request is made: concurrent runs
/// have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its start: the time of a value without one.
    pub(super) at: i64,
    /// Its end.
    pub(super) next: i64,
}

impl Slot {
    pub(super) fn of(source: &Source, now: i64) -> Self {
        let interval = i64::from(source.interval);
        let now = now.saturating_add(early(source));
        let at = now - now.rem_euclid(interval);
        Self {
            at,
            next: at + interval,
        }
    }
}

fn early(source: &Source) -> i64 {
    EARLY.min(i64::from(source.interval) / 4)
}

/// True for a source that was not asked yet, whose time is over, or so far ahead that a wrong
/// clock must have set it.
pub(super) fn is_due(source: &Source, next_at: Option<i64>, now: i64) -> bool {
    let longest = 2 * MAX_RETRY_AFTER.max(i64::from(source.interval));
    next_at.is_none_or(|next_at| next_at <= now + early(source) || next_at > now + longest)
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
        None => state.failures > 0,
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
            assert!(is_due(&source, Some(3300), now), "{now}");
        }
        assert!(!is_due(&source, Some(3300), 3239));
        assert!(is_due(&source, None, 0));
        // A minute's source is asked once a minute.
        let source = every(60);
        assert!(!is_due(&source, Some(Slot::of(&source, 3000).next), 3040));
    }

    #[test]
    fn a_time_that_a_wrong_clock_set_does_not_count() {
        let source = every(300);
        let now = 1_795_000_000;
        assert!(!is_due(&source, Some(now + MAX_RETRY_AFTER), now));
        assert!(is_due(&source, Some(now + 86_400), now));
        assert!(!is_due(&every(86_400), Some(now + 86_400), now));
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
        let state = |succeeded_at, failures| SourceState {
            succeeded_at,
            failures,
            ..SourceState::default()
        };
        for (succeeded_at, failures, expected) in [
            (None, 0, false),
            (None, 1, true),
            (Some(now - 3900), 9, false),
            (Some(now - 3901), 0, true),
            (Some(now + 86_400), 1, true),
            (Some(now + 86_400), 0, false),
        ] {
            let state = state(succeeded_at, failures);
            assert_eq!(is_silent(&source, &state, now), expected, "{state:?}");
        }
    }
}

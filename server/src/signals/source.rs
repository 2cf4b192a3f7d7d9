//! Sources and their series.

use std::{collections::HashSet, time::Duration};

use app::domain::{
    calendar::zones::Tz,
    signal::{Signal, SignalId},
};

use super::{PlainHosts, Presets, fields::Misfit, file, pointer::Pointer};

/// A service that gives the values of one or more signals.
#[derive(Clone)]
pub struct Source {
    /// The name in logs and in the state.
    pub name: String,
    /// The address. It may contain a secret: never logged.
    pub url: String,
    /// The seconds between two requests.
    pub interval: u32,
    /// The longest time of a request.
    pub timeout: Duration,
    /// The largest answer, in bytes.
    pub max_bytes: usize,
    /// More headers of a request, by name. Their values may be secrets: never logged.
    pub headers: Vec<(String, String)>,
    /// The signals in an answer.
    pub series: Vec<Series>,
}

impl Source {
    /// The shortest interval, that of the job, and the longest one, in seconds.
    pub const INTERVALS: std::ops::RangeInclusive<u32> = 300..=86_400;
    /// The timeout where none is configured.
    pub(super) const TIMEOUT: Duration = Duration::from_secs(5);
    /// The largest answer that can be configured, in bytes, and the one where none is.
    pub(super) const MAX_BYTES: usize = 1024 * 1024;
    /// The most sources.
    const MAX: usize = 32;
    /// The most signals of all sources: a page reads each of them, and a person may choose all.
    pub(super) const MAX_SIGNALS: usize = SignalId::MAX_CHOSEN;
}

/// A signal, and its place in an answer.
#[derive(Clone, Debug)]
pub struct Series {
    /// The signal.
    pub signal: Signal,
    /// The zone of its days, and of times without an offset.
    pub zone: Tz,
    /// The place of its values.
    pub(super) value: Pointer,
    /// The place of their times; without, a value is of the interval in which it is asked for.
    pub(super) time: Option<Pointer>,
    /// Values are divided by it, such as 3600 for hours out of seconds.
    pub(super) divisor: f64,
}

impl Series {
    /// True if its values come with their times.
    #[must_use]
    pub const fn has_times(&self) -> bool {
        self.time.is_some()
    }
}

/// All sources.
#[derive(Clone, Default)]
pub struct Sources {
    /// The sources, in the operator's order.
    pub list: Vec<Source>,
    /// The hosts of the operator's network that may be called.
    pub plain_hosts: PlainHosts,
}

impl Sources {
    /// The sources of presets.
    #[must_use]
    pub fn of_presets(presets: &Presets) -> Self {
        Self {
            list: presets.sources(),
            plain_hosts: presets.plain_hosts(),
        }
    }

    /// Adds the sources of a JSON text. `variable` returns the value of an environment variable.
    ///
    /// # Errors
    /// The field that is missing or invalid. Nothing is added then.
    pub fn add(
        &mut self,
        json: &str,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), Misfit> {
        let Self { list, plain_hosts } = file::read(json, variable)?;
        let mut all = self.clone();
        all.list.extend(list);
        all.plain_hosts.extend(plain_hosts);
        all.check()?;
        *self = all;
        Ok(())
    }

    fn check(&self) -> Result<(), Misfit> {
        let (mut names, mut ids) = (HashSet::new(), HashSet::<&SignalId>::new());
        for source in &self.list {
            if !names.insert(source.name.as_str()) {
                return Err(Misfit::new("sources", "sources with different names"));
            }
            for series in &source.series {
                if !ids.insert(&series.signal.id) {
                    let expected = "signals with different identifiers, the presets' included";
                    return Err(Misfit::new("sources", expected));
                }
            }
        }
        if self.list.len() > Source::MAX {
            return Err(Misfit::new("sources", "at most 32 sources"));
        }
        if ids.len() > Source::MAX_SIGNALS {
            return Err(Misfit::new("sources", "at most 32 signals in all"));
        }
        Ok(())
    }

    /// The signals, in the operator's order.
    pub fn signals(&self) -> impl Iterator<Item = &Signal> {
        let series = self.list.iter().flat_map(|source| &source.series);
        series.map(|series| &series.signal)
    }
}

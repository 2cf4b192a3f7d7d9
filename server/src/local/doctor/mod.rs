//! `humeur doctor`: checks an installation, and says how to fix each problem. It changes nothing.

mod backups;
mod disk;
mod network;

use std::fmt;

use app::ports::Clock;

use super::call::this_server;
use crate::{clock::SystemClock, config::Config, store::Backend};

/// The result of one check.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    verdict: Verdict,
    /// The subject, in one or two words.
    about: &'static str,
    /// The finding and, unless it is good, the fix.
    says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    Warning,
    Problem,
}

impl Finding {
    fn good(about: &'static str, says: impl Into<String>) -> Self {
        Self::of(Verdict::Good, about, says)
    }

    /// A finding about something that works, but not for every browser, or not for long.
    fn warning(about: &'static str, says: impl Into<String>) -> Self {
        Self::of(Verdict::Warning, about, says)
    }

    /// A finding about something that does not work, or is not safe.
    fn problem(about: &'static str, says: impl Into<String>) -> Self {
        Self::of(Verdict::Problem, about, says)
    }

    fn of(verdict: Verdict, about: &'static str, says: impl Into<String>) -> Self {
        let says = says.into();
        Self {
            verdict,
            about,
            says,
        }
    }

    /// True if the installation needs a change.
    pub(super) fn is_problem(&self) -> bool {
        self.verdict == Verdict::Problem
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Good => "ok",
            Verdict::Warning => "warning",
            Verdict::Problem => "problem",
        };
        write!(f, "{verdict:8} {}: {}", self.about, self.says)
    }
}

/// Returns the state of the running server as a sentence for the terminal.
///
/// # Errors
/// The same sentence, if the server does not run or is not healthy.
pub(super) async fn health(config: &Config) -> Result<String, String> {
    let finding = network::server(&this_server(config)).await;
    let says = format!("{}: {}", finding.about, finding.says);
    if finding.is_problem() {
        Err(says)
    } else {
        Ok(says)
    }
}

/// Checks the installation that a configuration describes. If `offline`, calls only the server on this machine.
pub(super) async fn examine(config: &Config, offline: bool) -> Vec<Finding> {
    let mut findings = match &config.backend {
        Backend::Embedded { data_dir } => {
            let mut findings = disk::examine(data_dir, config.session_key.is_some());
            let (days, now) = (config.backup_days, SystemClock.now());
            findings.extend(match super::series(config) {
                Ok(series) => backups::examine(series.as_ref(), days, now),
                Err(error) => vec![Finding::problem(backups::ABOUT, error.to_string())],
            });
            findings
        }
        _ => vec![Finding::good(
            "data directory",
            "not examined, because the tables are in DynamoDB",
        )],
    };
    findings.extend(network::examine(config, offline).await);
    findings
}

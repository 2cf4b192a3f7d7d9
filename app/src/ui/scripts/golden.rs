//! Files that hold the scripts to the Rust rules: Rust writes them, and the
//! tests of `app/browser` run every case.

use std::{env, fs, path::Path};

use serde_json::Value;

/// Compares a file of `app/browser` with what the rules say now; writes it if
/// `HUMEUR_GENERATE` is set (`make generate`).
pub(crate) fn hold(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("browser")
        .join(name);
    if env::var_os("HUMEUR_GENERATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let held = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == text,
        "app/browser/{name} is out of date: run 'make generate', then 'make unit'"
    );
}

/// One case a line, so that a change can be read.
pub(crate) fn hold_cases(name: &str, cases: impl IntoIterator<Item = Value>) {
    let lines: Vec<String> = cases.into_iter().map(|case| case.to_string()).collect();
    hold(name, &format!("[\n{}\n]\n", lines.join(",\n")));
}

/// Chance that repeats: George Marsaglia's xorshift64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// At least 0, less than `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

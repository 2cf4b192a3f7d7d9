//! The scripts of `app/browser`, bundled by `build.rs`, and what they share with
//! the server: `cargo test` writes it to `app/browser/generated/rules.ts`.

#[cfg(test)]
pub(crate) mod golden;
#[cfg(test)]
mod rules;

use serde::{Deserialize, Serialize};

/// The inline script of every page. The Content-Security-Policy allows it by
/// hash, so pages need no nonce, and a page stored for offline use obeys the
/// policy it came with.
#[cfg(feature = "ssr")]
pub const BOOT: &str = include_str!(concat!(env!("OUT_DIR"), "/boot.js"));

/// The settings' own inline script, allowed by its hash as well.
#[cfg(feature = "ssr")]
pub const SETTINGS: &str = include_str!(concat!(env!("OUT_DIR"), "/settings.js"));

/// The inline script of the pages with passkeys, allowed by its hash as well.
#[cfg(feature = "ssr")]
pub const PASSKEYS: &str = include_str!(concat!(env!("OUT_DIR"), "/passkeys.js"));

/// The script of the page of exports.
#[cfg(feature = "ssr")]
pub const EXPORTS: &str = include_str!(concat!(env!("OUT_DIR"), "/exports.js"));

/// The script of a form that signs out.
#[cfg(feature = "ssr")]
pub const SIGN_OUT: &str = include_str!(concat!(env!("OUT_DIR"), "/sign-out.js"));

/// The script of a journal into which others were carried over.
#[cfg(feature = "ssr")]
pub const FORMER: &str = include_str!(concat!(env!("OUT_DIR"), "/former.js"));

/// The script that suggests tags in a note.
#[cfg(feature = "ssr")]
pub const TAGS: &str = include_str!(concat!(env!("OUT_DIR"), "/tags.js"));

/// The script of a new share's link.
#[cfg(feature = "ssr")]
pub const SHARING: &str = include_str!(concat!(env!("OUT_DIR"), "/sharing.js"));

/// The script of the pages of moments.
#[cfg(feature = "ssr")]
pub const MOMENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/moments.js"));

/// The script of the form of a comment.
#[cfg(feature = "ssr")]
pub const COMMENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/comments.js"));

/// The script of the page of imports.
#[cfg(feature = "ssr")]
pub const IMPORTS: &str = include_str!(concat!(env!("OUT_DIR"), "/imports.js"));

/// Every inline script.
#[cfg(feature = "ssr")]
pub const INLINE: [&str; 11] = [
    BOOT, SETTINGS, PASSKEYS, EXPORTS, SIGN_OUT, FORMER, TAGS, SHARING, MOMENTS, COMMENTS, IMPORTS,
];

/// The service worker, without `BUILD`, which the server prepends.
#[cfg(feature = "ssr")]
pub const WORKER: &str = include_str!(concat!(env!("OUT_DIR"), "/worker.js"));

/// Query parameters of text that another app shares, as the manifests name them.
/// It is for the page alone: it never reaches the server.
pub const SHARED_PARAMETERS: [&str; 3] = ["title", "text", "url"];

/// Query parameters that a page shows once: the outcome of a form.
pub const OUTCOME_PARAMETERS: [&str; 2] = ["done", "saved"];

/// Query parameters that choose a preference: language, time zone, day's end, theme, week's start.
pub const CHOICE_PARAMETERS: [&str; 5] = ["lang", "tz", "dayend", "theme", "week"];

/// True if the parameter has no place in a link or in the name of a stored page.
#[must_use]
pub fn is_one_time(parameter: &str) -> bool {
    SHARED_PARAMETERS.contains(&parameter) || OUTCOME_PARAMETERS.contains(&parameter)
}

/// Why a page goes on without its WASM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IslandFailure {
    /// It could not be loaded.
    Load,
    /// The page is not as it was sent: translated, or changed by an extension or a proxy.
    Mismatch,
    /// It panicked.
    Panic,
}

impl IslandFailure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Load, Self::Mismatch, Self::Panic];
}

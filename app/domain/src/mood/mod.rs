//! Moods, notes and entries.

mod entry;
#[expect(
    clippy::module_inception,
    reason = "the feature and its main type share their name"
)]
mod mood;
mod note;
mod precondition;
mod retag;
mod retention;
mod search;
mod summary;
mod tag;

pub use entry::{Days, Draft, Entry, Tombstone};
pub use mood::Mood;
pub use note::Note;
pub(crate) use note::normalised;
pub use precondition::{MutationId, Precondition};
pub use retag::Retag;
pub use retention::Retention;
pub use search::Terms;
pub use summary::{Tone, WeekSummary};
pub use tag::Tag;

//! Moments: dated events of a life, with a title and, if the person likes, more words and a place.

mod date;
#[expect(
    clippy::module_inception,
    reason = "the feature and its main type share their name"
)]
mod moment;
mod photo;
mod text;

pub use date::MomentDate;
pub use moment::{Moment, MomentChange, MomentDraft};
pub use photo::{AltText, Photo, PhotoId, PhotoSize, PhotoType};
pub use text::{Description, Location, Title, TooLong};

/// The identifier of a moment.
pub type MomentId = crate::SortableId;

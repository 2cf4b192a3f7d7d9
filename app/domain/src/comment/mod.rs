//! Comments: a person's later thoughts on a day or a moment, and the words of those who read it.

#[expect(
    clippy::module_inception,
    reason = "the feature and its main type share their name"
)]
mod comment;
mod section;
mod text;

pub use comment::{Comment, Reader, Writer};
pub use section::Section;
pub use text::{CommentText, ReaderName};

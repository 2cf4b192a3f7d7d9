//! Comments: the section of a page that they are about, what is new, and the switch for readers.

mod list;
mod new;
mod section;
mod setting;
mod shared;

pub use self::{
    new::{NewComments, NewCommentsPage},
    section::{CommentsSection, Shown},
    setting::CommentsForm,
    shared::{SectionComments, SharedComments},
};

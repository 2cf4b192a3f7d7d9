//! The page of a journal's tags.

mod page;
mod rename;

pub use self::page::TagsPage;

//! A person's data: downloads, and the erasure of everything.

mod erase;
mod section;

pub use self::{erase::ErasePage, section::DataSection};

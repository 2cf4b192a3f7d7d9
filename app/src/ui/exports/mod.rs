//! Exports: a file of the days, and a calendar's feed of them.

mod feeds;
mod page;

pub use self::page::ExportsPage;

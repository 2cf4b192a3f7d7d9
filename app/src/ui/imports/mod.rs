//! Importing a file: choosing it, seeing what it would change, writing it, undoing that.

mod draft;
mod page;
mod parts;
mod photos;
mod questions;

pub use self::page::ImportsPage;

/// The page.
const PAGE: &str = "/imports";

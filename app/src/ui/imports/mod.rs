//! Importing a file: choosing it, seeing what it would change, writing it, undoing that.

mod draft;
mod page;
mod questions;

pub use self::page::ImportsPage;

/// The page.
const PAGE: &str = "/imports";
/// The address that answers a draft's questions and leads back.
const ANSWERS: &str = "/import/answers?_back=/imports";

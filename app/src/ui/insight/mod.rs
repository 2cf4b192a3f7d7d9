//! Insight: the journal in figures and plain sentences.

mod around;
mod cards;
mod charts;
mod help;
mod page;
mod span;
mod statement;
mod table;

pub use self::page::InsightPage;

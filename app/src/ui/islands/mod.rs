//! Islands: the parts that run in the browser. One so far: the journal.

mod browser;
mod desk;
mod drafts;
mod form;
mod journal;
mod keys;
mod notice;
mod steps;
mod turn;
mod undecided;

pub use self::journal::Journal;

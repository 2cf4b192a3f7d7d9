//! What reacts in the browser. One island so far: the journal's day and week.

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

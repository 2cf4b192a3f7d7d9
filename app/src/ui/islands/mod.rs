//! What reacts in the browser. One island so far: the journal's day and week.

mod browser;
mod desk;
mod form;
mod journal;
mod keys;
mod steps;
mod toast;
mod undecided;

pub use self::journal::Journal;

//! What reacts in the browser. One island so far: the journal's day and week.

mod browser;
mod desk;
mod journal;
mod toast;

pub use self::journal::Journal;

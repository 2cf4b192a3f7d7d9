//! The island of the page: what runs in the browser.
//!
//! [`day_editor`] is the state. [`dispatch`] saves, removes and undoes, [`results`]
//! handles the server's response; [`navigation`] turns to another day, [`loading`] reads
//! weeks. [`journal`] is the view.

mod action;
mod browser;
mod conflict;
mod day_editor;
mod dispatch;
mod drafts;
mod fields;
mod form;
mod journal;
mod loading;
mod local_view;
mod navigation;
mod pending_change;
mod results;
mod shortcuts;
mod status_line;
mod wake;

#[cfg(feature = "ssr")]
pub(super) use self::journal::Journal;
#[cfg(test)]
pub(crate) use self::local_view::LocalView;

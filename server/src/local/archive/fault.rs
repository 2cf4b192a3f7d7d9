//! The reasons for which `humeur restore` refuses a back-up, before it replaces anything.

use std::io;

/// The reason a back-up is not unpacked.
pub(super) enum Fault {
    /// The back-up is damaged, for this reason.
    Archive(String),
    /// This newer version of Humeur wrote it.
    Newer(String),
    /// The data directory can't be written.
    Disk(io::Error),
}

/// A fault of the back-up itself.
pub(super) fn archive(error: impl ToString) -> Fault {
    Fault::Archive(error.to_string())
}

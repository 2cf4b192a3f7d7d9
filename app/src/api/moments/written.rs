//! The response to a change of a moment or of its photos.

use serde::{Deserialize, Serialize};

use crate::{
    api::moods::Status,
    context::Context,
    domain::moment::Moment,
    error::{Error, ErrorKind},
};

/// The response to a write: the moment as saved, or as it was before its removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentWritten {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The moment.
    pub item: Moment,
}

/// The response to a write, with the moment's version for its `ETag`.
pub(in crate::api) fn saved(context: &Context, item: Moment) -> MomentWritten {
    context.request.version.set(item.version);
    MomentWritten {
        status: Status::Ok,
        item,
    }
}

/// The same for a moment of somebody else, for one that never was, and for a removed one.
pub(in crate::api) fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "There is no such moment.").at("id")
}

//! Comments on the wire.

use serde::{Deserialize, Serialize};

use crate::{
    api::moods::Status,
    domain::comment::{Comment, Writer},
    ports::CommentPage,
};

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentItem {
    /// The identifier, a UUID of version 7.
    pub id: String,
    /// `day:YYYY-MM-DD`, `event:<id>` or `share:<id>`.
    pub section_id: String,
    /// The text.
    pub text: String,
    /// The name that a reader of a share gave; none for the owner of the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its time; seconds since the epoch.
    pub created_at: i64,
    /// True if it is the caller's own.
    pub mine: bool,
    /// True if a reader wrote it through a link: an imported one is nothing new.
    #[serde(skip)]
    pub is_by_link: bool,
}

/// A page of comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// The newest first.
    pub items: Vec<CommentItem>,
    /// `after` of the next page; none on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The response to a new comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentSaved {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The comment.
    pub item: CommentItem,
}

/// The response to a removal, or to a visit of the new comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentsChanged {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

impl CommentItem {
    /// A comment as the journal's owner sees it.
    #[must_use]
    pub fn of_owner(comment: Comment) -> Self {
        let mine = comment.writer == Writer::Owner;
        Self::new(comment, mine)
    }

    /// A comment; `mine` if it is the caller's own.
    pub(super) fn new(comment: Comment, mine: bool) -> Self {
        Self {
            id: comment.id.to_string(),
            section_id: comment.section.to_string(),
            author: comment
                .reader()
                .map(|reader| reader.name.as_str().to_owned()),
            is_by_link: comment
                .reader()
                .is_some_and(|reader| !reader.share.is_empty()),
            text: comment.text.into(),
            created_at: comment.created_at,
            mine,
        }
    }
}

impl Comments {
    /// A page, each comment as `item` shows it.
    pub(super) fn of(page: CommentPage, item: impl FnMut(Comment) -> CommentItem) -> Self {
        Self {
            items: page.comments.into_iter().map(item).collect(),
            next: page.next.map(|id| id.to_string()),
        }
    }
}

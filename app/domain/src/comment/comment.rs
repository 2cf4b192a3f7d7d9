//! A comment and its writer.

use super::{CommentText, ReaderName, Section};
use crate::SortableId;

/// A comment in a person's journal. It never changes; its writer can remove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The identifier, which sorts by time.
    pub id: SortableId,
    /// The day, moment or share that it is about.
    pub section: Section,
    /// The text.
    pub text: CommentText,
    /// The writer.
    pub writer: Writer,
    /// Its time; seconds since the epoch.
    pub created_at: i64,
}

/// The writer of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writer {
    /// The journal's owner.
    Owner,
    /// Somebody with the link of a share.
    Reader(Reader),
}

/// Somebody who wrote through the link of a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The name that they gave.
    pub name: ReaderName,
    /// The identifier of the share.
    pub share: String,
    /// A digest of their browser's cookie, by which they remove their own words.
    pub browser: String,
}

impl Comment {
    /// The reader; none for the owner's own words.
    #[must_use]
    pub const fn reader(&self) -> Option<&Reader> {
        match &self.writer {
            Writer::Owner => None,
            Writer::Reader(reader) => Some(reader),
        }
    }

    /// True if the reader of a share may see it: the owner's words, and those of the same share's
    /// readers.
    #[must_use]
    pub fn is_visible_in(&self, share: &str) -> bool {
        self.reader().is_none_or(|reader| reader.share == share)
    }

    /// True if it was written in the browser with this digest.
    #[must_use]
    pub fn is_by(&self, browser: &str) -> bool {
        self.reader()
            .is_some_and(|reader| reader.browser == browser)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_sees_the_owners_words_and_those_of_their_share() {
        let comment = |writer| Comment {
            id: SortableId::new(1, [0; 10]),
            section: Section::parse("day:2026-11-20").unwrap(),
            text: CommentText::parse("x").unwrap(),
            writer,
            created_at: 1,
        };
        let own = comment(Writer::Owner);
        assert!(own.is_visible_in("a") && !own.is_by(""));
        let read = comment(Writer::Reader(Reader {
            name: ReaderName::parse("Lea").unwrap(),
            share: "a".into(),
            browser: "c0ffee".into(),
        }));
        assert!(read.is_visible_in("a") && !read.is_visible_in("b"));
        assert!(read.is_by("c0ffee") && !read.is_by(""));
    }
}

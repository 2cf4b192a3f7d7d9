//! The search in a journal: by words, mood, tag and span.

mod note_text;
mod page;

pub use self::{
    note_text::NoteText,
    page::{EntryItem, SearchPage},
};

/// The address of a search.
pub fn address(fields: &[(&str, &str)]) -> String {
    let page = "/search?";
    let mut query = form_urlencoded::Serializer::for_suffix(page.to_owned(), page.len());
    for (name, value) in fields {
        query.append_pair(name, value);
    }
    query.finish()
}

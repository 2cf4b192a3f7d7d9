//! The search in a journal: by words, mood, tag and span.

mod note_text;
mod page;

pub use self::{note_text::NoteText, page::SearchPage};

/// The address of a search.
pub fn address(fields: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new("/search?".to_owned());
    for (name, value) in fields {
        query.append_pair(name, value);
    }
    query.finish()
}

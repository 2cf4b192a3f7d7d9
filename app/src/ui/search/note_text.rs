//! The text of a note: its tags are links, and what a search found is marked.

use std::ops::Range;

use leptos::prelude::*;

use super::address;
use crate::domain::{Note, Terms};

/// A note's text.
#[component]
pub fn NoteText(
    note: Note,
    /// The search whose places are marked.
    #[prop(optional_no_strip)]
    terms: Option<Terms>,
) -> impl IntoView {
    let text = note.as_str();
    let marks = terms.and_then(|terms| terms.find(text));
    let marks = marks.unwrap_or_default();
    let (mut parts, mut end) = (Vec::new(), 0);
    for (range, tag) in note.tag_ranges() {
        parts.extend(marked(text, end..range.start, &marks));
        end = range.end;
        let content = marked(text, range, &marks);
        let link = view! { <a href=address(&[("tag", tag.as_str())])>{content}</a> };
        parts.push(link.into_any());
    }
    parts.extend(marked(text, end..text.len(), &marks));
    parts
}

/// A part of the text with its marks. An empty text would be rendered as a space.
fn marked(text: &str, part: Range<usize>, marks: &[Range<usize>]) -> Vec<AnyView> {
    let (mut pieces, mut end) = (Vec::new(), part.start);
    for mark in marks {
        let mark = mark.start.max(part.start)..mark.end.min(part.end);
        if mark.is_empty() {
            continue;
        }
        let before = (end < mark.start).then(|| text[end..mark.start].to_owned().into_any());
        pieces.extend(before);
        end = mark.end;
        let found = text[mark].to_owned();
        pieces.push(view! { <mark>{found}</mark> }.into_any());
    }
    let rest = (end < part.end).then(|| text[end..part.end].to_owned().into_any());
    pieces.extend(rest);
    pieces
}

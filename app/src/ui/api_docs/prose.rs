//! The document's texts, as views. Paragraphs, code, bold and emphasis are all of Markdown that they use.

use leptos::prelude::*;

/// The paragraphs of a text.
pub(super) fn paragraphs(text: &str) -> AnyView {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| view! { <p>{line(paragraph)}</p> })
        .collect_view()
        .into_any()
}

/// A text without paragraphs.
pub(super) fn line(text: &str) -> AnyView {
    marked(
        text,
        "`",
        |code| view! { <code>{code}</code> }.into_any(),
        bold,
    )
}

fn bold(text: &str) -> AnyView {
    marked(
        text,
        "**",
        |bold| view! { <b>{bold}</b> }.into_any(),
        emphasis,
    )
}

fn emphasis(text: &str) -> AnyView {
    let plain = |text: &str| text.to_owned().into_any();
    marked(
        text,
        "*",
        |text| view! { <em>{text}</em> }.into_any(),
        plain,
    )
}

/// The parts of a text between marks by `inside`, the others by `outside`.
fn marked(
    text: &str,
    mark: &str,
    inside: fn(String) -> AnyView,
    outside: fn(&str) -> AnyView,
) -> AnyView {
    let part = |(at, part): (usize, &str)| {
        if at % 2 == 1 {
            inside(part.to_owned())
        } else {
            outside(part)
        }
    };
    let parts = text
        .split(mark)
        .enumerate()
        .filter(|(_, it)| !it.is_empty());
    parts.map(part).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use serde_json::Value;

    use super::{line, paragraphs};
    use crate::ui::api_docs::document::Document;

    fn descriptions<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value.as_str() {
                        Some(text) if name == "description" => found.push(text),
                        _ => descriptions(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| descriptions(item, found)),
            _ => {}
        }
    }

    #[test]
    fn marks_become_elements() {
        let html = |view: AnyView| view.to_html().replace("<!>", "");
        assert_eq!(
            html(line("**Reads** `a<b*` and *no more*.")),
            "<b>Reads</b> <code>a&lt;b*</code> and <em>no more</em>."
        );
        assert_eq!(html(paragraphs("One.\n\nTwo.")), "<p>One.</p><p>Two.</p>");
    }

    #[test]
    fn the_document_uses_no_other_marks() {
        let document = Document::read();
        let mut texts = Vec::new();
        descriptions(document.at(""), &mut texts);
        assert!(texts.len() > 300);
        for text in texts {
            let plain: String = text.split('`').step_by(2).collect();
            assert_eq!(text.matches('`').count() % 2, 0, "{text}");
            assert_eq!(plain.matches('*').count() % 2, 0, "{text}");
            for mark in ["](", "\n- ", "\n* ", "\n#", "__"] {
                assert!(!plain.contains(mark), "{mark:?} in {text}");
            }
        }
    }
}

//! Text as HTML.
//!
//! Text that changes after the page is drawn is set as the whole content of its
//! element (`inner_html`). Page translation and extensions replace text nodes;
//! the framework would then update one that is no longer on the page.

/// Escapes text for the content of an element.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Escapes text for the content of a `<textarea>`, which the framework writes as it is. HTML leaves out the
/// first line break of the element, which is not the text's.
#[cfg(feature = "ssr")]
#[must_use]
pub fn text_area(text: &str) -> String {
    format!("\n{}", escape(text))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{escape, text_area};

    #[test]
    fn markup_in_a_note_stays_text() {
        let note = "</p><img src=x onerror=alert(1)> &amp; \"quoted\"";
        let html = escape(note);
        assert!(!html.contains('<'));
        assert_eq!(html.replace("&lt;", "<").replace("&amp;", "&"), note);
        assert_eq!(text_area("\n</textarea>"), "\n\n&lt;/textarea>");
    }

    /// The framework escapes the children of all elements but these.
    #[test]
    fn no_text_is_a_child_of_an_element_whose_children_are_not_escaped() {
        let mut found = 0;
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = fs::read_to_string(&path).unwrap();
                for name in ["textarea", "title", "script", "style"] {
                    for element in source.split(&format!("<{name}")).skip(1) {
                        let end = format!("</{name}>");
                        let Some((element, _)) = element.split_once(&end) else {
                            continue;
                        };
                        found += 1;
                        let has_no_child = element.trim_end().ends_with('>');
                        assert!(
                            has_no_child && element.contains("inner_html="),
                            "{}: <{name}{element}",
                            path.display()
                        );
                    }
                }
            }
        }
        assert!(found > 10, "{found}");
    }
}

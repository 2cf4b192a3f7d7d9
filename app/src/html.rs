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

/// The `maxlength` of a field that takes so many characters: browsers count UTF-16 units, of which a character
/// has up to two. The rule that reads the field counts characters.
#[cfg(feature = "ssr")]
#[must_use]
pub const fn max_length(characters: usize) -> usize {
    2 * characters
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::{escape, text_area};

    /// The views, each with its path.
    fn views() -> Vec<(PathBuf, String)> {
        let mut views = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    views.push((path.clone(), fs::read_to_string(path).unwrap()));
                }
            }
        }
        views
    }

    #[test]
    fn no_field_cuts_a_text_of_emoji() {
        let mut found = 0;
        for (path, source) in views() {
            for value in source.split("maxlength=").skip(1) {
                found += 1;
                let is_counted = value.starts_with("html::max_length(");
                assert!(is_counted, "{}: maxlength={value:.40}", path.display());
            }
        }
        assert!(found > 10, "{found}");
    }

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
        for (path, source) in views() {
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
        assert!(found > 10, "{found}");
    }
}

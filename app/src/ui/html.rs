//! Text as HTML.
//!
//! Text that changes after the page is drawn is set as the whole content of its
//! element (`inner_html`). A text node of the framework's would be lost: page
//! translation and extensions replace text nodes, and the page would freeze.

/// Escapes text for the content of an element.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_in_a_note_stays_text() {
        let note = "</p><img src=x onerror=alert(1)> &amp; \"quoted\"";
        let html = escape(note);
        assert!(!html.contains('<'));
        assert_eq!(html.replace("&lt;", "<").replace("&amp;", "&"), note);
    }
}

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

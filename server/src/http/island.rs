//! An island as it left the server, so that a browser can tell whether it arrived that way.
//!
//! A program that wakes finds its nodes by their place. A proxy that strips comments, or an
//! extension that adds an element, would have it take one for another: the boot script counts, and
//! wakes nothing that is not as it was sent.

const OPEN: &str = "<leptos-island";
const CLOSE: &str = "</leptos-island>";

/// Says on the page's island how many nodes (elements, comments, texts) are in it.
pub(super) fn count_nodes(mut html: String) -> String {
    let Some(start) = html.find(OPEN) else {
        return html;
    };
    let end = html[start..]
        .find(CLOSE)
        .map_or(html.len(), |end| start + end);
    let attribute = format!(" data-nodes=\"{}\"", nodes_in(&html[start..end]));
    html.insert_str(start + OPEN.len(), &attribute);
    html
}

/// The nodes below the element that `html` begins with. What is written in attributes and texts
/// has no `<`, and in attributes no `>` either.
fn nodes_in(html: &str) -> usize {
    let pieces = html.split('<').skip(1).map(|piece| {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        usize::from(!tag.starts_with('/')) + usize::from(!text.is_empty())
    });
    pieces.sum::<usize>() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_comments_and_texts_count() {
        let island = |inner: &str| {
            format!("<p>Before</p>{OPEN} data-props=\"{{&gt;}}\">{inner}{CLOSE}<p>After</p>")
        };
        for (inner, nodes) in [
            ("", 0),
            ("<p></p>", 1),
            ("<p hidden>1<!> of 2</p><br>", 5),
            ("text<textarea>a > b &lt;i></textarea><!-- x -->", 4),
        ] {
            let counted = count_nodes(island(inner));
            let expected = island(inner).replace(OPEN, &format!("{OPEN} data-nodes=\"{nodes}\""));
            assert_eq!(counted, expected);
        }
        assert_eq!(count_nodes("<p>No island</p>".into()), "<p>No island</p>");
    }
}

//! The node count of each island, which lets a browser detect a changed page.
//!
//! Hydration finds nodes by their position. A proxy that strips comments, or an extension that adds
//! an element, would shift them. The boot script counts the nodes and does not start an island with
//! a different count.

const OPEN: &str = "<leptos-island";
const CLOSE: &str = "</leptos-island>";

/// Adds the node count (elements, comments, texts) to each island as `data-nodes`.
pub(super) fn count_nodes(html: &str) -> String {
    let mut pieces = html.split(OPEN);
    let mut counted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let nodes = nodes_in(piece.split(CLOSE).next().unwrap_or_default());
        counted.push_str(&format!("{OPEN} data-nodes=\"{nodes}\"{piece}"));
    }
    counted
}

/// The number of nodes inside the element at the start of `html`. Attributes and texts contain no
/// `<`, and attributes no `>`.
fn nodes_in(html: &str) -> usize {
    let pieces = html.split('<').map(|piece| {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        usize::from(!tag.starts_with('/')) + usize::from(!text.is_empty())
    });
    pieces.sum::<usize>() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_comments_and_texts_are_counted() {
        let island = |inner: &str| {
            format!("<p>Before</p>{OPEN} data-props=\"{{&gt;}}\">{inner}{CLOSE}<p>After</p>")
        };
        for (inner, nodes) in [
            ("", 0),
            ("<p></p>", 1),
            ("<p hidden>1<!> of 2</p><br>", 5),
            ("text<textarea>a > b &lt;i></textarea><!-- x -->", 4),
        ] {
            let counted = count_nodes(&island(inner));
            let expected = island(inner).replace(OPEN, &format!("{OPEN} data-nodes=\"{nodes}\""));
            assert_eq!(counted, expected);
        }
        assert_eq!(count_nodes("<p>No island</p>"), "<p>No island</p>");
        let two = count_nodes(&format!("{}{}", island("<p></p>"), island("")));
        assert!(
            two.contains("nodes=\"1\"") && two.contains("nodes=\"0\""),
            "{two}"
        );
    }
}

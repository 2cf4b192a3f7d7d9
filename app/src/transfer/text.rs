//! Text of other journals as a note: markup becomes line breaks, labels become tags.

/// The tags that editors of notes write.
const TAGS: [&str; 24] = [
    "a",
    "b",
    "br",
    "blockquote",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "li",
    "ol",
    "p",
    "s",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];
/// The tags after which a line begins.
const BREAKS: [&str; 11] = [
    "br",
    "/blockquote",
    "/div",
    "/h1",
    "/h2",
    "/h3",
    "/h4",
    "/li",
    "/ol",
    "/p",
    "/ul",
];

/// The text of HTML as a note's editor writes it. Other text in angle brackets stays.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        match tag(from) {
            Some((name, length)) => {
                if BREAKS.contains(&name.as_str()) {
                    text.push('\n');
                } else if name == "li" {
                    text.push_str("• ");
                }
                rest = from.get(length..).unwrap_or_default();
            }
            None => {
                text.push('<');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    // `&amp;` last, so that nothing is decoded twice.
    for (entity, character) in [
        ("&nbsp;", "\u{a0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        if text.contains(entity) {
            text = text.replace(entity, character);
        }
    }
    text
}

/// The name of the tag at the start of `text`, with its slash, and its length.
fn tag(text: &str) -> Option<(String, usize)> {
    // No further than the next `<`, so that a file of them is read once.
    let rest = text.get(1..)?;
    let end = rest.find(['<', '>'])?;
    let inside = rest.get(..end).filter(|_| rest[end..].starts_with('>'))?;
    let length = end + 2;
    let name = inside.trim_end_matches('/').split_whitespace().next()?;
    let name = name.to_lowercase();
    TAGS.contains(&name.trim_start_matches('/'))
        .then_some((name, length))
}

/// Labels as tags: `date night` becomes `#date_night`.
pub(super) fn tags<'a>(labels: impl IntoIterator<Item = &'a str>) -> String {
    let tags = labels.into_iter().filter_map(|label| {
        let words = label.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        (!words.is_empty()).then(|| format!("#{}", words.join("_")))
    });
    tags.collect::<Vec<_>>().join(" ")
}

/// The parts that are not blank, each on a line of its own.
pub(super) fn lines<const N: usize>(parts: [&str; N]) -> String {
    let parts = parts.into_iter().map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        for (html, text) in [
            ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
            ("<p><b>bold</b> &amp;lt; &lt;3</p>", "bold &lt; <3\n"),
            ("I <3 you, 1 < 2 > 0", "I <3 you, 1 < 2 > 0"),
            ("<ul><li>one</li><li>two</li></ul>", "• one\n• two\n\n"),
            ("<div style=\"color:red\">é</div>", "é\n"),
        ] {
            assert_eq!(plain(html), text);
        }
    }

    #[test]
    fn labels_become_tags() {
        assert_eq!(
            tags(["run", "date night", "été", "!!", "C++"]),
            "#run #date_night #été #C"
        );
        assert_eq!(tags([]), "");
    }
}

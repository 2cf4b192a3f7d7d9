//! Paths of this site: the only addresses to which a person is sent on.

/// The text, if it is a path of this site, with a query and a fragment if there are any; none if a
/// browser or a proxy might read another site, another scheme or another path in it.
///
/// `next` of an address comes from anybody. A browser reads `//host` and `/\host` as another site,
/// drops tabs and newlines first, and resolves `.` and `..`; a proxy may decode `%2f` before it does.
#[must_use]
pub fn local_path(text: &str) -> Option<&str> {
    // The others are not in an address (RFC 3986, section 2).
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte);
    let path = text.split(['?', '#']).next()?;
    let segments = path.strip_prefix('/')?;
    let is_local = text.bytes().all(is_allowed)
        && !path.contains("//")
        && segments.split('/').all(|name| name != "." && name != "..")
        && path.split('%').skip(1).all(is_harmless);
    is_local.then_some(text)
}

/// True for a text that begins with two hexadecimal digits, unless they stand for a slash, a
/// backslash, a dot, a percent sign or a control character.
fn is_harmless(encoded: &str) -> bool {
    let digits = encoded.get(..2).filter(|digits| !digits.contains('+'));
    let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
    byte.is_some_and(|byte| !byte.is_ascii_control() && !matches!(byte, b'/' | b'\\' | b'.' | b'%'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    #[test]
    fn paths_of_this_site_are_local() {
        for text in [
            "/",
            "/settings",
            "/settings/",
            "/settings#ways",
            "/?day=2026-11-26",
            "/?day=2026-11-26&done=saved#main",
            "/settings?saved=auth/oidc",
            "/?next=https://evil.example/",
            "/?next=//evil.example",
            "/caf%C3%A9",
            "/.well-known/x",
            "/...",
        ] {
            assert_eq!(local_path(text), Some(text));
        }
    }

    #[test]
    fn what_might_lead_elsewhere_is_not_local() {
        for text in [
            "",
            "settings",
            "?day=2026-11-26",
            "#main",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/settings//evil.example",
            "/%2f%2fevil.example",
            "/%2F/evil.example",
            "/%5cevil.example",
            "%2f%2fevil.example",
            "/%252f%252fevil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/%09/evil.example",
            "/%0d%0aSet-Cookie:x",
            "/\r\nSet-Cookie: x",
            "/%00",
            "/%7f",
            "/.",
            "/..",
            "/.//evil.example",
            "/../evil.example",
            "/settings/..",
            "/%2e%2e/evil.example",
            "/%2E/",
            "/%",
            "/%f",
            "/%+f",
            "/%zz",
            " /settings",
            "/settings ",
            "/a b",
            "/\u{2215}/evil.example",
            "/\u{ff0f}evil.example",
            "\u{ff0f}\u{ff0f}evil.example",
            "/caf\u{e9}",
            "/\u{202e}gro.live",
            "/\u{a0}",
            "/\u{7f}",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "https://evil.example/",
            "https:evil.example",
            "https:/evil.example",
            "http://mood.example@evil.example/",
            "@evil.example",
            ":80/",
        ] {
            assert_eq!(local_path(text), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn a_browser_stays_on_this_site_at_the_same_path(
            text in r"/?([/\\.@:?#%&=a-f0-9\t\n\r ]|%2[eEfF]|%5[cC]|//|\.\.|evil\.example|\PC){0,12}"
        ) {
            if let Some(path) = local_path(&text) {
                let site = Url::parse("https://mood.example/x/y?z").unwrap();
                let reached = site.join(path).unwrap();
                prop_assert_eq!(reached.origin(), site.origin());
                let named = path.split(['?', '#']).next().unwrap();
                prop_assert_eq!(reached.path(), named);
            }
        }
    }
}

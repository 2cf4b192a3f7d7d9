//! Forms of a browser without JavaScript, which expects pages.

use test_kit::{
    answer::Answer,
    person::Call,
    test_app::{TODAY, TestApp},
};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
pub(crate) fn goes_to(answer: &Answer, address: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, address),
        "{answer:?}"
    );
}

/// The text of the page's note field, as the browser reads it.
#[track_caller]
pub(crate) fn note_field(answer: &Answer) -> String {
    let html = answer.text();
    let (_, after) = html
        .split_once("<textarea")
        .expect("the page has a note field");
    let (_, text) = after.split_once('>').unwrap();
    let (text, _) = text.split_once("</textarea>").unwrap();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The mood that is selected in the page.
pub(crate) fn chosen(answer: &Answer) -> Option<&str> {
    let inputs = answer
        .text()
        .split("<input")
        .filter_map(|rest| rest.split('>').next());
    let checked = inputs.filter(|input| input.contains(" checked"));
    checked
        .filter_map(|input| input.split("value=\"").nth(1)?.split('"').next())
        .next()
}

#[tokio::test]
async fn save_update_and_remove_without_javascript() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.send(Call::page("/")).await;
    let first = ada
        .send(Call::form("day=2096-11-20&mood=good&note=a+walk").by_browser())
        .await;
    goes_to(&first, "/?done=saved");
    let page = ada.send(Call::page("/?done=saved")).await;
    assert_eq!((page.status, chosen(&page)), (200, Some("good")));
    assert_eq!(note_field(&page), "a walk");

    let second = ada
        .send(Call::form("day=2096-11-20&mood=great&note=").by_browser())
        .await;
    goes_to(&second, "/?done=updated");
    assert_eq!(ada.journal().await, ["2096-11-20 great -"]);

    let past = ada
        .send(Call::form("day=2096-11-18&mood=bad").by_browser())
        .await;
    goes_to(&past, "/?day=2096-11-18&done=saved");

    // The remove button also submits the form's fields.
    let remove = Call::post(
        "/mood?day=2096-11-18&_method=delete",
        FORM,
        "day=2096-11-18&mood=bad&note=",
    );
    // The page carries the removed entry for Undo; the address does not.
    let removed = ada.send(remove.by_browser()).await;
    assert_eq!(removed.status, 200);
    assert_eq!(removed.header("cache-control"), "private, no-cache");
    for field in [
        "name=\"day\" value=\"2096-11-18\"",
        "name=\"mood\" value=\"bad\"",
    ] {
        let (_, form) = removed.text().split_once("class=\"restore\"").unwrap();
        let (form, _) = form.split_once("</form>").unwrap();
        assert!(form.contains(field), "{form}");
    }
    assert_eq!(ada.journal().await, ["2096-11-20 great -"]);
}

#[tokio::test]
async fn a_removal_form_has_its_precondition_in_the_query() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "stays").await;
    let form = "application/x-www-form-urlencoded";
    let remove = |query: &str, body: &str| {
        let address = format!("/mood?_method=delete&day={TODAY}{query}");
        Call::post(&address, form, body).by_browser()
    };
    for (query, body, status) in [
        ("&baseVersion=2", "", 409),
        ("&baseVersion=", "", 400),
        ("&baseversion=2", "", 400),
        ("&x=1", "", 400),
        ("", "day=2096-11-20&mood=good&note=&baseVersion=2", 400),
    ] {
        let page = ada.send(remove(query, body)).await;
        assert_eq!(page.status, status, "{query} {body}");
        assert_eq!(ada.journal().await, ["2096-11-20 good stays"]);
    }
    let body = "day=2096-11-20&mood=good&note=";
    let removed = ada.send(remove("&baseVersion=1", body)).await;
    assert_eq!(removed.status, 200);
    assert_eq!(ada.journal().await, [""; 0]);
}

#[tokio::test]
async fn a_rejected_form_keeps_its_text() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.send(Call::page("/")).await;
    let long = "x".repeat(501);
    for (what, form, status, mood, note) in [
        (
            "a note too long",
            format!("day=2096-11-20&mood=good&note={long}"),
            422,
            Some("good"),
            &*long,
        ),
        (
            "no face chosen",
            "day=2096-11-20&note=words".into(),
            400,
            None,
            "words",
        ),
        (
            "a future day",
            "day=2097-11-20&mood=bad&note=words".into(),
            422,
            Some("bad"),
            "words",
        ),
        (
            "an impossible day",
            "day=2026-02-30&mood=bad&note=words".into(),
            400,
            Some("bad"),
            "words",
        ),
        (
            "a missing day",
            "mood=bad&note=words".into(),
            400,
            Some("bad"),
            "words",
        ),
        (
            "another’s journal",
            "userId=x&day=2096-11-20&mood=bad&note=words".into(),
            403,
            Some("bad"),
            "words",
        ),
        (
            "an unknown field",
            "day=2096-11-20&mood=bad&note=words&x=1".into(),
            400,
            Some("bad"),
            "words",
        ),
    ] {
        let page = ada.send(Call::form(form).by_browser()).await;
        assert_eq!(page.status, status, "{what}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{what}"
        );
        assert_eq!(note_field(&page), note, "{what}");
        assert_eq!(chosen(&page), mood, "{what}");
        assert!(
            page.text().contains("class=\"notice failed\">") || asks_for_a_face(&page),
            "{what}: silent"
        );
    }
    assert_eq!(app.changes(), 0);
}

#[tokio::test]
async fn unusual_bodies_get_a_page_too() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "great", "the saved note").await;
    let before = app.changes();
    let long = "x".repeat(100_000);
    for (what, body, status, note) in [
        (
            "100 kB",
            format!("day=2096-11-20&mood=bad&note={long}").into_bytes(),
            413,
            &*long,
        ),
        ("JSON declared as a form", b"{}".to_vec(), 400, ""),
        (
            "not UTF-8",
            b"day=2096-11-20&mood=bad&note=caf%ff".to_vec(),
            400,
            "caf\u{fffd}",
        ),
        (
            "the same field twice",
            b"day=2096-11-20&day=2096-11-20&mood=bad&note=x".to_vec(),
            400,
            "x",
        ),
        // So large a text is not rendered again, nor in place of the saved entry.
        ("1 MB", vec![b'x'; 1 << 20], 413, "the saved note"),
    ] {
        let page = ada.send(Call::form(body).by_browser()).await;
        assert_eq!(page.status, status, "{what}");
        assert_eq!(note_field(&page), note, "{what}");
    }
    assert_eq!(app.changes(), before);
}

#[tokio::test]
async fn a_browser_never_gets_json() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "great", "the saved note").await;
    let before = app.changes();
    let form = || Call::form("day=2096-11-20&mood=bad&note=mine");
    let html = |call: Call| {
        call.with("accept", "text/html")
            .with("accept-language", "fr")
    };
    for (what, call, status, note, says) in [
        (
            "another site’s",
            html(form()).with("sec-fetch-site", "cross-site"),
            403,
            "mine",
            "venir d’un autre site",
        ),
        (
            "from nowhere",
            html(form()).with("origin", "null"),
            403,
            "mine",
            "venir d’un autre site",
        ),
        (
            "text",
            html(Call::post("/mood", "text/plain", "note=mine")),
            415,
            "the saved note",
            "rien n’a changé",
        ),
        (
            "another site’s text",
            html(Call::post("/mood", "text/plain", "x")).with("origin", "null"),
            403,
            "",
            "venir d’un autre site",
        ),
        (
            "a POST to a page",
            html(Call::post("/", FORM, "day=2096-11-20&mood=bad&note=mine")),
            405,
            "mine",
            "",
        ),
        (
            "an oversized body",
            html(Call::form(vec![b'x'; 1 << 20])),
            413,
            "the saved note",
            "trop long pour être affiché",
        ),
    ] {
        let page = ada.send(call).await;
        assert_eq!(page.status, status, "{what}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{what}"
        );
        assert!(page.text().contains("<html lang=\"fr\""), "{what}");
        assert!(page.text().contains(says), "{what}: {}", page.text());
        assert_eq!(note_field(&page), note, "{what}");
        // A new session for another site's form would replace the person's own.
        assert_eq!(page.header("set-cookie"), "", "{what}");
        if status == 403 {
            assert_eq!(page.header("humeur-journal"), "", "{what}");
        }
    }
    // A request without a cookie, as another site's form sends it.
    let page = app
        .person()
        .send(html(form()).with("sec-fetch-site", "cross-site"))
        .await;
    assert_eq!((page.status, page.header("set-cookie")), (403, ""));
    assert_eq!(app.changes(), before);
}

#[tokio::test]
async fn typed_text_is_never_markup() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.send(Call::page("/")).await;
    let attack = "</textarea><script>alert(1)</script>\"'&amp;<!--";
    let encoded = "%3C%2Ftextarea%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26amp%3B%3C%21--";
    let rejected = ada
        .send(Call::form(format!("day=2097-01-01&mood=bad&note={encoded}")).by_browser())
        .await;
    ada.save(TODAY, "good", attack).await;
    let kept = ada.send(Call::page("/")).await;
    for page in [rejected, kept] {
        assert_eq!(note_field(&page), attack);
        assert!(!page.text().contains("<script>alert"), "{}", page.text());
    }
    for (place, call) in [
        (
            "day",
            Call::form("day=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&mood=bad").by_browser(),
        ),
        (
            "mood",
            Call::form("day=2096-11-20&mood=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
                .by_browser(),
        ),
        (
            "address",
            Call::page("/?day=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&done=%3Cscript%3Ealert(1)"),
        ),
        ("path", Call::page("/%22%3E%3Cscript%3Ealert(1)")),
    ] {
        let page = ada.send(call).await;
        assert!(
            !page.text().contains("<script>alert"),
            "{place}: {}",
            page.text()
        );
    }
}

/// True if the hint to choose a face is shown.
fn asks_for_a_face(page: &Answer) -> bool {
    let (_, line) = page.text().split_once("id=\"face-missing\"").unwrap();
    let (attributes, text) = line.split_once('>').unwrap();
    !attributes.contains("hidden") && text.starts_with("Choose")
}

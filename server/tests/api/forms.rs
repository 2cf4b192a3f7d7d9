//! A browser without JavaScript: it posts a form, and wants a page.

use crate::{
    house::{House, TODAY},
    person::{Answer, Call},
};

#[track_caller]
fn goes_to(answer: &Answer, address: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, address),
        "{answer:?}"
    );
}

/// The text in the page's note field, as the browser would read it.
#[track_caller]
fn note_field(answer: &Answer) -> String {
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

/// The mood that is chosen in the page.
fn chosen(answer: &Answer) -> Option<&str> {
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
    let house = House::open().await;
    let ada = house.person();
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

    // The remove button sends the form's fields along.
    let form = "application/x-www-form-urlencoded";
    let remove = Call::post(
        "/mood?day=2096-11-18&_method=delete",
        form,
        "day=2096-11-18&mood=bad&note=",
    );
    goes_to(
        &ada.send(remove.by_browser()).await,
        "/?day=2096-11-18&done=removed",
    );
    assert_eq!(ada.journal().await, ["2096-11-20 great -"]);
}

#[tokio::test]
async fn a_form_that_removes_says_its_conditions_in_the_query() {
    let house = House::open().await;
    let ada = house.person();
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
    goes_to(
        &ada.send(remove("&baseVersion=1", body)).await,
        "/?done=removed",
    );
}

#[tokio::test]
async fn a_first_visit_that_posts_keeps_its_journal() {
    let house = House::open().await;
    let ada = house.person();
    let answer = ada
        .send(Call::form("day=2096-11-20&mood=good").by_browser())
        .await;
    goes_to(&answer, "/?done=saved");
    assert!(answer.header("set-cookie").starts_with("humeur="));
    assert_eq!(ada.journal().await, ["2096-11-20 good -"]);
}

#[tokio::test]
async fn a_refused_form_comes_back_with_its_words() {
    let house = House::open().await;
    let ada = house.person();
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
            "a day to come",
            "day=2097-11-20&mood=bad&note=words".into(),
            422,
            Some("bad"),
            "words",
        ),
        (
            "no such day",
            "day=2026-02-30&mood=bad&note=words".into(),
            400,
            Some("bad"),
            "words",
        ),
        (
            "no day at all",
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
            "a field too many",
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
            page.text().contains("class=\"notice failed\">")
                || page
                    .text()
                    .contains("id=\"lacks-face\" class=\"lack\" role=\"alert\">Choose"),
            "{what}: silent"
        );
    }
    assert_eq!(house.changes(), 0);
}

#[tokio::test]
async fn bodies_no_page_sends_get_a_page_all_the_same() {
    let house = House::open().await;
    let ada = house.person();
    for (what, body, status) in [
        ("100 kB", vec![b'x'; 100_000], 413),
        ("JSON in a form’s name", b"{}".to_vec(), 400),
        (
            "not UTF-8",
            b"day=2096-11-20&mood=bad&note=%ff".to_vec(),
            400,
        ),
        (
            "the same field twice",
            b"day=2096-11-20&day=2096-11-20&mood=bad".to_vec(),
            400,
        ),
    ] {
        let page = ada.send(Call::form(body).by_browser()).await;
        assert_eq!(page.status, status, "{what}");
        assert!(page.text().contains("<form"), "{what}");
    }
    assert_eq!(house.changes(), 0);
}

#[tokio::test]
async fn what_was_typed_is_text_and_never_markup() {
    let house = House::open().await;
    let ada = house.person();
    let attack = "</textarea><script>alert(1)</script>\"'&amp;<!--";
    let encoded = "%3C%2Ftextarea%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26amp%3B%3C%21--";
    let refused = ada
        .send(Call::form(format!("day=2097-01-01&mood=bad&note={encoded}")).by_browser())
        .await;
    ada.save(TODAY, "good", attack).await;
    let kept = ada.send(Call::page("/")).await;
    for page in [refused, kept] {
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

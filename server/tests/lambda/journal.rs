//! A journal through the function.

use serde_json::json;

use crate::{
    event::Event,
    installation::{Installation, day},
    person::SESSION_COOKIE,
};

#[test]
fn a_day_is_written_read_updated_and_removed() {
    let installation = Installation::open();
    let ada = installation.person();
    let today = day(0);
    let item = ada.save(&today, "good", "Café, 20 °C 🌤");
    assert_eq!(
        (&item["mood"], &item["note"]),
        (&json!("good"), &json!("Café, 20 °C 🌤"))
    );
    assert_eq!(ada.save(&today, "great", "later")["version"], 2);
    let entries = ada.entries(&today);
    assert_eq!(entries.as_array().map(Vec::len), Some(1), "{entries}");
    assert_eq!(
        (&entries[0]["mood"], &entries[0]["note"]),
        (&json!("great"), &json!("later"))
    );
    let removed = ada.send(&Event::new("DELETE", &format!("/mood?day={today}")));
    assert_eq!(
        (removed.status, &removed.json()["item"]["note"]),
        (200, &json!("later"))
    );
    assert_eq!(ada.entries(&today), json!([]));
}

#[test]
fn a_form_in_base64_is_decoded() {
    let installation = Installation::open();
    let ada = installation.person();
    let yesterday = day(1);
    let saved = ada.send(&Event::form(format!(
        "day={yesterday}&mood=okay&note=caf%C3%A9+au+lait"
    )));
    assert_eq!(saved.status, 200, "{}", saved.text());
    let form = format!("day={yesterday}&mood=bad&note=by+a+browser");
    let sent = ada.send(&Event::form(form).by_browser());
    assert!(matches!(sent.status, 302 | 303), "{sent:?}");
    assert!(sent.header("location").starts_with("/?"), "{sent:?}");
    assert_eq!(ada.entries(&yesterday)[0]["note"], "by a browser");
}

#[test]
fn json_in_base64_is_decoded() {
    let installation = Installation::open();
    let ada = installation.person();
    let body = json!({"day": day(0), "mood": "bad"}).to_string();
    let saved = ada.send(&Event::binary("application/json; charset=utf-8", body));
    assert_eq!(saved.status, 200, "{}", saved.text());
}

#[test]
fn a_cookie_opens_its_journal() {
    let installation = Installation::open();
    let (ada, ben) = (installation.person(), installation.person());
    let today = day(0);
    ada.save(&today, "awful", "a private note");
    let session = ada
        .cookie(SESSION_COOKIE)
        .expect("the first visit begins a journal");
    assert_eq!(ben.entries(&today), json!([]));
    // API Gateway moves cookies out of their header, but one that is still there counts, too.
    let week = format!("/mood/week?start={today}&end={today}");
    let by_header = Event::get(&week).with("cookie", &format!("a=b; {SESSION_COOKIE}={session}"));
    let answer = installation.person().send(&by_header);
    assert_eq!(answer.json()["items"][0]["note"], "a private note");
    let among_others = Event::get(&week)
        .with_cookie("a", "b")
        .with_cookie(SESSION_COOKIE, &session);
    let answer = installation.person().send(&among_others);
    assert_eq!(answer.json()["items"][0]["note"], "a private note");
    assert!(
        !answer.headers.contains_key("set-cookie"),
        "a young session is not renewed"
    );
}

#[test]
fn one_response_sets_several_cookies() {
    let installation = Installation::open();
    let page = installation.person().send(&Event::page("/?lang=fr"));
    let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().collect();
    assert!(!cookies.is_empty(), "{page:?}");
    let page = installation
        .person()
        .send(&Event::page("/").with_cookie("lang", "fr"));
    assert!(page.text().contains("<html lang=\"fr\""), "{}", page.text());
}

#[test]
fn ten_requests_need_one_start() {
    let installation = Installation::open();
    let ada = installation.person();
    for ago in 0..5 {
        ada.save(&day(ago), "okay", &format!("{ago} days ago"));
        assert_eq!(ada.entries(&day(ago))[0]["note"], format!("{ago} days ago"));
    }
    let week = format!("/mood/week?start={}&end={}", day(4), day(0));
    let items = ada.send(&Event::get(&week)).json()["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(5), "{items}");
    let log = installation.function.log_with("GET /mood/week");
    assert_eq!(log.matches("\"ColdStarts\":1").count(), 1, "{log}");
}

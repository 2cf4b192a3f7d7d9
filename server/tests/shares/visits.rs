//! The forms of the reader's page, in every browser, and the visits that the owner sees.

use super::*;

const FORM: &str = "application/x-www-form-urlencoded";

async fn opens(ada: &Person) -> Value {
    shares(ada).await[0]["opens"].clone()
}

#[tokio::test]
async fn a_browser_that_hides_where_a_form_comes_from_may_send_it() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let mut protected = with("passphrase", json!("snow at dawn"));
    protected["comments"] = json!(true);
    let (_, path) = share(&ada, &protected).await;
    let reader = app.person();
    let unlock = Call::post(&path, FORM, "passphrase=snow+at+dawn".to_owned());
    // Without HTTPS browsers say no more; the page's policy hides its address.
    let unlocked = reader.send(unlock.with("origin", "null")).await;
    assert_eq!(unlocked.status, 200, "{}", unlocked.text());
    let body = format!("sectionId=day:{TODAY}&author=Lea&text=hello");
    let send = |origin: &str, site: Option<&str>| {
        let call = Call::post(&format!("{path}/comments"), FORM, body.clone());
        let call = call.with("origin", origin);
        match site {
            Some(site) => call.with("sec-fetch-site", site),
            None => call,
        }
    };
    for (origin, site, status) in [
        ("null", None, 303),
        ("null", Some("same-origin"), 303),
        ("http://mood.example", None, 303),
        ("null", Some("cross-site"), 403),
        ("null", Some("same-site"), 403),
        ("https://evil.example", None, 403),
        ("http://mood.example.evil.example", None, 403),
    ] {
        let answer = reader.send(send(origin, site)).await;
        assert_eq!(answer.status, status, "{origin} {site:?}");
    }
}

#[tokio::test]
async fn a_visit_counts_once_with_all_that_a_reader_does() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let (_, path) = share(&ada, &with("comments", json!(true))).await;
    let reader = app.person();
    let head = Call::new("HEAD", &path);
    assert_eq!(app.person().send(head).await.status, 200);
    assert_eq!(opens(&ada).await, 0);
    assert_eq!(reader.send(Call::page(&path)).await.status, 200);
    let comments = format!("{path}/comments");
    let body = format!("sectionId=day:{TODAY}&author=Lea&text=");
    assert_eq!(reader.send(form(&comments, &body)).await.status, 422);
    let written = reader.send(form(&comments, &format!("{body}hello"))).await;
    assert_eq!(written.status, 303);
    let saved = format!("{path}?saved=comments");
    let page = reader.send(Call::page(&saved)).await;
    let id = page
        .text()
        .split("name=\"remove\" value=\"")
        .nth(1)
        .unwrap();
    let id = id.split('"').next().unwrap();
    let removed = reader.send(form(&comments, &format!("remove={id}"))).await;
    assert_eq!(removed.status, 303);
    assert_eq!(reader.send(Call::page(&saved)).await.status, 200);
    assert_eq!(opens(&ada).await, 1);
    // The address that a browser shows after a rejection.
    let back = reader.send(Call::page(&comments)).await;
    assert_eq!(
        (back.status, back.header("location")),
        (303, &*format!("{path}#comments"))
    );
}

#[tokio::test]
async fn a_reader_chooses_among_the_days_that_take_a_comment() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    for (title, date) in [("Lea is born", "2096-03-20"), ("A journey", "2096-12-24")] {
        let moment = json!({"title": title, "date": date});
        assert_eq!(
            ada.send(Call::post_json("/events", &moment)).await.status,
            200
        );
    }
    let wide = json!({
        "name": "Ada", "start": "2096-01-01", "end": "2096-12-31", "moments": true, "comments": true,
    });
    let (_, path) = share(&ada, &wide).await;
    let page = read(&app, &path).await;
    let choices: Vec<_> = page.text().split("<option value=\"").skip(1).collect();
    let choices: Vec<_> = choices
        .into_iter()
        .map(|it| &it[..it.find([':', '"']).unwrap()])
        .collect();
    // The share, today, and both moments.
    assert_eq!(
        choices,
        ["share", "event", "day", "event"],
        "{}",
        page.text()
    );
    let late = form(
        &format!("{path}/comments"),
        "sectionId=day:2096-03-20&author=Lea&text=x",
    );
    let late = app.person().send(late).await;
    assert_eq!(late.status, 422);
    assert!(
        late.text().contains("takes no more comments"),
        "{}",
        late.text()
    );
}

#[tokio::test]
async fn a_text_that_is_too_long_stays_in_the_form() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let (_, path) = share(&ada, &with("comments", json!(true))).await;
    let body = format!(
        "sectionId=day:{TODAY}&author=Lea&text={}",
        "%F0%9F%8C%A7".repeat(10_000)
    );
    let answer = app
        .person()
        .send(form(&format!("{path}/comments"), &body))
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains(&"🌧".repeat(10_000)));
}

#[tokio::test]
async fn photos_bring_their_moments() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let (_, path) = share(&ada, &with("photos", json!(true))).await;
    let moment = json!({"title": "Lea is born", "date": TODAY});
    assert_eq!(
        ada.send(Call::post_json("/events", &moment)).await.status,
        200
    );
    assert_eq!(shares(&ada).await[0]["moments"], true);
    assert!(read(&app, &path).await.text().contains("Lea is born"));
}

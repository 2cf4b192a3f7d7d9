//! Making, listing and revoking shares.

use super::*;

#[tokio::test]
async fn a_link_is_shown_once_and_listed_without_its_token() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let (id, path) = share(&ada, &with("passphrase", json!("canal and rain"))).await;
    let listed = ada.send(Call::get("/shares")).await;
    assert!(!listed.text().contains(path.strip_prefix("/s/").unwrap()));
    assert!(!listed.text().contains("canal"));
    let now = seconds(NOON);
    assert_eq!(
        listed.json(),
        json!({"userId": ada.user_id().await, "shares": [{
            "id": id, "name": "Ada", "start": "2096-11-19", "end": "2096-11-25",
            "notes": false, "moments": false, "photos": false, "comments": false,
            "passphrase": true,
            "createdAt": now, "expiresAt": now + 30 * DAY, "opens": 0,
        }]})
    );
}

#[tokio::test]
async fn every_field_of_a_share_is_checked() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let now = seconds(NOON);
    let long = |length: usize| json!("é".repeat(length));
    for (field, value, kind) in [
        ("name", json!(""), "invalid"),
        ("name", json!(" \t"), "invalid"),
        ("name", json!("a\nb"), "invalid"),
        ("name", long(41), "invalid"),
        ("name", json!(1), "malformed"),
        ("start", json!(""), "malformed"),
        ("start", json!("2096-02-30"), "malformed"),
        ("end", json!("0000-01-01"), "malformed"),
        ("end", json!("2096-11-18"), "invalid"),
        ("end", json!("2097-11-20"), "invalid"),
        ("notes", json!("yes"), "malformed"),
        ("expiresAt", json!(now), "invalid"),
        ("expiresAt", json!(now + DAY - 3601), "invalid"),
        ("expiresAt", json!(now + 366 * DAY + 1), "invalid"),
        ("expiresAt", json!(-1), "invalid"),
        ("expiresAt", json!("soon"), "malformed"),
        ("passphrase", json!("12345"), "invalid"),
        ("passphrase", json!("      "), "invalid"),
        ("passphrase", long(101), "invalid"),
        ("colour", json!("red"), "malformed"),
    ] {
        let answer = ada.send(create(&with(field, value.clone()))).await;
        let (_, found, at) = answer.rejection();
        assert_eq!((&*found, at.as_deref()), (kind, Some(field)), "{value}");
    }
    assert_eq!(shares(&ada).await.len(), 0);
    for (field, value) in [
        ("name", long(40)),
        ("name", json!("مريم 🌧 <b>")),
        ("start", json!("2096-01-01")),
        ("end", json!("2097-11-19")),
        ("end", json!("2096-11-19")),
        ("expiresAt", json!(now + DAY)),
        ("expiresAt", json!(now + 366 * DAY)),
        ("passphrase", json!("123456")),
        ("passphrase", json!("")),
    ] {
        share(&ada, &with(field, value)).await;
    }
}

#[tokio::test]
async fn fifty_shares_are_enough_and_one_that_ended_makes_room() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let first = share(&ada, &with("expiresAt", json!(seconds(NOON) + DAY))).await;
    for _ in 1..50 {
        share(&ada, &week()).await;
    }
    let answer = ada.send(create(&week())).await;
    assert_eq!(answer.rejection(), (422, "invalid".into(), None));
    app.at("2096-11-21T12:00:00Z");
    share(&ada, &week()).await;
    assert_eq!(ada.send(revoke(&first.0)).await.kind().0, 404);
    assert_eq!(shares(&ada).await.len(), 50);
}

#[tokio::test]
async fn somebody_elses_share_cannot_be_revoked() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    for person in [&ada, &eve] {
        person.save(TODAY, "good", "").await;
    }
    let (id, path) = share(&ada, &week()).await;
    for id in [&*id, "", "0000000000000000"] {
        assert_eq!(eve.send(revoke(id)).await.kind().0, 404);
    }
    assert_eq!(read(&app, &path).await.status, 200);
    assert_eq!(ada.send(revoke(&id)).await.status, 200);
    assert_eq!(ada.send(revoke(&id)).await.kind().0, 404);
    assert_eq!(read(&app, &path).await.status, 404);
}

#[tokio::test]
async fn a_page_of_another_journal_shares_nothing() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    for person in [&ada, &eve] {
        person.save(TODAY, "good", "").await;
    }
    let stale = with("userId", json!(ada.user_id().await));
    let answer = eve.send(create(&stale)).await;
    assert_eq!(
        answer.rejection(),
        (403, "forbidden".into(), Some("userId".into()))
    );
    assert_eq!(shares(&eve).await.len(), 0);
}

#[tokio::test]
async fn a_browser_without_javascript_shares_and_stops() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let address = "/shares?_show=/sharing";
    let end = seconds(NOON) + 7 * DAY;
    let fields = format!("start=2096-11-20&end=2096-11-20&notes=true&expiresAt={end}&passphrase=");
    let page = ada.send(form(address, &format!("{fields}&name=Ada"))).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.header("cache-control"), "private, no-store");
    let (_, rest) = page
        .text()
        .split_once("value=\"http://mood.example/s/")
        .unwrap();
    let token = rest.split('"').next().unwrap();
    assert!(page.text().contains("class=\"qr\""));
    assert_eq!(read(&app, &format!("/s/{token}")).await.status, 200);
    // A rejected form is there as it was, with the reason at the field.
    let long = "a".repeat(41);
    let page = ada
        .send(form(address, &format!("{fields}&name=%22{long}")))
        .await;
    assert_eq!(page.status, 422);
    let html = page.text();
    assert!(html.contains(&format!("value=\"&quot;{long}\"")), "{html}");
    assert!(html.contains("aria-describedby=\"share-name-more share-error\""));
    assert!(html.contains("A name has 1 to 40 characters"));
    let shared = shares(&ada).await;
    assert_eq!((shared.len(), &shared[0]["notes"]), (1, &json!(true)));
    let id = shared[0]["id"].as_str().unwrap();
    let stop = format!("/shares?id={id}&_method=delete&_back=/sharing%23shares");
    let stopped = ada.send(form(&stop, "")).await;
    assert_eq!(
        (stopped.status, stopped.header("location")),
        (303, "/sharing?saved=shares#shares")
    );
    assert_eq!(shares(&ada).await.len(), 0);
}

#[tokio::test]
async fn the_page_offers_a_week_a_month_and_a_year_and_the_calendar_leads_to_it() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let page = ada.send(Call::page("/calendar/2096-11")).await;
    let link = "href=\"/sharing?start=2096-11-01&amp;end=2096-11-30\"";
    assert!(page.text().contains(link), "{}", page.text());
    let page = ada
        .send(Call::page("/sharing?start=2096-11-01&end=2096-11-30"))
        .await;
    for part in [
        "value=\"2096-11-01\"",
        "value=\"2096-11-30\"",
        "<svg xmlns",
        "start=2096-01-01&amp;end=2096-12-31",
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    // Days that no share can have, are replaced by this week.
    for address in [
        "/sharing",
        "/sharing?start=2000-01-01&end=2096-11-20",
        "/sharing?start=x&end=y",
    ] {
        let page = ada.send(Call::page(address)).await;
        assert!(page.text().contains("value=\"2096-11-19\""), "{address}");
    }
}

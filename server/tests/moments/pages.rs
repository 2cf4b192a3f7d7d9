//! The pages of moments, without JavaScript.

use super::*;

/// The first form's action after `place` in a page.
fn action(page: &str, place: &str) -> String {
    let rest = page.split_once(place).unwrap().1;
    let rest = rest.split_once("action=\"").unwrap().1;
    let action = rest.split_once('"').unwrap().0;
    action.replace("&amp;", "&")
}

/// The value of a field after `place` in a page.
fn value(page: &str, place: &str, name: &str) -> String {
    let rest = page.split_once(place).unwrap().1;
    let rest = rest.split_once(&format!("name=\"{name}\"")).unwrap().1;
    let rest = rest.split_once("value=\"").unwrap().1;
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn a_moment_is_written_changed_and_deleted_by_forms_and_the_deletion_undone() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let page = ada.send(Call::page("/moments?date=2096-11-19")).await;
    assert!(page.text().contains("No moments yet."), "{}", page.text());
    assert_eq!(
        value(page.text(), "id=\"new-moment\"", "date"),
        "2096-11-19"
    );
    let new = action(page.text(), "id=\"new-moment\"");
    let body = "baseVersion=0&title=Lea&date=2096-11-19&description=Snow!&location=";
    let saved = ada.send(form(&new, body)).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (303, "/moments?saved=events")
    );
    // Sent twice, it is there once.
    assert_eq!(ada.send(form(&new, body)).await.status, 303);
    assert_eq!(list(&ada, "").await, ["Lea"]);

    let page = ada.send(Call::page("/moments?saved=events")).await;
    assert!(page.text().contains("Saved."));
    assert!(page.text().contains("November 2096"));
    let listed = ada.send(Call::get("/events")).await.json();
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let one = format!("/moments/{id}");
    let page = ada.send(Call::page(&one)).await;
    let edit = action(page.text(), "<details");
    let changed = ada
        .send(form(&edit, "baseVersion=1&title=Lea!&date=2096-11-20"))
        .await;
    assert_eq!(changed.header("location"), format!("{one}?saved=events"));

    let delete = action(page.text(), "</details>");
    let page = ada.send(form(&delete, "")).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("“Lea!” deleted."), "{}", page.text());
    assert_eq!(list(&ada, "").await, <[&str; 0]>::default());
    let undo = action(page.text(), "<h1>");
    let base = value(page.text(), "class=\"restore\"", "baseVersion");
    assert_eq!(base, "3");
    let fields =
        format!("title=Lea!&date=2096-11-20&description=Snow!&location=&baseVersion={base}");
    let undone = ada.send(form(&undo, &fields)).await;
    assert_eq!(
        (undone.status, undone.header("location")),
        (303, &*format!("{one}?saved=events"))
    );
    assert_eq!(list(&ada, "").await, ["Lea!"]);
}

#[tokio::test]
async fn a_rejected_form_keeps_its_text() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    let page = ada.send(Call::page("/moments")).await;
    let new = action(page.text(), "id=\"new-moment\"");
    let body = "baseVersion=0&title=+&date=2096-11-19&description=%3C%2Ftextarea%3EKeep+me";
    let rejected = ada.send(form(&new, body)).await;
    assert_eq!(rejected.status, 422);
    assert!(
        rejected.text().contains("Give it a title"),
        "{}",
        rejected.text()
    );
    assert!(rejected.text().contains("&lt;/textarea>Keep me"));

    let page = ada.send(Call::page(&format!("/moments/{id}"))).await;
    let edit = action(page.text(), "<details");
    assert_eq!(
        ada.send(put(&id, &json!({"title": "other device"})))
            .await
            .status,
        200
    );
    let body = "baseVersion=1&title=mine&date=2096-11-20";
    let conflict = ada.send(form(&edit, body)).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.text().contains("other device") && conflict.text().contains("value=\"mine\""));
    // Saving again replaces the version that the page now shows.
    let base = value(conflict.text(), "<details", "baseVersion");
    let again = form(
        &edit,
        &format!("baseVersion={base}&title=mine&date=2096-11-20"),
    );
    assert_eq!(ada.send(again).await.status, 303);
    assert_eq!(list(&ada, "").await, ["mine"]);

    // A moment that is gone becomes a new one.
    assert_eq!(ada.send(remove(&id, "")).await.status, 200);
    let body = "baseVersion=3&title=rescued&date=2096-11-20";
    let gone = ada.send(form(&edit, body)).await;
    assert_eq!(gone.status, 404);
    assert!(gone.text().contains("value=\"rescued\""), "{}", gone.text());
    let new = action(gone.text(), "<h1>");
    let saved = ada
        .send(form(&new, "baseVersion=0&title=rescued&date=2096-11-20"))
        .await;
    assert_eq!(saved.status, 303);
    assert_eq!(list(&ada, "").await, ["rescued"]);
}

#[tokio::test]
async fn today_the_calendar_and_a_day_show_its_moments() {
    let app = TestApp::open().await;
    let ada = app.person();
    let none = ada.send(Call::page("/")).await;
    assert!(!none.text().contains("day-moments"));
    moment(&ada, "Lea is born", TODAY).await;
    moment(&ada, "A trip", "2096-12-24").await;
    let today = ada.send(Call::page("/")).await;
    assert!(today.text().contains("Lea is born") && !today.text().contains("A trip"));
    let day = ada.send(Call::page(&format!("/calendar/{TODAY}"))).await;
    assert!(day.text().contains("Lea is born"));
    assert!(
        day.text()
            .contains(&format!("/moments?date={TODAY}#new-moment"))
    );
    for (address, days) in [
        ("/calendar/2096-11", 1),
        ("/calendar/2096-12", 1),
        ("/calendar/2096", 2),
    ] {
        let page = ada.send(Call::page(address)).await;
        assert_eq!(page.text().matches(" starred").count(), days, "{address}");
        assert!(page.text().contains(", with a moment"), "{address}");
    }
    // A day to come has a page if it has a moment.
    let month = ada.send(Call::page("/calendar/2096-12")).await;
    assert!(month.text().contains("href=\"/calendar/2096-12-24\""));
}

#[tokio::test]
async fn a_list_is_searched_and_read_by_pages() {
    let app = TestApp::open().await;
    let ada = app.person();
    for number in 1..=52 {
        moment(&ada, &format!("moment {number}"), TODAY).await;
    }
    moment(&ada, "Café Zoé", "2096-11-01").await;
    let first = ada.send(Call::page("/moments")).await;
    assert!(!first.text().contains("Café Zoé"));
    let rest = first.text().split_once("href=\"/moments?after=").unwrap().1;
    let after = rest.split_once('"').unwrap().0;
    let second = ada
        .send(Call::page(&format!("/moments?after={after}")))
        .await;
    assert!(second.text().contains("Café Zoé"));
    let found = ada.send(Call::page("/moments?q=cafe")).await;
    assert!(found.text().contains("1 moment found") && found.text().contains("Café Zoé"));
    let none = ada.send(Call::page("/moments?q=rain")).await;
    assert!(none.text().contains("No moment matches."));
    assert_eq!(ada.send(Call::page("/moments?q=%CC%81")).await.status, 422);
    assert_eq!(ada.send(Call::page("/moments?after=x")).await.status, 400);
}

#[tokio::test]
async fn french_pages_are_french() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.set_cookie("lang", "fr");
    moment(&ada, "Léa", "2096-11-20T18:30:00Z").await;
    let page = ada.send(Call::page("/moments")).await;
    assert!(page.text().contains("Nouveau moment") && page.text().contains("novembre 2096"));
}

#[tokio::test]
async fn a_store_that_is_down_loses_no_text() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    app.store_is_down(true);
    for address in ["/moments".to_owned(), format!("/moments/{id}")] {
        assert_eq!(
            ada.send(Call::page(&address)).await.status,
            503,
            "{address}"
        );
    }
    let body = "baseVersion=1&title=kept&date=2096-11-20";
    let edit = format!("/events/{id}?_method=put&_back=/moments/{id}");
    let rejected = ada.send(form(&edit, body)).await;
    assert_eq!(rejected.status, 503);
    assert!(
        rejected.text().contains("value=\"kept\""),
        "{}",
        rejected.text()
    );
}

//! Listing, renaming and removing the ways to sign in.

use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    authenticator::Authenticator,
    person::{Call, Person},
};

use super::{ORIGIN, account, add, open, post, ways};

const FORM: &str = "application/x-www-form-urlencoded";

pub async fn remove(person: &Person, way: &Value) -> Answer {
    let (kind, id) = (way["kind"].as_str().unwrap(), way["id"].as_str().unwrap());
    let address = format!("/auth/ways?kind={kind}&id={id}");
    person.send(Call::new("DELETE", &address)).await
}

async fn rename(person: &Person, way: &Value, name: &str) -> Answer {
    let body = json!({"kind": way["kind"], "id": way["id"], "name": name});
    post(person, "/auth/ways", &body).await
}

#[tokio::test]
async fn a_way_is_renamed_and_removed_but_never_the_last() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    let first = ways(&ada).await.remove(0);
    let renamed = rename(&ada, &first, " Phone ").await.json();
    assert_eq!(renamed["way"]["name"], "Phone");
    assert_eq!(ways(&ada).await, [renamed["way"].clone()]);

    let last = remove(&ada, &first).await;
    assert_eq!(last.rejection(), (409, "conflict".into(), None));
    let second = add(&ada, &mut Authenticator::at(ORIGIN)).await;
    assert_eq!(remove(&ada, &first).await.json(), json!({"status": "ok"}));
    assert_eq!(ways(&ada).await, std::slice::from_ref(&second));
    let again = remove(&ada, &first).await;
    assert_eq!(
        again.rejection(),
        (404, "not_found".into(), Some("id".into()))
    );
    assert_eq!(remove(&ada, &second).await.status, 409);
    // The session does not depend on the passkey that began it.
    assert_eq!(ways(&ada).await, [second]);
}

#[tokio::test]
async fn of_two_concurrent_removals_one_way_stays() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    let first = ways(&ada).await.remove(0);
    let second = add(&ada, &mut Authenticator::at(ORIGIN)).await;
    let both = [&first, &second].map(|way| remove(&ada, way));
    let both = futures::future::join_all(both).await;
    let mut statuses: Vec<_> = both.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(ways(&ada).await.len(), 1);
}

#[tokio::test]
async fn every_argument_is_checked() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    let way = ways(&ada).await.remove(0);
    for name in ["", "  ", "a\nb", &"x".repeat(61), &"é".repeat(300)] {
        let rejected = rename(&ada, &way, name).await.rejection();
        assert_eq!(
            rejected,
            (422, "invalid".into(), Some("name".into())),
            "{name:?}"
        );
    }
    for kind in ["", "password", "Passkey"] {
        let strange = json!({"kind": kind, "id": way["id"]});
        let expected = (400, "malformed".into(), Some("kind".into()));
        assert_eq!(rename(&ada, &strange, "x").await.rejection(), expected);
        assert_eq!(remove(&ada, &strange).await.rejection(), expected);
    }
    for (kind, id) in [("passkey", ""), ("passkey", "AAAA"), ("recovery", "code")] {
        let unknown = json!({"kind": kind, "id": id});
        let expected = (404, "not_found".into(), Some("id".into()));
        assert_eq!(rename(&ada, &unknown, "x").await.rejection(), expected);
        assert_eq!(remove(&ada, &unknown).await.rejection(), expected);
    }
    assert_eq!(ways(&ada).await, [way]);
}

#[tokio::test]
async fn anothers_way_is_unknown() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    let (eve, _) = account(&app).await;
    add(&ada, &mut Authenticator::at(ORIGIN)).await;
    let hers = ways(&ada).await;
    assert_eq!(remove(&eve, &hers[0]).await.status, 404);
    assert_eq!(rename(&eve, &hers[0], "mine").await.status, 404);
    assert_eq!(ways(&ada).await, hers);
    let user = ada.user_id().await;
    let list = eve
        .send(Call::get(&format!("/auth/ways?userId={user}")))
        .await;
    assert_eq!(
        list.rejection(),
        (403, "forbidden".into(), Some("userId".into()))
    );
}

#[tokio::test]
async fn forms_without_javascript_rename_and_remove() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    let way = ways(&ada).await.remove(0);
    let id = way["id"].as_str().unwrap();
    let back = "_back=/settings%23ways";
    let send =
        |address: String, body: String| ada.send(Call::post(&address, FORM, body).by_browser());

    let named = send(
        format!("/auth/ways?{back}"),
        format!("kind=passkey&id={id}&name=%3Cb%3E+%F0%9F%94%91"),
    )
    .await;
    assert_eq!(named.status, 303, "{}", named.text());
    assert_eq!(named.header("location"), "/settings?saved=auth/ways#ways");
    let page = ada.send(Call::page("/settings?saved=auth/ways")).await;
    assert!(page.text().contains("Your ways to sign in are up to date."));
    assert!(page.text().contains("&lt;b&gt; 🔑") && !page.text().contains("<b> 🔑"));

    let removal = format!("/auth/ways?kind=passkey&id={id}&_method=delete&{back}");
    let last = send(removal.clone(), String::new()).await;
    assert_eq!(last.status, 409);
    assert!(last.text().contains("This is your only way to sign in"));
    let nameless = send(
        format!("/auth/ways?{back}"),
        format!("kind=passkey&id={id}&name="),
    )
    .await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.text().contains("A name has 1 to 60 characters."));
    add(&ada, &mut Authenticator::at(ORIGIN)).await;
    assert_eq!(send(removal.clone(), String::new()).await.status, 303);
    let gone = send(removal, String::new()).await;
    assert_eq!(gone.status, 404);
    assert!(gone.text().contains("was already removed"));
    assert_eq!(ways(&ada).await.len(), 1);
}

#[tokio::test]
async fn the_settings_show_an_outage_and_what_works_in_spite_of_it() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    app.store_is_down(true);
    let page = ada.send(Call::page("/settings")).await;
    assert!(
        page.text().contains("list your ways to sign in right now"),
        "{}",
        page.text()
    );
    app.store_is_down(false);
    let page = ada.send(Call::page("/settings")).await;
    assert!(page.text().contains("Each of these opens your journal."));
}

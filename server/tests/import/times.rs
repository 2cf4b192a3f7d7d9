//! The times of imported days.

use super::*;

/// The times of a day, and whether it was edited.
async fn times(person: &Person, day: &str) -> (i64, i64, bool) {
    let items = person.send(Call::get("/moods")).await.json()["items"].clone();
    let mut items = items.as_array().unwrap().iter();
    let item = items.find(|item| item["day"] == day).unwrap();
    let time = |name: &str| item[name].as_i64().unwrap();
    (
        time("createdAt"),
        time("updatedAt"),
        item["edited"].as_bool().unwrap(),
    )
}

/// A file of one day.
fn file(day: &str, created_at: &Value, updated_at: &Value) -> String {
    let entry =
        json!({"day": day, "mood": "bad", "createdAt": created_at, "updatedAt": updated_at});
    json!({"format": "humeur", "version": 1, "entries": [entry]}).to_string()
}

#[tokio::test]
async fn times_that_cannot_be_true_are_those_of_the_import() {
    let now = seconds(NOON);
    let (day, begun) = ("2096-11-18", seconds("2096-11-18T00:00:00+14:00"));
    for (created_at, updated_at, kept) in [
        (json!(begun), json!(now), true),
        (json!(begun - 1), json!(now), false),
        (json!(now), json!(now + 1), false),
        (json!(now), json!(begun), false),
        (json!(null), json!(begun), false),
        (json!(begun), json!(null), false),
        (json!(i64::MIN), json!(i64::MAX), false),
    ] {
        let app = TestApp::open().await;
        let ada = app.person();
        let done = upload(&ada, "", file(day, &created_at, &updated_at)).await;
        assert_eq!(done.json()["added"], 1, "{}", done.text());
        let expected = if kept {
            (begun, now, true)
        } else {
            (now, now, false)
        };
        assert_eq!(
            times(&ada, day).await,
            expected,
            "{created_at} {updated_at}"
        );
    }
}

#[tokio::test]
async fn a_day_that_the_journal_had_is_updated_now_and_keeps_the_time_of_its_beginning() {
    let app = TestApp::open().await;
    let ada = app.person();
    let (now, day) = (seconds(NOON), "2096-11-18");
    let (first, last) = (
        seconds("2096-11-18T09:00:00Z"),
        seconds("2096-11-18T21:00:00Z"),
    );
    let file = file(day, &json!(first), &json!(last));
    ada.save(day, "good", "mine").await;
    app.at("2096-11-20T13:00:00Z");
    let replaced = upload(&ada, "existing=replace", file.clone()).await.json();
    assert_eq!(replaced["changed"], 1);
    assert_eq!(times(&ada, day).await, (now, now + 3600, true));
    undo(&ada, &replaced).await;
    // A removed day begins when the file says, after its removal: a restore takes the later of the two.
    ada.send(Call::new("DELETE", &format!("/mood?day={day}")))
        .await;
    app.at("2096-11-20T14:00:00Z");
    assert_eq!(upload(&ada, "", file.clone()).await.json()["added"], 1);
    assert_eq!(times(&ada, day).await, (first, now + 7200, true));
    // Saved again, it is a day like others.
    app.at("2096-11-20T15:00:00Z");
    ada.save(day, "good", "since").await;
    assert_eq!(times(&ada, day).await, (first, now + 10_800, true));
    // A day that the journal never had, in another one.
    let eve = app.person();
    assert_eq!(upload(&eve, "", file).await.json()["added"], 1);
    assert_eq!(times(&eve, day).await, (first, last, true));
}

//! Reports for scripts.

use serde_json::{Value, json};

use super::*;

async fn report(person: &Person, address: &str) -> Value {
    let answer = person.send(Call::get(&format!("/report/{address}"))).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_day_has_its_figures_and_no_text_of_the_note() {
    let (app, ada) = full_day().await;
    let answer = report(&ada, TODAY).await;
    let id = answer["moments"][0]["id"].clone();
    let expected = json!({
        "date": TODAY,
        "mood": "good",
        "score": 4,
        "noteLength": 26,
        "tags": ["canal"],
        "moments": [{"id": id, "day": TODAY, "title": "Léa is born"}],
        "comments": 1,
        "usual": {"n": 0, "needed": 20, "verdict": "notEnoughDays"},
        "usualWeekday": {"n": 0, "needed": 8, "verdict": "notEnoughDays"},
        "signals": [
            {"id": "temperature", "name": "Temperature", "unit": "°C", "value": 8.5,
             "n": 10},
            {"id": "bitcoin", "name": "Bitcoin", "unit": "EUR", "value": 68_000.0, "n": 0},
        ],
    });
    assert_eq!(answer, expected);
    assert_eq!(report(&ada, &format!("{TODAY}?of=day")).await, expected);
    let french = Call::get(&format!("/report/{TODAY}")).with("accept-language", "fr");
    let french = ada.send(french).await.json();
    assert_eq!(french["signals"][0]["name"], "Température");
    // Only a day that is over is compared.
    app.day_value(&temperature(), "2096-11-19", 8.5, 96).await;
    app.day_value(&temperature(), "2096-11-09", 6.0, 96).await;
    let over = report(&ada, "2096-11-19").await;
    assert_eq!(over["signals"][0]["difference"], 2.5);
}

#[tokio::test]
async fn a_day_is_compared_to_the_ninety_before_and_to_its_weekday() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    // The last one is too early.
    okay_days(&app, &ada, 1..=91).await;
    let answer = report(&ada, TODAY).await;
    for (usual, n) in [("usual", 90), ("usualWeekday", 12)] {
        let of = &answer[usual];
        assert_eq!(of["n"], n);
        assert_eq!(of["level"]["estimate"], 3.0);
        assert_eq!(of["difference"], 1.0);
        assert_eq!(of["verdict"], "higher");
    }
    ada.save(TODAY, "bad", "").await;
    assert_eq!(report(&ada, TODAY).await["usual"]["verdict"], "lower");
    ada.save(TODAY, "okay", "").await;
    assert_eq!(report(&ada, TODAY).await["usual"]["verdict"], "same");
    // Without a mood there is nothing to compare.
    let removed = Call::new("DELETE", &format!("/mood?day={TODAY}"));
    assert_eq!(ada.send(removed).await.status, 200);
    let answer = report(&ada, TODAY).await;
    let usual = answer["usual"].as_object().unwrap();
    assert_eq!(usual["n"], 90);
    assert!(!usual.contains_key("verdict") && !usual.contains_key("difference"));
    assert_eq!(answer.get("mood"), None);
}

#[tokio::test]
async fn a_comparison_takes_twenty_days_or_eight_of_the_weekday() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "great", "").await;
    okay_days(&app, &ada, (1..=7).map(|week| 7 * week)).await;
    let verdicts = || async {
        let answer = report(&ada, TODAY).await;
        ["usual", "usualWeekday"].map(|usual| answer[usual]["verdict"].clone())
    };
    assert_eq!(verdicts().await, ["notEnoughDays", "notEnoughDays"]);
    okay_days(&app, &ada, [56].into_iter()).await;
    assert_eq!(verdicts().await, ["notEnoughDays", "higher"]);
    okay_days(&app, &ada, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12].into_iter()).await;
    assert_eq!(report(&ada, TODAY).await["usual"]["needed"], 20);
    okay_days(&app, &ada, [13].into_iter()).await;
    assert_eq!(verdicts().await, ["higher", "higher"]);
}

#[tokio::test]
async fn a_week_has_its_seven_days_and_is_compared_to_four() {
    let (app, ada) = full_day().await;
    okay_days(&app, &ada, 9..=60).await;
    for back in 2..=8 {
        write(&app, &ada, back, Mood::Great, "#walk #canal").await;
    }
    let answer = report(&ada, "2096-11-14?of=week").await;
    assert_eq!(
        (&answer["start"], &answer["end"]),
        (&json!("2096-11-12"), &json!("2096-11-18"))
    );
    let days = answer["days"].as_array().unwrap();
    assert_eq!(days[0], json!({"date": "2096-11-12", "mood": "great"}));
    assert_eq!(days.len(), 7);
    assert_eq!(answer["n"], 7);
    assert_eq!(answer["counts"]["great"], 7);
    assert_eq!(answer["mean"]["value"], 5.0);
    assert_eq!(
        (&answer["change"]["n"], &answer["change"]["verdict"]),
        (&json!(28), &json!("higher"))
    );
    assert_eq!(answer["change"]["difference"]["estimate"], 2.0);
    assert_eq!(
        answer["tags"],
        json!([{"tag": "walk", "n": 7}, {"tag": "canal", "n": 7}])
    );
    assert_eq!(answer["moments"], json!([]));
    let warmth =
        json!({"id": "temperature", "name": "Temperature", "unit": "°C", "mean": 6.0, "n": 7});
    assert_eq!(answer["signals"], json!([warmth]));

    // Today's is not over.
    let answer = report(&ada, &format!("{TODAY}?of=week")).await;
    assert_eq!(
        (&answer["start"], &answer["n"]),
        (&json!("2096-11-19"), &json!(1))
    );
    assert_eq!(answer["days"][6], json!({"date": "2096-11-25"}));
    assert_eq!(answer["change"]["verdict"], "notEnoughDays");
    assert_eq!(answer["moments"][0]["title"], "Léa is born");
    assert_eq!(
        (&answer["signals"][0]["mean"], &answer["signals"][0]["n"]),
        (&json!(6.0), &json!(1))
    );
}

#[tokio::test]
async fn a_week_begins_as_the_persons_weeks_do() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (choice, start) in [
        ("monday", "2096-11-19"),
        ("sunday", "2096-11-18"),
        ("saturday", "2096-11-17"),
    ] {
        let chosen = Call::page(&format!("/settings?week={choice}"));
        let chosen = ada.send(chosen.with("sec-fetch-site", "same-origin")).await;
        assert_eq!(chosen.status, 303);
        assert_eq!(
            report(&ada, &format!("{TODAY}?of=week")).await["start"],
            start
        );
    }
}

#[tokio::test]
async fn an_empty_day_has_an_empty_report() {
    let app = TestApp::open().await;
    let ada = app.person();
    for date in [
        TODAY,
        "2096-11-21",
        "2096-11-19",
        "2090-02-28",
        "0001-01-01",
    ] {
        let empty = json!({"n": 0, "needed": 20});
        let expected = json!({
            "date": date, "tags": [], "moments": [], "comments": 0, "usual": empty,
            "usualWeekday": {"n": 0, "needed": 8}, "signals": [],
        });
        assert_eq!(report(&ada, date).await, expected);
        let week = report(&ada, &format!("{date}?of=week")).await;
        assert_eq!((&week["n"], &week["change"]["n"]), (&json!(0), &json!(0)));
        assert_eq!(week.get("mean"), None);
    }
}

#[tokio::test]
async fn the_calendars_first_day_counts_once() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    post(&ada, "/account", json!({"retentionMonths": 0})).await;
    ada.save("0001-01-01", "good", "").await;
    let day = report(&ada, "0001-01-01").await;
    assert_eq!(
        (&day["mood"], &day["usual"]["n"]),
        (&json!("good"), &json!(0))
    );
    let week = report(&ada, "0001-01-01?of=week").await;
    assert_eq!((&week["n"], &week["change"]["n"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_report_is_that_of_the_journal_as_it_is() {
    let (app, ada) = full_day().await;
    assert_eq!(report(&ada, TODAY).await["tags"], json!(["canal"]));
    post(
        &ada,
        "/tag",
        json!({"from": "canal", "to": "river", "confirm": "yes"}),
    )
    .await;
    app.work().await;
    assert_eq!(report(&ada, TODAY).await["tags"], json!(["river"]));
    // Six months later the entry has expired; the moment stays.
    app.at("2097-05-22T12:00:00Z");
    let answer = report(&ada, TODAY).await;
    assert_eq!((answer.get("mood"), &answer["comments"]), (None, &json!(0)));
    assert_eq!(answer["moments"].as_array().unwrap().len(), 1);
    let week = report(&ada, &format!("{TODAY}?of=week")).await;
    assert_eq!((&week["n"], &week["tags"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn nothing_of_another_journal_is_in_a_report() {
    let (app, ada) = full_day().await;
    let eve = app.person();
    eve.week().await;
    okay_days(&app, &ada, 1..=90).await;
    for of in ["day", "week"] {
        let seen = report(&eve, &format!("{TODAY}?of={of}")).await.to_string();
        for hers in ["canal", "born", "\"mood\"", "okay\":1", "higher"] {
            assert!(!seen.contains(hers), "{hers}: {seen}");
        }
    }
    assert_eq!(report(&eve, TODAY).await["usual"]["n"], 0);
    let hers = format!("/report/{TODAY}?userId={}", ada.user_id().await);
    assert_eq!(eve.send(Call::get(&hers)).await.status, 403);
}

#[tokio::test]
async fn a_key_that_reads_gets_the_report() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    ada.save(TODAY, "good", "").await;
    let (_, read) = ada.create_key("read").await;
    let call = Call::get(&format!("/report/{TODAY}")).with_key(&read);
    let answer = app.person().send(call).await;
    assert_eq!(
        (answer.status, &answer.json()["mood"]),
        (200, &json!("good"))
    );
}

//! Insight: the statistics of a span for scripts, and the page for people.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use app::{
    domain::{Day, Draft, Mood, Note},
    ports::{Stores, UserId},
};
use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

/// A journal of the days up to today, behind the API, and its person.
async fn journal(count: i64, day: impl Fn(i64) -> (Mood, &'static str)) -> (TestApp, Person) {
    journal_of(count, 1, day).await
}

/// The same with an entry on every so many days.
async fn journal_of(
    count: i64,
    every: i64,
    day: impl Fn(i64) -> (Mood, &'static str),
) -> (TestApp, Person) {
    let store = memory().await;
    let stores = store.stores.clone();
    let app = TestApp::with(store, |_| {});
    let ada = app.person();
    let user = UserId(ada.user_id().await);
    for back in 0..count {
        let (mood, note) = day(back);
        write(&stores, &user, back * every, mood, note).await;
    }
    (app, ada)
}

/// Writes the day so many days ago.
async fn write(stores: &Stores, user: &UserId, back: i64, mood: Mood, note: &str) {
    let draft = Draft {
        day: Day::parse(TODAY).unwrap().plus(-back),
        mood,
        note: Note::parse(note).unwrap(),
    };
    let written = stores
        .moods
        .put(user, &draft, None, seconds(NOON), i64::MAX / 2);
    written.await.unwrap();
}

/// A mood that goes up and down without a trend.
fn usual(back: i64) -> (Mood, &'static str) {
    let moods = [Mood::Good, Mood::Okay, Mood::Great, Mood::Bad, Mood::Good];
    let at = usize::try_from(back * back + back / 3).unwrap() % moods.len();
    (moods[at], "")
}

async fn stats(person: &Person, start: &str, end: &str) -> Value {
    let call = Call::get(&format!("/stats?start={start}&end={end}"));
    let answer = person.send(call).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn page(person: &Person, query: &str, language: &str) -> Answer {
    let call = Call::page(&format!("/insight{query}")).with("accept-language", language);
    let answer = person.send(call).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

#[tokio::test]
async fn an_empty_journal_has_no_figures() {
    let app = TestApp::open().await;
    let of = stats(&app.person(), "2096-10-01", TODAY).await;
    assert_eq!(of["n"], 0);
    assert_eq!(of["counts"]["good"], 0);
    for missing in ["mean", "median", "steadiness"] {
        assert_eq!(of.get(missing), None, "{missing}");
    }
    assert_eq!(
        of["trend"],
        json!({"verdict": "notEnoughDays", "needed": 20})
    );
    assert_eq!(of["coverage"], json!({"written": 0, "days": 0}));
    assert_eq!(of["streak"], json!({"current": 0, "longest": 0}));
    assert_eq!(of["tags"]["associations"], json!([]));
    assert_eq!(of["weekdays"]["means"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn the_figures_are_those_of_the_span() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (day, mood) in [
        // Outside, on both sides.
        ("2096-11-08", "awful"),
        ("2096-11-20", "awful"),
        ("2096-11-09", "good"),
        ("2096-11-10", "bad"),
        ("2096-11-11", "bad"),
        // A gap of a day.
        ("2096-11-13", "great"),
        ("2096-11-14", "good"),
        ("2096-11-15", "good"),
        ("2096-11-16", "good"),
        ("2096-11-17", "bad"),
        ("2096-11-18", "good"),
        ("2096-11-19", "great"),
    ] {
        ada.save(day, mood, "").await;
    }
    let of = stats(&ada, "2096-11-09", "2096-11-19").await;
    assert_eq!(of["n"], 10);
    assert_eq!(
        of["counts"],
        json!({"awful": 0, "bad": 3, "okay": 0, "good": 5, "great": 2})
    );
    assert_eq!(of["mean"]["value"], json!(3.6));
    let interval = &of["mean"]["interval"];
    assert!(interval["low"].as_f64() < Some(3.6) && interval["high"].as_f64() > Some(3.6));
    assert_eq!(of["median"], json!(4.0));
    // 2 + 0, then 1 + 0 + 0 + 2 + 2 + 1: nothing across the gap.
    assert_eq!(of["steadiness"], json!({"difference": 1.0, "pairs": 8}));
    assert_eq!(of["coverage"], json!({"written": 10, "days": 11}));
    assert_eq!(of["streak"], json!({"current": 7, "longest": 7}));
    let weekdays = of["weekdays"]["means"].as_array().unwrap();
    // 2096-11-20 is a Tuesday.
    assert_eq!(
        weekdays[0],
        json!({"weekday": "monday", "n": 1, "mean": 5.0})
    );
    assert_eq!(
        weekdays[5],
        json!({"weekday": "saturday", "n": 2, "mean": 2.0})
    );
    assert_eq!(weekdays.len(), 7);
}

#[tokio::test]
async fn a_span_that_breaks_a_rule_is_rejected() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (query, status, field) in [
        ("", 400, "start"),
        ("start=2096-11-01", 400, "end"),
        ("start=x&end=2096-11-01", 400, "start"),
        ("start=2096-02-30&end=2096-11-01", 400, "start"),
        ("start=2096-11-01&end=1", 400, "end"),
        ("start=2096-11-02&end=2096-11-01", 422, "end"),
        ("start=2086-11-01&end=2096-11-20", 422, "end"),
        ("start=0001-01-01&end=9999-12-31", 422, "end"),
    ] {
        let answer = ada.send(Call::get(&format!("/stats?{query}"))).await;
        let (got, _, at) = answer.rejection();
        assert_eq!((got, at.as_deref()), (status, Some(field)), "{query}");
    }
    // 3,660 days exactly.
    let days = stats(&ada, "2086-11-14", TODAY).await;
    assert_eq!(days["n"], 0);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let mut given = BTreeSet::new();
    let call = |query: &str| Call::get(&format!("/stats?start=2096-11-01&end=2096-11-20&{query}"));
    for call in [
        call(""),
        call("userId=grace"),
        Call::get("/stats"),
        Call::get("/stats?start=2096-11-02&end=2096-11-01"),
        call("").with("authorization", "Bearer x"),
    ] {
        given.insert(format!("GET /stats {}", ada.send(call).await.status));
    }
    app.store_is_down(true);
    given.insert(format!("GET /stats {}", ada.send(call("")).await.status));
    assert_eq!(given, documented_statuses(&["/stats"]));
}

#[tokio::test]
async fn a_tag_is_found_and_nothing_else_of_the_note() {
    let (_app, ada) = journal(60, |back| {
        if back % 3 == 0 {
            (Mood::Great, "secret words #Canal")
        } else {
            (usual(back).0.min(Mood::Okay), "")
        }
    })
    .await;
    let answer = stats(&ada, "2096-09-01", TODAY).await;
    assert_eq!(answer["tags"]["verdict"], "found");
    let found = &answer["tags"]["associations"][0];
    assert_eq!(
        (
            &found["tag"],
            &found["when"],
            &found["n"],
            &found["nWithout"]
        ),
        (&json!("canal"), &json!("sameDay"), &json!(20), &json!(40))
    );
    assert!(found["difference"]["low"].as_f64() > Some(0.0));
    assert!(!answer.to_string().contains("secret"));
    let page = page(&ada, "", "en").await;
    assert!(page.text().contains("Days with #canal are brighter: "));
    assert!(page.text().contains("20 days beside 40 others."));
    assert!(!page.text().contains("secret"));
}

#[tokio::test]
async fn an_empty_page_is_kind() {
    let (_app, ada) = journal(0, usual).await;
    for (language, gaps, nothing) in [
        ("en", "Nothing written in this span.", "Nothing to see yet"),
        (
            "fr",
            "Rien de noté sur cette période.",
            "Pas encore de bilan",
        ),
    ] {
        assert!(page(&ada, "", language).await.text().contains(gaps));
        let all = page(&ada, "?span=all", language).await;
        assert!(all.text().contains(nothing));
        assert!(!all.text().contains("class=\"drawn\""));
    }
}

#[tokio::test]
async fn a_single_day_makes_no_claim() {
    let (_app, ada) = journal(1, |_| (Mood::Good, "")).await;
    for query in ["", "?span=30", "?span=365", "?span=all", "?span=x"] {
        let page = page(&ada, query, "en").await;
        let text = page.text();
        assert!(text.contains("One day so far: good."), "{query}");
        assert!(text.contains("On average 4.0 out of 5, over 1 day: too few to say more."));
        assert!(
            text.contains("Not enough days yet to speak of a trend: it takes 20, and you have 1.")
        );
        assert!(text.contains("Not enough days yet to compare weekdays"));
        assert!(text.contains("No tag has enough days yet"));
        assert!(text.contains("Not enough neighbouring days yet"));
        assert!(!text.contains("NaN") && !text.contains("in a row"));
    }
}

#[tokio::test]
async fn each_statement_has_its_days_and_says_how_it_is_known() {
    for count in [10, 400] {
        let (_app, ada) = journal(count, usual).await;
        for (language, how, table) in [
            ("en-GB", "How do we know?", "As a table"),
            ("fr", "Comment le sait-on\u{202f}?", "En tableau"),
        ] {
            for (query, most) in [
                ("?span=30", 30),
                ("", 90),
                ("?span=365", 365),
                ("?span=all", 400),
            ] {
                let page = page(&ada, query, language).await;
                let text = page.text();
                let n = count.min(most);
                let days = if language == "fr" {
                    format!("D’après {n} journées")
                } else {
                    format!("Based on {n} days")
                };
                assert!(text.contains(&days), "{count} {query}: {days}");
                let statements = text.matches("class=\"statement\"").count();
                assert_eq!(statements, 7, "{count} {query}");
                assert_eq!(text.matches(how).count(), statements);
                // Mix, curve, weekdays, months; no tag holds.
                assert_eq!(text.matches(table).count(), 4, "{count} {query}");
                assert_eq!(text.matches("class=\"drawn\"").count(), 3);
                assert!(!text.contains("NaN"));
            }
        }
    }
}

#[tokio::test]
async fn ten_years_are_one_page() {
    // Every ninth day, which is as long a span and a ninth of the writes.
    let (_app, ada) = journal_of(400, 9, usual).await;
    let page = page(&ada, "?span=all", "en").await;
    let text = page.text();
    assert!(text.contains("Based on 400 days"));
    assert!(text.contains("Each point is the mean of a month."));
    assert!(text.len() < 120_000, "{}", text.len());
    let of = stats(&ada, "2086-11-14", TODAY).await;
    assert_eq!(of["coverage"], json!({"written": 400, "days": 3592}));
    assert_eq!(of["streak"], json!({"current": 1, "longest": 1}));
    // No two days are adjacent.
    assert_eq!(of.get("steadiness"), None);
}

#[tokio::test]
async fn days_written_can_be_hidden() {
    let (_app, ada) = journal(10, usual).await;
    let shown = "You wrote on each of 10 days.";
    assert!(page(&ada, "", "en").await.text().contains(shown));
    let choice = |word| {
        let address = format!("/insight?span=30&presence={word}");
        Call::page(&address).with("sec-fetch-site", "same-origin")
    };
    let hidden = ada.send(choice("hide")).await;
    assert_eq!(
        (hidden.status, hidden.header("location")),
        (303, "/insight?span=30")
    );
    let without = page(&ada, "", "en").await;
    assert!(!without.text().contains(shown) && !without.text().contains("in a row"));
    assert!(
        without
            .text()
            .contains("/insight?span=90&amp;presence=show")
    );
    ada.send(choice("show")).await;
    assert!(page(&ada, "", "en").await.text().contains(shown));
}

#[tokio::test]
async fn hidden_parts_are_hidden_on_every_device_of_an_account() {
    let (app, ada) = journal(10, usual).await;
    // Whoever has chosen a setting has a profile.
    let theme = Call::post_json("/account", &json!({"theme": "dark"}));
    assert_eq!(ada.send(theme).await.status, 200);
    let other = app.person();
    other.set_cookie("humeur", &ada.cookie("humeur").unwrap());
    let choose = async |person: &Person, choice| {
        let call = Call::page(&format!("/insight?{choice}"));
        let call = call.with("sec-fetch-site", "same-origin");
        assert_eq!(person.send(call).await.status, 303);
    };
    let hidden = async |person: &Person| {
        let account = person.send(Call::get("/account")).await.json();
        let settings = &account["settings"];
        [&settings["hidesPresence"], &settings["hidesHelp"]].map(|it| it.as_bool().unwrap())
    };
    choose(&ada, "presence=hide&help=hide").await;
    assert_eq!(hidden(&other).await, [true, true]);
    let page_of_other = page(&other, "", "en").await;
    assert!(
        !page_of_other
            .text()
            .contains("You wrote on each of 10 days.")
    );
    choose(&other, "presence=show").await;
    assert_eq!(hidden(&ada).await, [false, true]);
    assert!(
        page(&ada, "", "en")
            .await
            .text()
            .contains("You wrote on each of 10 days.")
    );
}

#[tokio::test]
async fn many_awful_days_point_to_help_until_it_is_switched_off() {
    let (_app, ada) = journal(20, |back| match back {
        0..6 => (Mood::Awful, ""),
        _ => usual(back),
    })
    .await;
    for (language, words) in [
        ("en", "You don’t have to carry that alone"),
        ("fr", "Vous n’avez pas à porter cela sans aide"),
    ] {
        let page = page(&ada, "", language).await;
        let text = page.text();
        // Six of fourteen days: not more than half.
        assert!(!text.contains(words), "{language}");
    }
    let (_app, eve) = journal(20, |back| match back {
        0..9 => (Mood::Awful, ""),
        _ => usual(back),
    })
    .await;
    let due = page(&eve, "", "fr").await;
    assert!(
        due.text()
            .contains("Vous n’avez pas à porter cela sans aide")
    );
    assert!(due.text().contains("href=\"https://findahelpline.com\""));
    let choice = Call::page("/insight?help=hide").with("sec-fetch-site", "same-origin");
    assert_eq!(eve.send(choice).await.header("location"), "/insight");
    let off = page(&eve, "", "en").await;
    assert!(!off.text().contains("findahelpline"));
    assert!(off.text().contains("/insight?span=90&amp;help=show"));
}

#[tokio::test]
async fn a_journal_that_cannot_be_read_is_said_to_be_safe() {
    let (app, ada) = journal(3, usual).await;
    app.store_is_down(true);
    let answer = ada.send(Call::page("/insight?span=30")).await;
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("Your days are safe."));
    assert!(answer.text().contains("href=\"/insight?span=30\""));
}

//! A person's signals on the pages: the choice in the settings, the strip under the week, the lanes of a
//! month, and the page of insight.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use app::{
    domain::{
        Day, Draft, Mood,
        signal::{DayRule, DayValue, Signal, SignalId},
    },
    ports::{Stores, UserId},
};
use serde_json::json;
use test_kit::{
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

fn id(text: &str) -> SignalId {
    SignalId::parse(text).unwrap()
}

fn today() -> Day {
    Day::parse(TODAY).unwrap()
}

fn signal(name: &str, english: &str, french: &str) -> Signal {
    Signal {
        id: id(name),
        name: english.into(),
        french_name: Some(french.into()),
        symbol: None,
        unit: "°C".into(),
        is_price: false,
        day_rule: DayRule::Mean,
        zone: "Europe/Paris".into(),
        interval: 3600,
        decimals: 1,
    }
}

/// The weather and a price.
fn configured() -> Arc<[Signal]> {
    let bitcoin = Signal {
        unit: "EUR".into(),
        is_price: true,
        day_rule: DayRule::Last,
        decimals: 2,
        ..signal("bitcoin", "Bitcoin", "Bitcoin")
    };
    [signal("warmth", "Temperature", "Température"), bitcoin].into()
}

/// An app whose operator configured these signals, and its person.
async fn app_with(signals: Arc<[Signal]>) -> (TestApp, Person) {
    let app = TestApp::with(memory().await, |state| {
        Arc::make_mut(&mut state.services).settings.signals = signals;
    });
    let ada = app.person();
    ada.week().await;
    (app, ada)
}

async fn app() -> (TestApp, Person) {
    app_with(configured()).await
}

/// Stores the value of the day so many days ago.
async fn put(stores: &Stores, name: &str, back: i64, value: f64) {
    let value = DayValue {
        day: today().plus(-back),
        value,
        samples: 24,
    };
    stores.signals.put_day(&id(name), &value).await.unwrap();
}

async fn choose(person: &Person, choice: &str) -> (u16, String) {
    let call = Call::page(&format!("/settings?{choice}")).with("sec-fetch-site", "same-origin");
    let answer = person.send(call).await;
    (answer.status, answer.header("location").to_owned())
}

async fn page(person: &Person, address: &str, language: &str) -> String {
    let answer = person
        .send(Call::page(address).with("accept-language", language))
        .await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.text().replace("<!>", "")
}

async fn chosen(person: &Person) -> serde_json::Value {
    let account = person.send(Call::get("/account")).await.json();
    account["settings"]["signals"].clone()
}

#[tokio::test]
async fn without_configured_signals_nothing_is_offered() {
    let (app, ada) = app_with([].into()).await;
    put(app.stores(), "warmth", 0, 7_391.0).await;
    ada.save(TODAY, "good", "").await;
    choose(&ada, "signals=warmth").await;
    for address in ["/settings", "/insight", "/calendar", "/"] {
        let page = page(&ada, address, "en").await;
        for absent in [
            "Around you",
            "name=\"signals\"",
            "7,391",
            "7391",
            "class=\"strip",
        ] {
            let found = page.split_once(absent).map(|(before, _)| before);
            assert_eq!(found, None, "{address}: {absent}");
        }
    }
}

#[tokio::test]
async fn each_person_chooses_by_a_form_without_scripts() {
    let (app, ada) = app().await;
    for (language, title, name) in [
        ("en", "Around you", "Temperature"),
        ("fr", "Autour de vous", "Température"),
    ] {
        let page = page(&ada, "/settings", language).await;
        assert!(page.contains(&format!("<a href=\"#signals\">{title}</a>")));
        assert!(page.contains(name) && page.contains("value=\"bitcoin\""));
        // The operator's first ones are shown until then.
        assert!(page.contains("value=\"warmth\" checked"));
    }
    let (status, location) = choose(&ada, "signals=&signals=warmth&saved=signals").await;
    assert_eq!((status, &*location), (303, "/settings?saved=signals"));
    let settings = page(&ada, &location, "en").await;
    assert!(settings.contains("value=\"warmth\" checked"), "{settings}");
    assert!(!settings.contains("value=\"bitcoin\" checked"));
    assert!(settings.contains("Saved"));
    assert_eq!(chosen(&ada).await, json!(["warmth"]));
    // Nobody else's choice.
    assert_eq!(chosen(&app.person()).await, json!(["warmth", "bitcoin"]));
    // All boxes unchecked.
    choose(&ada, "signals=").await;
    assert_eq!(chosen(&ada).await, json!([]));
}

#[tokio::test]
async fn a_choice_is_the_same_on_every_device_of_a_journal() {
    let (app, ada) = app().await;
    let theme = Call::post_json("/account", &json!({"theme": "dark"}));
    assert_eq!(ada.send(theme).await.status, 200);
    choose(
        &ada,
        "signals=&signals=bitcoin&signals=warmth&signals=bitcoin",
    )
    .await;
    let other = app.person();
    other.set_cookie("humeur", &ada.cookie("humeur").unwrap());
    assert_eq!(chosen(&other).await, json!(["bitcoin", "warmth"]));
    choose(&other, "signals=").await;
    assert_eq!(chosen(&ada).await, json!([]));
}

#[tokio::test]
async fn a_malformed_choice_changes_nothing() {
    let (_app, ada) = app().await;
    choose(&ada, "signals=warmth").await;
    for choice in [
        "signals=Warmth",
        "signals=mood",
        "signals=a.b",
        "signals=%00",
    ] {
        let (status, _) = choose(&ada, choice).await;
        assert_eq!(status, 200, "{choice}");
    }
    // One that is well-formed but unknown shows nothing.
    choose(&ada, "signals=volcano").await;
    let settings = page(&ada, "/settings", "en").await;
    assert!(!settings.contains("value=\"warmth\" checked"));
    let many: String = (0..40).map(|at| format!("&signals=s{at}")).collect();
    choose(&ada, &many[1..]).await;
    assert_eq!(chosen(&ada).await.as_array().unwrap().len(), 32);
    ada.set_cookie("signals", "warmth.Bitcoin");
    assert_eq!(chosen(&ada).await, json!(["warmth", "bitcoin"]));
}

#[tokio::test]
async fn the_first_five_signals_are_shown_until_a_person_chooses() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let signals: Vec<_> = names.iter().map(|name| signal(name, name, name)).collect();
    let (app, ada) = app_with(signals.into()).await;
    assert_eq!(chosen(&ada).await, json!(["a", "b", "c", "d", "e"]));
    put(app.stores(), "a", 0, 8.5).await;
    let today = page(&ada, "/", "en").await;
    assert!(today.contains("class=\"strip"));
    assert!(today.contains("Today’s values may still change."));
    choose(&ada, "signals=").await;
    // A browser keeps no empty cookie.
    assert_eq!(ada.cookie("signals").as_deref(), Some("."));
    assert!(!page(&ada, "/", "en").await.contains("class=\"strip"));
}

#[tokio::test]
async fn a_price_is_shown_by_its_value_until_it_has_a_change() {
    let (app, ada) = app().await;
    put(app.stores(), "bitcoin", 0, 84_977.0).await;
    let first = page(&ada, "/", "en").await;
    assert!(first.contains("Bitcoin (EUR)") && first.contains("<td>85.0k</td>"));
    put(app.stores(), "bitcoin", 1, 80_000.0).await;
    let second = page(&ada, "/", "en").await;
    assert!(second.contains("Bitcoin (change in %)") && second.contains("<td>+6.2</td>"));
}

#[tokio::test]
async fn the_strip_has_the_week_of_the_page() {
    let (app, ada) = app().await;
    // 2096-11-20 is a Tuesday: the week of the 19th, and the Sunday before it.
    for (back, warmth, bitcoin) in [(9, 1.1, 1.0), (2, 8.8, 60_000.0), (1, 9.5, 61_500.0)] {
        put(app.stores(), "warmth", back, warmth).await;
        put(app.stores(), "bitcoin", back, bitcoin).await;
    }
    choose(&ada, "signals=").await;
    let without = page(&ada, "/", "en-GB").await;
    assert!(!without.contains("class=\"strip"));
    choose(&ada, "signals=&signals=warmth&signals=bitcoin").await;
    let with = page(&ada, "/", "en-GB").await;
    for text in [
        "class=\"strip is-this-week\"",
        "Around you: 19 – 25 November",
        "Temperature (°C)",
        "<td>9.5</td>",
        "Bitcoin (change in %)",
        "<td>+2.5</td>",
    ] {
        assert!(with.contains(text), "{text}");
    }
    // Neither the Sunday nor an earlier week.
    for text in ["<td>8.8", "<td>1.1", "61500"] {
        assert!(!with.contains(text), "{text}");
    }
    let strip = with.split("class=\"strip").nth(1).unwrap();
    let strip = strip.split("</table>").next().unwrap();
    assert_eq!(strip.matches("<td>").count(), 14);
    let before = page(&ada, "/?day=2096-11-12", "fr").await;
    for text in [
        "Autour de vous\u{a0}: 12 – 18 novembre",
        "Température (°C)",
        "<td>8,8</td>",
    ] {
        assert!(before.contains(text), "{text}");
    }
    assert!(!before.contains("is-this-week"));
    // A week without any value has no strip.
    assert!(
        !page(&ada, "/?day=2096-10-15", "en")
            .await
            .contains("class=\"strip")
    );
    // Nothing is of today.
    assert!(!with.contains("may still change"));
}

#[tokio::test]
async fn a_month_has_a_lane_below_each_week_with_a_value() {
    let (app, ada) = app().await;
    put(app.stores(), "warmth", 1, -3.5).await;
    put(app.stores(), "warmth", 12, 7.5).await;
    choose(&ada, "signals=").await;
    assert!(
        !page(&ada, "/calendar/2096-11", "en")
            .await
            .contains("class=\"lane")
    );
    choose(&ada, "signals=warmth&signals=bitcoin").await;
    let english = page(&ada, "/calendar/2096-11", "en").await;
    assert_eq!(english.matches("<tr class=\"lane\">").count(), 2);
    // The days of two weeks, less the two with a value.
    let none = "<td><span aria-hidden=\"true\">–</span></td>";
    assert_eq!(english.matches(none).count(), 12);
    assert!(english.contains("<td><span class=\"hidden\">Temperature (°C): </span>−3.5</td>"));
    assert!(
        english.contains("In small print below each week, from top to bottom: Temperature (°C).")
    );
    let french = page(&ada, "/calendar/2096-11", "fr").await;
    assert!(french.contains("−3,5</td>"));
    assert!(
        french.contains("En petit sous chaque semaine, de haut en bas\u{a0}: Température (°C).")
    );
    // A signal without a value in a week keeps its row while another has one.
    put(app.stores(), "bitcoin", 13, 60_000.0).await;
    put(app.stores(), "bitcoin", 12, 61_500.0).await;
    let both = page(&ada, "/calendar/2096-11", "en").await;
    assert_eq!(both.matches("<tr class=\"lane\">").count(), 4);
    assert!(both.contains("Bitcoin (change in %): </span>+2.5</td>"));
    assert_eq!(both.matches(none).count(), 12 + 13);
    assert!(
        !page(&ada, "/calendar/2096-10", "en")
            .await
            .contains("class=\"lane")
    );
    assert!(
        !page(&ada, "/calendar/2096", "en")
            .await
            .contains("class=\"lane")
    );
}

/// A mood that goes up and down without a trend.
fn usual(back: i64) -> Mood {
    let at = (back * back + back / 3) % 5;
    [Mood::Good, Mood::Okay, Mood::Great, Mood::Bad, Mood::Good][usize::try_from(at).unwrap()]
}

/// Writes so many days up to today, and values that go with their moods.
async fn fill(app: &TestApp, person: &Person, count: i64) {
    let stores = app.stores();
    let user = UserId(person.user_id().await);
    for back in 0..count {
        let draft = Draft {
            day: today().plus(-back),
            mood: usual(back),
            note: None,
        };
        let now = seconds(NOON);
        let written = stores.moods.put(&user, &draft, None, now, i64::MAX / 2);
        written.await.unwrap();
        let score = f64::from(usual(back).score());
        let other = f64::from(i32::try_from(back * 7 % 11).unwrap());
        put(stores, "warmth", back, 10.0 + score + 0.1 * other).await;
        put(stores, "bitcoin", back, 60_000.0).await;
    }
}

#[tokio::test]
async fn insight_says_what_goes_with_the_days_and_how_that_is_known() {
    let (app, ada) = app().await;
    fill(&app, &ada, 90).await;
    choose(&ada, "signals=warmth&signals=bitcoin").await;
    let english = page(&ada, "/insight", "en").await;
    for text in [
        // Today is not over.
        "Temperature: higher values go with brighter days, over 89 days.",
        "Around you: Temperature",
        "without seasons and weekdays",
        // The price never changes: there are four comparisons, not eight.
        "corrected for 4 comparisons",
        "Spearman",
        "id=\"around-1-chart-title\"",
        "Mean mood",
        "<th scope=\"col\">Moods</th>",
        " bad</td>",
    ] {
        assert!(english.contains(text), "{text}");
    }
    assert!(!english.contains("Bitcoin: "));
    let french = page(&ada, "/insight", "fr").await;
    for text in [
        "Température\u{a0}: une valeur plus haute va de pair avec des journées plus claires, sur 89 journées.",
        "Autour de vous\u{a0}: Température",
        "sans les saisons ni les jours de la semaine",
    ] {
        assert!(french.contains(text), "{text}");
    }
    for page in [english, french] {
        assert!(!page.contains("NaN"));
    }
}

#[tokio::test]
async fn insight_says_when_nothing_is_chosen_or_days_are_missing() {
    let (app, ada) = app().await;
    fill(&app, &ada, 12).await;
    choose(&ada, "signals=").await;
    let english = page(&ada, "/insight", "en").await;
    assert!(english.contains("choose what to see beside your days"));
    assert!(english.contains("<a href=\"/settings#signals\">Choose what to see</a>"));
    let french = page(&ada, "/insight", "fr").await;
    assert!(french.contains("Choisir quoi afficher"));
    choose(&ada, "signals=warmth").await;
    let english = page(&ada, "/insight", "en").await;
    assert!(
        english.contains("it takes 30 with both a mood and a value, and you have 11. 19 to go.")
    );
    assert!(!english.contains("around-1"));
    let french = page(&ada, "/insight", "fr").await;
    assert!(french.contains("et vous en avez 11. Encore 19."));
}

#[tokio::test]
async fn insight_claims_nothing_about_what_does_not_go_with_the_days() {
    let (app, ada) = app().await;
    fill(&app, &ada, 90).await;
    choose(&ada, "signals=bitcoin").await;
    let constant = page(&ada, "/insight", "en").await;
    assert!(
        constant.contains(
            "Nothing to compare yet: your moods or the values are almost always the same"
        )
    );
    for back in 0..90 {
        let unrelated = f64::from(i32::try_from(back * back * 7 % 31).unwrap());
        put(app.stores(), "bitcoin", back, 60_000.0 + 100.0 * unrelated).await;
    }
    let page = page(&ada, "/insight", "en").await;
    assert!(page.contains("Nothing around you goes with brighter or heavier days"));
    assert!(!page.contains("around-1"));
}

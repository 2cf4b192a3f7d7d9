//! The calendar: pages of months, years and days.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::{
    domain::{Day, Draft, Mood, Note},
    ports::{Stores, UserId},
};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

async fn page(person: &Person, address: &str) -> Answer {
    person.send(Call::page(address)).await
}

async fn text(person: &Person, address: &str) -> String {
    let page = page(person, address).await;
    assert_eq!(page.status, 200, "{address}");
    page.text().to_owned()
}

/// The content of the page's main element, without its head and footer.
fn main_of(page: &str) -> &str {
    let start = page.find("<main").unwrap();
    &page[start..page.find("</main>").unwrap()]
}

/// Writes a day behind the API, which has a retention.
async fn write(stores: &Stores, user: &UserId, day: &str, note: &str) {
    let draft = Draft {
        day: Day::parse(day).unwrap(),
        mood: Mood::Good,
        note: Note::parse(note).unwrap(),
    };
    let moods = &stores.moods;
    let written = moods.put(user, &draft, None, seconds(NOON), i64::MAX / 2);
    written.await.unwrap();
}

#[tokio::test]
async fn a_month_is_a_table_of_its_days() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-11-03", "awful", "").await;
    ada.save("2096-11-19", "great", "A <walk>").await;
    ada.save("2096-10-31", "bad", "of October").await;
    let month = text(&ada, "/calendar").await;
    assert_eq!(
        main_of(&text(&ada, "/calendar/2096-11").await),
        main_of(&month)
    );
    let form = text(&ada, "/calendar?month=11&year=2096").await;
    assert_eq!(main_of(&form), main_of(&month));
    assert!(
        month.contains("<title>November 2096 · Humeur</title>"),
        "{month}"
    );
    assert!(month.contains("<caption class=\"hidden\">The days of November 2096</caption>"));
    for label in [
        "Saturday 3 November: Awful<",
        "Monday 19 November: Great, with a note<",
        "Tuesday 20 November: nothing written<",
        "Friday 30 November: still to come<",
    ] {
        assert!(month.contains(label), "{label} in {month}");
    }
    assert!(month.contains("href=\"/calendar/2096-11-20\" aria-current=\"date\""));
    assert!(month.contains("A &lt;walk>") && !month.contains("of October"));
    assert!(
        !month.contains("/calendar/2096-11-21"),
        "a day to come is no link"
    );
    assert!(month.contains("2 days written") && month.contains("The curve of November 2096"));
    assert!(month.contains("href=\"/calendar/2096-10\"") && !month.contains("rel=\"next\""));
    let before = text(&ada, "/calendar/2096-10").await;
    assert!(before.contains("of October") && before.contains("rel=\"next\""));
}

#[tokio::test]
async fn weeks_begin_as_the_person_chose() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (choice, first, last) in [
        ("monday", "Monday", "Sunday"),
        ("sunday", "Sunday", "Saturday"),
    ] {
        let chosen = page(&ada, &format!("/calendar/2097-01?week={choice}")).await;
        assert_eq!(
            (chosen.status, chosen.header("location")),
            (303, "/calendar/2097-01")
        );
        let month = text(&ada, "/calendar/2097-01").await;
        let head = &month[month.find("<thead>").unwrap()..month.find("</thead>").unwrap()];
        let place = |day: &str| head.find(&format!("title=\"{day}\"")).unwrap();
        assert!(
            place(first) < place("Wednesday") && place("Wednesday") < place(last),
            "{head}"
        );
        // Tuesday 1 January 2097 follows the empty places of December's days.
        let body = &month[month.find("<tbody>").unwrap()..];
        let empty = if first == "Monday" { 1 } else { 2 };
        let expected = format!("<tbody><tr>{}<td><span", "<td></td>".repeat(empty));
        assert!(body.starts_with(&expected), "{}", &body[..200]);
    }
}

#[tokio::test]
async fn a_year_is_a_table_of_twelve_months_in_both_languages() {
    let store = memory().await;
    let stores = store.stores.clone();
    let app = TestApp::with(store, |_| {});
    let person = app.person();
    let user = UserId(person.user_id().await);
    for day in ["2096-01-01", "2096-02-29", "2096-12-31", "2095-12-31"] {
        write(&stores, &user, day, "A note").await;
    }
    let year = text(&person, "/calendar/2096").await;
    assert_eq!(year.matches("<tr role=\"row\">").count(), 13);
    assert_eq!(year.matches("<td role=\"cell\">").count(), 1 + 12 * 31);
    for label in [
        "\"Sunday 1 January: Good, with a note\"",
        "\"Wednesday 29 February: Good, with a note\"",
        "\"Monday 31 December: Good, with a note\"",
    ] {
        assert!(year.contains(label), "{label}");
    }
    assert!(year.contains("3 days written"), "of this year alone");
    // 2095 has no 29 February.
    let before = text(&person, "/calendar/2095").await;
    assert!(before.contains("One day written") && !before.contains("29 February"));
    let french = page(&person, "/calendar/2096?lang=fr").await;
    assert_eq!(french.header("location"), "/calendar/2096");
    let year = text(&person, "/calendar/2096").await;
    assert!(year.contains("mercredi 29 février\u{a0}: Bonne, avec une note"));
    assert!(year.contains("3 journées notées"));
}

#[tokio::test]
async fn a_day_says_when_it_was_written_changed_and_will_be_deleted() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.set_cookie("tz", "Asia/Tokyo");
    ada.save(TODAY, "good", "A <walk>").await;
    let day = text(&ada, "/calendar/2096-11-20").await;
    assert!(
        day.contains("<title>Tuesday 20 November · Humeur</title>"),
        "{day}"
    );
    assert!(day.contains("Written on Tuesday 20 November at 21:00."));
    assert!(!day.contains("Edited on"));
    assert!(day.contains("Tuesday 20 November is kept until 20 May 2097."));
    assert!(day.contains("A &lt;walk&gt;") || day.contains("A &lt;walk>"));
    assert!(day.contains("href=\"/\">Edit this day"));
    assert!(day.contains("href=\"/calendar/2096-11-19\"") && !day.contains("rel=\"next\""));
    app.at("2096-11-20T16:30:00Z");
    ada.save(TODAY, "bad", "").await;
    let day = text(&ada, "/calendar/2096-11-20").await;
    assert!(day.contains("Edited on Wednesday 21 November at 01:30."));
    assert!(day.contains("href=\"/?day=2096-11-20\">Edit this day"));
    for (address, sentence, can_write) in [
        ("/calendar/2096-11-19", "Nothing written on this day.", true),
        ("/calendar/2096-11-30", "This day is still to come.", false),
        (
            "/calendar/2019-02-28",
            "This day is older than your journal keeps.",
            false,
        ),
    ] {
        let day = text(&ada, address).await;
        assert!(day.contains(sentence), "{address}");
        assert_eq!(day.contains("Write about this day"), can_write, "{address}");
    }
}

#[tokio::test]
async fn an_empty_period_says_why() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (address, sentence) in [
        ("/calendar", "Nothing written in November 2096."),
        ("/calendar/2096", "Nothing written in 2096."),
        ("/calendar/2097-02", "February 2097 is still to come."),
        ("/calendar/2097", "2097 is still to come."),
        (
            "/calendar/2019-02",
            "Your journal keeps each day for 6 months",
        ),
        ("/calendar/0001", "Your journal keeps each day for 6 months"),
        ("/calendar/9999-12", "December 9999 is still to come."),
    ] {
        let page = text(&ada, address).await;
        assert!(page.contains(sentence), "{address}");
        assert!(!page.contains("days written"), "{address}");
    }
}

#[tokio::test]
async fn an_address_without_a_period_is_no_page() {
    let app = TestApp::open().await;
    let ada = app.person();
    for address in [
        "/calendar/0000",
        "/calendar/2096-13",
        "/calendar/2095-02-29",
        "/calendar/2096-11-20x",
        "/calendar/november",
        "/calendar/%2e%2e",
        "/calendar/2096/11",
        "/calendar?year=2096&month=13",
        "/calendar?year=x",
    ] {
        let page = page(&ada, address).await;
        assert_eq!(page.status, 404, "{address}");
        assert!(page.text().contains("There is no page here."), "{address}");
    }
}

#[tokio::test]
async fn a_calendar_shows_its_own_journal_and_needs_the_store() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "awful", "for my eyes only").await;
    for address in ["/calendar", "/calendar/2096", "/calendar/2096-11-20"] {
        assert!(text(&ada, address).await.contains("Awful"));
        let others = text(&eve, address).await;
        assert!(!others.contains("eyes only") && !others.contains("#awful\"></use></svg></span>"));
        app.store_is_down(true);
        let outage = page(&ada, address).await;
        assert_eq!(outage.status, 503, "{address}");
        assert!(!outage.text().contains("eyes only"));
        app.store_is_down(false);
    }
}

#[tokio::test]
async fn a_stored_copy_says_since_when() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (address, sentence) in [
        ("/calendar", "As last seen on Tuesday 20 November at 12:00."),
        (
            "/calendar/2096",
            "As last seen on Tuesday 20 November at 12:00.",
        ),
    ] {
        assert!(text(&ada, address).await.contains(sentence), "{address}");
    }
}

#[tokio::test]
async fn every_page_leads_to_the_others() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (address, current) in [
        ("/", "href=\"/\" aria-current=\"page\""),
        ("/?day=2096-11-19", "href=\"/\" aria-current=\"page\""),
        ("/calendar", "href=\"/calendar\" aria-current=\"page\""),
        ("/calendar/2096", "href=\"/calendar\" aria-current=\"true\""),
        ("/settings", "title=\"Settings\" aria-current=\"page\""),
        ("/offline", ""),
    ] {
        let page = text(&ada, address).await;
        let bar =
            &page[page.find("<header class=\"top\"").unwrap()..page.find("</header>").unwrap()];
        for link in ["/", "/calendar", "/insight", "/settings"] {
            assert!(
                bar.contains(&format!("href=\"{link}\"")),
                "{address}: {bar}"
            );
        }
        assert!(bar.contains(current), "{address}: {bar}");
        assert_eq!(
            bar.matches("aria-current").count(),
            usize::from(!current.is_empty())
        );
    }
}

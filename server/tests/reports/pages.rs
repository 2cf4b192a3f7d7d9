//! Reports to read.

use super::*;

async fn page(person: &Person, address: &str, language: &str) -> String {
    let call = Call::page(address).with("accept-language", language);
    let answer = person.send(call).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    // What the framework puts between texts.
    main_of(answer.text()).replace("<!>", "")
}

/// The content of the page's main element.
fn main_of(page: &str) -> &str {
    let start = page.find("<main").unwrap();
    &page[start..page.find("</main>").unwrap()]
}

#[track_caller]
fn shows(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[track_caller]
fn hides(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(!page.contains(text), "{text}: {page}");
    }
}

async fn choose_signals(person: &Person) {
    let call = Call::page("/settings?signals=temperature&signals=bitcoin");
    let chosen = person
        .send(call.with("sec-fetch-site", "same-origin"))
        .await;
    assert_eq!(chosen.status, 303);
}

#[tokio::test]
async fn todays_report_is_read_in_both_languages() {
    let (app, ada) = full_day().await;
    okay_days(&app, &ada, 1..=90).await;
    choose_signals(&ada).await;
    let address = format!("/reports/{TODAY}");
    let english = page(&ada, &address, "en-GB").await;
    shows(
        &english,
        &[
            "<h1>Tuesday 20 November</h1>",
            "href=\"#good\"",
            "A good Tuesday: brighter than your average Tuesday.",
            "é🌧 along the <a href=\"/search?tag=canal\">#canal</a>",
            "Léa is born</a>",
            "aria-label=\"Around you\"",
            // Today is not over: its value is not compared.
            "<li>Temperature: 8.5\u{a0}°C (may still change)</li>",
            "<li>Bitcoin: 68,000\u{a0}EUR (may still change)</li>",
            "How do we know?",
            "Your average Tuesday: 3.0 out of 5 (2.8 to 3.2), over 12 days.",
            "Your average day: 3.0 out of 5",
            "href=\"/calendar/2096-11-20#comments\" class=\"back\">1 comment</a>",
            "href=\"/reports/2096-11-20?of=week\"",
            "rel=\"prev\" href=\"/reports/2096-11-19\"",
        ],
    );
    hides(&english, &["rel=\"next\"", "<script", "NaN"]);
    let french = page(&ada, &address, "fr-FR").await;
    shows(
        &french,
        &[
            "<h1>mardi 20 novembre</h1>",
            "Une bonne journée\u{a0}: plus claire que la moyenne de vos mardis.",
            "<li>Température\u{a0}: 8,5\u{a0}°C (peut encore changer)</li>",
            "Comment le sait-on\u{202f}?",
            "La moyenne de vos mardis\u{a0}: 3,0 sur 5 (de 2,8 à 3,2), pour 12 journées.",
            "1 commentaire</a>",
            "Résumé de cette semaine",
        ],
    );
}

#[tokio::test]
async fn a_signals_value_of_a_day_that_is_over_is_compared() {
    let (app, ada) = full_day().await;
    app.day_value(&temperature(), "2096-11-19", 8.5, 96).await;
    app.day_value(&temperature(), "2096-11-09", 6.0, 96).await;
    choose_signals(&ada).await;
    let english = page(&ada, "/reports/2096-11-19", "en").await;
    shows(
        &english,
        &[
            "<li>Temperature: 8.5\u{a0}°C (2.5 above the mean of the 30 days before)</li>",
            "In brackets after a value",
        ],
    );
    let french = page(&ada, "/reports/2096-11-19", "fr").await;
    shows(
        &french,
        &[
            "<li>Température\u{a0}: 8,5\u{a0}°C (2,5 de plus que la moyenne des 30 jours précédents)</li>",
        ],
    );
}

#[tokio::test]
async fn only_the_chosen_signals_are_shown() {
    let (_app, ada) = full_day().await;
    let none = Call::page("/settings?signals=").with("sec-fetch-site", "same-origin");
    assert_eq!(ada.send(none).await.status, 303);
    for address in [
        format!("/reports/{TODAY}"),
        format!("/reports/{TODAY}?of=week"),
    ] {
        let none = page(&ada, &address, "en").await;
        hides(&none, &["Temperature", "Bitcoin"]);
    }
    choose_signals(&ada).await;
    let week = page(&ada, &format!("/reports/{TODAY}?of=week"), "en").await;
    shows(
        &week,
        &[
            "<li>Temperature: 6.0\u{a0}°C</li>",
            "Each figure is the mean of the week’s days.",
        ],
    );
    // Its only value is of today, which is not over.
    hides(&week, &["Bitcoin"]);
}

#[tokio::test]
async fn few_days_make_no_claim() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-11-19", "awful", "").await;
    let report = page(&ada, "/reports/2096-11-19", "en-GB").await;
    shows(
        &report,
        &[
            ">An awful Monday.</p>",
            "Not enough Mondays to compare with: it takes 8 in the 90 days before. Written: 0.",
            "Not enough days to compare with: it takes 20 in the 90 days before. Written: 0.",
            "rel=\"next\" href=\"/reports/2096-11-20\"",
        ],
    );
    let french = page(&ada, "/reports/2096-11-19", "fr").await;
    shows(
        &french,
        &[
            "Une journée affreuse.</p>",
            "Pas assez de lundis pour comparer",
            "Notés\u{a0}: 0.",
        ],
    );
    let week = page(&ada, "/reports/2096-11-19?of=week", "en-GB").await;
    shows(
        &week,
        &[
            "<h1>19 – 25 November</h1>",
            "One day written, awful.",
            "it takes 5 in the week and 14 in the four weeks before. This week has 1, those have 0.",
            "On average 1.0 out of 5, over 1 day: too few to say more.",
        ],
    );
}

#[tokio::test]
async fn an_empty_day_says_why_and_keeps_its_moments() {
    let app = TestApp::open().await;
    let ada = app.person();
    post(
        &ada,
        "/events",
        json!({"title": "Léa is born", "date": "2090-05-06"}),
    )
    .await;
    for (date, english, french) in [
        (
            TODAY,
            "Nothing written on this day.",
            "Rien de noté ce jour-là.",
        ),
        (
            "2096-11-19",
            "Nothing written on this day.",
            "Rien de noté ce jour-là.",
        ),
        (
            "2090-05-06",
            "This day is older than your journal keeps.",
            "Votre journal ne remonte pas jusqu’à ce jour.",
        ),
        (
            "2096-11-22",
            "This day is still to come.",
            "Cette journée est à venir.",
        ),
    ] {
        for (language, text) in [("en", english), ("fr", french)] {
            let report = page(&ada, &format!("/reports/{date}"), language).await;
            shows(&report, &[text, "class=\"ring\""]);
            hides(&report, &["<details", "class=\"face\""]);
            assert_eq!(report.contains("Léa is born"), date == "2090-05-06");
        }
    }
    for (date, english, french) in [
        (
            TODAY,
            "Nothing written this week.",
            "Rien de noté cette semaine-là.",
        ),
        (
            "2090-05-06",
            "This week is older than your journal keeps.",
            "Votre journal ne remonte pas jusqu’à cette semaine.",
        ),
        (
            "2096-12-24",
            "This week is still to come.",
            "Cette semaine est à venir.",
        ),
        (
            "9999-12-31",
            "This week is still to come.",
            "Cette semaine est à venir.",
        ),
    ] {
        for (language, text) in [("en", english), ("fr", french)] {
            let report = page(&ada, &format!("/reports/{date}?of=week"), language).await;
            shows(&report, &[text]);
            hides(
                &report,
                &["<details", "<svg class=\"drawn\"", "class=\"results\""],
            );
            assert_eq!(report.contains("Léa is born"), date == "2090-05-06");
        }
    }
}

#[tokio::test]
async fn an_expired_day_is_gone_from_its_report() {
    let (app, ada) = full_day().await;
    app.at("2097-05-22T12:00:00Z");
    let report = page(&ada, &format!("/reports/{TODAY}"), "en").await;
    shows(
        &report,
        &["This day is older than your journal keeps.", "Léa is born"],
    );
    hides(&report, &["canal", "A good", "1 comment"]);
}

#[tokio::test]
async fn a_week_is_read_in_both_languages() {
    let (app, ada) = full_day().await;
    okay_days(&app, &ada, 9..=60).await;
    for back in 3..=8 {
        write(&app, &ada, back, Mood::Great, "a #walk").await;
    }
    post(
        &ada,
        "/events",
        json!({"title": "A picnic", "date": "2096-11-17"}),
    )
    .await;
    let address = "/reports/2096-11-14?of=week";
    let english = page(&ada, address, "en-GB").await;
    shows(
        &english,
        &[
            "<h1>12 – 18 November</h1>",
            "Six days written, all great.",
            "Brighter than the four weeks before: +2.0 steps (",
            "with 6 days beside 28.",
            "The curve of 12 – 18 November",
            "<bdi>#walk</bdi>",
            "6 days</span>",
            "<a href=\"/reports/2096-11-12\">Monday 12 November</a>",
            "a <a href=\"/search?tag=walk\">#walk</a>",
            "A picnic</a>",
            "rel=\"prev\" href=\"/reports/2096-11-05?of=week\"",
            "rel=\"next\" href=\"/reports/2096-11-19?of=week\"",
            "at most 5 times in 100",
        ],
    );
    hides(&english, &["Léa is born", "canal", "<script", "NaN"]);
    let french = page(&ada, address, "fr").await;
    shows(
        &french,
        &[
            "<h1>12 – 18 novembre</h1>",
            "Six journées notées, toutes superbes.",
            "Plus claire que les quatre semaines précédentes\u{a0}: +2,0 crans (",
            "avec 6 jours contre 28.",
            "Étiquettes les plus fréquentes",
            "Moments de la semaine",
        ],
    );
}

#[tokio::test]
async fn only_ones_own_days_are_shown() {
    let (app, _ada) = full_day().await;
    let eve = app.person();
    for address in [
        format!("/reports/{TODAY}"),
        format!("/reports/{TODAY}?of=week"),
    ] {
        let report = page(&eve, &address, "en").await;
        shows(&report, &["Nothing written"]);
        hides(&report, &["canal", "Léa", "comment"]);
    }
}

#[tokio::test]
async fn the_calendar_and_insight_lead_to_reports() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let day = page(&ada, &format!("/calendar/{TODAY}"), "en").await;
    shows(
        &day,
        &["href=\"/reports/2096-11-20\" class=\"back\">This day’s report</a>"],
    );
    let to_come = page(&ada, "/calendar/2096-11-22", "en").await;
    hides(&to_come, &["/reports/"]);
    let insight = page(&ada, "/insight", "fr").await;
    shows(
        &insight,
        &["href=\"/reports/2096-11-20?of=week\" class=\"back\">Résumé de cette semaine</a>"],
    );
}

#[tokio::test]
async fn a_date_that_is_none_has_no_page() {
    let app = TestApp::open().await;
    let ada = app.person();
    for address in [
        "/reports/x",
        "/reports/2096-02-30",
        "/reports/2096-11",
        "/reports",
    ] {
        let answer = ada.send(Call::page(address)).await;
        assert_eq!(answer.status, 404, "{address}");
        assert!(answer.text().contains("There is no page here."));
    }
}

#[tokio::test]
async fn an_outage_is_said_and_leads_back() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    app.store_is_down(true);
    for address in [
        format!("/reports/{TODAY}"),
        format!("/reports/{TODAY}?of=week"),
    ] {
        let answer = ada.send(Call::page(&address)).await;
        assert_eq!(answer.status, 503);
        let back = format!("<a href=\"{address}\" class=\"button\">Try again</a>");
        shows(answer.text(), &["Your days are safe.", &back]);
    }
}

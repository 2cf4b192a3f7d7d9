//! Time zone, date and language of visitors.

use test_kit::{
    answer::Answer,
    person::Call,
    test_app::{TODAY, TestApp, memory},
};

#[track_caller]
fn attribute<'a>(page: &'a Answer, name: &str) -> &'a str {
    assert_eq!(page.status, 200);
    let html = page.text().split("<html").nth(1).unwrap();
    let html = html.split('>').next().unwrap();
    html.split(&format!("{name}=\""))
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
}

/// The date and language of the page at `/` for these headers.
async fn shown(now: &str, headers: &[(&str, &str)]) -> (String, String) {
    let app = TestApp::open().await;
    app.at(now);
    let call = headers.iter().fold(Call::page("/"), |call, (name, value)| {
        call.with(name, value)
    });
    let page = app.person().send(call).await;
    (
        attribute(&page, "data-today").to_owned(),
        attribute(&page, "lang").to_owned(),
    )
}

#[tokio::test]
async fn today_is_the_persons_local_date() {
    const PARIS: (&str, &str) = ("cookie", "tz=Europe/Paris");
    // Paris is one hour ahead of UTC in November, two in July.
    for (what, now, headers, today) in [
        (
            "23:30 in Paris",
            "2096-11-20T22:30:00Z",
            vec![PARIS],
            "2096-11-20",
        ),
        (
            "00:30 in Paris",
            "2096-11-20T23:30:00Z",
            vec![PARIS],
            "2096-11-21",
        ),
        (
            "00:30 in summer",
            "2096-07-20T22:30:00Z",
            vec![PARIS],
            "2096-07-21",
        ),
        (
            "a first visit",
            "2096-11-20T23:30:00Z",
            vec![],
            "2096-11-20",
        ),
        (
            "an unknown zone",
            "2096-11-20T23:30:00Z",
            vec![("cookie", "tz=Mars/Olympus")],
            "2096-11-20",
        ),
        (
            "a truncated zone",
            "2096-11-20T23:30:00Z",
            vec![("cookie", "tz=")],
            "2096-11-20",
        ),
        (
            "chosen by hand",
            "2096-11-20T23:30:00Z",
            vec![("cookie", "tz=UTC; zone=Europe/Paris")],
            "2096-11-21",
        ),
        (
            "chosen, but unknown zone",
            "2096-11-20T23:30:00Z",
            vec![("cookie", "zone=Mars/Olympus; tz=Europe/Paris")],
            "2096-11-21",
        ),
        (
            "the last island",
            "2096-11-20T10:00:00Z",
            vec![("cookie", "tz=Pacific/Kiritimati")],
            "2096-11-21",
        ),
    ] {
        assert_eq!(shown(now, &headers).await.0, today, "{what}");
    }
}

#[tokio::test]
async fn todays_form_saves_the_day_that_the_page_shows() {
    let app = TestApp::open().await;
    app.at("2096-11-20T23:30:00Z");
    let ada = app.person();
    ada.set_cookie("tz", "Europe/Paris");
    let page = ada.send(Call::page("/")).await;
    assert!(
        page.text().contains(r#"name="day" value="2096-11-21""#),
        "{}",
        page.text()
    );
    let saved = ada
        .send(Call::form("day=2096-11-21&mood=good").by_browser())
        .await;
    assert_eq!(
        saved.header("location"),
        "/?done=saved",
        "today's own address, without a day"
    );
}

#[tokio::test]
async fn the_page_has_the_browsers_or_the_chosen_language() {
    for (what, headers, lang) in [
        ("nothing said", vec![], "en"),
        (
            "French",
            vec![("accept-language", "fr-FR,fr;q=0.9,en;q=0.8")],
            "fr",
        ),
        (
            "German, then French",
            vec![("accept-language", "de,fr;q=0.5")],
            "fr",
        ),
        (
            "an unsupported language",
            vec![("accept-language", "ja")],
            "en",
        ),
        (
            "chosen",
            vec![("accept-language", "en-GB"), ("cookie", "lang=fr")],
            "fr",
        ),
        (
            "chosen, but unknown",
            vec![("accept-language", "fr"), ("cookie", "lang=xx")],
            "fr",
        ),
    ] {
        assert_eq!(
            shown("2096-11-20T12:00:00Z", &headers).await.1,
            lang,
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_preference_is_stored_and_removed_from_the_address() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (address, cookie, back_to) in [
        ("/?lang=fr", "lang=fr", "/"),
        ("/?day=2096-11-18&lang=fr", "lang=fr", "/?day=2096-11-18"),
        // The stored form is canonical.
        ("/?lang=FR&done=saved", "lang=fr", "/?done=saved"),
        ("/?dayend=06", "dayend=6", "/"),
        ("/?dayend=%2B6&x=a%20b", "dayend=6", "/?x=a+b"),
        ("/?tz=Etc/GMT-2", "zone=Etc/GMT-2", "/"),
        (
            "/settings?tz=Asia/Tokyo&saved=tz",
            "zone=Asia/Tokyo",
            "/settings?saved=tz",
        ),
        (
            "/?x=1&lang=fr&x=2&a[b]=c",
            "lang=fr",
            "/?x=1&x=2&a%5Bb%5D=c",
        ),
        ("/nowhere?lang=en", "lang=en", "/nowhere"),
    ] {
        let answer = ada.send(Call::page(address)).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, back_to),
            "{address}"
        );
        assert!(
            answer
                .header("set-cookie")
                .starts_with(&format!("{cookie};")),
            "{address}"
        );
    }
    ada.send(Call::page("/?lang=fr")).await;
    let page = ada
        .send(Call::page("/").with("accept-language", "en"))
        .await;
    assert_eq!(attribute(&page, "lang"), "fr");
    for unknown in [
        "/?lang=xx",
        "/?lang=",
        "/?tz=Mars/Olympus",
        "/?lang[]=fr",
        "/?lang=fr%0D%0Aset-cookie:x",
    ] {
        let answer = ada.send(Call::page(unknown)).await;
        assert_eq!(
            (answer.status, answer.header("set-cookie")),
            (200, ""),
            "{unknown}"
        );
    }
}

#[tokio::test]
async fn a_chosen_time_zone_overrides_the_browsers_until_reset() {
    let app = TestApp::open().await;
    app.at("2096-11-20T23:30:00Z");
    let ada = app.person();
    ada.set_cookie("tz", "UTC");
    let today = async || {
        let page = ada.send(Call::page("/")).await;
        attribute(&page, "data-today").to_owned()
    };
    let selected = async || {
        let page = ada.send(Call::page("/settings")).await;
        let (_, select) = page.text().split_once("id=\"tz\"").unwrap();
        let (select, _) = select.split_once("</select>").unwrap();
        let options: Vec<_> = select.split("<option ").skip(1).collect();
        assert!(options.len() > 400, "{}", options.len());
        let selected: Vec<_> = options
            .iter()
            .filter(|option| option.contains(" selected"))
            .map(|option| option.split('"').nth(1).unwrap().to_owned())
            .collect();
        selected
    };
    assert_eq!(today().await, "2096-11-20");
    assert_eq!(selected().await, [""; 0], "the first one: automatic");
    for zone in ["Europe/Paris", "Etc/GMT-2", "US/Hawaii"] {
        ada.send(Call::page(&format!("/settings?tz={zone}"))).await;
        let expected = if zone == "US/Hawaii" {
            "2096-11-20"
        } else {
            "2096-11-21"
        };
        assert_eq!(today().await, expected, "{zone}");
        // The browser still reports its own time zone.
        ada.set_cookie("tz", "UTC");
        assert_eq!(today().await, expected, "{zone}");
        assert_eq!(selected().await, [zone]);
    }
    let back = ada.send(Call::page("/settings?tz=&saved=tz")).await;
    assert_eq!(back.header("location"), "/settings?saved=tz");
    let cookie = back.header("set-cookie");
    assert!(
        cookie.starts_with("zone=; ") && cookie.contains("Max-Age=0;"),
        "{cookie}"
    );
    assert_eq!(today().await, "2096-11-20");
    assert_eq!(selected().await, [""; 0]);
}

#[tokio::test]
async fn hours_have_the_locales_format() {
    let app = TestApp::open().await;
    for (language, evening) in [
        ("en-US", ">9\u{a0}PM<"),
        ("en-GB", ">21:00<"),
        ("fr", ">21\u{a0}h<"),
        ("fr-CA", ">21\u{a0}h<"),
    ] {
        let call = Call::page("/settings").with("accept-language", language);
        let page = app.person().send(call).await;
        assert!(page.text().contains(evening), "{language}");
    }
}

#[tokio::test]
async fn the_saved_day_has_the_focus_again() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (saved, name) in [
        ("", None),
        ("?saved=dayend", Some("dayend")),
        ("?saved=tz", Some("tz")),
        ("?saved=1", None),
    ] {
        let page = ada.send(Call::page(&format!("/settings{saved}"))).await;
        let focused: Vec<_> = page
            .text()
            .split('<')
            .filter(|tag| tag.contains(" autofocus"))
            .collect();
        let expected = name.map(|name| format!("aria-describedby=\"{name}-saved\""));
        assert_eq!(focused.len(), expected.iter().count(), "{focused:?}");
        if let (Some(expected), Some(tag)) = (expected, focused.first()) {
            assert!(
                tag.starts_with("button") && tag.contains(&expected),
                "{tag}"
            );
        }
        assert_eq!(page.text().matches(">Saved<").count(), focused.len());
    }
}

#[tokio::test]
async fn only_this_site_can_set_a_preference() {
    const OWN: &str = "https://mood.example.org";
    let app = TestApp::with(memory().await, |state| {
        state.origin = Some(OWN.parse().unwrap());
    });
    for (headers, chosen) in [
        // A typed address, in a browser that does not send `Sec-Fetch-Site`.
        (&[] as &[(&str, &str)], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("referer", "http://mood.example/settings")], true),
        (&[("referer", "https://mood.example.org/settings")], true),
        (&[("referer", "https://evil.example/")], false),
        (&[("referer", "https://evil.example/mood.example/")], false),
        (&[("referer", "not an address")], false),
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("referer", "https://mood.example.org/"),
            ],
            false,
        ),
    ] {
        let link = Call::page("/?day=2096-11-19&dayend=6&lang=fr");
        let link = headers
            .iter()
            .fold(link, |call, (name, value)| call.with(name, value));
        let ada = app.person();
        let answer = ada.send(link).await;
        // Either way, the link leads to the page without the parameter.
        assert_eq!(answer.header("location"), "/?day=2096-11-19");
        assert_eq!(ada.cookie("lang").is_some(), chosen, "{headers:?}");
        assert_eq!(ada.cookie("dayend").is_some(), chosen, "{headers:?}");
    }
}

#[tokio::test]
async fn a_page_declares_its_language() {
    let app = TestApp::open().await;
    let page = app
        .person()
        .send(Call::page("/offline").with("accept-language", "fr"))
        .await;
    assert_eq!(page.header("content-language"), "fr");
}

#[tokio::test]
async fn a_preference_never_redirects_to_another_site() {
    let app = TestApp::open().await;
    for address in [
        "//evil.example?lang=fr",
        "///evil.example?lang=fr",
        "/\\evil.example?lang=fr",
        "//evil.example/%2e%2e?tz=UTC",
        "/\\/evil.example?lang=en",
    ] {
        let answer = app.person().send(Call::page(address)).await;
        let location = answer.header("location");
        assert_eq!(answer.status, 303, "{address}");
        // A browser takes `//host` and `/\host` for another site.
        assert!(
            location.starts_with('/') && !location[1..].starts_with(['/', '\\']),
            "{address} → {location}"
        );
    }
}

#[tokio::test]
async fn weeks_begin_on_the_regions_weekday() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-11-18", "good", "the sunday").await; // a Sunday
    for (language, shown) in [
        ("en-US", true),
        ("en-GB", false),
        ("fr-FR", false),
        ("fr-CA", true),
        // Since Saturday.
        ("fr-DZ", true),
        ("fr; q=0.9, ar-EG", true),
    ] {
        let page = ada
            .send(Call::page("/").with("accept-language", language))
            .await;
        assert_eq!(
            page.text().contains("the sunday"),
            shown,
            "{TODAY} is a Tuesday: {language}"
        );
    }
}

#[tokio::test]
async fn pages_work_at_the_end_of_the_calendar() {
    let app = TestApp::open().await;
    for zone in ["Etc/UTC", "Pacific/Kiritimati", "Etc/GMT+12"] {
        for now in ["9999-06-30T12:00:00Z", "9999-12-31T23:59:59Z"] {
            app.at(now);
            let ada = app.person();
            ada.set_cookie("tz", zone);
            for (call, status) in [
                (Call::page("/"), 200),
                (Call::page("/?day=9999-12-31"), 200),
                (Call::page("/settings"), 200),
                (Call::get("/mood/week?start=9999-12-25&end=9999-12-31"), 200),
                (Call::new("DELETE", "/mood?day=9999-12-31"), 404),
            ] {
                assert_eq!(ada.send(call).await.status, status, "{now} in {zone}");
            }
        }
    }
}

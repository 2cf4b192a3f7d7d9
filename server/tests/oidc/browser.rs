//! Links, pages, and where they lead.

use app::{api::accounts::openid::OpenIdProblem, domain::Lang, i18n};
use test_kit::{person::Call, test_app::TestApp};

use super::{Site, problem};

#[tokio::test]
async fn without_a_provider_there_is_nothing() {
    let app = TestApp::open().await;
    for path in ["", "/start", "/callback", "/sign-out"] {
        for query in ["", "?problem=expired&next=/"] {
            let answer = app
                .person()
                .send(Call::page(&format!("/auth/oidc{path}{query}")))
                .await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.text().contains("There is no page here."), "{path}");
        }
    }
}

#[tokio::test]
async fn a_sign_in_ends_on_this_site_wherever_the_link_says() {
    let site = Site::open().await;
    let ada = site.person();
    let cases = [
        ("/settings?x=1#ways", "/settings?x=1#ways"),
        ("/?day=2096-11-19", "/?day=2096-11-19"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/%2f%2fevil.example", "/"),
        ("%2f%2fevil.example", "/"),
        ("/%5cevil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/%09/evil.example", "/"),
        ("/\r\nset-cookie: x=y", "/"),
        ("https://evil.example/", "/"),
        ("/\u{ff0f}evil.example", "/"),
        ("/.//evil.example", "/"),
    ];
    for (minute, (next, expected)) in cases.into_iter().enumerate() {
        site.later(minute);
        let person = site.person();
        let start = site.start(&person, next).await;
        let callback = site.provider.agree(&start, "ada");
        let answer = person.send(Call::page(&callback)).await;
        assert_eq!(problem(&answer), "", "{next:?}");
        assert_eq!(answer.header("location"), expected, "{next:?}");
        // And the page about a problem.
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("problem", "expired")
            .append_pair("next", next)
            .finish();
        let page = ada.send(Call::page(&format!("/auth/oidc?{query}"))).await;
        let again: String = form_urlencoded::byte_serialize(expected.as_bytes()).collect();
        let again = format!("href=\"/auth/oidc/start?next={again}\"");
        assert!(page.text().contains(&again), "{next:?}");
        assert!(!page.text().contains("href=\"//"), "{next:?}");
        assert!(!page.text().contains("href=\"javascript:"), "{next:?}");
    }
    // Twice the parameter, or none.
    site.later(40);
    for query in ["?next=/settings&next=//evil.example", "?", "?next"] {
        let person = site.person();
        let address = format!("/auth/oidc/start{query}");
        let start = person.send(Call::page(&address)).await;
        let callback = site.provider.agree(start.header("location"), query);
        let answer = person.send(Call::page(&callback)).await;
        assert_eq!(answer.header("location"), "/", "{query}");
    }
}

#[tokio::test]
async fn another_sites_link_begins_no_sign_in() {
    let site = Site::open().await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("referer", "https://evil.example/")],
        // A service worker's request in the name of a page.
        &[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-dest", "empty"),
        ],
    ] {
        let ada = site.person();
        let call = Call::page("/auth/oidc/start?next=/settings");
        let call = headers
            .iter()
            .fold(call, |call, (name, value)| call.with(name, value));
        let answer = ada.send(call).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/sign-in?next=%2Fsettings")
        );
        assert_eq!(ada.cookie("humeur-oidc"), None);
    }
    let ada = site.person();
    let own = Call::page("/auth/oidc/start")
        .with("sec-fetch-site", "same-origin")
        .with("sec-fetch-dest", "document");
    let location = ada.send(own).await.header("location").to_owned();
    assert!(location.starts_with(site.provider.issuer()), "{location}");
}

#[tokio::test]
async fn every_problem_has_a_page_that_offers_to_try_again() {
    let site = Site::open().await;
    for lang in Lang::ALL {
        let ada = site.person();
        ada.set_cookie("lang", lang.code());
        for problem in OpenIdProblem::ALL {
            let page = ada
                .send(Call::page(&problem.address("/settings#ways")))
                .await;
            let text = page.text();
            assert_eq!(page.status, problem.status(), "{problem:?}");
            assert!(text.contains(i18n::try_again(lang)), "{problem:?}");
            assert!(
                text.contains("href=\"/auth/oidc/start?next=%2Fsettings%23ways\""),
                "{text}"
            );
            assert!(text.contains(i18n::openid_other_ways(lang)), "{problem:?}");
        }
    }
    let ada = site.person();
    for query in ["", "?problem=", "?problem=%3Cscript%3E", "?problem=Expired"] {
        let page = ada.send(Call::page(&format!("/auth/oidc{query}"))).await;
        assert_eq!(page.status, 404, "{query}");
    }
    site.sign_in(&ada, "ada").await;
    let page = ada.send(Call::page("/settings?saved=auth/oidc")).await;
    for text in [
        "Add Example ID",
        "<bdi>Example ID</bdi>",
        i18n::openid_added(Lang::En),
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    let page = ada
        .send(Call::page("/auth/oidc?problem=taken&next=/"))
        .await;
    assert!(page.text().contains(i18n::openid_to_settings(Lang::En)));
}

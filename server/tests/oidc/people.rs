//! Whose journal a confirmed identity opens.

use std::sync::Arc;

use app::ports::Registration;
use test_kit::{
    identity_provider::IdentityProvider,
    person::Call,
    test_app::{NOON, TODAY, TestApp, seconds},
};

use super::{Site, URL, problem};

#[tokio::test]
async fn an_unknown_identity_opens_an_account_on_the_journal_of_this_browser() {
    let site = Site::open().await;
    let ada = site.person();
    ada.save(TODAY, "good", "before the account").await;
    let (journal, user, cookie) = (
        ada.journal().await,
        ada.user_id().await,
        ada.cookie("humeur"),
    );
    let answer = site.sign_in(&ada, "ada").await;
    assert_eq!(
        (problem(&answer), answer.header("location")),
        (String::new(), "/settings")
    );
    assert_eq!(
        (ada.journal().await, ada.user_id().await),
        (journal.clone(), user.clone())
    );
    assert_ne!(ada.cookie("humeur"), cookie, "the session is a new one");
    // The old cookie opens nothing any more.
    let old = site.person();
    old.set_cookie("humeur", &cookie.unwrap());
    assert_ne!(old.user_id().await, user);
    // Another device.
    let phone = site.person();
    assert_eq!(problem(&site.sign_in(&phone, "ada").await), "");
    assert_eq!(
        (phone.journal().await, phone.user_id().await),
        (journal, user)
    );
}

#[tokio::test]
async fn subjects_that_look_alike_are_different_people() {
    let site = Site::open().await;
    let mut users = Vec::new();
    for subject in [
        "ada",
        "Ada",
        "ada ",
        " ada",
        "ad\u{430}",
        "ada|x",
        "\u{202e}ada",
        "a\u{0}da",
    ] {
        let person = site.person();
        let found = problem(&site.sign_in(&person, subject).await);
        assert_eq!(found, "", "{subject:?}");
        users.push(person.user_id().await);
    }
    let distinct: std::collections::BTreeSet<_> = users.iter().collect();
    assert_eq!(distinct.len(), users.len());
}

#[tokio::test]
async fn a_person_who_is_signed_in_adds_an_identity_once() {
    let site = Site::open().await;
    let ada = site.person();
    site.sign_in(&ada, "ada").await;
    let user = ada.user_id().await;
    for subject in ["ada.work", "ada.work", "ada"] {
        assert_eq!(problem(&site.sign_in(&ada, subject).await), "", "{subject}");
        assert_eq!(ada.user_id().await, user);
    }
    let phone = site.person();
    site.sign_in(&phone, "ada.work").await;
    assert_eq!(phone.user_id().await, user);
}

#[tokio::test]
async fn an_identity_of_another_journal_is_not_added_and_changes_nothing() {
    let site = Site::open().await;
    let (ada, bob) = (site.person(), site.person());
    site.sign_in(&ada, "ada").await;
    site.sign_in(&bob, "bob").await;
    let user = bob.user_id().await;
    assert_ne!(user, ada.user_id().await);
    assert_eq!(problem(&site.sign_in(&bob, "ada").await), "taken");
    assert_eq!(bob.user_id().await, user);
    let phone = site.person();
    site.sign_in(&phone, "ada").await;
    assert_eq!(phone.user_id().await, ada.user_id().await);
}

#[tokio::test]
async fn where_accounts_are_closed_a_known_identity_signs_in_and_an_unknown_one_does_not() {
    for registration in [Registration::Closed, Registration::Invitation] {
        let provider = IdentityProvider::open(seconds(NOON)).await;
        let app = TestApp::configured(&provider.variables(URL), |state| {
            Arc::get_mut(&mut state.services)
                .unwrap()
                .settings
                .registration = registration;
        })
        .await;
        let site = Site { provider, app };
        let ada = site.person();
        ada.save(TODAY, "bad", "stays").await;
        let before = (ada.user_id().await, ada.journal().await);
        assert_eq!(problem(&site.sign_in(&ada, "ada").await), "closed");
        assert_eq!((ada.user_id().await, ada.journal().await), before);
    }
}

#[tokio::test]
async fn a_store_that_is_down_is_said_and_no_account_is_half_open() {
    let site = Site::open().await;
    let ada = site.person();
    ada.save(TODAY, "okay", "").await;
    let user = ada.user_id().await;
    let mut problems = Vec::new();
    for calls in 0..12 {
        site.later(calls);
        let start = site.start(&ada, "/").await;
        let callback = site.provider.agree(&start, "ada");
        site.app.store_fails_after(calls.try_into().unwrap());
        problems.push(problem(&ada.send(Call::page(&callback)).await));
        site.app.store_is_down(false);
        assert_eq!(ada.user_id().await, user, "after {calls} calls");
    }
    assert_eq!(problems.first().map(String::as_str), Some("store"));
    assert_eq!(problems.last().map(String::as_str), Some(""));
}

//! The front door of an installation on AWS: only CloudFront comes in.

use std::sync::Arc;

use server::http::FrontDoor;

use crate::{
    house::{House, memory},
    person::Call,
};

async fn house() -> House {
    House::furnished(memory().await, |state| {
        let keys = ["newest", "the one before"].map(ToOwned::to_owned);
        state.front_door = Some(Arc::new(FrontDoor::new(keys)));
    })
}

#[tokio::test]
async fn any_of_the_keys_opens_and_nothing_else() {
    let house = house().await;
    for (key, status) in [
        ("newest", 200),
        ("the one before", 200),
        ("", 403),
        ("Newest", 403),
        ("newest,the one before", 403),
        ("newes", 403),
    ] {
        let call = Call::get("/health").with("x-humeur-origin", key);
        let answer = house.person().send(call).await;
        assert_eq!(answer.status, status, "{key:?}");
    }
}

#[tokio::test]
async fn without_a_key_nothing_answers_not_even_a_file() {
    let house = house().await;
    for path in ["/", "/health", "/mood/week", "/openapi.json", "/nowhere"] {
        let answer = house.person().send(Call::get(path)).await;
        assert_eq!(answer.status, 403, "{path}");
        assert_eq!(answer.json()["error"]["kind"], "forbidden");
        assert_eq!(answer.header("set-cookie"), "");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_form_comes_from_the_site_that_the_person_sees() {
    let house = house().await;
    for (viewer, origin, status) in [
        (
            "d111.cloudfront.example",
            "https://d111.cloudfront.example",
            200,
        ),
        ("d111.cloudfront.example", "https://evil.example", 403),
        ("d111.cloudfront.example", "https://mood.example", 403),
    ] {
        let call = Call::raw_json(r#"{"day":"2096-11-20","mood":"good"}"#)
            .with("x-humeur-origin", "newest")
            .with("x-forwarded-host", viewer)
            .with("origin", origin);
        let answer = house.person().send(call).await;
        assert_eq!(answer.status, status, "{origin} at {viewer}");
    }
}

#[tokio::test]
async fn on_one_machine_there_is_no_door_and_no_other_host() {
    let house = House::open().await;
    let call = Call::raw_json(r#"{"day":"2096-11-20","mood":"good"}"#)
        .with("x-forwarded-host", "evil.example")
        .with("origin", "https://evil.example");
    assert_eq!(house.person().send(call).await.status, 403);
}

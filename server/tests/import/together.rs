//! Two tabs that do something with the same import at once.

use super::*;

/// The statuses of two calls at once, in order.
async fn statuses(
    one: impl Future<Output = Answer>,
    other: impl Future<Output = Answer>,
) -> [u16; 2] {
    let (one, other) = tokio::join!(one, other);
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    statuses
}

/// The same person in another tab.
fn tab(app: &TestApp, person: &Person) -> Person {
    let tab = app.person();
    tab.set_cookie("humeur", &person.cookie("humeur").unwrap());
    tab
}

#[tokio::test]
async fn of_two_tabs_that_apply_a_draft_one_does() {
    let store = memory().await;
    let client = store.client.clone();
    let app = TestApp::with(store, |_| {});
    for _ in 0..8 {
        let ada = app.person();
        let id = json!({"id": draft(&ada, interrupted::many(150)).await["id"]});
        let tab = tab(&app, &ada);
        let apply = |person| call(person, "/import/apply", id.clone());
        assert_eq!(statuses(apply(&ada), apply(&tab)).await, [200, 409]);
        let items = imports(&ada).await;
        assert_eq!(
            (items[0]["state"].as_str(), counts(&items[0])),
            (Some("applied"), [150, 0, 0, 0, 0])
        );
        let days = stored_days(&client, &ada).await;
        assert_eq!(days.len(), 2, "one attempt's only: {days:?}");
        assert_eq!(undo(&ada, &items[0]).await.json()["complete"], true);
        assert_eq!(ada.journal().await, Vec::<String>::new());
    }
}

/// The plans differ, because the second tab's retention is longer.
#[tokio::test]
async fn the_days_of_a_tab_that_loses_replace_none_of_the_other_ones() {
    let (app, stores) = open().await;
    let ada = app.person();
    let user = UserId(ada.user_id().await);
    let id = draft(&ada, interrupted::many(100)).await["id"].clone();
    let before = stores
        .imports
        .list(&user, seconds(NOON))
        .await
        .unwrap()
        .remove(0);
    let done = call(&ada, "/import/apply", json!({"id": id})).await.json();
    // The days that a second attempt planned from the same draft.
    let late = Import {
        attempt: 7,
        ..before
    };
    let part = Part::Days {
        attempt: 7,
        number: 0,
    };
    stores
        .imports
        .put_part(&user, &late, part, b"[]")
        .await
        .unwrap();
    let applied = stores
        .imports
        .list(&user, seconds(NOON))
        .await
        .unwrap()
        .remove(0);
    let part = Part::Days {
        attempt: applied.attempt,
        number: 0,
    };
    let days = stores
        .imports
        .part(&user, &applied.id, part)
        .await
        .unwrap()
        .unwrap();
    assert_ne!((applied.attempt, days.as_slice()), (0, b"[]".as_slice()));
    assert_eq!(counts(&done), [100, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_draft_is_applied_or_discarded_but_not_both() {
    let store = memory().await;
    let client = store.client.clone();
    let app = TestApp::with(store, |_| {});
    let (mut applied, mut discarded) = (0, 0);
    for round in 0..24 {
        let ada = app.person();
        let shown = draft(&ada, DAYLIO).await;
        let tab = tab(&app, &ada);
        let apply = call(&ada, "/import/apply", json!({"id": shown["id"]}));
        let discard = async {
            // The draft is read in several calls of the store.
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            undo(&tab, &shown).await
        };
        let (apply, discard) = tokio::join!(apply, discard);
        let days = ada.journal().await.len();
        match (apply.status, discard.status) {
            (200, 409) => {
                applied += 1;
                assert_eq!(
                    (days, counts(&imports(&ada).await[0])),
                    (2, [2, 0, 0, 0, 0])
                );
            }
            // Undone as soon as it was applied.
            (200, 200) => assert_eq!((days, imports(&ada).await), (0, json!([]))),
            (404 | 409, 200) => {
                discarded += 1;
                assert_eq!((days, imports(&ada).await), (0, json!([])));
                let left = stored_days(&client, &ada).await;
                assert_eq!(left, Vec::<String>::new(), "{round}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(applied + discarded > 0);
}

#[tokio::test]
async fn of_two_tabs_that_discard_a_draft_one_does() {
    let app = TestApp::open().await;
    for _ in 0..8 {
        let ada = app.person();
        let shown = draft(&ada, DAYLIO).await;
        let tab = tab(&app, &ada);
        let [first, second] = statuses(undo(&ada, &shown), undo(&tab, &shown)).await;
        assert_eq!(first, 200);
        assert!(matches!(second, 404 | 409), "{second}");
        assert_eq!(imports(&ada).await, json!([]));
    }
}

#[tokio::test]
async fn a_new_file_does_not_discard_a_draft_that_is_just_being_applied() {
    let app = TestApp::open().await;
    for _ in 0..8 {
        let ada = app.person();
        let id = json!({"id": draft(&ada, interrupted::many(50)).await["id"]});
        let tab = tab(&app, &ada);
        let (apply, second) = tokio::join!(
            call(&ada, "/import/apply", id),
            upload(&tab, "preview=1", DAYLIO)
        );
        assert_eq!(second.status, 200);
        let days = ada.journal().await.len();
        match apply.status {
            200 => assert_eq!(days, 50),
            404 | 409 => assert_eq!(days, 0),
            other => panic!("{other}"),
        }
    }
}

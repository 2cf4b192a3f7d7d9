//! Drafts that can't be read any more.

use super::*;

#[tokio::test]
async fn a_damaged_draft_hides_no_other_import() {
    for damage in [Some(&b"not gzip"[..]), Some(b""), None] {
        let (app, stores) = open().await;
        let ada = app.person();
        let user = UserId(ada.user_id().await);
        let done = upload(&ada, "", DAYLIO).await.json();
        let shown = draft(&ada, DAYLIO).await;
        assert_eq!(imports(&ada).await.as_array().unwrap().len(), 2);
        let stored = stores.imports.list(&user, seconds(NOON)).await.unwrap();
        let stored = stored
            .iter()
            .find(|import| shown["id"] == import.id)
            .unwrap();
        match damage {
            Some(piece) => {
                let put = stores.imports.put_part(&user, stored, Part::File(0), piece);
                assert!(put.await.unwrap());
            }
            None => {
                let longer = Import {
                    parts: 2,
                    ..stored.clone()
                };
                assert!(stores.imports.change(&user, stored, &longer).await.unwrap());
            }
        }
        let left = imports(&ada).await;
        assert_eq!(
            (left.as_array().unwrap().len(), &left[0]["id"]),
            (1, &done["id"])
        );
        assert_eq!(ada.send(Call::page("/imports")).await.status, 200);
        let id = json!({"id": shown["id"]});
        for function in ["/import/apply", "/import/answers"] {
            let missing = call(&ada, function, id.clone()).await.rejection();
            assert_eq!(missing, (404, "not_found".into(), Some("id".into())));
        }
        assert_eq!(undo(&ada, &done).await.json()["complete"], true);
        // The next file takes its place.
        let next = draft(&ada, DAYLIO).await;
        assert_eq!(imports(&ada).await, json!([next]));
    }
}

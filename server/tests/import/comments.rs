//! The comments of a file.

use super::*;

async fn comments(person: &Person) -> Vec<Value> {
    let mut after = String::new();
    let mut all = Vec::new();
    loop {
        let page = person.send(Call::get(&format!("/comments?{after}"))).await;
        let page = page.json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = format!("after={next}"),
            None => return all,
        }
    }
}

async fn comment(person: &Person, section: &str, text: &str) -> Value {
    let comment = json!({"sectionId": section, "text": text});
    let answer = call(person, "/comments", comment).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["item"].clone()
}

#[tokio::test]
async fn the_comments_of_a_download_are_written_once_and_undone() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    ada.save(TODAY, "good", "").await;
    let moment = call(&ada, "/events", json!({"title": "Born", "date": TODAY})).await;
    let moment = format!("event:{}", moment.json()["item"]["id"].as_str().unwrap());
    comment(&ada, &moment, "on the moment").await;
    for number in 1..=70 {
        comment(
            &ada,
            &format!("day:{TODAY}"),
            &format!("thought {number}\n<b>"),
        )
        .await;
    }
    let link = json!({"name": "Ada", "start": TODAY, "end": TODAY, "comments": true});
    let link = call(&ada, "/shares", link).await.json();
    let token = link["url"].as_str().unwrap().split_once("/s/").unwrap().1;
    let words = json!({
        "share": token, "sectionId": format!("day:{TODAY}"), "text": "by Léa", "author": "Léa",
    });
    assert_eq!(call(&app.person(), "/comments", words).await.status, 200);
    let file = ada.send(Call::get("/data.json")).await.body;

    grace.save(TODAY, "good", "").await;
    let shown = draft(&grace, file.clone()).await;
    assert_eq!(
        (&shown["comments"], &shown["moments"]),
        (&json!(72), &json!(1))
    );
    assert_eq!(comments(&grace).await, Vec::<Value>::new());
    let done = call(&grace, "/import/apply", json!({"id": shown["id"]})).await;
    assert_eq!(done.json()["state"], "applied", "{}", done.text());
    // The reader's with her name, and none of them counts as new.
    assert_eq!(comments(&grace).await, comments(&ada).await);
    assert!(
        !grace
            .send(Call::page("/"))
            .await
            .text()
            .contains("new comment")
    );
    // A reader's that comes later is the only new one.
    let link = json!({"name": "Grace", "start": TODAY, "end": TODAY, "comments": true});
    let link = call(&grace, "/shares", link).await.json();
    let words = json!({
        "share": link["url"].as_str().unwrap().split_once("/s/").unwrap().1,
        "sectionId": format!("day:{TODAY}"), "text": "by Tom", "author": "Tom",
    });
    app.at("2096-11-20T12:00:05Z");
    let tom = call(&app.person(), "/comments", words).await.json();
    let page = grace.send(Call::page("/")).await;
    assert!(page.text().contains("1 new comment"), "{}", page.text());
    let page = grace.send(Call::page("/new-comments")).await;
    let new = page.text().matches("<strong class=\"new\">").count();
    assert_eq!(new, 1, "{}", page.text());
    let gone = format!("/comments?id={}", tom["item"]["id"].as_str().unwrap());
    assert_eq!(grace.send(Call::new("DELETE", &gone)).await.status, 200);

    // What is there stays, even when the second import is undone.
    let again = upload(&grace, "", file).await.json();
    assert_eq!(again["state"], "applied");
    assert_eq!(undo(&grace, &again).await.json()["complete"], true);
    assert_eq!(comments(&grace).await.len(), 72);
    let own = comment(&grace, &format!("day:{TODAY}"), "Grace's").await;
    assert_eq!(undo(&grace, &done.json()).await.json()["complete"], true);
    assert_eq!(comments(&grace).await, [own]);
}

#[tokio::test]
async fn a_broken_comment_is_a_refused_line_and_an_old_one_is_left_out() {
    let app = TestApp::open().await;
    let ada = app.person();
    let comment = |last: u8, section: &str, text: &str| {
        json!({
            "id": format!("019abc22-79b0-7cc3-98c4-dc0c0c0739{last:02}"), "sectionId": section,
            "text": text, "createdAt": 1_795_000_000,
        })
    };
    let day = format!("day:{TODAY}");
    let mut nameless = comment(4, &day, "x");
    nameless["author"] = json!(" ");
    let file = json!({
        "format": "humeur", "version": 1,
        "entries": [{"day": TODAY, "mood": "good"}],
        "comments": [
            comment(1, &day, "good"),
            comment(2, "day:2096-02-30", "bad day"),
            comment(3, &day, " \u{200b} "),
            nameless,
            comment(5, "day:2026-11-20", "older than the journal keeps"),
            {"sectionId": day, "text": "no identifier"},
        ],
    });
    let shown = draft(&ada, file.to_string()).await;
    assert_eq!(shown["comments"], 2);
    let lines = shown["refused"].as_array().unwrap().iter();
    let lines: Vec<_> = lines.map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 4, 5, 7]);
    let done = call(&ada, "/import/apply", json!({"id": shown["id"]})).await;
    assert_eq!(done.json()["state"], "applied", "{}", done.text());
    let written = comments(&ada).await;
    assert_eq!((written.len(), &written[0]["text"]), (1, &json!("good")));
    assert_eq!(written[0]["createdAt"], 1_795_000_000);
}

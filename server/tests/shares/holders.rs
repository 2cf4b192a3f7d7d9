//! Authorisation of a share's holders: every call that a link opens, for every kind of link.
//!
//! A row has the status of each holder. No answer contains anything that no share covers.

use super::*;

/// The holders, in the order of the columns.
const HOLDERS: [&str; 9] = [
    "all of the days",
    "no comments",
    "no moments and no notes",
    "a passphrase, not given",
    "a passphrase, given",
    "comments, which the owner switched off",
    "an expired link",
    "a revoked link",
    "a guessed link",
];

/// In a note and a comment outside the shares, and in another share's comment.
const PRIVATE: &str = "for my eyes only";
/// In the note of a shared day.
const NOTE: &str = "a walk with Lea";
/// In the title of a shared moment.
const TITLE: &str = "First snow";

/// A call, whose address and body may name `{token}`, and the expected statuses.
struct Row {
    name: &'static str,
    call: fn(&Journal, &str) -> Call,
    statuses: [u16; 9],
}

/// Ada's journal.
struct Journal {
    /// A moment of a shared day.
    moment: String,
    /// One of another day.
    other: String,
    /// Her comment on a shared day.
    comment: String,
}

fn read_section(token: &str, section: &str) -> Call {
    Call::get(&format!("/comments?sectionId={section}&share={token}"))
}

fn write(token: &str, section: &str) -> Call {
    let words = json!({"share": token, "sectionId": section, "author": "Lea", "text": "x"});
    Call::post_json("/comments", &words)
}

fn table() -> Vec<Row> {
    vec![
        Row {
            name: "the page",
            call: |_, token| Call::page(&format!("/s/{token}")),
            statuses: [200, 200, 200, 200, 200, 200, 404, 404, 404],
        },
        Row {
            name: "comments on a day",
            call: |_, token| read_section(token, "day:2096-11-20"),
            statuses: [200, 403, 200, 401, 200, 403, 404, 404, 404],
        },
        Row {
            name: "comments on another day",
            call: |_, token| read_section(token, "day:2096-11-10"),
            statuses: [404, 403, 404, 401, 404, 403, 404, 404, 404],
        },
        Row {
            name: "comments on a moment",
            call: |journal, token| read_section(token, &journal.moment),
            statuses: [200, 403, 404, 401, 200, 403, 404, 404, 404],
        },
        Row {
            name: "comments on a moment of another day",
            call: |journal, token| read_section(token, &journal.other),
            statuses: [404, 403, 404, 401, 404, 403, 404, 404, 404],
        },
        Row {
            name: "a comment on a day",
            call: |_, token| write(token, "day:2096-11-20"),
            statuses: [200, 403, 200, 401, 200, 403, 404, 404, 404],
        },
        Row {
            name: "a comment on another day",
            call: |_, token| write(token, "day:2096-11-10"),
            statuses: [404, 403, 404, 401, 404, 403, 404, 404, 404],
        },
        Row {
            name: "a comment on a moment",
            call: |journal, token| write(token, &journal.moment),
            statuses: [200, 403, 404, 401, 200, 403, 404, 404, 404],
        },
        Row {
            name: "a comment on a moment of another day",
            call: |journal, token| write(token, &journal.other),
            statuses: [404, 403, 404, 401, 404, 403, 404, 404, 404],
        },
        Row {
            name: "the removal of the owner's comment",
            call: |journal, token| {
                let id = &journal.comment;
                Call::new("DELETE", &format!("/comments?id={id}&share={token}"))
            },
            statuses: [404, 403, 404, 401, 404, 403, 404, 404, 404],
        },
        Row {
            name: "the page's form",
            call: |_, token| {
                let words = "sectionId=day%3A2096-11-20&author=Lea&text=x";
                form(&format!("/s/{token}/comments"), words)
            },
            statuses: [303, 403, 303, 401, 303, 403, 404, 404, 404],
        },
        Row {
            name: "the token as a key",
            call: |_, token| Call::get("/moods").with("authorization", &format!("Bearer {token}")),
            statuses: [401; 9],
        },
        Row {
            name: "another function with the token",
            call: |_, token| Call::get(&format!("/data.json?share={token}")),
            statuses: [401; 9],
        },
    ]
}

async fn journal(ada: &Person) -> Journal {
    ada.save(TODAY, "good", NOTE).await;
    ada.save("2096-11-10", "bad", PRIVATE).await;
    let moment = async |title: &str, date: &str| {
        let draft = json!({"title": title, "date": date});
        let made = ada.send(Call::post_json("/events", &draft)).await.json();
        format!("event:{}", made["item"]["id"].as_str().unwrap())
    };
    let (moment, other) = (
        moment(TITLE, TODAY).await,
        moment(PRIVATE, "2096-11-10").await,
    );
    let comment = async |section: &str, text: &str| {
        let draft = json!({"sectionId": section, "text": text});
        let made = ada.send(Call::post_json("/comments", &draft)).await.json();
        made["item"]["id"].as_str().unwrap().to_owned()
    };
    for section in ["day:2096-11-10", &other] {
        comment(section, PRIVATE).await;
    }
    Journal {
        comment: comment("day:2096-11-20", "my own words").await,
        moment,
        other,
    }
}

/// The token of a new share of the day and the one before.
async fn link(ada: &Person, change: &Value) -> (String, String) {
    let mut draft = json!({
        "name": "Ada", "start": YESTERDAY, "end": TODAY,
        "notes": true, "moments": true, "comments": true,
    });
    for (field, value) in change.as_object().unwrap() {
        draft[field] = value.clone();
    }
    let (id, path) = share(ada, &draft).await;
    (id, path.strip_prefix("/s/").unwrap().to_owned())
}

/// A holder, with their token.
async fn holder(app: &TestApp, ada: &Person, column: usize) -> (Person, String) {
    let reader = app.person();
    let change = match column {
        1 => json!({"comments": false}),
        2 => json!({"moments": false, "notes": false}),
        3 | 4 => json!({"passphrase": "canal and rain"}),
        6 => json!({"expiresAt": seconds(NOON) + DAY}),
        _ => json!({}),
    };
    let (id, token) = link(ada, &change).await;
    match column {
        4 => {
            let given = form(&format!("/s/{token}"), "passphrase=canal+and+rain");
            assert_eq!(reader.send(given).await.status, 200);
        }
        5 => {
            let off = Call::post_json("/account", &json!({"comments": "off"}));
            assert_eq!(ada.send(off).await.status, 200);
        }
        6 => app.at("2096-11-21T12:00:01Z"),
        7 => assert_eq!(ada.send(revoke(&id)).await.status, 200),
        8 => return (reader, token.chars().rev().collect()),
        _ => {}
    }
    (reader, token)
}

#[tokio::test]
async fn each_holder_reaches_what_their_link_covers_and_nothing_else() {
    for (column, name) in HOLDERS.into_iter().enumerate() {
        for row in table() {
            let app = TestApp::open().await;
            let ada = app.person();
            let journal = journal(&ada).await;
            // Another share, with a comment of its reader.
            let (_, other) = link(&ada, &json!({})).await;
            let mut words = json!({
                "share": other, "sectionId": "day:2096-11-20", "author": "Tom", "text": PRIVATE,
            });
            assert_eq!(
                app.person()
                    .send(Call::post_json("/comments", &words))
                    .await
                    .status,
                200
            );
            words["sectionId"] = json!(journal.moment);
            assert_eq!(
                app.person()
                    .send(Call::post_json("/comments", &words))
                    .await
                    .status,
                200
            );

            let (reader, token) = holder(&app, &ada, column).await;
            let answer = reader.send((row.call)(&journal, &token)).await;
            let case = format!("{name}: {}", row.name);
            assert_eq!(
                answer.status,
                row.statuses[column],
                "{case}: {}",
                answer.text()
            );
            let text = answer.text();
            assert!(!text.contains(PRIVATE), "{case}: {text}");
            let is_page = row.name == "the page";
            let is_open = matches!(column, 0 | 1 | 4 | 5);
            assert_eq!(text.contains(NOTE), is_page && is_open, "{case}: {text}");
            assert_eq!(text.contains(TITLE), is_page && is_open, "{case}: {text}");
            if !answer.status.to_string().starts_with(['2', '3']) {
                let list = ada.send(Call::get("/comments")).await.json();
                assert_eq!(list["items"].as_array().unwrap().len(), 5, "{case}");
            }
        }
    }
}

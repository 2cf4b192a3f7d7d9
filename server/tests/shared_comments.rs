//! Comments through the link of a share: by readers without an account, and seen by the owner.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::{
    domain::{
        SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
    },
    ports::UserId,
};
use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, seconds},
};

const SECTION: &str = "day:2096-11-20";

/// A share of today and yesterday: its identifier and its token.
struct Link {
    id: String,
    token: String,
}

async fn share(person: &Person, comments: bool) -> Link {
    let draft = json!({
        "name": "Ada", "start": "2096-11-19", "end": TODAY, "comments": comments,
    });
    made(person, &draft).await
}

async fn made(person: &Person, draft: &Value) -> Link {
    let answer = person.send(Call::post_json("/shares", draft)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Link {
        id: text(&answer["share"]["id"]),
        token: text(&answer["url"]).split_once("/s/").unwrap().1.to_owned(),
    }
}

/// Ada with a day of hers.
async fn ada(app: &TestApp) -> Person {
    let ada = app.person();
    ada.save(TODAY, "good", "a walk").await;
    ada
}

fn draft(token: &str, section: &str, author: &str, text: &str) -> Call {
    let draft = json!({"share": token, "sectionId": section, "author": author, "text": text});
    Call::post_json("/comments", &draft)
}

async fn write(reader: &Person, link: &Link, section: &str, text: &str) -> Value {
    let answer = reader.send(draft(&link.token, section, "Léa", text)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["item"].clone()
}

async fn read(reader: &Person, link: &Link, section: &str) -> Answer {
    let query = format!("sectionId={section}&share={}", link.token);
    reader.send(Call::get(&format!("/comments?{query}"))).await
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["text"].as_str().unwrap()).collect()
}

fn remove(link: &Link, id: &Value) -> Call {
    let (id, token) = (id.as_str().unwrap(), &link.token);
    Call::new("DELETE", &format!("/comments?id={id}&share={token}"))
}

async fn own(person: &Person, section: &str, text: &str) -> Answer {
    let draft = json!({"sectionId": section, "text": text});
    person.send(Call::post_json("/comments", &draft)).await
}

fn form(address: &str, body: &str) -> Call {
    let call = Call::post(
        address,
        "application/x-www-form-urlencoded",
        body.to_owned(),
    );
    call.by_browser()
}

#[tokio::test]
async fn a_reader_writes_under_a_name_and_the_owner_reads_it() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let item = write(&lea, &link, SECTION, "I loved <b>that</b> walk ").await;
    let expected = json!({
        "id": item["id"], "sectionId": SECTION, "text": "I loved <b>that</b> walk",
        "author": "Léa", "createdAt": seconds(NOON), "mine": true,
    });
    assert_eq!(item, expected);
    let theirs = ada.send(Call::get("/comments")).await.json();
    assert_eq!(
        (&theirs["items"][0]["author"], &theirs["items"][0]["mine"]),
        (&json!("Léa"), &json!(false))
    );
    let page = ada.send(Call::page("/")).await;
    assert!(page.text().contains("1 new comment"), "{}", page.text());
    // Another reader of the link sees it, but it is not theirs.
    let tom = read(&app.person(), &link, SECTION).await.json();
    assert_eq!(tom["items"][0]["mine"], false);
    assert_eq!(
        read(&lea, &link, SECTION).await.json()["items"][0]["mine"],
        true
    );
}

#[tokio::test]
async fn a_reader_sees_the_owners_words_and_those_of_this_link_alone() {
    let app = TestApp::open().await;
    let (ada, lea, tom) = (ada(&app).await, app.person(), app.person());
    let (first, second) = (share(&ada, true).await, share(&ada, true).await);
    assert_eq!(own(&ada, SECTION, "by Ada").await.status, 200);
    app.at("2096-11-20T12:00:01Z");
    write(&lea, &first, SECTION, "by Lea").await;
    app.at("2096-11-20T12:00:02Z");
    write(&tom, &second, SECTION, "by Tom").await;
    let seen = read(&lea, &first, SECTION).await.json();
    assert_eq!(texts(&seen), ["by Lea", "by Ada"]);
    let seen = read(&tom, &second, SECTION).await.json();
    assert_eq!(texts(&seen), ["by Tom", "by Ada"]);
    let seen = ada.send(Call::get("/comments")).await.json();
    assert_eq!(texts(&seen), ["by Tom", "by Lea", "by Ada"]);
}

#[tokio::test]
async fn nothing_outside_the_share_is_read_or_written() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let (link, other) = (share(&ada, true).await, share(&ada, true).await);
    assert_eq!(own(&ada, "day:2096-11-18", "private").await.status, 200);
    for (section, status) in [
        ("day:2096-11-18", 404),
        ("day:2096-11-21", 404),
        ("event:019ac2d3-7f00-7a1e-9c4d-2f6b8e0d1a57", 404),
        (&*format!("share:{}", other.id), 404),
        ("day:2096-13-01", 400),
        ("", 400),
    ] {
        let written = lea.send(draft(&link.token, section, "Léa", "x")).await;
        assert_eq!(written.status, status, "{section}");
        let read = read(&lea, &link, section).await;
        assert!(
            read.status == status && !read.text().contains("private"),
            "{section}"
        );
    }
    let on_share = format!("share:{}", link.id);
    write(&lea, &link, &on_share, "for all of it").await;
    assert_eq!(
        texts(&read(&lea, &link, &on_share).await.json()),
        ["for all of it"]
    );
    // The owner answers there, too, and on no share that is not hers.
    app.at("2096-11-20T12:00:01Z");
    assert_eq!(own(&ada, &on_share, "thank you").await.status, 200);
    assert_eq!(own(&app.person(), &on_share, "x").await.status, 404);
    let seen = read(&lea, &link, &on_share).await.json();
    assert_eq!(texts(&seen), ["thank you", "for all of it"]);
}

#[tokio::test]
async fn a_link_that_opens_nothing_takes_no_comment() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let status = async |token: &str| {
        lea.send(draft(token, SECTION, "Léa", "x"))
            .await
            .rejection()
    };
    let gone = || (404, "not_found".to_owned(), Some("share".to_owned()));
    for token in ["", "x", &link.token[1..], &link.token.to_lowercase()] {
        assert_eq!(status(token).await, gone(), "{token}");
    }
    let silent = share(&ada, false).await;
    let closed = (403, "forbidden".to_owned(), Some("share".to_owned()));
    assert_eq!(status(&silent.token).await, closed);
    assert_eq!(read(&lea, &silent, SECTION).await.rejection(), closed);
    let locked = json!({
        "name": "Ada", "start": TODAY, "end": TODAY, "comments": true, "passphrase": "canal 1",
    });
    let locked = made(&ada, &locked).await;
    let asked = (
        401,
        "unauthenticated".to_owned(),
        Some("passphrase".to_owned()),
    );
    assert_eq!(status(&locked.token).await, asked);
    lea.send(form(&format!("/s/{}", locked.token), "passphrase=canal+1"))
        .await;
    assert_eq!(
        lea.send(draft(&locked.token, SECTION, "Léa", "x"))
            .await
            .status,
        200
    );
    // The owner's switch holds for every link at once.
    let switch = async |to: &str| {
        let call = Call::post_json("/account", &json!({"comments": to}));
        assert_eq!(ada.send(call).await.status, 200);
    };
    switch("off").await;
    assert_eq!(status(&link.token).await, closed);
    let page = lea.send(Call::page(&format!("/s/{}", link.token))).await;
    assert!(
        page.status == 200 && !page.text().contains("id=\"comments\""),
        "{}",
        page.text()
    );
    switch("on").await;
    write(&lea, &link, SECTION, "x").await;
    // Revoked while the reader reads, and expired.
    let revoke = Call::new("DELETE", &format!("/shares?id={}", link.id));
    assert_eq!(ada.send(revoke).await.status, 200);
    assert_eq!(status(&link.token).await, gone());
    assert_eq!(read(&lea, &link, SECTION).await.rejection(), gone());
    let expired = share(&ada, true).await;
    app.at("2097-01-20T12:00:00Z");
    assert_eq!(status(&expired.token).await, gone());
}

#[tokio::test]
async fn a_reader_removes_their_own_words_with_their_cookie() {
    let app = TestApp::open().await;
    let (ada, lea, tom) = (ada(&app).await, app.person(), app.person());
    let (link, other) = (share(&ada, true).await, share(&ada, true).await);
    let first = write(&lea, &link, SECTION, "first").await["id"].clone();
    let second = write(&lea, &link, SECTION, "second").await["id"].clone();
    let theirs = write(&tom, &link, SECTION, "by Tom").await["id"].clone();
    let own = own(&ada, SECTION, "by Ada").await.json()["item"]["id"].clone();
    let gone = (404, "not_found".to_owned(), Some("id".to_owned()));
    for (link, id) in [
        (&link, &theirs),
        (&link, &own),
        (&other, &first),
        (&link, &json!("7")),
    ] {
        assert_eq!(lea.send(remove(link, id)).await.rejection(), gone);
    }
    assert_eq!(
        app.person().send(remove(&link, &first)).await.rejection(),
        gone
    );
    assert_eq!(lea.send(remove(&link, &first)).await.status, 200);
    // A cookie with another proof is invalid.
    let name = format!("reader-{}", link.id);
    let cookie = lea.cookie(&name).unwrap();
    let (id, _) = cookie.split_once('.').unwrap();
    let thief = app.person();
    thief.set_cookie(&name, &format!("{id}.{}", "0".repeat(64)));
    assert_eq!(thief.send(remove(&link, &second)).await.rejection(), gone);
    assert_eq!(lea.send(remove(&link, &second)).await.status, 200);
}

#[tokio::test]
async fn odd_words_and_names_are_refused() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let long = "x".repeat(1001);
    for (author, text, field) in [
        ("", "x", "author"),
        ("\u{200b}", "x", "author"),
        ("a\nb", "x", "author"),
        (&*"é".repeat(41), "x", "author"),
        ("Léa", "", "text"),
        ("Léa", &*long, "text"),
        ("Léa", &*"🌧".repeat(10_000), "text"),
    ] {
        let answer = lea.send(draft(&link.token, SECTION, author, text)).await;
        let expected = (422, "invalid".to_owned(), Some(field.to_owned()));
        assert_eq!(answer.rejection(), expected, "{author:?} {field}");
    }
    let unshared = json!({"sectionId": SECTION, "text": "x", "author": "Not Ada"});
    let answer = ada.send(Call::post_json("/comments", &unshared)).await;
    assert_eq!(
        answer.rejection(),
        (422, "invalid".into(), Some("author".into()))
    );
    assert_eq!(
        ada.send(Call::get("/comments")).await.json(),
        json!({"items": []})
    );
}

#[tokio::test]
async fn a_flood_is_stopped_by_client_and_by_share() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let link = share(&ada, true).await;
    let send = async |client: usize| {
        let call = draft(&link.token, SECTION, "Léa", "x");
        let call = call.with("x-forwarded-for", &format!("192.0.2.{client}"));
        app.person().send(call).await
    };
    for _ in 0..10 {
        assert_eq!(send(1).await.status, 200);
    }
    let answer = send(1).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), "60");
    for client in 2..7 {
        for _ in 0..10 {
            assert_eq!(send(client).await.status, 200);
        }
    }
    // Sixty of the share; the ones that a client's own limit stopped do not count.
    assert_eq!(send(7).await.status, 429);
    app.at("2096-11-20T12:00:10Z");
    assert_eq!(send(7).await.status, 200);
    // The owner is not stopped.
    assert_eq!(own(&ada, SECTION, "x").await.status, 200);
}

#[tokio::test]
async fn a_comment_by_a_reader_expires_with_the_owners_day() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let keep = json!({"retentionMonths": 1, "confirm": "yes"});
    assert_eq!(
        ada.send(Call::post_json("/account", &keep)).await.status,
        200
    );
    let link = share(&ada, true).await;
    write(&lea, &link, SECTION, "for a month").await;
    write(&lea, &link, &format!("share:{}", link.id), "for ever").await;
    app.at("2096-12-25T12:00:00Z");
    let seen = ada.send(Call::get("/comments")).await.json();
    assert_eq!(texts(&seen), ["for ever"]);
}

#[tokio::test]
async fn a_reader_without_javascript_writes_and_removes_on_the_page() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    assert_eq!(own(&ada, SECTION, "by Ada herself").await.status, 200);
    let page = format!("/s/{}", link.token);
    let address = format!("{page}/comments");
    let before = lea.send(Call::page(&page)).await;
    assert!(
        before.text().contains("by Ada herself"),
        "{}",
        before.text()
    );
    let fields = |text: &str| format!("author=L%C3%A9a&sectionId=day%3A2096-11-20&text={text}");
    let saved = lea.send(form(&address, &fields("Well+done"))).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (303, &*format!("{page}?saved=comments#comments"))
    );
    let after = lea
        .send(Call::page(&format!("{page}?saved=comments")))
        .await;
    assert!(after.text().contains("Well done") && after.text().contains("Saved."));
    // The name is there for the next one.
    assert!(after.text().contains("value=\"Léa\""), "{}", after.text());
    let (_, rest) = after.text().split_once("name=\"remove\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    assert!(
        !rest.contains("name=\"remove\""),
        "only their own can be removed"
    );
    // The page of a rejected comment has its text and the reason.
    let long = "y".repeat(1001);
    let typed = fields(&format!("%3C%2Ftextarea%3E%3Cb%3E{long}"));
    let refused = lea.send(form(&address, &typed)).await;
    assert_eq!(refused.status, 422);
    let kept = format!("&lt;/textarea>&lt;b>{long}</textarea>");
    assert!(refused.text().contains(&kept) && refused.text().contains("comment-error"));
    assert!(refused.text().contains("November · Humeur</title>"));
    assert_eq!(refused.header("referrer-policy"), "no-referrer");
    let removed = lea.send(form(&address, &format!("remove={id}"))).await;
    assert_eq!(removed.status, 303);
    assert!(
        !lea.send(Call::page(&page))
            .await
            .text()
            .contains("Well done")
    );
    let again = lea.send(form(&address, &format!("remove={id}"))).await;
    assert!(again.status == 404 && again.text().contains("already removed"));
    assert_eq!(lea.send(Call::new("GET", &address)).await.status, 303);
    // No reader's page or cookie opens a journal.
    assert_eq!(lea.cookie("humeur"), None);
    app.store_is_down(true);
    assert_eq!(lea.send(form(&address, &fields("x"))).await.status, 503);
}

#[tokio::test]
async fn a_reader_comments_on_a_moment_that_the_share_shows() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let mut moments = Vec::new();
    for (title, date) in [("Born", TODAY), ("Before", "2096-11-18")] {
        let draft = json!({"title": title, "date": date});
        let made = ada.send(Call::post_json("/events", &draft)).await.json();
        moments.push(format!("event:{}", made["item"]["id"].as_str().unwrap()));
    }
    let (shown, before) = (&*moments[0], &*moments[1]);
    assert_eq!(own(&ada, before, "private").await.status, 200);
    let draft_of = |moments: bool| {
        json!({
            "name": "Ada", "start": "2096-11-19", "end": TODAY, "comments": true,
            "moments": moments,
        })
    };
    let link = made(&ada, &draft_of(true)).await;
    write(&lea, &link, shown, "What a day!").await;
    assert_eq!(
        texts(&read(&lea, &link, shown).await.json()),
        ["What a day!"]
    );
    let page = lea.send(Call::page(&format!("/s/{}", link.token))).await;
    let page = page.text();
    assert!(page.contains("What a day!") && !page.contains("private"));
    assert!(page.contains(&format!("value=\"{shown}\"")), "{page}");
    // Neither one outside its days, nor any if it shows no moments.
    let without = made(&ada, &draft_of(false)).await;
    for (link, section) in [(&link, before), (&without, shown)] {
        let written = lea.send(draft(&link.token, section, "Léa", "x")).await;
        assert_eq!(written.status, 404);
        assert_eq!(read(&lea, link, section).await.status, 404);
    }
    let page = lea.send(Call::page(&format!("/s/{}", without.token))).await;
    assert!(!page.text().contains("What a day!"));
    // A removed moment shows nothing.
    let id = shown.strip_prefix("event:").unwrap();
    let remove = Call::new("DELETE", &format!("/events/{id}"));
    assert_eq!(ada.send(remove).await.status, 200);
    assert_eq!(read(&lea, &link, shown).await.status, 404);
    let page = lea.send(Call::page(&format!("/s/{}", link.token))).await;
    assert!(!page.text().contains("What a day!"));
}

#[tokio::test]
async fn words_that_come_after_comments_were_switched_off_are_not_lost() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let off = Call::post_json("/account", &json!({"comments": "off"}));
    assert_eq!(ada.send(off).await.status, 200);
    let address = format!("/s/{}/comments", link.token);
    let body = format!("sectionId={SECTION}&author=Lea&text=%3C%2Ftextarea%3Ea+letter");
    let page = lea.send(form(&address, &body)).await;
    assert_eq!(page.status, 403);
    let text = page.text();
    assert!(text.contains("Comments are switched off now"), "{text}");
    assert!(text.contains("&lt;/textarea>a letter"), "{text}");
    // Nothing of it without such words.
    let page = lea.send(Call::page(&format!("/s/{}", link.token))).await;
    assert!(!page.text().contains("textarea"));
}

/// Comments of another share's reader on a section, as many as a flood leaves.
async fn flood(app: &TestApp, ada: &Person, section: &str, first: u16) {
    let user = UserId(ada.user_id().await);
    for number in first..first + 520 {
        let [high, low] = number.to_be_bytes();
        let comment = Comment {
            id: SortableId::new(seconds(NOON) * 1000, [0, 0, 0, 0, 0, 0, 0, 0, high, low]),
            section: Section::parse(section).unwrap(),
            text: CommentText::parse("flood").unwrap(),
            writer: Writer::Reader(Reader {
                name: ReaderName::parse("Eve").unwrap(),
                share: "fedcba9876543210".into(),
                browser: String::new(),
            }),
            created_at: seconds(NOON),
        };
        let put = app.stores().comments.put(&user, &comment, None);
        assert_eq!(put.await, Ok(true));
    }
}

#[tokio::test]
async fn a_flood_through_one_link_hides_nothing_behind_another() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    ada.save("2096-11-19", "okay", "").await;
    let born = json!({"title": "Born", "date": TODAY});
    let born = ada.send(Call::post_json("/events", &born)).await.json();
    let moment = format!("event:{}", born["item"]["id"].as_str().unwrap());
    let draft = json!({
        "name": "Ada", "start": "2096-11-19", "end": TODAY, "comments": true, "moments": true,
    });
    let link = made(&ada, &draft).await;
    for (section, text) in [
        ("day:2096-11-19", "on the day"),
        (&*moment, "on the moment"),
    ] {
        assert_eq!(own(&ada, section, text).await.status, 200);
    }
    flood(&app, &ada, SECTION, 0).await;
    flood(&app, &ada, &moment, 1000).await;
    let page = lea.send(Call::page(&format!("/s/{}", link.token))).await;
    for text in ["on the day", "on the moment"] {
        assert!(page.text().contains(text), "{text}");
    }
    // Nor does the list tell that there are others.
    let list = read(&lea, &link, &moment).await.json();
    assert_eq!(
        (texts(&list), &list["next"]),
        (vec!["on the moment"], &Value::Null)
    );
}

#[tokio::test]
async fn a_reader_is_marked_under_any_name() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    assert_eq!(own(&ada, SECTION, "hers").await.status, 200);
    let forged = lea
        .send(draft(&link.token, SECTION, "Ada", "not hers"))
        .await;
    assert_eq!(forged.status, 200);
    let marked = "<bdi>Ada</bdi><span class=\"by-link\"> (<!>by link<!>)</span>";
    let page = app
        .person()
        .send(Call::page(&format!("/s/{}", link.token)))
        .await;
    let page = page.text().replace("<!>", "");
    let marked = marked.replace("<!>", "");
    assert_eq!(
        (
            page.matches("<bdi>Ada</bdi>").count(),
            page.matches(&marked).count()
        ),
        (2, 1)
    );
    let page = ada.send(Call::page("/new-comments")).await;
    assert!(
        page.text().replace("<!>", "").contains(&marked),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_reader_sees_their_words_on_a_day_without_an_entry() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    write(&lea, &link, "day:2096-11-19", "where were you").await;
    let page = lea.send(Call::page(&format!("/s/{}", link.token))).await;
    let page = page.text();
    let [before, after] = ["Monday 19", "Tuesday 20"].map(|day| page.find(&format!("<h2>{day}")));
    let words = page.find("where were you");
    assert!(before < words && words < after, "{page}");
}

#[tokio::test]
async fn the_owner_reads_and_answers_the_comments_on_a_whole_share() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    write(&lea, &link, &format!("share:{}", link.id), "for all of it").await;
    let page = format!("/sharing/{}", link.id);
    for list in ["/sharing", "/new-comments"] {
        let list = ada.send(Call::page(list)).await;
        let list = list.text();
        assert!(
            list.contains(&format!("href=\"{page}#comments\"")),
            "{list}"
        );
    }
    let body = format!("sectionId=share:{}&text=thank+you", link.id);
    let answered = form(&format!("/comments?_back={page}%23comments"), &body);
    let answered = ada.send(answered).await;
    assert_eq!(answered.status, 303, "{}", answered.text());
    let shown = ada.send(Call::page(&page)).await;
    assert_eq!(shown.status, 200);
    for text in ["for all of it", "Léa", "thank you", "Not opened yet"] {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }
    let others = app.person().send(Call::page(&page)).await;
    assert_eq!(others.status, 404);

    let revoke = Call::new("DELETE", &format!("/shares?id={}", link.id));
    assert_eq!(ada.send(revoke).await.status, 200);
    let ended = ada.send(Call::page(&page)).await;
    assert_eq!(ended.status, 200);
    let text = ended.text();
    assert!(text.contains("This link has ended"), "{text}");
    assert!(!text.contains("name=\"sectionId\""), "{text}");
    let late = form(&format!("/comments?_back={page}"), &body);
    let late = ada.send(late).await;
    assert_eq!(late.status, 404);
    assert!(
        late.text().contains("\nthank you</textarea>"),
        "{}",
        late.text()
    );
}

#[tokio::test]
async fn words_that_can_not_be_saved_can_be_copied() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let body = format!("sectionId={SECTION}&author=Lea&text=a+long+letter");
    let send = async |token: &str, status| {
        let page = lea.send(form(&format!("/s/{token}/comments"), &body)).await;
        assert_eq!(page.status, status);
        assert!(
            page.text().contains("\na long letter</textarea>"),
            "{}",
            page.text()
        );
    };
    app.store_is_down(true);
    send(&link.token, 503).await;
    app.store_is_down(false);
    let revoke = Call::new("DELETE", &format!("/shares?id={}", link.id));
    assert_eq!(ada.send(revoke).await.status, 200);
    send(&link.token, 404).await;
    let locked = json!({
        "name": "Ada", "start": TODAY, "end": TODAY, "comments": true, "passphrase": "canal and rain",
    });
    send(&made(&ada, &locked).await.token, 401).await;
    // The owner's, on a moment that is gone.
    let unknown = "019abc22-79b0-7cc3-98c4-dc0c0c07398f";
    let address = format!("/comments?_back=/moments/{unknown}%23comments");
    let body = format!("sectionId=event:{unknown}&text=a+long+letter");
    let page = ada.send(form(&address, &body)).await;
    assert_eq!(page.status, 404);
    assert!(
        page.text().contains("\na long letter</textarea>"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_reader_removes_their_words_while_comments_are_switched_off() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let item = write(&lea, &link, SECTION, "I regret this").await;
    let off = Call::post_json("/account", &json!({"comments": "off"}));
    assert_eq!(ada.send(off).await.status, 200);
    assert_eq!(
        app.person().send(remove(&link, &item["id"])).await.status,
        404
    );
    assert_eq!(lea.send(remove(&link, &item["id"])).await.status, 200);
    assert_eq!(
        texts(&ada.send(Call::get("/comments")).await.json()),
        Vec::<&str>::new()
    );
}

#[tokio::test]
async fn other_sites_neither_write_nor_choose() {
    let app = TestApp::open().await;
    let (ada, lea) = (ada(&app).await, app.person());
    let link = share(&ada, true).await;
    let page = format!("/s/{}", link.token);
    let body = format!("sectionId={SECTION}&author=Lea&text=x");
    for address in [format!("{page}/comments"), page.clone()] {
        let kind = "application/x-www-form-urlencoded";
        let call = Call::post(&address, kind, body.clone()).with("sec-fetch-site", "cross-site");
        let answer = lea.send(call).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (403, ""));
    }
    assert_eq!(
        texts(&ada.send(Call::get("/comments")).await.json()),
        Vec::<&str>::new()
    );
    let choice = format!("{page}?tz=Etc/GMT-12&dayend=4&keep=later");
    for (site, sets) in [("cross-site", false), ("same-origin", true)] {
        let call = Call::get(&choice).with("sec-fetch-site", site);
        let answer = lea.send(call).await;
        assert_eq!(
            (answer.status, answer.header("set-cookie").is_empty()),
            (303, !sets)
        );
    }
}

//! Authorisation: every server function and every page, for every kind of caller.
//!
//! A row has the status of each caller. Ada's journal is the one at stake: no answer to anybody but
//! her and her own keys contains anything of it. The test fails if a function or a page has no row.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use app::{
    domain::moment::{MomentId, Photo, PhotoId, PhotoSize},
    ports::{PhotoKey, UserId},
    ui::App,
};
use serde_json::{Value, json};
use test_kit::{
    accounts::accept,
    answer::Answer,
    openapi::DOCUMENT,
    person::{Call, Person},
    test_app::{NOON, OPERATOR, TODAY, TestApp, seconds},
};

/// The callers, in the order of the columns.
const CALLERS: [&str; 11] = [
    "no session",
    "an anonymous journal",
    "her own session",
    "another's session, which names her journal where it can",
    "her key that logs",
    "her key that reads",
    "her full key",
    "another's full key, which names her journal where it can",
    "her expired key",
    "her revoked key",
    "the operator",
];
/// The order in which they call. She comes last: her call may end her session or erase her journal.
const ORDER: [usize; 11] = [8, 9, 10, 3, 7, 0, 1, 4, 5, 6, 2];
/// The callers that may see her journal.
const HERS: [usize; 3] = [2, 5, 6];

/// The identifier of her photo.
const PHOTO: &str = "019abc23-5c10-7d1e-8a52-0f5b7c6d9e21";
/// The note of her day and the name of her keys.
const PRIVATE: &str = "for my eyes only";

/// A function or page, its arguments, and the expected statuses.
struct Row {
    method: &'static str,
    path: &'static str,
    arguments: Value,
    /// True if the call can name a journal.
    names_journal: bool,
    statuses: [u16; 11],
}

fn function(
    method: &'static str,
    path: &'static str,
    arguments: Value,
    statuses: [u16; 11],
) -> Row {
    Row {
        method,
        path,
        arguments,
        names_journal: false,
        statuses,
    }
}

/// A function with the argument `userId`.
fn of_journal(
    method: &'static str,
    path: &'static str,
    arguments: Value,
    statuses: [u16; 11],
) -> Row {
    Row {
        names_journal: true,
        ..function(method, path, arguments, statuses)
    }
}

const fn page(path: &'static str, statuses: [u16; 11]) -> Row {
    Row {
        method: "PAGE",
        path,
        arguments: Value::Null,
        names_journal: false,
        statuses,
    }
}

/// Functions that need [`Right::Account`](app::domain::account::Right): no key reaches them. `cookies`
/// are the statuses of the four callers with a cookie or none.
const fn account(cookies: [u16; 4]) -> [u16; 11] {
    let [none, anonymous, own, other] = cookies;
    [
        none, anonymous, own, other, 403, 403, 403, 403, 401, 401, 403,
    ]
}

/// Calls of the operator, with the status of theirs.
const fn operator(status: u16) -> [u16; 11] {
    [401, 401, 401, 401, 403, 403, 403, 403, 401, 401, status]
}

/// Pages, which no key opens.
const PAGE: [u16; 11] = [200, 200, 200, 200, 403, 403, 403, 403, 401, 401, 403];
/// A page about a provider or an invitation, where there is none.
const NO_PAGE: [u16; 11] = [404, 404, 404, 404, 403, 403, 403, 403, 401, 401, 403];

fn table() -> Vec<Row> {
    let week = || json!({"start": TODAY, "end": TODAY});
    let draft = json!({"day": TODAY, "mood": "good", "note": PRIVATE});
    let passkey = || json!({"credential": "x"});
    let reminder = json!({
        "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/x",
        "p256dh": "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY",
        "auth": "_ordMnz7uTCmrpBTeUV4Bw",
        "hour": 21,
        "timeZone": "Etc/UTC",
    });
    vec![
        // The journal.
        of_journal(
            "POST",
            "/mood",
            draft,
            [200, 200, 200, 403, 200, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/mood/week",
            week(),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/mood",
            json!({"day": TODAY}),
            [404, 200, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/moods",
            week(),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/stats",
            week(),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/report/{date}",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/metrics/{date}",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/metrics/{type}/{date}",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/signals",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/signals/{id}",
            json!({}),
            // No signal is configured.
            [404, 404, 404, 403, 403, 404, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/reminder",
            reminder,
            [200, 200, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/reminder",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/reminder",
            json!({"id": "0"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/versions",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/versions",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/versions",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/events",
            json!({"title": PRIVATE, "date": TODAY}),
            [200, 200, 200, 403, 200, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/events",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/events/{id}",
            json!({}),
            [404, 404, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "PUT",
            "/events/{id}",
            json!({"location": "Lyon"}),
            [404, 404, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/events/{id}",
            json!({}),
            // Her full key comes before her session.
            [404, 404, 404, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/events/{id}/upload-url",
            json!({"type": "image/png", "length": 7, "checksum": "A".repeat(43) + "="}),
            [404, 404, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/events/{id}/photos",
            // Nothing was uploaded.
            json!({"key": "019abc22-79b0-7cc3-98c4-dc0c0c07398f"}),
            [404, 404, 409, 403, 403, 403, 409, 403, 401, 401, 403],
        ),
        of_journal(
            "PUT",
            "/events/{id}/photos/{photo}",
            json!({"alt": PRIVATE}),
            [404, 404, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/events/{id}/photos/{photo}",
            json!({}),
            // Her full key comes before her session.
            [404, 404, 404, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/tag",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/tag",
            json!({"from": "x", "to": "y", "confirm": "yes"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/tag/undo",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/comments",
            json!({"sectionId": format!("day:{TODAY}"), "text": PRIVATE}),
            [200, 200, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/comments",
            json!({"sectionId": format!("day:{TODAY}")}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/comments",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/comments/seen",
            json!({"until": "019ac2d3-7f00-7a1e-9c4d-2f6b8e0d1a57"}),
            [401, 200, 200, 403, 403, 403, 200, 403, 401, 401, 403],
        ),
        // Imports. The body of an import is its file, here one of no known format.
        function(
            "POST",
            "/import",
            json!({}),
            [422, 422, 422, 422, 403, 403, 422, 422, 401, 401, 403],
        ),
        of_journal(
            "GET",
            "/import",
            json!({}),
            [200, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        of_journal(
            "DELETE",
            "/import",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/import/answers",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        of_journal(
            "POST",
            "/import/apply",
            json!({"id": "x"}),
            [404, 404, 404, 403, 403, 403, 404, 403, 401, 401, 403],
        ),
        // The account.
        of_journal("GET", "/account", json!({}), account([200, 200, 200, 403])),
        of_journal(
            "POST",
            "/account",
            json!({"theme": "dark"}),
            account([401, 200, 200, 403]),
        ),
        of_journal(
            "DELETE",
            "/account",
            json!({"confirm": "erase"}),
            account([401, 200, 200, 403]),
        ),
        function("GET", "/sessions", json!({}), account([200, 200, 200, 200])),
        function(
            "DELETE",
            "/sessions",
            json!({"id": "{session}"}),
            account([404, 404, 200, 404]),
        ),
        function(
            "POST",
            "/auth/sign-out",
            json!({}),
            account([409, 409, 200, 200]),
        ),
        // The ways in.
        of_journal(
            "GET",
            "/auth/ways",
            json!({}),
            account([200, 200, 200, 403]),
        ),
        function(
            "POST",
            "/auth/ways",
            json!({"kind": "passkey", "id": "x", "name": "x"}),
            account([404, 404, 404, 404]),
        ),
        function(
            "DELETE",
            "/auth/ways",
            json!({"kind": "passkey", "id": "x"}),
            account([404, 404, 404, 404]),
        ),
        // The tests' host has no HTTPS, so no passkeys.
        function(
            "POST",
            "/auth/passkey/register/begin",
            json!({}),
            account([422, 422, 422, 422]),
        ),
        function(
            "POST",
            "/auth/passkey/register/finish",
            passkey(),
            account([400, 400, 400, 400]),
        ),
        function(
            "POST",
            "/auth/passkey/sign-in/begin",
            json!({}),
            account([422, 422, 422, 422]),
        ),
        function(
            "POST",
            "/auth/passkey/sign-in/finish",
            passkey(),
            account([400, 400, 400, 400]),
        ),
        function(
            "POST",
            "/auth/recovery/new",
            json!({}),
            account([200, 200, 200, 200]),
        ),
        function(
            "POST",
            "/auth/recovery",
            json!({"code": "E62S-GK1R-TQFM-XJW4-05QE-ZAQF-HQFT-MSSR"}),
            account([401, 401, 401, 401]),
        ),
        function(
            "POST",
            "/auth/link/new",
            json!({}),
            account([409, 409, 200, 200]),
        ),
        function(
            "POST",
            "/auth/link",
            json!({"code": "2YJE-TZFK"}),
            account([401, 401, 401, 401]),
        ),
        function(
            "POST",
            "/auth/invitation",
            json!({"token": "x"}),
            account([404, 404, 409, 409]),
        ),
        // Keys.
        function(
            "POST",
            "/keys",
            json!({"name": PRIVATE, "scope": "log"}),
            account([403, 403, 200, 200]),
        ),
        function("GET", "/keys", json!({}), account([200, 200, 200, 200])),
        function(
            "DELETE",
            "/keys",
            json!({"id": "{key}"}),
            account([404, 404, 200, 404]),
        ),
        // Exports.
        of_journal(
            "GET",
            "/export",
            json!({"format": "csv"}),
            [401, 200, 200, 403, 403, 200, 200, 403, 401, 401, 403],
        ),
        function(
            "POST",
            "/feeds",
            json!({"notes": "yes"}),
            account([401, 200, 200, 200]),
        ),
        function("GET", "/feeds", json!({}), account([200, 200, 200, 200])),
        // A key is no feed.
        function(
            "DELETE",
            "/feeds",
            json!({"id": "{key}"}),
            account([404, 404, 404, 404]),
        ),
        // Shares.
        of_journal(
            "POST",
            "/shares",
            json!({"name": "x", "start": TODAY, "end": TODAY}),
            account([401, 200, 200, 403]),
        ),
        of_journal("GET", "/shares", json!({}), account([200, 200, 200, 403])),
        of_journal(
            "DELETE",
            "/shares",
            json!({"id": "x"}),
            account([404, 404, 404, 403]),
        ),
        // The operator's.
        function(
            "POST",
            "/users",
            json!({"email": "new@example.org", "name": "New"}),
            operator(200),
        ),
        function(
            "GET",
            "/users",
            json!({"email": "ada@example.org"}),
            operator(200),
        ),
        function(
            "POST",
            "/users/invitation",
            json!({"email": "ada@example.org"}),
            operator(409),
        ),
        function("GET", "/health", json!({}), [200; 11]),
        // The pages.
        page("/", PAGE),
        page("/api", PAGE),
        page("/insight", PAGE),
        page("/settings", PAGE),
        page("/calendar", PAGE),
        page("/calendar/{period}", PAGE),
        page("/moments", PAGE),
        page(
            "/moments/{id}",
            [404, 404, 200, 404, 403, 403, 403, 403, 401, 401, 403],
        ),
        page("/reports/{date}", PAGE),
        page("/search", PAGE),
        page("/tags", PAGE),
        page("/sharing", PAGE),
        page(
            "/sharing/{share}",
            [404, 404, 200, 404, 403, 403, 403, 403, 401, 401, 403],
        ),
        page("/sign-in", PAGE),
        page("/link", PAGE),
        page("/erase", PAGE),
        page("/imports", PAGE),
        page("/exports", PAGE),
        page("/new-comments", PAGE),
        page("/auth/oidc", NO_PAGE),
        page("/invitation", NO_PAGE),
        page("/other-versions", PAGE),
        page("/offline", PAGE),
    ]
}

/// The downloads: neither functions nor pages.
fn downloads() -> [Row; 2] {
    ["/data.json", "/data.csv"].map(|path| Row {
        method: "GET",
        ..page(path, PAGE)
    })
}

/// Her photo.
fn photo() -> Row {
    let statuses = [404, 404, 200, 404, 403, 200, 200, 404, 401, 401, 403];
    Row {
        method: "GET",
        ..page("/photos/{id}/{photo}/large", statuses)
    }
}

/// Addresses whose secret is all that counts: a signed link, a feed's and a share's. `export.rs`, `shares/`
/// and `photos/` have valid ones.
fn secret_links() -> [Row; 4] {
    let links = [
        ("/files/exports/x", 403),
        ("/feed/x.ics", 404),
        ("/s/x", 404),
        ("/s/x/photos/{id}/{photo}/large", 404),
    ];
    links.map(|(path, status)| Row {
        method: "GET",
        ..page(path, [status; 11])
    })
}

/// The addresses of a provider that is not configured. `oidc/` tests them with one.
fn provider() -> [Row; 3] {
    let paths = [
        "/auth/oidc/start",
        "/auth/oidc/callback",
        "/auth/oidc/sign-out",
    ];
    paths.map(|path| Row {
        method: "GET",
        ..page(path, NO_PAGE)
    })
}

/// Ada with her journal and keys, and the others.
struct World {
    app: TestApp,
    ada: Person,
    eve: Person,
    grace: Person,
    /// Her keys: log, read, full, expired, revoked; and Eve's full one.
    keys: [String; 6],
    user: String,
    key: String,
    session: String,
    moment: String,
    share: String,
}

impl World {
    async fn open() -> Self {
        let app = TestApp::open().await;
        let (ada, eve, grace) = (
            app.account("ada@example.org").await,
            app.account("eve@example.org").await,
            app.person(),
        );
        for person in [&ada, &eve, &grace] {
            let note = if std::ptr::eq(person, &raw const ada) {
                PRIVATE
            } else {
                ""
            };
            person.save(TODAY, "good", note).await;
        }
        let create = |person, scope: &'static str, expires_at: i64| {
            create_key(person, PRIVATE, scope, expires_at)
        };
        let (key, log) = create(&ada, "log", 0).await;
        let (_, read) = create(&ada, "read", 0).await;
        let (_, full) = create(&ada, "full", 0).await;
        let (_, expired) = create(&ada, "full", seconds(NOON) + 60).await;
        let (revoked_id, revoked) = create(&ada, "full", 0).await;
        let revoke = Call::new("DELETE", &format!("/keys?id={revoked_id}"));
        assert_eq!(ada.send(revoke).await.status, 200);
        let (_, others) = create_key(&eve, "hers", "full", 0).await;
        app.at("2096-11-20T12:02:00Z");
        let sessions = ada.send(Call::get("/sessions")).await.json();
        let session = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
        let moment = Call::post_json("/events", &json!({"title": PRIVATE, "date": TODAY}));
        let moment = ada.send(moment).await.json()["item"]["id"].clone();
        let moment = moment.as_str().unwrap().to_owned();
        let share = json!({"name": "Ada", "start": TODAY, "end": TODAY});
        let share = ada.send(Call::post_json("/shares", &share)).await.json();
        let share = share["share"]["id"].as_str().unwrap().to_owned();
        let user = ada.user_id().await;
        let (id, owner) = (MomentId::parse(&moment).unwrap(), UserId(user.clone()));
        let photo = Photo {
            id: PhotoId::parse(PHOTO).unwrap(),
            alt: None,
            width: 4,
            height: 3,
        };
        let files = PhotoKey::new(&owner, &id, &photo.id);
        for size in PhotoSize::ALL {
            let path = app.files().join(files.picture(size));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, PRIVATE).unwrap();
        }
        let moments = &app.stores().moments;
        let added = moments.set_photos(&owner, &id, &[], &[photo]).await;
        assert_eq!(added, Ok(true));
        Self {
            moment,
            share,
            user,
            keys: [log, read, full, expired, revoked, others],
            app,
            ada,
            eve,
            grace,
            key,
            session,
        }
    }

    async fn send(&self, row: &Row, caller: usize) -> Answer {
        let names_hers = row.names_journal && matches!(caller, 3 | 7);
        let call = self.call(row, names_hers);
        let [log, read, full, expired, revoked, others] = &self.keys;
        let nobody = self.app.person();
        match caller {
            0 => nobody.send(call).await,
            1 => self.grace.send(call).await,
            2 => self.ada.send(call).await,
            3 => self.eve.send(call).await,
            4 => nobody.send(call.with_key(log)).await,
            5 => nobody.send(call.with_key(read)).await,
            6 => nobody.send(call.with_key(full)).await,
            7 => nobody.send(call.with_key(others)).await,
            8 => nobody.send(call.with_key(expired)).await,
            9 => nobody.send(call.with_key(revoked)).await,
            _ => nobody.send(call.with_key(OPERATOR)).await,
        }
    }

    fn call(&self, row: &Row, names_hers: bool) -> Call {
        if row.method == "PAGE" {
            return Call::page(&self.path(row));
        }
        let mut arguments = row.arguments.as_object().cloned().unwrap_or_default();
        if names_hers {
            arguments.insert("userId".into(), json!(self.user));
        }
        for value in arguments.values_mut() {
            match value.as_str() {
                Some("{session}") => *value = json!(self.session),
                Some("{key}") => *value = json!(self.key),
                _ => {}
            }
        }
        if row.method == "POST" {
            return Call::post_json(&self.path(row), &Value::Object(arguments));
        }
        if row.method == "PUT" {
            return Call::new("PUT", &self.path(row))
                .with("content-type", "application/json")
                .carrying(Value::Object(arguments).to_string().as_bytes());
        }
        let pairs = arguments
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_str().unwrap().replace('@', "%40")));
        let query = pairs.collect::<Vec<_>>().join("&");
        Call::new(row.method, &format!("{}?{query}", self.path(row)))
    }

    fn path(&self, row: &Row) -> String {
        let path = row.path.replace("{period}", TODAY);
        let path = path.replace("{id}", &self.moment);
        let path = path.replace("{share}", &self.share);
        let path = path.replace("{type}", "note").replace("{date}", TODAY);
        path.replace("{photo}", PHOTO)
    }
}

async fn create_key(person: &Person, name: &str, scope: &str, expires_at: i64) -> (String, String) {
    let key = json!({"name": name, "scope": scope, "expiresAt": expires_at});
    let created = person.send(Call::post_json("/keys", &key)).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&created["key"]["id"]), text(&created["secret"]))
}

#[tokio::test]
async fn every_function_and_page_has_a_row() {
    let _app = TestApp::open().await;
    let functions = leptos::server_fn::axum::server_fn_paths();
    let functions = functions.map(|(path, method)| (method.to_string(), path.to_owned()));
    let pages = leptos_axum::generate_route_list(App);
    let pages = pages
        .iter()
        .map(|page| ("PAGE".to_owned(), page.path().to_owned()));
    let all: BTreeSet<_> = functions.chain(pages).collect();
    let rows = table()
        .into_iter()
        .map(|row| (row.method.to_owned(), row.path.to_owned()));
    assert_eq!(rows.collect::<BTreeSet<_>>(), all);
}

#[tokio::test]
async fn every_caller_gets_the_status_of_the_table_and_nothing_of_ada() {
    let mut wrong = Vec::new();
    let others = downloads().into_iter().chain(secret_links());
    let others = others.chain([photo()]);
    for row in table().into_iter().chain(others).chain(provider()) {
        let world = World::open().await;
        let mut found = [0; 11];
        for caller in ORDER {
            // A caller before may have removed the day.
            if row.method == "DELETE" && row.path == "/mood" {
                world.ada.save(TODAY, "good", PRIVATE).await;
            }
            let answer = world.send(&row, caller).await;
            found[caller] = answer.status;
            // A link's code and a key's text are made for the caller, who may have given the name.
            let is_hers = HERS.contains(&caller) || row.method == "POST";
            let seen = String::from_utf8_lossy(&answer.body);
            let leaks = [PRIVATE, &world.user]
                .iter()
                .any(|text| seen.contains(text));
            let by_operator = caller == 10 && row.path.starts_with("/users");
            assert!(
                is_hers || by_operator || !leaks,
                "{} {}: {}",
                row.method,
                row.path,
                CALLERS[caller]
            );
        }
        for (caller, (found, expected)) in found.iter().zip(row.statuses).enumerate() {
            if *found != expected {
                wrong.push(format!(
                    "{} {}: {found} instead of {expected} for {}",
                    row.method, row.path, CALLERS[caller]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The scopes that `openapi.json` names are those that the calls accept.
#[test]
fn the_document_names_the_scope_of_every_call() {
    for row in table().iter().filter(|row| row.method != "PAGE") {
        let operation = &DOCUMENT["paths"][row.path][row.method.to_ascii_lowercase()];
        let ways = operation["security"].as_array().unwrap();
        let scopes = |scheme: &str| ways.iter().find_map(|way| way.get(scheme)).cloned();
        // A key that logs, reads, does both.
        let expected = match [4, 5, 6].map(|caller| row.statuses[caller] != 403) {
            [true, false, true] => Some(json!(["log"])),
            [false, true, true] => Some(json!(["read"])),
            [false, false, true] => Some(json!(["full"])),
            // No key is refused, because none is needed, or every key is.
            _ => None,
        };
        for scheme in ["bearer", "apiKey"] {
            assert_eq!(scopes(scheme), expected, "{} {}", row.method, row.path);
        }
    }
}

/// The day that a row's calls may not change: only her own session and her keys that write do.
#[tokio::test]
async fn nobody_else_changes_her_journal() {
    let world = World::open().await;
    for (minute, row) in table().into_iter().enumerate() {
        // No key reaches its limit.
        let (hour, minute) = (12 + minute / 60, minute % 60);
        world.app.at(&format!("2096-11-20T{hour}:{minute:02}:00Z"));
        for caller in [0, 1, 3, 5, 7, 8, 9, 10] {
            world.send(&row, caller).await;
        }
    }
    assert_eq!(
        world.ada.journal().await,
        [format!("{TODAY} good {PRIVATE}")]
    );
    let moments = world.ada.send(Call::get("/events")).await.json();
    let moments = moments["items"].as_array().unwrap();
    let is_private = |moment: &&Value| moment["title"] == PRIVATE;
    assert_eq!(moments.iter().filter(is_private).count(), moments.len());
    assert!(moments.iter().any(|moment| moment["id"] == world.moment));
    let keys = world.ada.send(Call::get("/keys")).await.json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 3);
    let sessions = world.ada.send(Call::get("/sessions")).await.json();
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_invitation_is_no_way_around_a_key() {
    let world = World::open().await;
    let token = world.app.invitation("new@example.org").await;
    for key in &world.keys {
        let answer = world.app.person().send(accept(&token).with_key(key)).await;
        assert!(matches!(answer.status, 401 | 403));
    }
    assert_eq!(world.app.person().send(accept(&token)).await.status, 200);
}

//! The reference of the API at `/api`: the page, and its examples, which run as it shows them.
#![cfg(all(unix, feature = "local"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};
use test_kit::{
    openapi::{DOCUMENT, resolve, validate},
    person::{Call, Person},
    signals::{bitcoin, temperature},
    test_app::{NOON, OPERATOR, TODAY, TestApp},
};
use tokio::net::TcpListener;

/// The moment of the document's examples.
const MOMENT: &str = "/events/019abc22-79b0-7cc3-98c4-dc0c0c07398f";
/// The address of the user in the document's examples.
const USER: &str = "ada@example.org";

/// The examples that name what a new journal lacks, with their statuses. All others succeed.
const LACKING: [(&str, u16); 11] = [
    ("addPhoto", 409),
    ("answerImport", 404),
    ("applyImport", 404),
    ("describePhoto", 404),
    ("discardVersion", 404),
    ("removeComment", 404),
    ("removePhoto", 404),
    ("removeReminder", 404),
    ("undoImport", 404),
    ("undoTag", 404),
    ("useVersion", 404),
];

/// An example as the page shows it.
struct Example {
    /// Of its operation.
    id: String,
    lines: String,
}

/// An app that listens on a port of this machine, with the journal that the examples are about.
struct Site {
    _app: TestApp,
    url: String,
    key: String,
}

impl Site {
    async fn open(id: &str) -> Self {
        let app = TestApp::with_signals(&[temperature(), bitcoin()]).await;
        let person = app.account("grace@example.org").await;
        let (_, key) = person.create_key("full").await;
        person.save(TODAY, "good", "a walk, after #work").await;
        let moment =
            json!({"title": "Lea is born", "date": TODAY, "baseVersion": 0, "mutationId": "m"});
        let moment = Call::new("PUT", MOMENT)
            .with("content-type", "application/json")
            .carrying(moment.to_string().as_bytes());
        assert_eq!(person.send(moment).await.status, 200);
        if matches!(id, "findUser" | "inviteAgain") {
            assert_eq!(app.create_user(USER, "Ada").await.status, 200);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, app.service()).into_future());
        Self {
            _app: app,
            url,
            key,
        }
    }

    /// Runs a command with the variables that the page asks for.
    fn run(&self, command: &mut Command, id: &str) -> Output {
        let is_operators = matches!(id, "createUser" | "findUser" | "inviteAgain");
        let key = if is_operators { OPERATOR } else { &self.key };
        command
            .env("HUMEUR_URL", &self.url)
            .env("HUMEUR_KEY", key)
            // No proxy stands before this machine.
            .env("NO_PROXY", "*")
            .env("no_proxy", "*");
        command.output().unwrap_or_else(|error| {
            let name = command.get_program().display();
            panic!("{name} can't be started ({error}): run `make test`, which installs it")
        })
    }
}

async fn page(person: &Person, lang: &str) -> String {
    let page = Call::page("/api").with("accept-language", lang);
    let answer = person.send(page).await;
    assert_eq!(answer.status, 200);
    answer.text().to_owned()
}

/// The examples of the page in a language, moved by seventy years: the tests' clock is that far ahead.
async fn examples(language: &str) -> Vec<Example> {
    let app = TestApp::open().await;
    let html = page(&app.person(), "en").await;
    let blocks = html.split("<pre id=\"").skip(1);
    let blocks = blocks.filter_map(|block| {
        let (id, rest) = block.split_once('"')?;
        let id = id.strip_suffix(language)?.strip_suffix('-')?;
        let code = rest.split_once("<code>")?.1.split_once("</code>")?.0;
        let code = code.replace("&lt;", "<").replace("&gt;", ">");
        Some(Example {
            id: id.to_owned(),
            lines: code.replace("&amp;", "&").replace("2026-", &NOON[..5]),
        })
    });
    blocks.collect()
}

/// The operation of an identifier.
fn operation(id: &str) -> &'static Value {
    let paths = DOCUMENT["paths"].as_object().unwrap().values();
    let mut operations = paths.flat_map(|methods| methods.as_object().unwrap().values());
    operations.find(|it| it["operationId"] == id).unwrap()
}

fn expected(id: &str) -> u16 {
    let lacking = LACKING.iter().find(|(name, _)| *name == id);
    lacking.map_or(200, |(_, status)| *status)
}

#[tokio::test]
async fn every_call_that_a_key_opens_has_examples() {
    let paths = DOCUMENT["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|methods| methods.as_object().unwrap().values());
    let is_open = |operation: &&Value| {
        let ways = operation["security"].as_array().unwrap();
        let keys = ["bearer", "operator"];
        let has_key = |way: &Value| keys.iter().any(|key| way.get(key).is_some());
        ways.iter().any(has_key) || operation["operationId"] == "healthCheck"
    };
    let open: BTreeSet<_> = operations
        .filter(is_open)
        .map(|it| it["operationId"].as_str().unwrap().to_owned())
        .collect();
    for language in ["curl", "python"] {
        let shown = examples(language).await.into_iter().map(|it| it.id);
        assert_eq!(shown.collect::<BTreeSet<_>>(), open, "{language}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_with_curl_run_as_printed() {
    let home = tempfile::tempdir().unwrap();
    let settings = "silent\nshow-error\nwrite-out = \"\\n%{http_code}\"\n";
    std::fs::write(home.path().join(".curlrc"), settings).unwrap();
    for Example { id, lines } in examples("curl").await {
        let site = Site::open(&id).await;
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &lines]).env("CURL_HOME", home.path());
        let output = site.run(&mut shell, &id);
        let printed = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let (body, status) = printed
            .rsplit_once('\n')
            .unwrap_or_else(|| panic!("{id}: {errors}"));
        assert_eq!(status, expected(&id).to_string(), "{lines}\n{body}{errors}");
        let answer = resolve(&operation(&id)["responses"][status]);
        let schema = &answer["content"]["application/json"]["schema"];
        validate(schema, &serde_json::from_str(body).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_with_python_run_as_printed() {
    for Example { id, lines } in examples("python").await {
        let site = Site::open(&id).await;
        let output = site.run(Command::new("python3").args(["-c", &lines]), &id);
        let printed = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let status = expected(&id);
        if status == 200 {
            assert!(printed.starts_with("200 {"), "{lines}\n{printed}{errors}");
        } else {
            let error = format!("HTTP Error {status}:");
            assert!(errors.contains(&error), "{lines}\n{printed}{errors}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_typed_client_saves_reads_and_removes_a_day() {
    let site = Site::open("").await;
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/client");
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", "example", "--", "2096-11-21"])
        .current_dir(client);
    let output = site.run(&mut npm, "");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "run `make test`: {errors}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = printed.lines().rev().take(4).collect();
    assert_eq!(
        lines,
        [
            "removed again: 404, not_found",
            "removed: 2096-11-21",
            "read: good, a walk by the canal",
            "saved: good, version 1",
        ]
    );
}

#[tokio::test]
async fn the_reference_is_english_in_a_frame_of_the_visitors_language() {
    let app = TestApp::open().await;
    let html = page(&app.person(), "fr").await;
    assert!(html.contains("<html lang=\"fr\""));
    assert!(html.contains("La référence est en anglais."));
    assert!(html.contains("<div lang=\"en\"><nav aria-label=\"Contents\" class=\"spans\">"));
    assert!(html.contains("export HUMEUR_URL=http://"));
    assert!(html.contains("href=\"#tag-moods\">Moods</a>"));
    assert!(html.contains("Needs a key of scope <code>log</code> or <code>full</code>"));
}

//! The log of account functions at its finest level has nothing that a caller sends, and no secret that the
//! program makes.

use serde_json::{Value, json};

use test_kit::{
    openapi::{self, operations},
    process::{Server, request},
};

/// A text in every place that a caller controls.
const SENT: &str = "marker-sent-3c9a";
const OPERATOR: &str = "marker-operator-key-6d51-of-this-installation";
const EMAIL: &str = "marker-email-88d0@example.org";
const NAME: &str = "marker-name-41fe";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The server, and its whole output once it has ended.
struct Program {
    server: Server,
    _home: tempfile::TempDir,
}

impl Program {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let variables = [
            ("HUMEUR_LOG", "trace"),
            ("RUST_LOG", "trace"),
            ("HUMEUR_OPERATOR_KEY", OPERATOR),
        ];
        Self {
            server: Server::start(home.path(), &variables),
            _home: home,
        }
    }

    /// Expects that none of these was printed.
    fn check(mut self, private: &[String]) {
        self.server.terminate();
        assert!(self.server.ended().success());
        let (stdout, stderr) = self.server.printed();
        assert_eq!(stderr, "");
        for text in private {
            assert!(text.len() > 7, "{text:?} might be anywhere");
            assert!(!stdout.contains(text.as_str()), "{text} is in {stdout}");
        }
    }
}

/// A client with its session.
struct Client<'a> {
    server: &'a Server,
    cookie: String,
    /// Every value of the session cookie so far.
    secrets: Vec<String>,
}

impl<'a> Client<'a> {
    fn new(server: &'a Server) -> Self {
        let mut client = Self {
            server,
            cookie: String::new(),
            secrets: Vec::new(),
        };
        client.send("GET /mood/week?start=2026-01-01&end=2026-01-01", "");
        client
    }

    fn send(&mut self, head: &str, body: &str) -> (u16, Value) {
        let head = format!("{head}\nCookie: {}\nUser-Agent: {SENT}", self.cookie);
        let reply = self.server.send(&request(&head, body)).unwrap();
        if let Some(value) = reply.header("set-cookie").strip_prefix("humeur=") {
            let value = value.split(';').next().unwrap();
            self.cookie = format!("humeur={value}");
            self.secrets
                .extend((!value.is_empty()).then(|| value.to_owned()));
        }
        let body = serde_json::from_str(&reply.body).unwrap_or_default();
        (reply.status, body)
    }

    /// Calls a function with JSON, and expects success.
    #[track_caller]
    fn call(&mut self, head: &str, body: &Value) -> Value {
        let (status, answer) =
            self.send(&format!("{head}\nContent-Type: {JSON}"), &body.to_string());
        assert_eq!(status, 200, "{head}: {answer}");
        answer
    }
}

/// The names of an operation's arguments: in its query, or in its body.
fn arguments(path: &str, method: &str) -> (Vec<String>, Vec<String>) {
    let operation = &openapi::DOCUMENT["paths"][path][method.to_ascii_lowercase()];
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let query = parameters
        .map(openapi::resolve)
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| parameter["name"].as_str().unwrap().to_owned());
    let body = openapi::resolve(&operation["requestBody"]);
    let schema = openapi::resolve(&body["content"][JSON]["schema"]);
    let fields = schema["properties"].as_object().into_iter().flatten();
    (
        query.collect(),
        fields.map(|(name, _)| name.clone()).collect(),
    )
}

#[test]
fn no_call_and_no_page_logs_what_it_was_sent() {
    let program = Program::start();
    let server = &program.server;
    let session = Client::new(server).cookie;
    let credentials = [
        format!("Cookie: {session}"),
        format!("Cookie: humeur={SENT}"),
        format!("Authorization: Bearer {SENT}"),
        format!("Authorization: Bearer humeur_{SENT}"),
        format!("X-Api-Key: {SENT}"),
        format!("Authorization: Bearer {OPERATOR}"),
    ];
    let mut calls = 0;
    for (path, method) in operations() {
        let (query, fields) = arguments(&path, &method);
        let pairs: Vec<_> = query.iter().map(|name| format!("{name}={SENT}")).collect();
        let query = pairs.join("&");
        let texts: serde_json::Map<_, _> = fields
            .iter()
            .map(|name| (name.clone(), json!(SENT)))
            .collect();
        let pairs: Vec<_> = fields.iter().map(|name| format!("{name}={SENT}")).collect();
        let bodies = [
            (JSON, Value::Object(texts).to_string()),
            (JSON, json!({SENT: SENT}).to_string()),
            (JSON, format!("{{\"{SENT}")),
            (FORM, pairs.join("&")),
            (SENT, SENT.to_owned()),
        ];
        let bodies = if method == "POST" {
            &bodies[..]
        } else {
            &bodies[..1]
        };
        for credential in &credentials {
            for (kind, body) in bodies {
                for accept in [JSON, "text/html"] {
                    let body = if method == "POST" { body } else { "" };
                    let head = format!(
                        "{method} {path}?{query}\n{credential}\nContent-Type: {kind}\nAccept: {accept}\nReferer: http://localhost/{SENT}"
                    );
                    server.send(&request(&head, body)).unwrap();
                    calls += 1;
                }
            }
        }
    }
    assert!(calls > 500, "{calls}");
    let pages: Vec<String> = leptos_axum::generate_route_list(app::ui::App)
        .into_iter()
        .map(|route| route.path().to_owned())
        .chain(
            [
                "/data.json",
                "/data.csv",
                "/auth/oidc/start",
                "/auth/oidc/callback",
                "/auth/oidc/sign-out",
                "/nowhere",
            ]
            .map(str::to_owned),
        )
        .collect();
    for page in pages {
        let names = [
            "code", "state", "token", "next", "saved", "error", "email", "x",
        ];
        let pairs = names.map(|name| format!("{name}={SENT}")).join("&");
        for credential in &credentials {
            let head = format!("GET {page}?{pairs}\n{credential}\nAccept: text/html");
            server.send(&request(&head, "")).unwrap();
        }
    }
    let value = session.strip_prefix("humeur=").unwrap().to_owned();
    program.check(&[SENT.to_owned(), OPERATOR.to_owned(), value]);
}

#[test]
fn no_secret_that_the_program_makes_is_logged() {
    let program = Program::start();
    let server = &program.server;
    let mut ada = Client::new(server);
    let mut secrets = vec![OPERATOR.to_owned(), EMAIL.to_owned(), NAME.to_owned()];
    let mut keep = |value: &Value| {
        let text = value.as_str().unwrap().to_owned();
        secrets.push(text.clone());
        text
    };
    let none = json!({});
    let code = keep(&ada.call("POST /auth/recovery/new", &none)["code"]);
    keep(&ada.call("GET /account", &none)["userId"]);
    let link = keep(&ada.call("POST /auth/link/new", &none)["code"]);
    let key = json!({"name": NAME, "scope": "full"});
    let key = keep(&ada.call("POST /keys", &key)["secret"]);
    let week = "GET /mood/week?start=2026-01-01&end=2026-01-01";
    for header in [
        format!("Authorization: Bearer {key}"),
        format!("X-Api-Key: {key}"),
    ] {
        let mut script = Client::new(server);
        script.call(&format!("{week}\n{header}"), &none);
    }

    let operator = format!("Authorization: Bearer {OPERATOR}");
    let mut office = Client::new(server);
    let user = json!({"email": EMAIL, "name": NAME});
    let made = office.call(&format!("POST /users\n{operator}"), &user);
    let invitation = keep(&made["invitation"]);
    office.call(&format!("GET /users?email={EMAIL}\n{operator}"), &none);
    let (_, token) = invitation.rsplit_once('=').unwrap();
    keep(&json!(token));

    let mut invited = Client::new(server);
    invited.call("POST /auth/invitation", &json!({"token": token}));
    let mut phone = Client::new(server);
    phone.call("POST /auth/link", &json!({"code": link}));
    let mut laptop = Client::new(server);
    laptop.call("POST /auth/recovery", &json!({"code": code}));
    for address in ["/settings", "/sign-in", "/data.json", "/data.csv"] {
        let (status, _) = laptop.send(&format!("GET {address}\nAccept: text/html"), "");
        assert_eq!(status, 200, "{address}");
    }
    laptop.call("POST /auth/sign-out", &json!({"everywhere": true}));
    keep(&json!(code.replace('-', "")));

    for client in [ada, invited, phone, laptop] {
        assert!(!client.secrets.is_empty());
        secrets.extend(client.secrets);
    }
    program.check(&secrets);
}

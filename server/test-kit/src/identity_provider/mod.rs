//! An OpenID Connect provider on this machine, which can lie.

mod token;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::SigningKey;
use rsa::{RsaPrivateKey, rand_core::OsRng, traits::PublicKeyParts};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use uuid::Uuid;

use self::token::jwk;
pub use self::token::{Signing, Token, new_key};

pub const CLIENT: &str = "humeur-test";
pub const SECRET: &str = "marker-client-secret";

/// The response of an endpoint, if it is not the right one.
#[derive(Clone)]
pub enum Trouble {
    Hangs,
    Status(u16),
    RedirectsTo(String),
    /// JSON in place of the right response.
    Json(Value),
    /// As many bytes of JSON.
    Huge(usize),
}

type Lie = Box<dyn Fn(&mut Token) + Send>;

/// A provider on a port of its own. Dropping it closes the port.
pub struct IdentityProvider {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    issuer: String,
    /// The path of the issuer.
    folder: &'static str,
    now: AtomicI64,
    key: Mutex<(String, SigningKey)>,
    rsa: Mutex<Option<RsaPrivateKey>>,
    /// The sign-in of each code.
    grants: Mutex<BTreeMap<String, Grant>>,
    lie: Mutex<Option<Lie>>,
    document: Mutex<Value>,
    troubles: Mutex<BTreeMap<String, Trouble>>,
    calls: Mutex<BTreeMap<String, u32>>,
    replays: AtomicU32,
}

#[derive(Clone)]
struct Grant {
    subject: String,
    nonce: String,
    challenge: String,
    callback: String,
}

impl IdentityProvider {
    /// Opens a provider whose clock shows `now` (seconds since the epoch).
    pub async fn open(now: i64) -> Self {
        Self::below("", now).await
    }

    /// A provider whose issuer has a path, such as `/pool` or `/`.
    pub async fn below(folder: &'static str, now: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            issuer: format!("http://{address}{folder}"),
            folder: folder.trim_end_matches('/'),
            now: AtomicI64::new(now),
            key: Mutex::new(new_key()),
            rsa: Mutex::default(),
            grants: Mutex::default(),
            lie: Mutex::default(),
            document: Mutex::new(json!({})),
            troubles: Mutex::default(),
            calls: Mutex::default(),
            replays: AtomicU32::new(0),
        });
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            shared,
            task,
        }
    }

    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// The configuration of the site at `url` for this provider.
    pub fn variables(&self, url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("HUMEUR_URL", url.into()),
            ("HUMEUR_OIDC_ISSUER", self.issuer().into()),
            ("HUMEUR_OIDC_CLIENT_ID", CLIENT.into()),
            ("HUMEUR_OIDC_CLIENT_SECRET", SECRET.into()),
            ("HUMEUR_OIDC_NAME", "Example ID".into()),
        ]
    }

    /// Closes the port.
    pub async fn close(&self) {
        self.task.abort();
        while TcpStream::connect(self.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    pub fn at(&self, now: i64) {
        self.shared.now.store(now, Ordering::Relaxed);
    }

    /// Changes the next ID tokens before they are signed.
    pub fn lies(&self, lie: impl Fn(&mut Token) + Send + 'static) {
        *self.shared.lie.lock().unwrap() = Some(Box::new(lie));
    }

    pub fn is_honest(&self) {
        *self.shared.lie.lock().unwrap() = None;
    }

    /// Replaces a value of the discovery document; null removes it.
    pub fn documents(&self, name: &str, value: Value) {
        self.shared.document.lock().unwrap()[name] = value;
    }

    /// Spoils the responses of an endpoint; none restores them.
    pub fn trouble(&self, path: &str, trouble: Option<Trouble>) {
        let mut troubles = self.shared.troubles.lock().unwrap();
        match trouble {
            Some(trouble) => troubles.insert(path.into(), trouble),
            None => troubles.remove(path),
        };
    }

    /// Replaces the signing key.
    pub fn rotates(&self) {
        *self.shared.key.lock().unwrap() = new_key();
    }

    /// Signs with an RSA key. It is short, so that a test can generate it.
    pub fn signs_with_rsa(&self) {
        let key = RsaPrivateKey::new(&mut OsRng, 1024).unwrap();
        *self.shared.rsa.lock().unwrap() = Some(key);
    }

    /// The public key as it is published, in JSON.
    pub fn public_key(&self) -> Vec<u8> {
        let (kid, key) = &*self.shared.key.lock().unwrap();
        jwk(kid, key).to_string().into_bytes()
    }

    /// The calls of an endpoint so far.
    pub fn calls(&self, path: &str) -> u32 {
        let calls = self.shared.calls.lock().unwrap();
        calls.get(path).copied().unwrap_or(0)
    }

    /// A code that was used comes back so often.
    pub fn replays(&self) -> u32 {
        self.shared.replays.load(Ordering::Relaxed)
    }

    /// The provider's page: `subject` agrees, and is sent back. Returns the path and query of the
    /// callback. `start` is the address to which the site sent the browser.
    #[track_caller]
    pub fn agree(&self, start: &str, subject: &str) -> String {
        let (page, query) = start.split_once('?').unwrap();
        assert_eq!(
            page,
            format!("{}/authorize", self.issuer().trim_end_matches('/'))
        );
        let query = pairs(query);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", "openid"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(query[name], value, "{name}");
        }
        let code = format!("marker-code-{}", Uuid::new_v4());
        let grant = Grant {
            subject: subject.into(),
            nonce: query["nonce"].clone(),
            challenge: query["code_challenge"].clone(),
            callback: query["redirect_uri"].clone(),
        };
        let path = grant.callback.splitn(4, '/').nth(3).unwrap();
        let address = format!("/{path}?code={code}&state={}", query["state"]);
        self.shared.grants.lock().unwrap().insert(code, grant);
        address
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn document(&self) -> Value {
        let issuer = self.issuer.trim_end_matches('/');
        let at = |path: &str| format!("{issuer}{path}");
        let mut document = json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/jwks"),
            "end_session_endpoint": at("/session/end"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
        });
        for (name, value) in self.document.lock().unwrap().as_object().unwrap() {
            document[name] = value.clone();
        }
        document
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        document
    }

    fn keys(&self) -> Value {
        let (kid, key) = &*self.key.lock().unwrap();
        let mut keys = vec![jwk(kid, key)];
        if let Some(key) = &*self.rsa.lock().unwrap() {
            let part = |number: &rsa::BigUint| BASE64.encode(number.to_bytes_be());
            keys.push(json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "rsa",
                "n": part(key.n()), "e": part(key.e()),
            }));
        }
        json!({ "keys": keys })
    }

    /// The response of the token endpoint, which checks everything that a provider does.
    fn token(&self, headers: &HeaderMap, body: &str) -> (StatusCode, Value) {
        let form = pairs(body);
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:{SECRET}"));
        let is_ours = headers
            .get(header::AUTHORIZATION)
            .is_some_and(|value| *value == format!("Basic {basic}"));
        let grant = form
            .get("code")
            .and_then(|code| self.grants.lock().unwrap().remove(code));
        let Some(grant) = grant.filter(|_| is_ours && form["grant_type"] == "authorization_code")
        else {
            self.replays.fetch_add(1, Ordering::Relaxed);
            return (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}));
        };
        let challenge = BASE64.encode(Sha256::digest(&form["code_verifier"]));
        assert_eq!(
            (challenge, &form["redirect_uri"]),
            (grant.challenge, &grant.callback)
        );
        let now = self.now.load(Ordering::Relaxed);
        let (kid, key) = self.key.lock().unwrap().clone();
        let mut token = Token {
            header: json!({"typ": "JWT", "alg": "ES256", "kid": kid}),
            claims: json!({
                "iss": self.issuer, "sub": grant.subject, "aud": CLIENT, "nonce": grant.nonce,
                "iat": now, "exp": now + 300,
            }),
            signing: Signing::Key(key),
        };
        if let Some(key) = &*self.rsa.lock().unwrap() {
            token.header = json!({"alg": "RS256", "kid": "rsa"});
            token.signing = Signing::Rsa(Box::new(key.clone()));
        }
        if let Some(lie) = &*self.lie.lock().unwrap() {
            lie(&mut token);
        }
        let answer = json!({
            "access_token": "marker-access-token", "token_type": "Bearer", "expires_in": 300,
            "id_token": token.text(),
        });
        (StatusCode::OK, answer)
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    OriginalUri(address): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = address.path();
    let path = path.strip_prefix(shared.folder).unwrap_or("elsewhere");
    *shared.calls.lock().unwrap().entry(path.into()).or_default() += 1;
    let trouble = shared.troubles.lock().unwrap().get(path).cloned();
    let json = |status: StatusCode, value: Value| {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (status, kind, value.to_string()).into_response()
    };
    match trouble {
        Some(Trouble::Hangs) => std::future::pending().await,
        Some(Trouble::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Trouble::RedirectsTo(to)) => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
        Some(Trouble::Json(value)) => json(StatusCode::OK, value),
        Some(Trouble::Huge(bytes)) => json(StatusCode::OK, json!({"x": "x".repeat(bytes)})),
        None => match path {
            "/.well-known/openid-configuration" => json(StatusCode::OK, shared.document()),
            "/jwks" => json(StatusCode::OK, shared.keys()),
            "/token" => {
                let (status, value) = shared.token(&headers, std::str::from_utf8(&body).unwrap());
                json(status, value)
            }
            _ => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// The decoded pairs of a query or a form.
pub fn pairs(text: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

//! A push service on this machine, and devices that subscribe to it. Devices decrypt messages as a
//! browser would, and check the sender's signature strictly.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::{
    SecretKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    elliptic_curve::sec1::ToEncodedPoint,
};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use uuid::Uuid;

/// In place of a status: no response.
const HANGS: u16 = 0;

/// A push service on a port of its own. Dropping it closes the port.
pub struct PushService {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    status: AtomicU16,
    /// The key of the devices' subscriptions, if messages of other keys are refused.
    key: Mutex<Option<String>>,
    received: Mutex<Vec<Received>>,
}

/// A message as received.
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl PushService {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            status: AtomicU16::new(201),
            key: Mutex::default(),
            received: Mutex::default(),
        });
        let router = Router::new().fallback(receive).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            shared,
            task,
        }
    }

    /// An unreachable service.
    pub async fn closed() -> Self {
        let service = Self::open().await;
        service.task.abort();
        // Waits until the port is released.
        while TcpStream::connect(service.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        service
    }

    /// Its name and port, as `HUMEUR_PUSH_HOSTS` takes them.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Sets the status of its next responses.
    pub fn answers(&self, status: u16) {
        self.shared.status.store(status, Ordering::Relaxed);
    }

    /// Refuses messages that are signed with another key.
    pub fn knows_only(&self, key: &str) {
        *self.shared.key.lock().unwrap() = Some(key.to_owned());
    }

    /// Stops answering.
    pub fn hangs(&self) {
        self.answers(HANGS);
    }

    /// The messages since the last call.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut *self.shared.received.lock().unwrap())
    }

    /// A newly subscribed device.
    pub fn device(&self) -> Device {
        let half = || Uuid::new_v4().into_bytes();
        Device {
            endpoint: format!("http://{}/push/marker-{}", self.host(), Uuid::new_v4()),
            secret: SecretKey::from_slice(&[half(), half()].concat()).unwrap(),
            auth: half(),
        }
    }
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    OriginalUri(address): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(header::HeaderName, &'static str); 1]) {
    let signed_with = headers[header::AUTHORIZATION].to_str().unwrap();
    let key = shared.key.lock().unwrap().clone();
    let is_foreign = key.is_some_and(|key| !signed_with.ends_with(&format!(", k={key}")));
    shared.received.lock().unwrap().push(Received {
        path: address.path().to_owned(),
        headers,
        body: body.to_vec(),
    });
    let status = if is_foreign {
        403
    } else {
        shared.status.load(Ordering::Relaxed)
    };
    if status == HANGS {
        std::future::pending::<()>().await;
    }
    // The target of a redirect that must not be followed.
    let elsewhere = [(header::LOCATION, "/elsewhere")];
    (StatusCode::from_u16(status).unwrap(), elsewhere)
}

/// A browser that has subscribed.
pub struct Device {
    pub endpoint: String,
    secret: SecretKey,
    auth: [u8; 16],
}

impl Device {
    /// The reminder of this device, as a script sets it.
    pub fn reminder(&self, hour: u32, time_zone: &str) -> Value {
        json!({
            "endpoint": self.endpoint,
            "p256dh": self.p256dh(),
            "auth": self.auth(),
            "hour": hour,
            "timeZone": time_zone,
        })
    }

    pub fn p256dh(&self) -> String {
        BASE64.encode(self.secret.public_key().to_encoded_point(false).as_bytes())
    }

    pub fn auth(&self) -> String {
        BASE64.encode(self.auth)
    }

    /// Decrypts a message and checks its token, which must be signed with `key` for this service,
    /// at `now` (seconds since the epoch).
    #[track_caller]
    pub fn read(&self, received: &Received, key: &str, now: i64) -> Value {
        assert!(
            self.endpoint.ends_with(&received.path),
            "sent to another device"
        );
        let header = |name| received.headers[name].to_str().unwrap();
        assert_eq!(header("content-encoding"), "aes128gcm");
        assert_eq!(header("content-type"), "application/octet-stream");
        assert_eq!((header("urgency"), header("topic")), ("normal", "reminder"));
        let claims = claims(header("authorization"), key);
        let origin = self.endpoint.split("/push/").next().unwrap();
        assert_eq!(claims["aud"], origin);
        assert_eq!(claims["sub"], "https://mood.example");
        let expires = claims["exp"].as_i64().unwrap();
        assert!((now + 1..=now + 86_400).contains(&expires), "{expires}");
        let message = web_push_native::decrypt(
            received.body.clone(),
            &self.secret,
            &web_push_native::Auth::from(self.auth),
        );
        serde_json::from_slice(&message.unwrap()).unwrap()
    }
}

/// The claims of a token, which must be signed with `key`.
#[track_caller]
fn claims(authorization: &str, key: &str) -> Value {
    let rest = authorization.strip_prefix("vapid t=").unwrap();
    let (token, shown) = rest.split_once(", k=").unwrap();
    assert_eq!(shown, key);
    let point = VerifyingKey::from_sec1_bytes(&BASE64.decode(key).unwrap()).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
    point.verify(signed.as_bytes(), &signature).unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let read = |part| serde_json::from_slice::<Value>(&BASE64.decode(part).unwrap()).unwrap();
    assert_eq!(read(header), json!({"typ": "JWT", "alg": "ES256"}));
    read(claims)
}

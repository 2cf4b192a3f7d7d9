//! A source of signals on this machine, which answers as the real services are documented to: well, badly,
//! slowly or not at all.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The first byte of a TLS connection.
const TLS: u8 = 0x16;

/// A source on a port of its own. Dropping it closes the port.
pub struct SignalSource {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    /// By the beginning of an address.
    replies: Mutex<Vec<(String, Reply)>>,
    received: Mutex<Vec<Received>>,
}

/// A request as received.
#[derive(Clone, Debug)]
pub struct Received {
    /// Path and query.
    pub address: String,
    head: String,
}

impl Received {
    /// The value of a header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut named = headers.filter(|(given, _)| given.eq_ignore_ascii_case(name));
        named.next().map_or("", |(_, value)| value.trim())
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Text(String),
    /// The beginning of a text, then the end of the connection.
    Broken(String),
    /// Spaces without end.
    Endless,
    /// Nothing.
    Never,
}

impl Reply {
    pub fn json(document: &Value) -> Self {
        Self::text(200, &document.to_string())
    }

    pub fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Text(text.to_owned()),
        }
    }

    /// An answer that never comes.
    pub fn hangs() -> Self {
        Self {
            body: Body::Never,
            ..Self::text(200, "")
        }
    }

    /// An answer that ends in the middle of its text.
    pub fn broken(text: &str) -> Self {
        Self {
            body: Body::Broken(text.to_owned()),
            ..Self::text(200, "")
        }
    }

    /// An answer that never ends.
    pub fn endless() -> Self {
        Self {
            body: Body::Endless,
            ..Self::text(200, "")
        }
    }

    /// Adds a header. A request with the `ETag` gets 304.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn etag(&self) -> Option<&str> {
        let mut headers = self.headers.iter();
        let etag = headers.find(|(name, _)| name.eq_ignore_ascii_case("etag"));
        etag.map(|(_, value)| value.as_str())
    }
}

impl SignalSource {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let known = shared.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let shared = known.clone();
                // The client may hang up at any time.
                tokio::spawn(async move { shared.serve(stream).await.ok() });
            }
        });
        Self {
            address,
            shared,
            task,
        }
    }

    /// Its address and port, as `HUMEUR_SIGNALS_HOST` takes them.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Sets the answer to all requests.
    pub fn answers(&self, reply: Reply) {
        self.answers_at("/", reply);
    }

    /// Sets the answer to requests whose address begins so.
    pub fn answers_at(&self, beginning: &str, reply: Reply) {
        let mut replies = self.shared.replies.lock().unwrap();
        replies.retain(|(known, _)| known != beginning);
        replies.push((beginning.to_owned(), reply));
        // The most exact one first.
        replies.sort_by_key(|(beginning, _)| std::cmp::Reverse(beginning.len()));
    }

    /// The requests since the last call.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut *self.shared.received.lock().unwrap())
    }
}

impl Drop for SignalSource {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
            // No certificate: the beginning of TLS ends the connection.
            if head == [TLS] {
                return Ok(());
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let address = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let received = Received { address, head };
        let reply = {
            let replies = self.replies.lock().unwrap();
            let mut replies = replies.iter();
            let reply = replies.find(|(beginning, _)| received.address.starts_with(beginning));
            reply.map_or_else(|| Reply::text(404, "{}"), |(_, reply)| reply.clone())
        };
        let is_known = reply.etag() == Some(received.header("if-none-match"));
        self.received.lock().unwrap().push(received);
        let (status, body) = match (is_known, reply.body) {
            (true, _) => (304, Body::Text(String::new())),
            (false, body) => (reply.status, body),
        };
        let mut text = format!("HTTP/1.1 {status} Status\r\nconnection: close\r\n");
        for (name, value) in reply.headers {
            text += &format!("{name}: {value}\r\n");
        }
        match body {
            Body::Text(body) => {
                text += &format!("content-length: {}\r\n\r\n{body}", body.len());
                stream.write_all(text.as_bytes()).await?;
            }
            Body::Broken(body) => {
                text += &format!("content-length: {}\r\n\r\n{body}", body.len() + 9);
                stream.write_all(text.as_bytes()).await?;
            }
            Body::Endless => {
                text += "\r\n";
                stream.write_all(text.as_bytes()).await?;
                loop {
                    stream.write_all(&[b' '; 65_536]).await?;
                }
            }
            Body::Never => tokio::time::sleep(Duration::from_secs(3600)).await,
        }
        stream.shutdown().await
    }
}

/// The document of CoinGecko's `/simple/price` with prices in euros
/// (<https://docs.coingecko.com/v3.0.1/reference/simple-price>).
pub fn coingecko(prices: &[(&str, f64)], at: i64) -> Value {
    let coins = prices.iter().map(|(id, price)| {
        let coin = json!({"eur": price, "last_updated_at": at});
        ((*id).to_owned(), coin)
    });
    Value::Object(coins.collect())
}

/// The document of Open-Meteo's `/v1/forecast` for a place in Paris
/// (<https://open-meteo.com/en/docs>): `time` in local time, and per day the seconds of sunshine and daylight.
pub fn open_meteo(time: &str, temperature: f64, days: &[(&str, f64, f64)]) -> Value {
    let column = |of: fn(&(&str, f64, f64)) -> Value| days.iter().map(of).collect::<Vec<_>>();
    json!({
        "latitude": 48.86, "longitude": 2.3599997, "generationtime_ms": 0.05, "elevation": 43.0,
        "utc_offset_seconds": 3600, "timezone": "Europe/Paris", "timezone_abbreviation": "GMT+1",
        "current_units": {"time": "iso8601", "interval": "seconds", "temperature_2m": "°C"},
        "current": {"time": time, "interval": 900, "temperature_2m": temperature},
        "daily_units": {"time": "iso8601", "sunshine_duration": "s", "daylight_duration": "s"},
        "daily": {
            "time": column(|day| json!(day.0)),
            "sunshine_duration": column(|day| json!(day.1)),
            "daylight_duration": column(|day| json!(day.2)),
        },
    })
}

/// The document of the records of Paris's bike counters, grouped by hour
/// (<https://opendata.paris.fr/api/explore/v2.1/console>): the latest first.
pub fn paris_bikes(hours: &[(&str, u32)]) -> Value {
    let results = hours.iter();
    let results: Vec<_> = results
        .map(|(date, bikes)| json!({"date": date, "bikes": bikes}))
        .collect();
    json!({ "results": results })
}

//! A second, independent DynamoDB engine on this machine, which runs while a test needs it.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

/// Concurrent tests share one engine; the last one to finish stops it.
static RUNNING: Mutex<Weak<SecondEngine>> = Mutex::new(Weak::new());

/// A running `ministack`. Dropping it ends it.
pub struct SecondEngine {
    process: Mutex<Child>,
    port: u16,
}

impl SecondEngine {
    /// The shared engine: each test needs tables of its own.
    pub fn shared() -> Arc<Self> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let engine = Arc::new(Self::start());
            *running = Arc::downgrade(&engine);
            engine
        })
    }

    /// An engine for one test.
    pub fn start() -> Self {
        // Another process may take a free port before the engine does.
        (0..3)
            .find_map(|_| Self::try_start())
            .expect("ministack starts on one of three free ports")
    }

    fn try_start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut process = Command::new("ministack")
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("SERVICES", "dynamodb,s3,ssm")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "ministack, the second DynamoDB, can't be started ({error}): run \
                     `make test`, which installs it"
                )
            });
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(20) && process.try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(Self {
                    process: Mutex::new(process),
                    port,
                });
            }
            thread::sleep(Duration::from_millis(20));
        }
        process.kill().ok();
        process.wait().ok();
        None
    }

    /// Its address, as `DYNAMODB_ENDPOINT` takes it.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends the engine, and gives its port to a listener that never responds.
    pub fn replace_by_silence(&self) -> TcpListener {
        self.stop();
        TcpListener::bind(("127.0.0.1", self.port)).unwrap()
    }

    /// Ends the engine.
    pub fn stop(&self) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process.kill().ok();
        process.wait().ok();
    }
}

impl Drop for SecondEngine {
    fn drop(&mut self) {
        self.stop();
    }
}

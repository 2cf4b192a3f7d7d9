//! A change whose response was lost: the SDK retries by itself.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::atomic::AtomicBool,
    thread,
};

use super::*;

/// A proxy in front of an engine, which drops one response on demand.
struct Wire {
    address: SocketAddr,
    loses: Arc<AtomicBool>,
}

impl Wire {
    fn to(engine: &str) -> Self {
        let engine = engine.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let loses = Arc::new(AtomicBool::new(false));
        let lost = loses.clone();
        // The thread ends with the test's process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (engine, loses) = (engine.clone(), lost.clone());
                thread::spawn(move || carry(client, &engine, &loses));
            }
        });
        Self { address, loses }
    }

    fn lose_the_next(&self) {
        self.loses.store(true, Ordering::Relaxed);
    }

    #[track_caller]
    fn has_lost_it(&self) {
        assert!(!self.loses.load(Ordering::Relaxed));
    }
}

fn carry(mut client: TcpStream, engine: &str, loses: &AtomicBool) -> Option<()> {
    let mut onward = TcpStream::connect(engine).ok()?;
    loop {
        onward.write_all(&message(&mut client)?).ok()?;
        let answer = message(&mut onward)?;
        if loses.swap(false, Ordering::Relaxed) {
            return None;
        }
        client.write_all(&answer).ok()?;
    }
}

/// One request or response: its head, and the body that the head announces.
fn message(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let head = read.windows(4).position(|end| end == b"\r\n\r\n");
        if let Some(head) = head {
            let text = std::str::from_utf8(&read[..head]).ok()?.to_lowercase();
            let length = text.split("content-length: ").nth(1)?;
            let length: usize = length.lines().next()?.trim().parse().ok()?;
            if read.len() >= head + 4 + length {
                return Some(read);
            }
        }
        match from.read(&mut chunk).ok()? {
            0 => return None,
            more => read.extend_from_slice(&chunk[..more]),
        }
    }
}

async fn journal() -> (Journal, Wire) {
    let engine = SecondEngine::shared();
    let wire = Wire::to(&engine.endpoint());
    let backend = Backend::Remote {
        endpoint: Some(format!("http://{}", wire.address)),
    };
    (Journal::open(backend, Engine::Second(engine)).await, wire)
}

#[tokio::test]
async fn a_retried_write_is_recognised() {
    let (journal, wire) = journal().await;
    for version in 0..3 {
        let draft = draft("2026-11-20", Mood::Good, "once");
        wire.lose_the_next();
        let written = journal.put_at(&draft, &base(version)).await.unwrap();
        wire.has_lost_it();
        assert_eq!(written.version, version + 1);
        assert_eq!(journal.entry("2026-11-20").await, Some(written));
    }
}

#[tokio::test]
async fn a_retried_removal_is_applied_once() {
    let (journal, wire) = journal().await;
    let draft = draft("2026-11-20", Mood::Good, "once");
    journal.put(&draft, NOW, LATER).await;
    wire.lose_the_next();
    assert_eq!(journal.remove_at("2026-11-20", &base(1)).await, Ok(None));
    wire.has_lost_it();
    let days = journal.days("2026-11-20", "2026-11-20", NOW).await.unwrap();
    assert_eq!((days.entries.len(), days.removed[0].version), (0, 2));
}

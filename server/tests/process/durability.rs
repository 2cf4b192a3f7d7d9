//! `kill -9` while several people write: every acknowledged write is kept.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use test_kit::process::{Server, day, request, save, send};

const KILLS: u32 = 6;
const WRITERS: usize = 4;
/// Few enough that each day is overwritten many times.
const DAYS: u64 = 40;

/// The writes of one person.
struct Writer {
    cookie: String,
    count: u64,
    /// By day: the last acknowledged count and the last sent one.
    days: BTreeMap<String, (u64, u64)>,
}

impl Writer {
    fn new(server: &Server) -> Self {
        let first = server.send(&request("GET /health", "")).unwrap();
        Self {
            cookie: first.cookie(),
            count: 0,
            days: BTreeMap::new(),
        }
    }

    /// Writes one day after another until the server is killed.
    fn write_until_it_dies(&mut self, address: SocketAddr, acknowledged: &AtomicU64) {
        loop {
            self.count += 1;
            let at = day(self.count % DAYS);
            let known = self.days.entry(at.clone()).or_default();
            known.1 = self.count;
            let note = self.count.to_string();
            match send(address, &save(&self.cookie, &at, "okay", &note)) {
                Ok(reply) => assert_eq!(reply.status, 200, "{reply:?}"),
                Err(_) => return,
            }
            known.0 = self.count;
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Checks that every day holds the last acknowledged write, or the one after it, whose response
    /// was lost.
    fn check(&mut self, server: &Server) {
        let week = format!(
            "GET /mood/week?start={}&end={}\nCookie: {}",
            day(DAYS + 1),
            day(0),
            self.cookie
        );
        let reply = server.send(&request(&week, "")).unwrap();
        let answer: Value = serde_json::from_str(&reply.body).unwrap();
        let items = answer["items"].as_array().unwrap();
        let kept: BTreeMap<&str, u64> = items
            .iter()
            .map(|item| {
                (
                    item["day"].as_str().unwrap(),
                    item["note"].as_str().unwrap().parse().unwrap(),
                )
            })
            .collect();
        for (day, (acknowledged, sent)) in &mut self.days {
            let found = kept.get(day.as_str()).copied().unwrap_or_default();
            assert!(
                found == *acknowledged || found == *sent,
                "{day} holds write {found}, after {acknowledged} was acknowledged and {sent} sent"
            );
            // The person has now read this value, so it must stay.
            (*acknowledged, *sent) = (found, found);
        }
    }
}

#[test]
fn every_acknowledged_write_survives_kill_9() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let mut writers: Vec<_> = (0..WRITERS).map(|_| Writer::new(&server)).collect();
    for _ in 0..KILLS {
        let (address, acknowledged) = (server.address, AtomicU64::new(0));
        thread::scope(|scope| {
            for writer in &mut writers {
                scope.spawn(|| writer.write_until_it_dies(address, &acknowledged));
            }
            some_moment_after(&acknowledged);
            server.kill();
        });
        assert!(
            acknowledged.into_inner() > 0,
            "nothing was written, so the test proves nothing"
        );
        server = Server::start(home.path(), &[]);
        for writer in &mut writers {
            writer.check(&server);
        }
    }
}

/// Waits for some dozens of writes, as long as a busy machine needs, and then for a random moment
/// within a write.
fn some_moment_after(acknowledged: &AtomicU64) {
    let random = uuid::Uuid::new_v4().as_u64_pair().0;
    let since = Instant::now();
    while acknowledged.load(Ordering::Relaxed) < 20 + random % 100 {
        // No panic, because the writers would continue and be waited for.
        if since.elapsed() > Duration::from_secs(5) {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(Duration::from_micros(random % 5_000));
}

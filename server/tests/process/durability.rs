//! `kill -9` while several people write: what was acknowledged is there.

use std::{collections::BTreeMap, net::SocketAddr, thread, time::Duration};

use serde_json::Value;

use crate::process::{Server, day, request, save, send};

const KILLS: u32 = 6;
const WRITERS: usize = 4;
/// Few enough that each is written over many times.
const DAYS: u64 = 40;

/// What one person wrote, and knows about it.
struct Writer {
    cookie: String,
    count: u64,
    /// By day: the last count that was acknowledged, and the last that was sent.
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

    /// Writes one day after another until the server is gone.
    fn write_until_it_dies(&mut self, address: SocketAddr) -> u64 {
        let mut acknowledged = 0;
        loop {
            self.count += 1;
            let at = day(self.count % DAYS);
            let known = self.days.entry(at.clone()).or_default();
            known.1 = self.count;
            let note = self.count.to_string();
            match send(address, &save(&self.cookie, &at, "okay", &note)) {
                Ok(reply) => assert_eq!(reply.status, 200, "{reply:?}"),
                Err(_) => return acknowledged,
            }
            known.0 = self.count;
            acknowledged += 1;
        }
    }

    /// Every day holds what was acknowledged last; or the one write after it,
    /// whose answer did not arrive.
    fn check(&self, server: &Server) {
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
        for (day, (acknowledged, sent)) in &self.days {
            let found = kept.get(day.as_str()).copied().unwrap_or_default();
            assert!(
                found == *acknowledged || found == *sent,
                "{day} holds write {found}, after {acknowledged} was acknowledged and {sent} sent"
            );
        }
    }
}

#[test]
fn every_acknowledged_write_survives_kill_9() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let mut writers: Vec<_> = (0..WRITERS).map(|_| Writer::new(&server)).collect();
    for kill in 1..=KILLS {
        let address = server.address;
        let acknowledged: u64 = thread::scope(|scope| {
            let writing: Vec<_> = writers
                .iter_mut()
                .map(|writer| scope.spawn(move || writer.write_until_it_dies(address)))
                .collect();
            thread::sleep(moment());
            server.kill();
            writing
                .into_iter()
                .map(|writer| writer.join().unwrap())
                .sum()
        });
        assert!(
            acknowledged > 10,
            "only {acknowledged} writes before kill {kill}: proves nothing"
        );
        server = Server::start(home.path(), &[]);
        for writer in &writers {
            writer.check(&server);
        }
    }
}

/// Some time between a third of a second and one second.
fn moment() -> Duration {
    let random = uuid::Uuid::new_v4().as_u128() % 700;
    Duration::from_millis(300 + u64::try_from(random).unwrap())
}

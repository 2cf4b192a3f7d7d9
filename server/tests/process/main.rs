//! Tests of the real program: durability when it is killed, start and stop, and its output.
#![cfg(all(unix, feature = "local"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backup;
mod backups;
mod commands;
mod connections;
#[cfg(target_os = "linux")]
mod disk_full;
mod durability;
mod erasure;
mod log;
mod metrics;
mod panics;
mod photos;
mod private_log;
mod reminders;
mod restore;
mod start_and_stop;
mod upgrade;

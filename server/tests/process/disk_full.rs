//! A full disk, simulated by a limit on file sizes, which needs no privileges.

use std::{
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use test_kit::process::{Server, day, ended, request, save};

/// The program with a file size limit, in the shell's blocks (of 512 or 1024 bytes).
fn limited(blocks: u32) -> Command {
    let mut command = Command::new("/bin/sh");
    let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\"");
    command
        .env_clear()
        .args(["-c", &script, env!("CARGO_BIN_EXE_server")])
        .stdin(Stdio::null());
    command
}

#[test]
fn a_full_disk_allows_reads_and_the_health_check_reports_it() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start_by(home.path(), || limited(1400));
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let note = "é".repeat(500);
    let write = |number: u64| {
        let write = save(&cookie, &day(number % 100), "good", &note);
        server.send(&write).unwrap().status
    };
    let written = (0..1000).take_while(|number| write(*number) == 200).count();
    assert!((10..1000).contains(&written), "{written}");

    let health = || server.send(&request("GET /health", "")).unwrap();
    let ill = health();
    assert_eq!(ill.status, 503);
    assert!(ill.body.contains("\"kind\":\"read_only\""), "{}", ill.body);
    let week = format!("GET /mood/week?start={0}&end={0}\nCookie: {cookie}", day(0));
    let week = server.send(&request(&week, "")).unwrap();
    assert_eq!(week.status, 200);
    assert!(week.body.contains(&note));

    let limit = ["--fsize=unlimited", "--pid", &server.id()];
    assert!(
        Command::new("prlimit")
            .args(limit)
            .status()
            .unwrap()
            .success()
    );
    thread::sleep(Duration::from_secs(5));
    assert_eq!(health().status, 200);
    assert_eq!(write(0), 200);
}

#[test]
fn a_start_on_a_full_disk_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    // Without a journal, and with one.
    fails_to_start(home.path());
    drop(Server::start(home.path(), &[]));
    fails_to_start(home.path());
    let server = Server::start(home.path(), &[]);
    assert_eq!(
        server.send(&request("GET /health", "")).unwrap().status,
        200
    );
}

#[track_caller]
fn fails_to_start(home: &Path) {
    let mut process = limited(8)
        .env("HUMEUR_DATA_DIR", home.join("data"))
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert!(!ended(&mut process).success());
    let output = process.wait_with_output().unwrap();
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert!(sentence.contains("is full: free some space"), "{sentence}");
}

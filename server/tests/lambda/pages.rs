//! Pages through the function.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::{event::Event, installation::Installation};

#[test]
fn todays_page_is_text_and_names_the_built_files() {
    let installation = Installation::open();
    let page = installation.person().send(&Event::page("/"));
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.text().starts_with("<!DOCTYPE html>"),
        "{}",
        page.text()
    );
    // Hashed names, from the package's build.
    for (before, after) in [
        ("/pkg/humeur.", ".css\""),
        ("/pkg/humeur.", ".js\""),
        ("/pkg/humeur.", ".wasm\""),
    ] {
        let hashed = page
            .text()
            .split(before)
            .skip(1)
            .any(|rest| rest.find(after).is_some_and(|hash| hash == 22));
        assert!(hashed, "no {before}…{after} in {}", page.text());
    }
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(!page.header("content-security-policy").is_empty());
    // HTTPS is always used in front of the function.
    assert!(!page.header("strict-transport-security").is_empty());
    assert!(page.header("set-cookie").contains("; Secure"));
}

#[test]
fn a_compressed_page_is_binary() {
    let installation = Installation::open();
    let ada = installation.person();
    let plain = ada.send(&Event::page("/"));
    let page = ada.send(&Event::page("/").with("accept-encoding", "gzip, deflate, br"));
    assert_eq!(
        (page.status, page.header("content-encoding")),
        (200, "gzip")
    );
    assert!(page.body.len() < plain.body.len() / 2);
    assert!(
        page.header("vary")
            .to_ascii_lowercase()
            .contains("accept-encoding")
    );
    assert!(gunzip(&page.body).starts_with(b"<!DOCTYPE html>"));
}

#[test]
fn a_missing_page_is_rendered() {
    let installation = Installation::open();
    let ada = installation.person();
    let page = ada.send(&Event::page("/nowhere"));
    assert_eq!(page.status, 404);
    assert!(page.header("content-type").starts_with("text/html"));
    let rejection = ada.send(&Event::get("/nowhere")).kind();
    assert_eq!(rejection, (404, "not_found".into()));
}

#[test]
fn head_is_a_page_without_its_body() {
    let installation = Installation::open();
    let head = installation
        .person()
        .send(&Event::new("HEAD", "/").with("accept", "text/html"));
    assert_eq!(head.status, 200);
    assert!(head.header("content-type").starts_with("text/html"));
    assert!(head.body.is_empty());
}

fn gunzip(packed: &[u8]) -> Vec<u8> {
    let mut gunzip = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The writer is dropped to end the input.
    gunzip.stdin.take().unwrap().write_all(packed).unwrap();
    gunzip.wait_with_output().unwrap().stdout
}

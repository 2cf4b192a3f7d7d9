//! The program's log says nothing that would sign anybody in.

use std::time::{SystemTime, UNIX_EPOCH};

use test_kit::{
    identity_provider::{IdentityProvider, SECRET, Trouble, pairs},
    process::{Server, request},
};

#[expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the program reads this clock, too, and no clock is before the epoch"
)]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_secs().try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_code_token_secret_or_subject_is_logged() {
    let provider = IdentityProvider::open(now()).await;
    let home = tempfile::tempdir().unwrap();
    let mut variables = provider.variables(super::URL);
    variables.extend([("HUMEUR_LOG", "trace".into()), ("RUST_LOG", "trace".into())]);
    let borrowed: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let server = Server::start(home.path(), &borrowed);
    let mut secrets = vec![SECRET.to_owned(), "marker".into()];
    for trouble in [
        None,
        Some(Trouble::Status(500)),
        Some(Trouble::Huge(1 << 20)),
    ] {
        let start = server
            .send(&request("GET /auth/oidc/start\nAccept: text/html", ""))
            .unwrap();
        let cookie = start.cookies();
        let location = start.header("location").to_owned();
        let callback = provider.agree(&location, "marker-subject");
        let query = pairs(location.split_once('?').unwrap().1);
        secrets.extend(["state", "nonce", "code_challenge"].map(|name| query[name].clone()));
        provider.trouble("/token", trouble);
        let call = format!("GET {callback}\nAccept: text/html\nCookie: {cookie}");
        assert_eq!(server.send(&request(&call, "")).unwrap().status, 303);
    }
    let (output, errors) = server.printed();
    assert!(output.contains("/auth/oidc/callback") && output.contains("sign-in provider"));
    for secret in secrets {
        assert!(
            !output.contains(&secret) && !errors.contains(&secret),
            "{secret}"
        );
    }
}

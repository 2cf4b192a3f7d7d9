//! A source whose certificate no authority signed is not read.

use std::{
    io::{self, Read},
    net::TcpListener,
    sync::Arc,
    thread,
};

use rustls::{
    AlertDescription, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};
use serde_json::json;
use test_kit::signal_source::SignalSource;

use super::{FAILED, Station, dust};

/// Of 127.0.0.1, signed by itself, until 2126.
const CERTIFICATE: &[u8] = include_bytes!("certificate.der");
const KEY: &[u8] = include_bytes!("key.der");

/// Answers one connection with that certificate. Returns the reason for which no request came.
fn greet(listener: &TcpListener) -> io::Error {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(CERTIFICATE)],
            PrivatePkcs8KeyDer::from(KEY).into(),
        )
        .unwrap();
    let connection = ServerConnection::new(Arc::new(config)).unwrap();
    let (stream, _) = listener.accept().unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    stream.read(&mut [0; 1024]).unwrap_err()
}

#[tokio::test]
async fn a_certificate_that_no_authority_signed_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let server = thread::spawn(move || greet(&listener));
    let sources = dust(&format!("https://{host}/now"));
    let document = json!({"sources": sources, "plainHosts": [host]});
    let station = Station::configured_by(SignalSource::open().await, &document).await;
    assert_eq!(station.run_at(0).await, FAILED);
    let state = station.state().await;
    assert_eq!(state.error.as_deref(), Some("no connection"));
    let refusal = server.join().unwrap();
    let alert = refusal.get_ref().unwrap().downcast_ref::<rustls::Error>();
    assert_eq!(
        alert,
        Some(&rustls::Error::AlertReceived(AlertDescription::UnknownCA))
    );
}

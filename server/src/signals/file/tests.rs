//! Tests of the operator's own sources.

use serde_json::json;

use super::*;

fn whole() -> Value {
    json!({
        "plainHosts": ["station.lan"],
        "sources": [{
            "name": "station", "url": "http://station.lan/now", "interval": 300, "timeout": 2.5,
            "maxBytes": 65_536,
            "headers": {"Authorization": "$STATION_KEY", "x-plain": "a b"},
            "signals": [{
                "id": "dust", "name": "Fine dust", "frenchName": "Particules fines",
                "symbol": "PM", "unit": "µg/m³", "isPrice": false, "day": "mean",
                "zone": "Europe/Paris", "decimals": 1, "value": "/now/*/dust",
                "time": "/now/*/at", "divisor": 10,
            }],
        }],
    })
}

fn read(document: &Value) -> Result<Sources, String> {
    let variable = |name: &str| (name == "STATION_KEY").then(|| "secret\n".to_owned());
    let mut sources = Sources::default();
    let added = sources.add(&document.to_string(), &variable);
    added.map_err(|error| error.to_string())?;
    Ok(sources)
}

#[test]
fn a_source_is_read_whole() {
    let sources = read(&whole()).unwrap();
    let source = &sources.list[0];
    assert_eq!(
        (source.name.as_str(), source.interval, source.timeout),
        ("station", 300, Duration::from_millis(2500))
    );
    let headers = [("authorization", "secret"), ("x-plain", "a b")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(source.headers, headers);
    let signal = sources.signals().next().unwrap();
    assert_eq!(signal.id.as_str(), "dust");
    assert_eq!(signal.french_name.as_deref(), Some("Particules fines"));
    assert_eq!((signal.unit.as_str(), signal.interval), ("µg/m³", 300));
    assert_eq!(source.series[0].divisor.to_bits(), 10_f64.to_bits());
}

#[test]
fn most_fields_may_be_left_out() {
    let mut document = whole();
    document["sources"][0]["signals"][0] = json!({
        "id": "dust", "name": "Dust", "day": "sum", "zone": "UTC", "unit": "", "value": "/dust",
    });
    let source = document["sources"][0].as_object_mut().unwrap();
    source.remove("timeout");
    source.remove("maxBytes");
    source.remove("headers");
    let sources = read(&document).unwrap();
    let signal = sources.signals().next().unwrap();
    assert_eq!((signal.unit.as_str(), signal.decimals), ("", 2));
    assert_eq!(sources.list[0].timeout, Source::TIMEOUT);
    assert!(read(&json!({})).unwrap().list.is_empty());
}

#[test]
fn an_invalid_field_is_named_without_its_value() {
    let long = "x".repeat(41);
    for (pointer, value) in [
        ("/plainHosts", json!(["a b"])),
        ("/sources/0/name", json!("Station")),
        ("/sources/0/name", json!(null)),
        ("/sources/0/url", json!("http://other.lan/now")),
        ("/sources/0/url", json!("https://169.254.169.254/")),
        (
            "/sources/0/url",
            json!("https://ada:secret@station.example/"),
        ),
        ("/sources/0/url", json!("file:///etc/passwd")),
        ("/sources/0/interval", json!(299)),
        ("/sources/0/interval", json!(86_401)),
        ("/sources/0/interval", json!("300")),
        ("/sources/0/timeout", json!(6.5)),
        ("/sources/0/timeout", json!(0)),
        ("/sources/0/headers", json!({"x": "$UNSET"})),
        ("/sources/0/headers", json!({"x y": "1"})),
        ("/sources/0/headers", json!({"x": "a\nb"})),
        ("/sources/0/signals", json!([])),
        ("/sources/0/signals/0/id", json!("mood")),
        ("/sources/0/signals/0/id", json!("a#days")),
        ("/sources/0/signals/0/name", json!(" ")),
        ("/sources/0/signals/0/name", json!(long)),
        ("/sources/0/signals/0/frenchName", json!(7)),
        ("/sources/0/signals/0/unit", json!("a\u{7}")),
        ("/sources/0/signals/0/isPrice", json!("yes")),
        ("/sources/0/signals/0/day", json!("median")),
        ("/sources/0/signals/0/zone", json!("Paris")),
        ("/sources/0/signals/0/decimals", json!(7)),
        ("/sources/0/signals/0/value", json!("$.now")),
        ("/sources/0/signals/0/time", json!("/now/at")),
        ("/sources/0/signals/0/time", json!(null)),
        ("/sources/0/signals/0/divisor", json!(0)),
        ("/sources/0/maxBytes", json!(1_048_577)),
        ("/sources/0/maxBytes", json!(0)),
    ] {
        let mut document = whole();
        *document.pointer_mut(pointer).unwrap() = value.clone();
        let path = pointer[1..].replace("/0", "[0]").replace('/', ".");
        let error = read(&document).err().unwrap_or_default();
        assert!(
            error.starts_with(&format!("{path} must be ")),
            "{pointer}: {error}"
        );
        assert!(
            !error.contains("secret") && !error.contains("UNSET"),
            "{error}"
        );
    }
}

#[test]
fn there_are_at_most_32_signals_and_32_sources() {
    let of = |sources: usize, signals: usize| {
        let source = |at: usize| {
            let signal = |number: usize| {
                json!({
                    "id": format!("s{at}-{number}"), "name": "Dust", "day": "sum", "zone": "UTC",
                    "value": "/v",
                })
            };
            json!({
                "name": format!("station-{at}"), "url": "https://station.example/",
                "interval": 300, "signals": (0..signals).map(signal).collect::<Vec<_>>(),
            })
        };
        let sources: Vec<Value> = (0..sources).map(source).collect();
        read(&json!({ "sources": sources }))
    };
    assert_eq!(of(2, 16).unwrap().signals().count(), 32);
    let error = of(3, 11).err().unwrap();
    assert_eq!(error, "sources must be at most 32 signals in all");
    assert!(of(32, 1).is_ok());
    let error = of(33, 1).err().unwrap();
    assert_eq!(error, "sources must be at most 32 sources");
}

#[test]
fn an_unknown_field_and_a_duplicate_are_named() {
    let mut misspelt = whole();
    misspelt["sources"][0]["signals"][0]["zoom"] = json!(1);
    let error = read(&misspelt).err().unwrap();
    assert!(
        error.starts_with("sources[0].signals[0].zoom must be left out"),
        "{error}"
    );
    let mut twice = whole();
    let source = twice["sources"][0].clone();
    twice["sources"].as_array_mut().unwrap().push(source);
    assert!(read(&twice).err().unwrap().contains("different names"));
    twice["sources"][1]["name"] = json!("other");
    assert!(
        read(&twice)
            .err()
            .unwrap()
            .contains("different identifiers")
    );
    // What is refused is not added.
    let mut sources = Sources::default();
    let text = twice.to_string();
    assert!(sources.add(&text, &|_| Some("secret".to_owned())).is_err());
    assert!(sources.list.is_empty() && sources.plain_hosts == PlainHosts::default());
    for text in ["", "[]", "{\"sources\": 7}", "{\"sources\": [7]}", "{,}"] {
        assert!(Sources::default().add(text, &|_| None).is_err(), "{text}");
    }
}

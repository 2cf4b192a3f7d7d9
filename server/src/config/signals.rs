//! The sources of signals. None by default.
//!
//! | variable | default | meaning |
//! |---|---|---|
//! | `HUMEUR_SIGNALS` | none | presets by space: `bitcoin`, `ethereum`, `paris-bikes`, `weather@48.85,2.35,Europe/Paris` |
//! | `HUMEUR_SIGNALS_FILE` | none | a file of own sources, in JSON (`server/src/signals/file.rs`); on AWS Lambda `HUMEUR_SIGNALS_PARAMETER`, the name of its text in SSM |
//! | `HUMEUR_SIGNALS_HOST` | the services themselves | a host that answers the presets' requests in their place, without TLS, such as a cache: `127.0.0.1:9000` |

use std::fs;

use super::{ConfigError, Variables, function};
use crate::signals::{Presets, Sources};

/// Reads the sources of the presets and of the file.
///
/// # Errors
/// The invalid variable, and the field of the file that is.
pub(super) fn sources(variables: &Variables<'_>) -> Result<Sources, ConfigError> {
    let presets = variables.parsed("HUMEUR_SIGNALS", Presets::EXPECTED, "", Presets::parse)?;
    let presets = match variables.get("HUMEUR_SIGNALS_HOST") {
        None => presets,
        Some(host) => presets.at(host.trim()).ok_or(ConfigError {
            name: "HUMEUR_SIGNALS_HOST",
            expected: "a host such as 127.0.0.1:9000".into(),
        })?,
    };
    let mut sources = Sources::of_presets(&presets);
    if let Some(path) = variables.get("HUMEUR_SIGNALS_FILE") {
        let invalid = |expected: String| ConfigError {
            name: "HUMEUR_SIGNALS_FILE",
            expected: expected.into(),
        };
        let text = fs::read_to_string(path.trim());
        let text = text.map_err(|error| invalid(format!("a file that can be read ({error})")))?;
        let added = sources.add(&text, &|name| variables.get(name));
        added.map_err(|misfit| invalid(format!("a file of valid sources: {misfit}")))?;
    }
    Ok(sources)
}

/// The name of the operator's own sources in SSM, on AWS Lambda.
pub(super) fn parameter(variables: &Variables<'_>) -> Option<String> {
    let name = variables.get("HUMEUR_SIGNALS_PARAMETER");
    name.filter(|_| function::is_here(variables) && variables.get("HUMEUR_SIGNALS_FILE").is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let get = |name: &str| {
            let found = pairs.iter().find(|(of, _)| *of == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let sources = sources(&Variables(&get)).map_err(|error| error.to_string())?;
        Ok(sources.list.into_iter().map(|source| source.name).collect())
    }

    #[test]
    fn presets_and_own_sources_go_together() {
        assert_eq!(read(&[]), Ok(vec![]));
        let line = "bitcoin weather@48.85,2.35,Europe/Paris";
        let presets = ("HUMEUR_SIGNALS", line);
        let both = ["prices", "weather"].map(str::to_owned);
        assert_eq!(read(&[presets]), Ok(both.into()));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sources.json");
        let own = |id: &str| {
            format!(
                r#"{{"sources": [{{"name": "station", "url": "https://station.example/",
                "interval": 300, "headers": {{"key": "$KEY"}}, "signals": [{{"id": "{id}",
                "name": "Dust", "day": "mean", "zone": "UTC", "value": "/v"}}]}}]}}"#
            )
        };
        let file = ("HUMEUR_SIGNALS_FILE", path.to_str().unwrap());
        let missing = read(&[file]).unwrap_err();
        assert!(
            missing.starts_with("HUMEUR_SIGNALS_FILE must be a file"),
            "{missing}"
        );
        fs::write(&path, own("dust")).unwrap();
        let all = ["prices", "weather", "station"].map(str::to_owned);
        assert_eq!(read(&[presets, file, ("KEY", "x")]), Ok(all.into()));
        assert_eq!(
            read(&[file]).unwrap_err(),
            "HUMEUR_SIGNALS_FILE must be a file of valid sources: sources[0].headers must be an \
             object of headers, each a text or `$` and the name of an environment variable that is \
             set"
        );
        fs::write(&path, own("bitcoin")).unwrap();
        let twice = read(&[presets, file, ("KEY", "x")]).unwrap_err();
        assert!(twice.contains("different identifiers"), "{twice}");
    }

    #[test]
    fn an_invalid_variable_is_named() {
        for (name, value) in [
            ("HUMEUR_SIGNALS", "gold"),
            ("HUMEUR_SIGNALS", "weather@48.85,2.35"),
            ("HUMEUR_SIGNALS_HOST", "http://127.0.0.1"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(error.starts_with(&format!("{name} must be ")), "{error}");
        }
    }

    #[test]
    fn a_parameter_is_for_a_function() {
        let get = |runtime: Option<&str>| {
            let runtime = runtime.map(str::to_owned);
            let get = move |name: &str| match name {
                "AWS_LAMBDA_RUNTIME_API" => runtime.clone(),
                "HUMEUR_SIGNALS_PARAMETER" => Some("/humeur/signals:1".to_owned()),
                _ => None,
            };
            parameter(&Variables(&get))
        };
        assert_eq!(get(None), None);
        assert_eq!(
            get(Some("127.0.0.1:9001")).as_deref(),
            Some("/humeur/signals:1")
        );
    }
}

//! `humeur export`: writes the journal of an account to a file, by its API key.

use std::{ffi::OsStr, io::Write, path::Path, time::Duration};

use app::api::export::{Exported, Format};

use super::{
    call::{Call, Response, this_server},
    operator::ask,
    temporary::Temporary,
};
use crate::{Failure, config::Config};

/// Timeout of a call, because the server packs a journal of years with its photos.
const TIMEOUT: Duration = Duration::from_secs(300);
/// The formats of an export, by the file's extension.
const FORMATS: [Format; 5] = [
    Format::Zip,
    Format::Json,
    Format::Csv,
    Format::Pdf,
    Format::Ics,
];

/// Writes the export to `file`, which must not exist, and returns a sentence for the terminal.
///
/// # Errors
/// The format is unknown, the key is missing, the server does not run or refuses the call, or the file can't be
/// written.
pub(super) async fn run(config: &Config, file: &Path) -> Result<String, Failure> {
    let path = file.display();
    let end = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    let format = Format::parse(end).filter(|format| FORMATS.contains(format));
    let format = format.ok_or_else(|| {
        format!("{path} has an unknown extension: use .zip, .json, .csv, .pdf or .ics")
    })?;
    if file.exists() {
        return Err(format!("{path} exists already: choose another name for the export").into());
    }
    let key = ask("API key")?;
    let server = this_server(config);
    let exported = format!("/export?format={}", format.as_str());
    let exported = get(&server, &exported, Some(&key)).await?;
    let exported: Exported = exported.read()?;
    // The link has the public address, which may not lead back here.
    let link = exported
        .url
        .find("/files/")
        .and_then(|at| exported.url.get(at..));
    let link =
        link.ok_or("the export is not on this machine: export it in the settings instead")?;
    let content = get(&server, link, None).await?.content;
    let written = Temporary::beside(file).and_then(|(temporary, mut output)| {
        output.write_all(&content)?;
        output.sync_all()?;
        temporary.publish(file)
    });
    written.map_err(|error| {
        format!("{path} can't be written ({error}): check its directory and the space on its disk")
    })?;
    Ok(format!(
        "Journal written to {path}: {} bytes",
        content.len()
    ))
}

/// Calls the running server.
///
/// # Errors
/// See [`Call::send_expecting_ok`].
async fn get(server: &str, path: &str, bearer: Option<&str>) -> Result<Response, String> {
    let call = Call {
        url: format!("{server}{path}"),
        bearer,
        body: None,
        timeout: Some(TIMEOUT),
    };
    let invalid = "the API key is not valid: create one in the settings, with the scope `read`";
    call.send_expecting_ok(server, invalid).await
}

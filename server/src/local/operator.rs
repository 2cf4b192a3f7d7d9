//! `humeur user`: calls the running server as the operator.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use app::api::users::{UserFound, UserInvited};
use clap::Subcommand;
use form_urlencoded::Serializer;
use serde_json::json;

use super::call::{Call, this_server};
use crate::{Failure, config::Config};

const KEY: &str = "HUMEUR_OPERATOR_KEY";

/// A command about users.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Create a user, and print the link that opens their account; reads an e-mail address and a name
    Add,
    /// Print another link, for a user who has not opened their account; reads an e-mail address
    Invite,
    /// Print a user's identifier and name; reads an e-mail address
    Find,
}

/// Runs a command, and returns its result for the terminal.
///
/// # Errors
/// The key or a line of input is missing, or the server does not run or refuses the call.
pub(super) async fn run(config: &Config, command: &Command) -> Result<String, Failure> {
    // The configuration has only digests of the keys.
    let keys = env::var(KEY).unwrap_or_default();
    let key = keys.split(',').next().map(str::trim).unwrap_or_default();
    if key.is_empty() {
        return Err(format!("{KEY} is not set: set it for the server and for this command").into());
    }
    let server = this_server(config);
    let email = ask("E-mail address")?;
    let (path, body) = match command {
        Command::Add => {
            let name = ask("Name")?;
            (
                "/users".to_owned(),
                Some(json!({"email": email, "name": name})),
            )
        }
        Command::Invite => (
            "/users/invitation".to_owned(),
            Some(json!({"email": email})),
        ),
        Command::Find => {
            let query = Serializer::new(String::new())
                .append_pair("email", &email)
                .finish();
            (format!("/users?{query}"), None)
        }
    };
    let call = Call {
        url: format!("{server}{path}"),
        bearer: Some(key),
        body,
        timeout: None,
    };
    let another = format!(
        "the server at {server} does not accept this {KEY}: set the same value for the server and for this command"
    );
    let response = call.send_expecting_ok(&server, &another).await?;
    Ok(match command {
        Command::Add | Command::Invite => {
            let UserInvited {
                user, invitation, ..
            } = response.read()?;
            format!(
                "Send {} this link, which opens the account once, within seven days:\n{invitation}",
                user.name
            )
        }
        Command::Find => {
            let UserFound { user } = response.read()?;
            format!("{} {}", user.user_id, user.name)
        }
    })
}

/// Reads a line of standard input, after a prompt if it is a terminal.
///
/// # Errors
/// The line is empty, or can't be read.
pub(super) fn ask(question: &str) -> Result<String, Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        let mut output = io::stderr();
        write!(output, "{question}: ").and_then(|()| output.flush())?;
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    let line = line.trim();
    if line.is_empty() {
        return Err(format!("{question} is missing: write it on a line of standard input").into());
    }
    Ok(line.to_owned())
}

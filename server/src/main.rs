//! One binary: the server on one machine, or a function on AWS Lambda, as the
//! environment it wakes up in says.

use std::{io::Write, process::ExitCode};

#[cfg(feature = "local")]
use server::local;
use server::{Failure, config::Config, lambda};
use tokio::runtime::Builder;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The log may not be open yet, and a person is waiting at the terminal.
            let _ = writeln!(std::io::stderr(), "humeur: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let config = Config::from_env()?;
    match config.function.clone() {
        // A function has one request at a time, and often less than one core.
        Some(function) => Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(lambda::run(config, function)),
        #[cfg(feature = "local")]
        None => Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(local::run(config)),
        // Without the server for one machine, the configuration was refused.
        #[cfg(not(feature = "local"))]
        None => Ok(()),
    }
}

//! The program: a server on one machine and its commands, or a function on AWS Lambda, depending on its
//! environment.

use std::{io::Write, process::ExitCode};

#[cfg(feature = "local")]
use server::local;
use server::{Failure, config::Config, lambda};
use tokio::runtime::Builder;

/// A request makes more than a thousand allocations. On Lambda, where the program is read from disk at
/// each cold start, the system's allocator stays.
#[cfg(feature = "local")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(error) => {
            // The log may not be initialised yet, and the operator is at the terminal.
            let _ = writeln!(std::io::stderr(), "humeur: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "local")]
fn run() -> Result<ExitCode, Failure> {
    local::cli::run(serve)
}

#[cfg(not(feature = "local"))]
fn run() -> Result<ExitCode, Failure> {
    serve()?;
    Ok(ExitCode::SUCCESS)
}

/// Serves until the process is stopped.
fn serve() -> Result<(), Failure> {
    let config = Config::from_env()?;
    match config.function.clone() {
        // A function handles one request at a time, often on less than one core.
        Some(function) => Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(lambda::run(config, function)),
        #[cfg(feature = "local")]
        None => Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(local::run(config)),
        // Without the feature `local`, reading the configuration has already failed.
        #[cfg(not(feature = "local"))]
        None => Ok(()),
    }
}

//! The command line.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use app::ports::Clock;
use chrono::DateTime;
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use rustix::process::geteuid;
use tokio::runtime::Builder;

use super::{archive, doctor, export, operator};
use crate::{Failure, clock::SystemClock, config::Config, store::Backend};

/// The name of the program, in every package.
const NAME: &str = "humeur";

const AFTER_HELP: &str = "\
Settings are environment variables, such as HUMEUR_DATA_DIR (the data), HUMEUR_ADDR (where to listen) and \
HUMEUR_URL (the public address): README.md has all of them. A command needs the same ones as the server.

Exit status: 0 for success, 1 for a failure (a sentence on standard error; `doctor` prints the problems), 2 for an invalid \
command line.";

/// Humeur, a mood journal: serves it, backs it up, and checks its installation.
#[derive(Parser)]
#[command(name = NAME, bin_name = NAME, version, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// A command.
#[derive(Subcommand)]
enum Command {
    /// Serve the journal (the default)
    Serve,
    /// Write the journal, its keys and its photos to one file, also while the server runs
    ///
    /// The file is a tar archive compressed with gzip. It opens every journal: keep it secret.
    Backup {
        /// The file to write, such as humeur.tar.gz; it must not exist
        file: PathBuf,
    },
    /// Restore a back-up into the data directory, while the server is stopped
    Restore {
        /// The file that `humeur backup` wrote, the directory of an automatic back-up, or the folder with the
        /// data that an earlier restore replaced
        #[arg(value_name = "BACK-UP")]
        backup: PathBuf,
        /// Move existing data into a separate folder; nothing is deleted
        #[arg(long)]
        replace: bool,
    },
    /// Export the journal of an account from the running server, by its API key
    ///
    /// The key is read from standard input. Create it in the settings, with the scope `read`.
    Export {
        /// The file to write; its end names the format: .zip (with photos), .json, .csv, .pdf or .ics
        file: PathBuf,
    },
    /// Check this installation, and explain how to fix each problem
    Doctor {
        /// Call no other machine: neither the public address nor a push service
        #[arg(long)]
        offline: bool,
    },
    /// Ask the running server if it is healthy, for a container's health check
    Health,
    /// Create and find users as the operator, on the running server
    ///
    /// Needs HUMEUR_OPERATOR_KEY. The e-mail address and the name are read from standard input, a line each,
    /// because other users of the machine can read a command line.
    #[command(subcommand)]
    User(operator::Command),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages to a directory
    Manual {
        /// The directory, which is created
        directory: PathBuf,
    },
}

/// Parses the command line and runs its command. `serve` runs the server.
///
/// # Errors
/// The reason for the failure of the command, as a sentence for the terminal.
pub fn run(serve: impl FnOnce() -> Result<(), Failure>) -> Result<ExitCode, Failure> {
    match Cli::parse().command {
        None | Some(Command::Serve) => serve()?,
        Some(Command::Backup { file }) => back_up(&file)?,
        Some(Command::Restore { backup, replace }) => restore(&backup, replace)?,
        Some(Command::Doctor { offline }) => {
            let config = Config::from_env()?;
            let findings = block_on(doctor::examine(&config, offline))?;
            for finding in &findings {
                say(&finding.to_string());
            }
            let is_well = !findings.iter().any(doctor::Finding::is_problem);
            return Ok(if is_well {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        Some(Command::Export { file }) => {
            let config = Config::from_env()?;
            say(&block_on(export::run(&config, &file))??);
        }
        Some(Command::Health) => {
            let config = Config::from_env()?;
            say(&block_on(doctor::health(&config))??);
        }
        Some(Command::User(command)) => {
            let config = Config::from_env()?;
            say(&block_on(operator::run(&config, &command))??);
        }
        Some(Command::Completions { shell }) => {
            clap_complete::generate(shell, &mut Cli::command(), NAME, &mut io::stdout());
        }
        Some(Command::Manual { directory }) => {
            let write = fs::create_dir_all(&directory);
            let write = write.and_then(|()| clap_mangen::generate_to(Cli::command(), &directory));
            write.map_err(|error| {
                let path = directory.display();
                format!("the manual can't be written to {path} ({error}): choose another directory")
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn block_on<T>(work: impl Future<Output = T>) -> io::Result<T> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(work))
}

/// Prints a line. Ignores errors: the reader may have closed the pipe.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The data directory of the embedded engine.
///
/// # Errors
/// The store is another engine, or the directory belongs to another user: new files of this user would stop the
/// server.
fn data_dir(config: &Config) -> Result<&Path, Failure> {
    match &config.backend {
        Backend::Embedded { data_dir } => {
            let (user, owner) = (
                geteuid().as_raw(),
                fs::metadata(data_dir).map(|it| it.uid()),
            );
            if let Ok(owner) = owner
                && owner != user
            {
                let path = data_dir.display();
                return Err(format!(
                    "{path} belongs to user {owner}, and this is user {user}: run this as the server's user, for \
                     example with `runuser -u humeur -- humeur …`"
                )
                .into());
            }
            Ok(data_dir)
        }
        _ => Err(
            "this command is for the embedded engine: back the DynamoDB tables up with \
                  DynamoDB's own tools, or unset HUMEUR_STORE and DYNAMODB_ENDPOINT"
                .into(),
        ),
    }
}

fn back_up(file: &Path) -> Result<(), Failure> {
    let config = Config::from_env()?;
    let (directory, has_session_key) = (data_dir(&config)?, config.session_key.is_some());
    let written = archive::back_up(directory, file, has_session_key, SystemClock.now())?;
    let (path, pictures) = (file.display(), written.pictures);
    let megabytes = written.bytes as f64 / 1e6;
    say(&format!(
        "Back-up written to {path}: {megabytes:.1} MB, photo files: {pictures}. It opens every journal: keep \
         it secret."
    ));
    if has_session_key {
        say("The key of HUMEUR_SESSION_KEY is not in it: keep a copy of that variable.");
    }
    Ok(())
}

fn restore(backup: &Path, replace: bool) -> Result<(), Failure> {
    let config = Config::from_env()?;
    let directory = data_dir(&config)?;
    let restored = archive::restore(directory, backup, replace, SystemClock.now())?;
    let made_at = DateTime::from_timestamp(restored.made_at, 0);
    let made_at = made_at.map_or_else(String::new, |at| {
        at.format("%Y-%m-%d %H:%M UTC").to_string()
    });
    let (path, version) = (directory.display(), restored.version);
    say(&format!(
        "Restored to {path}: the back-up of {made_at} by Humeur {version}, photo files: {}.",
        restored.pictures
    ));
    if let Some(replaced) = restored.replaced {
        let replaced = replaced.display();
        say(&format!(
            "The previous data is in {replaced}: restore that folder to go back, or delete it when you no longer need it."
        ));
    }
    if !restored.has_session_key {
        say(
            "The back-up has no session key: before you start the server, set HUMEUR_SESSION_KEY to the key that was in \
             use when the back-up was made.",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
        let read = |line: &str| Cli::try_parse_from(line.split(' '));
        assert!(read("humeur").unwrap().command.is_none());
        assert!(matches!(
            read("humeur serve").unwrap().command,
            Some(Command::Serve)
        ));
        assert!(read("humeur restore").is_err());
        assert!(read("humeur sevre").is_err());
    }
}

//! The store: tables behind DynamoDB's interface.
//!
//! The adapters ([`moods`], [`users`], …) use `aws-sdk-dynamodb` only, so the code that is tested
//! on one machine is the code that runs on AWS. Only the engine behind the SDK differs, and
//! [`open`] selects it once:
//!
//! - `embedded`: an engine inside this process, on a file of its own;
//! - `client`: a server, AWS's or one on this machine.

mod attributes;
mod client;
mod comments;
mod credentials;
#[cfg(feature = "local")]
mod data_dir;
#[cfg(feature = "local")]
mod embedded;
mod failure;
mod hashed;
mod keys;
#[cfg(feature = "local")]
mod maintenance;
mod moments;
mod moods;
#[cfg(feature = "local")]
mod operations;
#[cfg(feature = "local")]
mod readings;
mod reminders;
#[cfg(feature = "local")]
mod schema;
mod sessions;
mod shares;
mod signals;
#[cfg(feature = "local")]
mod snapshot;
mod table_client;
mod tables;
mod tokens;
mod transaction;
mod users;
#[cfg(feature = "local")]
mod version;
mod writability;

use std::{path::PathBuf, sync::Arc};

use app::ports::Stores;
use aws_sdk_dynamodb::Client;

use self::{
    comments::DynamoComments,
    credentials::DynamoCredentials,
    keys::DynamoKeys,
    moments::DynamoMoments,
    moods::{DynamoImports, DynamoMoods},
    reminders::DynamoReminders,
    sessions::DynamoSessions,
    shares::DynamoShares,
    signals::DynamoSignals,
    table_client::TableClient,
    tokens::DynamoTokens,
    users::DynamoUsers,
    writability::Writability,
};
use crate::aws::FunctionError;

#[cfg(feature = "local")]
pub use self::schema::create_tables;
pub use self::tables::{Table, Tables, declared};
#[cfg(feature = "local")]
pub(crate) use self::{
    data_dir::{BESIDE_DATABASE, DATABASE, DataDir},
    snapshot::{check, copy, doubts_clock, has_items},
    version::check as check_version,
};

/// The engine behind the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// An engine in this process, on the files in `data_dir`.
    #[cfg(feature = "local")]
    Embedded {
        /// The directory, created if it is missing. One process at a time uses it.
        data_dir: PathBuf,
    },
    /// An engine in memory, for tests.
    #[cfg(feature = "local")]
    Memory,
    /// A server.
    #[cfg(feature = "local")]
    Remote {
        /// The address of a DynamoDB engine, such as `http://127.0.0.1:8000`. None selects AWS, by
        /// AWS's environment variables and profiles.
        endpoint: Option<String>,
    },
    /// DynamoDB, from inside a Lambda function.
    Function {
        /// An address other than AWS's own, such as a test's.
        endpoint: Option<String>,
    },
}

impl Backend {
    /// True if the program creates the tables. On AWS they belong to the infrastructure, and the
    /// program has no permission to create tables.
    #[cfg(feature = "local")]
    fn is_ours(&self) -> bool {
        match self {
            Self::Remote { endpoint } => endpoint.as_deref().is_some_and(|at| !client::is_aws(at)),
            Self::Function { .. } => false,
            Self::Embedded { .. } | Self::Memory => true,
        }
    }
}

/// The open store. Its last clone closes an embedded engine's files and stops its maintenance.
#[derive(Clone)]
pub struct Store {
    /// The adapters.
    pub stores: Stores,
    /// The bare SDK client, for benchmarks and tests.
    pub client: Client,
}

impl Store {
    /// The adapters on a client, without a call.
    #[must_use]
    pub fn on(client: Client, tables: &Tables) -> Self {
        let writability = Arc::new(Writability::unknown());
        let table = |name: &str| TableClient {
            client: client.clone(),
            name: tables.name(name).to_owned(),
            writability: writability.clone(),
        };
        Self {
            stores: Stores {
                moods: Arc::new(DynamoMoods::new(table(moods::TABLE))),
                moments: Arc::new(DynamoMoments::new(table(moments::TABLE))),
                imports: Arc::new(DynamoImports::new(table(moods::TABLE))),
                reminders: Arc::new(DynamoReminders::new(table(reminders::TABLE))),
                users: Arc::new(DynamoUsers::new(table(users::TABLE))),
                sessions: Arc::new(DynamoSessions::new(table(sessions::TABLE))),
                credentials: Arc::new(DynamoCredentials::new(
                    table(credentials::TABLE),
                    table(users::TABLE),
                )),
                tokens: Arc::new(DynamoTokens::new(table(credentials::TABLE))),
                comments: Arc::new(DynamoComments::new(table(comments::TABLE))),
                keys: Arc::new(DynamoKeys::new(table(keys::TABLE))),
                shares: Arc::new(DynamoShares::new(table(shares::TABLE))),
                signals: Arc::new(DynamoSignals::new(table(signals::TABLE))),
            },
            client,
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// The reason the store could not be opened, as a sentence for the terminal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process uses the data directory.
    #[error(
        "The data directory {} is in use by another Humeur: stop that one, or set \
         HUMEUR_DATA_DIR to another directory.",
        .0.display()
    )]
    InUse(PathBuf),
    /// The data directory can't be created, read or written.
    #[error(
        "The data directory {} can't be used ({reason}): set HUMEUR_DATA_DIR to one that this \
         user may write to.",
        .directory.display()
    )]
    Directory {
        /// The directory.
        directory: PathBuf,
        /// The operating system's error.
        reason: std::io::Error,
    },
    /// The disk or the user's quota is full.
    #[error(
        "The disk of the data directory {} is full: free some space, then start again. Nothing \
         is lost.",
        .0.display()
    )]
    Full(PathBuf),
    /// The database file can't be opened.
    #[error(
        "The database {} can't be opened ({reason}): restore a back-up with `humeur restore --replace`, \
         or move humeur.db, humeur.db-wal, humeur.db-shm, session.key, push.key and photos away to \
         start with an empty journal.",
        .file.display()
    )]
    Database {
        /// The file.
        file: PathBuf,
        /// The engine's error.
        reason: String,
    },
    /// A later release wrote the data.
    #[error(
        "A later release of Humeur wrote the database {} (version {version} of the data): start \
         that release, or restore a back-up that this one made. Nothing was changed.",
        .file.display()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// The version of its data.
        version: u32,
    },
    /// The endpoint is not a valid URL.
    #[error("DYNAMODB_ENDPOINT must be an address such as http://127.0.0.1:8000.")]
    Endpoint,
    /// AWS is selected without a region.
    #[error(
        "No AWS region is set: set AWS_REGION, or DYNAMODB_ENDPOINT for a database of your own."
    )]
    Region,
    /// The environment of the AWS function is invalid.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// The tables could not be created.
    #[error(
        "The table {table} could not be made ready ({reason}): check that the database answers \
         and lets this program create tables."
    )]
    Table {
        /// The name of the table.
        table: String,
        /// The failure's code, or the state that was not reached.
        reason: String,
    },
}

/// The file of the embedded engine; none for another one.
#[cfg(feature = "local")]
pub(crate) fn database(backend: &Backend) -> Option<PathBuf> {
    match backend {
        Backend::Embedded { data_dir } => Some(data_dir.join(data_dir::DATABASE)),
        _ => None,
    }
}

/// Opens the store, and creates missing tables in the embedded engine and at an
/// explicit endpoint, but never on AWS.
///
/// See [`OpenError`]. On AWS this makes no call, so a missing table or permission appears at the
/// first request.
pub async fn open(backend: &Backend, tables: &Tables) -> Result<Store, OpenError> {
    let opened = try_open(backend, tables).await;
    #[cfg(feature = "local")]
    if let (Err(error), Backend::Embedded { data_dir }) = (&opened, backend)
        && !matches!(error, OpenError::InUse(_))
        && data_dir::is_full(data_dir)
    {
        return Err(OpenError::Full(data_dir.clone()));
    }
    opened
}

async fn try_open(backend: &Backend, tables: &Tables) -> Result<Store, OpenError> {
    let client = match backend {
        #[cfg(feature = "local")]
        Backend::Embedded { data_dir } => embedded::open(data_dir).await?,
        #[cfg(feature = "local")]
        Backend::Memory => embedded::memory()?,
        #[cfg(feature = "local")]
        Backend::Remote {
            endpoint: Some(endpoint),
        } => client::at(endpoint).await?,
        #[cfg(feature = "local")]
        Backend::Remote { endpoint: None } => client::on_aws().await?,
        Backend::Function { endpoint } => client::in_function(endpoint.as_deref())?,
    };
    #[cfg(feature = "local")]
    if backend.is_ours() {
        create_tables(&client, tables).await?;
    }
    Ok(Store::on(client, tables))
}

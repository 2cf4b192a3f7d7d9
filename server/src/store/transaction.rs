//! Several writes that are made together or not at all.

use std::time::Duration;

use app::error::Error;
use aws_sdk_dynamodb::{
    error::BuildError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{Delete, Put, TransactWriteItem, Update},
};

use super::{failure, table_client::TableClient};

/// The maximum number of attempts. Each failed one means that another transaction on the same items
/// was running.
const MAX_ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// The outcome of a transaction.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All writes were made.
    Committed,
    /// None was made. For each write, true if its condition failed.
    Rejected(Vec<bool>),
}

/// The writes of a transaction, in order.
#[derive(Debug, Default)]
pub(super) struct Transaction(Vec<TransactWriteItem>);

impl Transaction {
    /// Adds a complete item.
    ///
    /// # Errors
    /// Internal, if a field is missing.
    pub(super) fn put(mut self, put: Result<Put, BuildError>) -> Result<Self, Error> {
        let put = put.map_err(|_| failure::internal())?;
        self.0.push(TransactWriteItem::builder().put(put).build());
        Ok(self)
    }

    /// Adds an update.
    ///
    /// # Errors
    /// Internal, if a field is missing.
    pub(super) fn update(mut self, update: Result<Update, BuildError>) -> Result<Self, Error> {
        let update = update.map_err(|_| failure::internal())?;
        self.0
            .push(TransactWriteItem::builder().update(update).build());
        Ok(self)
    }

    /// Adds a deletion.
    ///
    /// # Errors
    /// Internal, if a field is missing.
    pub(super) fn delete(mut self, delete: Result<Delete, BuildError>) -> Result<Self, Error> {
        let delete = delete.map_err(|_| failure::internal())?;
        self.0
            .push(TransactWriteItem::builder().delete(delete).build());
        Ok(self)
    }

    /// Makes the writes. `table` is any of their tables.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn commit(self, table: &TableClient) -> Result<Outcome, Error> {
        for attempt in 1..=MAX_ATTEMPTS {
            let request = table
                .client
                .transact_write_items()
                .set_transact_items(Some(self.0.clone()));
            let failure = match request.send().await {
                Ok(_) => return Ok(Outcome::Committed),
                Err(failure) => failure,
            };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
                failure.as_service_error()
            else {
                return Err(table.writability.failed("TransactWriteItems", &failure));
            };
            let codes: Vec<_> = canceled
                .cancellation_reasons()
                .iter()
                .map(|reason| reason.code().unwrap_or_default())
                .collect();
            let failed = codes.iter().map(|code| *code == "ConditionalCheckFailed");
            let failed: Vec<_> = failed.collect();
            if failed.contains(&true) {
                return Ok(Outcome::Rejected(failed));
            }
            if !codes.contains(&"TransactionConflict") {
                return Err(table.writability.failed("TransactWriteItems", &failure));
            }
            tokio::time::sleep(PAUSE * attempt).await;
        }
        tracing::error!(table = table.name, "too many concurrent transactions");
        Err(failure::unavailable())
    }
}

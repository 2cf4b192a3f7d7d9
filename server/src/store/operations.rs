//! The operations of the engine in this process, by their names in DynamoDB.

use std::fmt::Display;

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};

/// Executes an operation; the status and body are those of DynamoDB.
pub(super) fn execute(database: &Database, operation: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let Some(result) = run(database, operation, body) else {
        let unknown = br#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
        return (400, unknown.to_vec());
    };
    match result {
        Ok(body) => (200, body),
        Err(error) => {
            if error.status_code() >= 500 {
                failed(operation, &error);
            }
            (error.status_code(), error.to_json().into_bytes())
        }
    }
}

/// Operations that change nothing.
pub(super) const READS: [&str; 4] = ["GetItem", "Query", "DescribeTable", "DescribeTimeToLive"];

/// None for an operation that neither the adapters nor the benchmarks use.
fn run(db: &Database, operation: &str, body: &[u8]) -> Option<Result<Vec<u8>, DynoxideError>> {
    Some(match operation {
        "GetItem" => call(body, |request| db.get_item(request)),
        "PutItem" => call(body, |request| db.put_item(request)),
        "UpdateItem" => call(body, |request| db.update_item(request)),
        "DeleteItem" => call(body, |request| db.delete_item(request)),
        "Query" => call(body, |request| db.query(request)),
        "TransactWriteItems" => call(body, |request| db.transact_write_items(request)),
        "BatchWriteItem" => call(body, |request| db.batch_write_item(request)),
        "CreateTable" => call(body, |request| db.create_table(request)),
        "DescribeTable" => call(body, |request| db.describe_table(request)),
        "UpdateTimeToLive" => call(body, |request| db.update_time_to_live(request)),
        "DescribeTimeToLive" => call(body, |request| db.describe_time_to_live(request)),
        _ => return None,
    })
}

fn call<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    method: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<Vec<u8>, DynoxideError> {
    let request = serde_json::from_slice(body)
        .map_err(|error| DynoxideError::SerializationException(error.to_string()))?;
    serde_json::to_vec(&method(request)?)
        .map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// Logs the failure of a call.
pub(super) fn failed(operation: &str, error: &impl Display) {
    tracing::error!(operation, reason = reason(error), "engine call failed");
}

/// The causes that an operator can fix, in SQLite's words. Other messages are withheld, because
/// they may quote the database.
fn reason(error: &impl Display) -> &'static str {
    const KNOWN: [&str; 6] = [
        "database or disk is full",
        "disk I/O error",
        "attempt to write a readonly database",
        "database disk image is malformed",
        "database is locked",
        "Lock poisoned",
    ];
    let message = error.to_string();
    KNOWN
        .into_iter()
        .find(|known| message.contains(known))
        .unwrap_or("unexpected")
}

//! A table as the adapters call it.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;

use super::writability::Writability;

/// A table's client and name.
#[derive(Clone, Debug)]
pub(super) struct TableClient {
    pub(super) client: Client,
    /// The name in DynamoDB.
    pub(super) name: String,
    /// Shared by all tables of the store.
    pub(super) writability: Arc<Writability>,
}

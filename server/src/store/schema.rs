//! Makes the tables, where they are ours to make.
//!
//! Everything here may be repeated, and done by two processes at once: each
//! step looks first, and one that comes too late finds what it wanted.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        Projection, ProjectionType, ScalarAttributeType, TableStatus, TimeToLiveSpecification,
        TimeToLiveStatus,
    },
};

use super::{OpenError, Tables, failure, moods, reminders};

/// Engines on one machine take milliseconds, AWS some seconds.
const WAIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// Makes what is missing, and returns when all of it can be used.
///
/// # Errors
/// [`OpenError::Table`].
pub(super) async fn create(client: &Client, tables: &Tables) -> Result<(), OpenError> {
    let moods = Layout {
        table: &tables.moods,
        partition: moods::USER_ID,
        sort: moods::DAY,
        expiry: moods::EXPIRES_AT,
        index: None,
    };
    let reminders = Layout {
        table: &tables.reminders,
        partition: reminders::USER_ID,
        sort: reminders::ID,
        expiry: reminders::EXPIRES_AT,
        index: Some(Index {
            name: reminders::DUE,
            partition: reminders::SHARD,
            sort: reminders::DUE_AT,
        }),
    };
    moods.create(client).await?;
    reminders.create(client).await
}

/// A table on demand, with a key of two texts, an attribute that says when an
/// item expires, and perhaps a second way to find items.
struct Layout<'a> {
    table: &'a str,
    partition: &'a str,
    sort: &'a str,
    expiry: &'a str,
    index: Option<Index>,
}

/// An index over whole items, with a key of a text and a number.
struct Index {
    name: &'static str,
    partition: &'static str,
    sort: &'static str,
}

impl Layout<'_> {
    async fn create(&self, client: &Client) -> Result<(), OpenError> {
        if self.status(client).await?.is_none() {
            self.create_table(client).await?;
        }
        let active = async {
            while self.status(client).await? != Some(TableStatus::Active) {
                tokio::time::sleep(PAUSE).await;
            }
            Ok(())
        };
        tokio::time::timeout(WAIT, active)
            .await
            .unwrap_or_else(|_| Err(self.error("it does not become active")))?;
        self.turn_expiry_on(client).await
    }

    async fn status(&self, client: &Client) -> Result<Option<TableStatus>, OpenError> {
        match client.describe_table().table_name(self.table).send().await {
            Ok(answer) => Ok(answer.table.and_then(|table| table.table_status)),
            Err(failure) if failure::code(&failure) == "ResourceNotFoundException" => Ok(None),
            Err(failure) => Err(self.failed(&failure)),
        }
    }

    async fn create_table(&self, client: &Client) -> Result<(), OpenError> {
        let mut request = client
            .create_table()
            .table_name(self.table)
            .billing_mode(BillingMode::PayPerRequest);
        for (name, key_type) in [(self.partition, KeyType::Hash), (self.sort, KeyType::Range)] {
            request = request
                .attribute_definitions(self.attribute(name, ScalarAttributeType::S)?)
                .key_schema(self.key(name, key_type)?);
        }
        if let Some(index) = &self.index {
            let everything = Projection::builder().projection_type(ProjectionType::All);
            let whole = GlobalSecondaryIndex::builder()
                .index_name(index.name)
                .key_schema(self.key(index.partition, KeyType::Hash)?)
                .key_schema(self.key(index.sort, KeyType::Range)?)
                .projection(everything.build());
            request = request
                .attribute_definitions(self.attribute(index.partition, ScalarAttributeType::S)?)
                .attribute_definitions(self.attribute(index.sort, ScalarAttributeType::N)?)
                .global_secondary_indexes(whole.build().map_err(|e| self.error(&e.to_string()))?);
        }
        match request.send().await {
            Ok(_) => {
                tracing::info!(table = self.table, "made a table");
                Ok(())
            }
            // Somebody else was quicker.
            Err(failure) if failure::code(&failure) == "ResourceInUseException" => Ok(()),
            Err(failure) => Err(self.failed(&failure)),
        }
    }

    fn attribute(
        &self,
        name: &str,
        kind: ScalarAttributeType,
    ) -> Result<AttributeDefinition, OpenError> {
        let attribute = AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(kind);
        attribute.build().map_err(|e| self.error(&e.to_string()))
    }

    fn key(&self, name: &str, kind: KeyType) -> Result<KeySchemaElement, OpenError> {
        let key = KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind);
        key.build().map_err(|e| self.error(&e.to_string()))
    }

    async fn turn_expiry_on(&self, client: &Client) -> Result<(), OpenError> {
        // Asked first, as to turn on what is on is an error.
        if self.expiry_is_on(client).await? {
            return Ok(());
        }
        let specification = TimeToLiveSpecification::builder()
            .attribute_name(self.expiry)
            .enabled(true)
            .build()
            .map_err(|e| self.error(&e.to_string()))?;
        let request = client
            .update_time_to_live()
            .table_name(self.table)
            .time_to_live_specification(specification);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(_) if self.expiry_is_on(client).await? => Ok(()),
            Err(failure) => Err(self.failed(&failure)),
        }
    }

    async fn expiry_is_on(&self, client: &Client) -> Result<bool, OpenError> {
        let answer = client
            .describe_time_to_live()
            .table_name(self.table)
            .send()
            .await
            .map_err(|failure| self.failed(&failure))?;
        Ok(answer.time_to_live_description.is_some_and(|ttl| {
            ttl.attribute_name.as_deref() == Some(self.expiry)
                && matches!(
                    ttl.time_to_live_status,
                    Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
                )
        }))
    }

    fn failed<E: ProvideErrorMetadata, R>(&self, failure: &SdkError<E, R>) -> OpenError {
        self.error(failure::code(failure))
    }

    fn error(&self, reason: &str) -> OpenError {
        OpenError::Table {
            table: self.table.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

//! Makes the tables, where they are ours to make.
//!
//! Everything here may be repeated, and done by two processes at once: each
//! step looks first, and one that comes too late finds what it wanted.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{
        AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
        TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
    },
};

use super::{OpenError, Tables, failure, moods};

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
    };
    moods.create(client).await
}

/// A table on demand, with a key of two texts and an attribute that says when
/// an item expires.
struct Layout<'a> {
    table: &'a str,
    partition: &'a str,
    sort: &'a str,
    expiry: &'a str,
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
            let attribute = AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S);
            let key = KeySchemaElement::builder()
                .attribute_name(name)
                .key_type(key_type);
            request = request
                .attribute_definitions(attribute.build().map_err(|e| self.error(&e.to_string()))?)
                .key_schema(key.build().map_err(|e| self.error(&e.to_string()))?);
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

//! Creates the declared tables in embedded and local engines.
//!
//! Every step checks first and accepts that another process was faster, so it can be repeated and
//! can run concurrently.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        LocalSecondaryIndex, Projection, TableStatus, TimeToLiveSpecification, TimeToLiveStatus,
    },
};

use super::{
    OpenError, Tables, failure,
    tables::{self, Index, Key, Table},
};

/// Engines on one machine take milliseconds, AWS a few seconds.
const TIMEOUT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// Creates missing tables, and returns once all of them are active.
///
/// # Errors
/// [`OpenError::Table`].
pub async fn create_tables(client: &Client, tables: &Tables) -> Result<(), OpenError> {
    for declared in tables::declared() {
        let table = tables.name(declared.name);
        Creation { table, declared }.run(client).await?;
    }
    Ok(())
}

/// The creation of one table.
struct Creation<'a> {
    /// Its name in DynamoDB.
    table: &'a str,
    declared: &'static Table,
}

impl Creation<'_> {
    async fn run(&self, client: &Client) -> Result<(), OpenError> {
        if self.status(client).await?.is_none() {
            self.create_table(client).await?;
        }
        let active = async {
            while self.status(client).await? != Some(TableStatus::Active) {
                tokio::time::sleep(PAUSE).await;
            }
            Ok(())
        };
        tokio::time::timeout(TIMEOUT, active)
            .await
            .unwrap_or_else(|_| Err(self.error("it did not become active")))?;
        match self.declared.ttl {
            Some(attribute) => self.turn_expiry_on(client, attribute).await,
            None => Ok(()),
        }
    }

    async fn status(&self, client: &Client) -> Result<Option<TableStatus>, OpenError> {
        match client.describe_table().table_name(self.table).send().await {
            Ok(response) => Ok(response.table.and_then(|table| table.table_status)),
            Err(failure) if failure::code(&failure) == "ResourceNotFoundException" => Ok(None),
            Err(failure) => Err(self.failed(&failure)),
        }
    }

    async fn create_table(&self, client: &Client) -> Result<(), OpenError> {
        let Table {
            partition,
            sort,
            indexes,
            ..
        } = self.declared;
        let of_indexes = indexes
            .iter()
            .flat_map(|index| [Some(&index.partition), index.sort.as_ref()]);
        let mut keys: Vec<&Key> = [Some(partition), sort.as_ref()]
            .into_iter()
            .chain(of_indexes)
            .flatten()
            .collect();
        // DynamoDB rejects an attribute that is defined twice.
        keys.sort_by_key(|key| key.name);
        keys.dedup_by_key(|key| key.name);
        let definitions = keys.into_iter().map(|key| self.definition(key));
        let (local, global): (Vec<_>, Vec<_>) = indexes.iter().partition(|index| index.local);
        let local = local.into_iter().map(|index| self.local_index(index));
        let global = global.into_iter().map(|index| self.global_index(index));
        let request = client
            .create_table()
            .table_name(self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(definitions.collect::<Result<_, _>>()?))
            .set_key_schema(Some(self.key_schema(partition, sort.as_ref())?))
            // None instead of an empty list, which DynamoDB rejects.
            .set_local_secondary_indexes(
                Some(local.collect::<Result<Vec<_>, _>>()?).filter(|all| !all.is_empty()),
            )
            .set_global_secondary_indexes(
                Some(global.collect::<Result<Vec<_>, _>>()?).filter(|all| !all.is_empty()),
            );
        match request.send().await {
            Ok(_) => {
                tracing::info!(table = self.table, "table created");
                Ok(())
            }
            // Another process has created it.
            Err(failure) if failure::code(&failure) == "ResourceInUseException" => Ok(()),
            Err(failure) => Err(self.failed(&failure)),
        }
    }

    fn definition(&self, key: &Key) -> Result<AttributeDefinition, OpenError> {
        AttributeDefinition::builder()
            .attribute_name(key.name)
            .attribute_type(key.attribute_type())
            .build()
            .map_err(|e| self.error(&e.to_string()))
    }

    fn key_schema(
        &self,
        partition: &Key,
        sort: Option<&Key>,
    ) -> Result<Vec<KeySchemaElement>, OpenError> {
        let keys = [(Some(partition), KeyType::Hash), (sort, KeyType::Range)];
        let elements = keys
            .into_iter()
            .filter_map(|(key, kind)| Some((key?, kind)));
        let elements = elements.map(|(key, kind)| {
            KeySchemaElement::builder()
                .attribute_name(key.name)
                .key_type(kind)
                .build()
                .map_err(|e| self.error(&e.to_string()))
        });
        elements.collect()
    }

    fn local_index(&self, index: &Index) -> Result<LocalSecondaryIndex, OpenError> {
        LocalSecondaryIndex::builder()
            .index_name(index.name)
            .set_key_schema(Some(
                self.key_schema(&index.partition, index.sort.as_ref())?,
            ))
            .projection(projection(index))
            .build()
            .map_err(|e| self.error(&e.to_string()))
    }

    fn global_index(&self, index: &Index) -> Result<GlobalSecondaryIndex, OpenError> {
        GlobalSecondaryIndex::builder()
            .index_name(index.name)
            .set_key_schema(Some(
                self.key_schema(&index.partition, index.sort.as_ref())?,
            ))
            .projection(projection(index))
            .build()
            .map_err(|e| self.error(&e.to_string()))
    }

    async fn turn_expiry_on(&self, client: &Client, attribute: &str) -> Result<(), OpenError> {
        // Enabling it twice is an error.
        if self.expiry_is_on(client, attribute).await? {
            return Ok(());
        }
        let specification = TimeToLiveSpecification::builder()
            .attribute_name(attribute)
            .enabled(true)
            .build()
            .map_err(|e| self.error(&e.to_string()))?;
        let request = client
            .update_time_to_live()
            .table_name(self.table)
            .time_to_live_specification(specification);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(_) if self.expiry_is_on(client, attribute).await? => Ok(()),
            Err(failure) => Err(self.failed(&failure)),
        }
    }

    async fn expiry_is_on(&self, client: &Client, attribute: &str) -> Result<bool, OpenError> {
        let response = client
            .describe_time_to_live()
            .table_name(self.table)
            .send()
            .await
            .map_err(|failure| self.failed(&failure))?;
        Ok(response.time_to_live_description.is_some_and(|ttl| {
            ttl.attribute_name.as_deref() == Some(attribute)
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

fn projection(index: &Index) -> Projection {
    Projection::builder()
        .projection_type(index.projection.into())
        .build()
}

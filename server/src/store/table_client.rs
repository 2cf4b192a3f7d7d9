//! A table as the adapters call it.

use std::sync::Arc;

use app::error::Error;
use aws_sdk_dynamodb::Client;

use super::{
    attributes::Item,
    failure::{self, CONDITION_FAILED},
    writability::Writability,
};

/// A table's client and name.
#[derive(Clone, Debug)]
pub(super) struct TableClient {
    pub(super) client: Client,
    /// The name in DynamoDB.
    pub(super) name: String,
    /// Shared by all tables of the store.
    pub(super) writability: Arc<Writability>,
}

impl TableClient {
    /// The item of a key, by a consistent read.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn get(&self, key: Item) -> Result<Option<Item>, Error> {
        let response = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key))
            .consistent_read(true)
            .send()
            .await
            .map_err(|failure| failure::error("GetItem", &failure))?;
        Ok(response.item)
    }

    /// Writes an item, if `condition` holds for the existing one. False if it does not.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn put(
        &self,
        item: Item,
        condition: Option<&str>,
        values: Item,
    ) -> Result<bool, Error> {
        let request = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item))
            .set_condition_expression(condition.map(str::to_owned))
            .set_expression_attribute_values(Some(values).filter(|values| !values.is_empty()));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.writability.failed("PutItem", &failure)),
        }
    }

    /// Deletes an item. True if there was one.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn delete(&self, key: Item) -> Result<bool, Error> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld);
        match request.send().await {
            Ok(response) => Ok(response.attributes.is_some_and(|item| !item.is_empty())),
            Err(failure) => Err(self.writability.failed("DeleteItem", &failure)),
        }
    }

    /// Deletes an item for which `condition` holds. False if it does not.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn delete_if(
        &self,
        key: Item,
        condition: &str,
        values: Item,
    ) -> Result<bool, Error> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key))
            .condition_expression(condition)
            .set_expression_attribute_values(Some(values));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.writability.failed("DeleteItem", &failure)),
        }
    }

    /// Decodes an item, or logs its invalid attribute, never its content or owner.
    ///
    /// # Errors
    /// Internal.
    pub(super) fn decoded<T>(&self, result: Result<T, &'static str>) -> Result<T, Error> {
        result.map_err(|attribute| {
            tracing::error!(table = self.name, attribute, "invalid item");
            failure::internal()
        })
    }
}

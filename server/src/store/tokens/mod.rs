//! One-time tokens and attempts to guess one, in table `credentials`.
//!
//! Neither has the owner's attribute of a way to sign in.

mod attempts;
mod item;

use app::{
    error::Error,
    ports::{AttemptLimit, Token, TokenKind, TokenStore},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::types::ReturnValue;

#[cfg(test)]
pub(super) use self::item::EXPIRES_AT;
use super::{
    attributes::{item as values, number},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The tokens in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoTokens {
    table: TableClient,
}

impl DynamoTokens {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }
}

#[async_trait]
impl TokenStore for DynamoTokens {
    async fn put(&self, token: &Token, now: i64) -> Result<bool, Error> {
        let is_free = "attribute_not_exists(id) OR expiresAt <= :now";
        let now = values([(":now", number(now))]);
        self.table.put(item::write(token), Some(is_free), now).await
    }

    async fn get(&self, kind: TokenKind, key: &str, now: i64) -> Result<Option<Token>, Error> {
        let Some(item) = self.table.get(item::key(kind, key)).await? else {
            return Ok(None);
        };
        let token = self.table.decoded(item::read(kind, key, &item))?;
        Ok(Some(token).filter(|token| token.expires_at > now))
    }

    async fn take(&self, kind: TokenKind, key: &str, now: i64) -> Result<Option<Token>, Error> {
        let request = self
            .table
            .client
            .delete_item()
            .table_name(&self.table.name)
            .set_key(Some(item::key(kind, key)))
            .condition_expression("expiresAt > :now")
            .expression_attribute_values(":now", number(now))
            .return_values(ReturnValue::AllOld);
        match request.send().await {
            Ok(response) => {
                let item = response.attributes.unwrap_or_default();
                self.table.decoded(item::read(kind, key, &item)).map(Some)
            }
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(None),
            Err(failure) => Err(self.table.writability.failed("DeleteItem", &failure)),
        }
    }

    async fn attempt(
        &self,
        door: &str,
        client: &str,
        limit: AttemptLimit,
        now: i64,
    ) -> Result<Option<i64>, Error> {
        attempts::count(
            &self.table,
            &format!("attempts#{door}#{client}"),
            limit,
            now,
        )
        .await
    }
}

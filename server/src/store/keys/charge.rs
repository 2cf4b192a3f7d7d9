//! Counting a call: one conditional update, which the state that was read just before selects.

use app::{
    domain::account::{Charge, KeyLimits, KeyUsage},
    error::{Error, ErrorKind},
    ports::ApiKey,
};
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};

use super::item::{self, MONTH};
use crate::store::{
    attributes::{Item, number, text},
    failure::{self, CONDITION_FAILED},
    hashed::HASH,
    table_client::TableClient,
};

/// The next state follows from the stored one, with the changes of concurrent calls.
const WHEN_BUSY: &str = "(nextAt > :now AND nextAt <= :latest)";
/// The next state follows from the time.
const WHEN_IDLE: &str = "(nextAt <= :now OR nextAt > :horizon)";
const WHEN_SAME_MONTH: &str = "(#month = :month AND calls < :quota)";
const WHEN_NEW_MONTH: &str = "(#month < :month OR #month > :nextMonth)";

/// The maximum number of attempts. The state of a failed one selects the second, which fails only if
/// the clocks of two servers differ.
const MAX_ATTEMPTS: usize = 3;

/// Counts a call.
///
/// # Errors
/// Unauthenticated if the key is gone; Unavailable.
pub(super) async fn charge(
    table: &TableClient,
    key: &ApiKey,
    limits: KeyLimits,
    now: i64,
) -> Result<Charge, Error> {
    let mut usage = key.usage;
    for _ in 0..MAX_ATTEMPTS {
        let (charge, next) = limits.charge(usage, now);
        if charge.retry_after.is_some() {
            return Ok(charge);
        }
        let is_idle = limits.is_idle(usage, now);
        let is_new_month = limits.is_new_month(usage, now);
        let mut update = table
            .client
            .update_item()
            .table_name(&table.name)
            .key(HASH, text(&key.hash))
            .expression_attribute_names("#month", MONTH)
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":month", number(next.month))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":usedAt", number(now.div_euclid(1_000_000)));
        let (when_spaced, next_at) = if is_idle {
            update = update
                .expression_attribute_values(":horizon", number(limits.horizon(now)))
                .expression_attribute_values(":next", number(next.next_at));
            (WHEN_IDLE, ":next")
        } else {
            update = update
                .expression_attribute_values(":latest", number(limits.latest(now)))
                .expression_attribute_values(":interval", number(limits.interval()));
            (WHEN_BUSY, "nextAt + :interval")
        };
        let (when_left, count) = if is_new_month {
            update = update.expression_attribute_values(":nextMonth", number(next.month + 1));
            (WHEN_NEW_MONTH, "calls = :one, #month = :month")
        } else {
            update = update.expression_attribute_values(":quota", number(limits.monthly()));
            (WHEN_SAME_MONTH, "calls = calls + :one")
        };
        let sent = update
            .condition_expression(format!("{when_spaced} AND {when_left}"))
            .update_expression(format!("SET nextAt = {next_at}, {count}, usedAt = :usedAt"))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match sent {
            Ok(response) => {
                let item = response.attributes.unwrap_or_default();
                return Ok(limits.report(read(table, &item)?, now));
            }
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => {
                usage = read(table, &found(failure).ok_or_else(gone)?)?;
            }
            Err(failure) => return Err(table.writability.failed("UpdateItem", &failure)),
        }
    }
    tracing::error!(
        table = table.name,
        "concurrent calls of a key can't be counted"
    );
    Err(failure::unavailable())
}

fn read(table: &TableClient, item: &Item) -> Result<KeyUsage, Error> {
    table.decoded(item::usage(item))
}

/// The item that failed the condition; none if there is none.
fn found(failure: SdkError<UpdateItemError>) -> Option<Item> {
    match failure.into_service_error() {
        UpdateItemError::ConditionalCheckFailedException(failed) => failed.item,
        _ => None,
    }
}

fn gone() -> Error {
    Error::new(ErrorKind::Unauthenticated, "The API key is not valid.")
}

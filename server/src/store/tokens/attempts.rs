//! The limit on attempts, by the generic cell rate algorithm.
//!
//! `nextAt` is the theoretical arrival time of the next attempt. An attempt moves it by the interval,
//! and is allowed while it is at most `burst` intervals ahead. The item expires once it has passed.

use app::{error::Error, ports::AttemptLimit};
use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError, types::ReturnValuesOnConditionCheckFailure,
};

use super::item::EXPIRES_AT;
use crate::store::{
    attributes::{Item, integer, item, number, text},
    credentials::{ID, VERSION},
    failure,
    table_client::TableClient,
};

const NEXT_AT: &str = "nextAt";
/// The maximum number of calls. A second one is needed for all but the first attempt; a third one
/// if a concurrent attempt came between.
const MAX_CALLS: usize = 4;

/// Counts an attempt; the seconds to wait if it is not allowed.
///
/// # Errors
/// Unavailable.
pub(super) async fn count(
    table: &TableClient,
    id: &str,
    limit: AttemptLimit,
    now: i64,
) -> Result<Option<i64>, Error> {
    let latest = now.saturating_add(limit.interval.saturating_mul(limit.burst - 1));
    let mut next_at = now;
    for _ in 0..MAX_CALLS {
        if next_at > latest {
            return Ok(Some(next_at - latest));
        }
        let stored = if next_at <= now {
            begin(table, id, now, limit.interval).await?
        } else {
            advance(table, id, now, latest, limit.interval).await?
        };
        match stored {
            None => return Ok(None),
            Some(item) => next_at = integer(&item, NEXT_AT).unwrap_or(now),
        }
    }
    tracing::error!(table = table.name, "too many concurrent attempts");
    Err(failure::unavailable())
}

/// Starts a count at `now`, unless one is running: then returns its item.
async fn begin(
    table: &TableClient,
    id: &str,
    now: i64,
    interval: i64,
) -> Result<Option<Item>, Error> {
    let values = item([
        (":now", number(now)),
        (":next", number(now.saturating_add(interval))),
        (":one", number(1)),
    ]);
    let update = format!("SET {NEXT_AT} = :next, {EXPIRES_AT} = :next ADD {VERSION} :one");
    let condition = format!("attribute_not_exists({NEXT_AT}) OR {NEXT_AT} <= :now");
    change(table, id, update, condition, values).await
}

/// Moves a running count by an interval, unless it is behind `now` or ahead of `latest`: then
/// returns its item.
async fn advance(
    table: &TableClient,
    id: &str,
    now: i64,
    latest: i64,
    interval: i64,
) -> Result<Option<Item>, Error> {
    let values = item([
        (":now", number(now)),
        (":latest", number(latest)),
        (":interval", number(interval)),
        (":one", number(1)),
    ]);
    let update = format!(
        "SET {NEXT_AT} = {NEXT_AT} + :interval, {EXPIRES_AT} = {NEXT_AT} + :interval \
         ADD {VERSION} :one"
    );
    let condition = format!("{NEXT_AT} > :now AND {NEXT_AT} <= :latest");
    change(table, id, update, condition, values).await
}

/// Returns the item for which the condition failed; none if it held.
async fn change(
    table: &TableClient,
    id: &str,
    update: String,
    condition: String,
    values: Item,
) -> Result<Option<Item>, Error> {
    let request = table
        .client
        .update_item()
        .table_name(&table.name)
        .key(ID, text(id))
        .update_expression(update)
        .condition_expression(condition)
        .set_expression_attribute_values(Some(values))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    match request.send().await {
        Ok(_) => Ok(None),
        Err(failure) => match failure.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(rejection)) => {
                Ok(Some(rejection.item.clone().unwrap_or_default()))
            }
            _ => Err(table.writability.failed("UpdateItem", &failure)),
        },
    }
}

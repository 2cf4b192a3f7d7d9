//! Writes of a moment: one call each.

use app::{
    domain::{
        MutationId, Precondition,
        moment::{Moment, MomentChange, MomentDraft, MomentId, Photo},
    },
    error::Error,
    ports::{UserId, WriteError},
};
use aws_sdk_dynamodb::{
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use uuid::Uuid;

use super::item::{self, day_id};
use crate::store::{
    attributes::{Item, number, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// Holds where no moment ever was. An expired tombstone stays in the table until it is swept.
const NEVER_WAS: &str =
    "attribute_not_exists(userId) OR (attribute_not_exists(title) AND expiresAt <= :now)";
const IS_ALIVE: &str = "attribute_exists(title)";
/// Does not hold for a retry, which finds the version that its own first attempt made.
const IS_AT_BASE: &str = "attribute_exists(title) AND version = :base AND mutation <> :mutation";
/// The same, or its tombstone.
const IS_AT_BASE_OR_REMOVED: &str = "version = :base \
     AND (attribute_exists(title) OR expiresAt > :now) \
     AND NOT (attribute_exists(title) AND mutation = :mutation)";
/// Deletes the words and leaves the tombstone.
const DELETE: &str = "REMOVE title, dateText, dayId, description, place, createdAt \
     SET version = version + :one, updatedAt = :now, mutation = :mutation, removedAt = :now, \
     expiresAt = :expiresAt";
/// The lifetime of a tombstone, in seconds: that of a session, whose unsent changes may name its version.
const TOMBSTONE_LIFE: i64 = 400 * 86_400;

/// A person's moment.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) table: &'a TableClient,
    pub(super) user: &'a UserId,
    pub(super) id: &'a MomentId,
    pub(super) now: i64,
}

/// The stored identifier of a change: the sender's, or one generated for this call, so that a retry by the
/// SDK is recognised.
fn identifier(mutation: Option<&MutationId>) -> String {
    match mutation {
        Some(mutation) => mutation.as_str().to_owned(),
        None => Uuid::new_v4().simple().to_string(),
    }
}

impl Target<'_> {
    /// Writes a moment that never was.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    pub(super) async fn create(
        self,
        draft: MomentDraft,
        mutation: Option<&MutationId>,
    ) -> Result<Moment, WriteError> {
        let mutation = identifier(mutation);
        let moment = Moment::new(self.id.clone(), draft, self.now);
        let request = self
            .table
            .client
            .put_item()
            .table_name(&self.table.name)
            .set_item(Some(item::write(self.user, &moment, &mutation)))
            .condition_expression(NEVER_WAS)
            .expression_attribute_values(":now", number(self.now))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let found = match request.send().await {
            Ok(_) => return Ok(moment),
            Err(failure) => match failure.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(rejection)) => {
                    rejection.item.clone().unwrap_or_default()
                }
                _ => return Err(self.table.writability.failed("PutItem", &failure).into()),
            },
        };
        if item::is_alive(&found) && item::was_made_by(&found, &mutation) {
            return Ok(self.table.decoded(item::read(&found))?);
        }
        let version = self.table.decoded(item::version(&found))?;
        Err(WriteError::Conflict { version })
    }

    /// Changes a moment; none if there is no such moment.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    pub(super) async fn update(
        self,
        change: &MomentChange,
        precondition: Option<&Precondition>,
    ) -> Result<Option<Moment>, WriteError> {
        let mutation = identifier(precondition.and_then(|base| base.mutation.as_ref()));
        let (expression, values) = assignments(change, self.id);
        let mut request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(item::key(self.user, self.id)))
            .update_expression(expression)
            .set_expression_attribute_values(Some(values))
            .expression_attribute_values(":now", number(self.now))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":mutation", text(&mutation))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let is_complete = change.clone().draft().is_some();
        request = match precondition {
            None => request.condition_expression(IS_ALIVE),
            Some(base) => request
                .condition_expression(if is_complete {
                    IS_AT_BASE_OR_REMOVED
                } else {
                    IS_AT_BASE
                })
                .expression_attribute_values(":base", number(base.version)),
        };
        let found = match request.send().await {
            Ok(response) => {
                let item = response.attributes.unwrap_or_default();
                return Ok(Some(self.table.decoded(item::read(&item))?));
            }
            Err(failure) => match failure.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(rejection)) => {
                    rejection.item.clone()
                }
                _ => return Err(self.table.writability.failed("UpdateItem", &failure).into()),
            },
        };
        match found.filter(item::is_alive) {
            None => Ok(None),
            Some(item) if item::was_made_by(&item, &mutation) => {
                Ok(Some(self.table.decoded(item::read(&item))?))
            }
            Some(item) => Err(self.conflict(&item)?),
        }
    }

    /// Removes a moment and returns it; none if there is no such moment.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    pub(super) async fn remove(
        self,
        precondition: Option<&Precondition>,
    ) -> Result<Option<Moment>, WriteError> {
        let mutation = identifier(precondition.and_then(|base| base.mutation.as_ref()));
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(item::key(self.user, self.id)))
            .update_expression(DELETE)
            .expression_attribute_values(":now", number(self.now))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":mutation", text(mutation))
            .expression_attribute_values(":expiresAt", number(self.now + TOMBSTONE_LIFE))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = match precondition {
            None => request.condition_expression(IS_ALIVE),
            Some(base) => request
                .condition_expression("attribute_exists(title) AND version = :base")
                .expression_attribute_values(":base", number(base.version)),
        };
        let found = match request.send().await {
            Ok(response) => {
                let item = response.attributes.unwrap_or_default();
                return Ok(Some(self.table.decoded(item::read(&item))?));
            }
            Err(failure) => match failure.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(rejection)) => {
                    rejection.item.clone()
                }
                _ => return Err(self.table.writability.failed("UpdateItem", &failure).into()),
            },
        };
        match found.filter(item::is_alive) {
            None => Ok(None),
            Some(item) => Err(self.conflict(&item)?),
        }
    }

    /// Replaces the photos. False if they are not `before`, or if there is no such moment.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn set_photos(self, before: &[Photo], after: &[Photo]) -> Result<bool, Error> {
        let [before, after] = [before, after].map(item::photos);
        let is_before = match before {
            Some(_) => "photos = :before",
            None => "attribute_not_exists(photos)",
        };
        let change = match after {
            Some(_) => "SET photos = :after",
            None => "REMOVE photos",
        };
        let values = [(":before", before), (":after", after)];
        let values = values.into_iter().filter_map(|(name, value)| {
            let value = value.map(text);
            value.map(|value| (name.to_owned(), value))
        });
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(item::key(self.user, self.id)))
            .update_expression(change)
            .condition_expression(format!("{IS_ALIVE} AND {is_before}"))
            .set_expression_attribute_values(Some(values.collect()));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }

    fn conflict(self, item: &Item) -> Result<WriteError, app::error::Error> {
        let version = self.table.decoded(item::version(item))?;
        Ok(WriteError::Conflict { version })
    }
}

/// The update expression of a change, and its own values.
fn assignments(change: &MomentChange, id: &MomentId) -> (String, Item) {
    let (mut set, mut remove) = (
        "SET version = version + :one, updatedAt = :now, mutation = :mutation, \
         createdAt = if_not_exists(createdAt, :now)"
            .to_owned(),
        // Only a tombstone has them.
        "REMOVE expiresAt, removedAt".to_owned(),
    );
    let mut values = Item::new();
    let mut assign = |name: &str, value: Option<String>| match value {
        Some(value) => {
            set.push_str(&format!(", {name} = :{name}"));
            values.insert(format!(":{name}"), text(value));
        }
        None => remove.push_str(&format!(", {name}")),
    };
    if let Some(title) = &change.title {
        assign("title", Some(title.as_str().to_owned()));
    }
    if let Some((date, day)) = &change.date {
        assign("dateText", Some(date.to_string()));
        assign("dayId", Some(day_id(*day, id)));
    }
    if let Some(description) = &change.description {
        let text = description.as_ref().map(|text| text.as_str().to_owned());
        assign("description", text);
    }
    if let Some(location) = &change.location {
        assign(
            "place",
            location.as_ref().map(|text| text.as_str().to_owned()),
        );
    }
    (format!("{set} {remove}"), values)
}

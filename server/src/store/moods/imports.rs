//! Imports: items of the journal under the sort keys `import#<id>` and `import-part#<id>#<part>`.
//!
//! No range of days includes them, and the journal's erasure erases them.

use app::{
    error::Error,
    ports::{Counts, Existing, Import, ImportState, ImportStore, Part, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use futures::{StreamExt, TryStreamExt, stream};
use serde::de::DeserializeOwned;

use super::{
    day_items::{key, key_of},
    item::{DAY, EXPIRES_AT, UPDATED_AT, USER_ID, VERSION, is_expired},
};
use crate::store::{
    attributes::{Item, integer, item as values, number, string, text},
    failure,
    table_client::TableClient,
};

/// The start of every sort key.
const PREFIX: &str = "import";
const STATE: &str = "importState";
const FORMAT: &str = "fileFormat";
const ANSWERS: &str = "answers";
const EXISTING: &str = "existingDays";
const PARTS: &str = "parts";
const ATTEMPT: &str = "attempt";
const NEXT: &str = "nextPart";
const REFUSED: &str = "refusedLines";
const ADDED: &str = "addedDays";
const CHANGED: &str = "changedDays";
const KEPT: &str = "keptDays";
const UNCHANGED: &str = "unchangedDays";
const CREATED_AT: &str = "createdAt";
const CONTENT: &str = "content";

const IS_NEW: &str = "attribute_not_exists(userId)";
const IS_DRAFT: &str = "importState = :state";
const IS_AS_READ: &str = "importState = :state AND nextPart = :next AND answers = :answers \
                          AND existingDays = :existing";
/// Longer than any identifier.
const MAX_ID: usize = 64;
const CONCURRENCY: usize = 8;

/// The imports in the table of days.
#[derive(Debug)]
pub(in crate::store) struct DynamoImports {
    table: TableClient,
}

/// True for the sort key of an import or its part.
pub(super) fn is_import(sort_key: &str) -> bool {
    sort_key.starts_with(PREFIX)
}

fn header_key(user: &UserId, id: &str) -> Item {
    key(user, &format!("{PREFIX}#{id}"))
}

fn part_prefix(id: &str) -> String {
    format!("{PREFIX}-part#{id}#")
}

fn days_prefix(attempt: u64) -> String {
    format!("days-{attempt}-")
}

fn part_key(user: &UserId, id: &str, part: Part) -> Item {
    let name = match part {
        Part::File(number) => format!("file-{number}"),
        Part::Days { attempt, number } => format!("{}{number}", days_prefix(attempt)),
        // With its days, so that they are removed together.
        Part::Moments { attempt, number } => format!("{}moments-{number}", days_prefix(attempt)),
        Part::Comments { attempt, number } => format!("{}comments-{number}", days_prefix(attempt)),
        Part::Steps(number) => format!("steps-{number}"),
        Part::Written(number) => format!("written-{number}"),
    };
    key(user, &(part_prefix(id) + &name))
}

fn write(user: &UserId, import: &Import) -> Result<Item, Error> {
    let mut item = header_key(user, &import.id);
    item.extend(values([
        (STATE, text(import.state.as_str())),
        (FORMAT, json(&import.format)?),
        (ANSWERS, json(&import.options)?),
        (EXISTING, text(import.existing.as_str())),
        (PARTS, number(import.parts)),
        (ATTEMPT, number(import.attempt)),
        (NEXT, number(import.next)),
        (REFUSED, number(import.refused)),
        (ADDED, number(import.counts.added)),
        (CHANGED, number(import.counts.changed)),
        (KEPT, number(import.counts.kept)),
        (UNCHANGED, number(import.counts.unchanged)),
        (CREATED_AT, number(import.created_at)),
        (EXPIRES_AT, number(import.expires_at)),
        // For a restore, which compares them.
        (VERSION, number(1)),
        (UPDATED_AT, number(import.created_at)),
    ]));
    Ok(item)
}

fn json<T: serde::Serialize>(value: &T) -> Result<AttributeValue, Error> {
    let json = serde_json::to_string(value).map_err(|_| failure::internal())?;
    Ok(text(json))
}

fn read(item: &Item) -> Result<Import, &'static str> {
    let (_, id) = string(item, DAY)?.split_once('#').ok_or(DAY)?;
    Ok(Import {
        id: id.to_owned(),
        state: ImportState::parse(string(item, STATE)?).ok_or(STATE)?,
        format: of_json(item, FORMAT)?,
        options: of_json(item, ANSWERS)?,
        existing: Existing::parse(string(item, EXISTING)?).ok_or(EXISTING)?,
        parts: integer(item, PARTS)?,
        attempt: integer(item, ATTEMPT)?,
        next: integer(item, NEXT)?,
        refused: integer(item, REFUSED)?,
        counts: Counts {
            added: integer(item, ADDED)?,
            changed: integer(item, CHANGED)?,
            kept: integer(item, KEPT)?,
            unchanged: integer(item, UNCHANGED)?,
        },
        created_at: integer(item, CREATED_AT)?,
        expires_at: integer(item, EXPIRES_AT)?,
    })
}

/// True for an import that a job must finish, even if the rest of it can't be decoded.
fn is_under_way(item: &Item) -> bool {
    let state = string(item, STATE).ok().and_then(ImportState::parse);
    matches!(state, Some(ImportState::Applying | ImportState::Undoing))
}

fn of_json<T: DeserializeOwned>(item: &Item, name: &'static str) -> Result<T, &'static str> {
    serde_json::from_str(string(item, name)?).map_err(|_| name)
}

impl DynamoImports {
    pub(in crate::store) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    /// The items of a journal whose sort key begins with `prefix`, or their keys alone.
    async fn items(
        &self,
        user: &UserId,
        prefix: &str,
        keys_only: bool,
    ) -> Result<Vec<Item>, Error> {
        self.table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression(format!(
                "{USER_ID} = :userId AND begins_with(#day, :prefix)"
            ))
            .set_projection_expression(keys_only.then(|| format!("{USER_ID}, #day")))
            .expression_attribute_names("#day", DAY)
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":prefix", text(prefix))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|failure| failure::error("Query", &failure))
    }

    /// Deletes the parts of an import whose sort key begins with `prefix`.
    async fn remove_parts(&self, user: &UserId, prefix: &str) -> Result<(), Error> {
        let parts = self.items(user, prefix, true).await?;
        stream::iter(parts)
            .map(|item| self.table.delete(key_of(&item)))
            .buffer_unordered(CONCURRENCY)
            .try_for_each(|_| async { Ok(()) })
            .await
    }
}

#[async_trait]
impl ImportStore for DynamoImports {
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Import>, Error> {
        let items = self.items(user, &format!("{PREFIX}#"), false).await?;
        let mut imports = Vec::new();
        for item in &items {
            let import = is_expired(item, now).and_then(|is_expired| {
                let is_alive = !is_expired;
                is_alive.then(|| read(item)).transpose()
            });
            match self.table.decoded(import) {
                Ok(import) => imports.extend(import),
                Err(error) if is_under_way(item) => return Err(error),
                // Logged. The others are as good as before.
                Err(_) => {}
            }
        }
        imports.sort_by(|one, other| {
            let time = other.created_at.cmp(&one.created_at);
            time.then_with(|| one.id.cmp(&other.id))
        });
        Ok(imports)
    }

    async fn get(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Import>, Error> {
        // DynamoDB rejects longer keys.
        if id.len() > MAX_ID {
            return Ok(None);
        }
        let Some(item) = self.table.get(header_key(user, id)).await? else {
            return Ok(None);
        };
        if self.table.decoded(is_expired(&item, now))? {
            return Ok(None);
        }
        self.table.decoded(read(&item)).map(Some)
    }

    async fn create(&self, user: &UserId, import: &Import) -> Result<(), Error> {
        self.table
            .put(write(user, import)?, None, Item::new())
            .await?;
        Ok(())
    }

    async fn change(&self, user: &UserId, before: &Import, after: &Import) -> Result<bool, Error> {
        let condition = values([
            (":state", text(before.state.as_str())),
            (":next", number(before.next)),
            (":answers", json(&before.options)?),
            (":existing", text(before.existing.as_str())),
        ]);
        let item = write(user, after)?;
        self.table.put(item, Some(IS_AS_READ), condition).await
    }

    async fn put_part(
        &self,
        user: &UserId,
        import: &Import,
        part: Part,
        content: &[u8],
    ) -> Result<bool, Error> {
        let mut item = part_key(user, &import.id, part);
        item.extend(values([
            (CONTENT, AttributeValue::B(Blob::new(content))),
            (EXPIRES_AT, number(import.expires_at)),
            (VERSION, number(1)),
            (UPDATED_AT, number(import.created_at)),
        ]));
        let condition = matches!(part, Part::Steps(_)).then_some(IS_NEW);
        self.table.put(item, condition, Item::new()).await
    }

    async fn part(&self, user: &UserId, id: &str, part: Part) -> Result<Option<Vec<u8>>, Error> {
        let Some(item) = self.table.get(part_key(user, id, part)).await? else {
            return Ok(None);
        };
        let content = item.get(CONTENT).and_then(|value| value.as_b().ok());
        let content = self.table.decoded(content.ok_or(CONTENT))?;
        Ok(Some(content.clone().into_inner()))
    }

    async fn remove_days(&self, user: &UserId, id: &str, attempt: u64) -> Result<(), Error> {
        let prefix = part_prefix(id) + &days_prefix(attempt);
        self.remove_parts(user, &prefix).await
    }

    async fn discard(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        // The header first, which decides who wins. What an interruption leaves of the parts expires.
        let draft = text(ImportState::Draft.as_str());
        let condition = values([(":state", draft)]);
        let header = header_key(user, id);
        if !self.table.delete_if(header, IS_DRAFT, condition).await? {
            return Ok(false);
        }
        self.remove_parts(user, &part_prefix(id)).await?;
        Ok(true)
    }

    async fn remove(&self, user: &UserId, id: &str) -> Result<(), Error> {
        // The parts first: without its header, nothing would lead to them.
        self.remove_parts(user, &part_prefix(id)).await?;
        self.table.delete(header_key(user, id)).await?;
        Ok(())
    }
}

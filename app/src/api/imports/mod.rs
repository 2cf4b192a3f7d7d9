//! Importing a file: reading it, asking about it, writing its days, and undoing that for a day.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

mod drafts;
mod extras;
mod item;
pub mod work;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

pub use self::item::{ImportItem, MAX_LISTED, file_error};
use self::{
    drafts::{apply, read_draft, store},
    work::undo,
};
use super::{
    Context, Right, caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
};
use crate::{
    domain::Mood,
    error::{Error, ErrorKind},
    ports::{Existing, Import, ImportState, UserId},
    transfer::{Columns, DateOrder, MAX_NAME, Meaning, Options},
};

/// The name of "nothing" where a mood is asked for.
pub const NOTHING: &str = "none";
/// The largest number of names that a draft explains.
const MAX_MEANINGS: usize = 500;
/// The message about a request without a file.
pub const NO_FILE: &str = "The request has no file.";

/// The imports of a journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Imports {
    /// The journal's identifier.
    pub user_id: String,
    /// At most ten, the latest first.
    pub items: Vec<ImportItem>,
}

/// The response to discarding or undoing an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportUndone {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// True if every day is as it was before; false if the rest of them is within minutes.
    pub complete: bool,
}

/// Reads the file of the request. It becomes a draft and, without `preview`, is applied. Refused lines are
/// left out.
///
/// # Errors
/// Malformed or Invalid (`file`, `existing`, `preview`, `moods`, `dates`, `columns`), TooLarge,
/// UnsupportedMediaType, TooManyRequests, Unauthenticated or Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/import", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn import_file(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// 1 if nothing is written yet.
    #[server(default)]
    preview: Option<String>,
    /// `keep`, `replace` or `newer`; by default `keep`.
    #[server(default)]
    existing: Option<String>,
) -> Result<ImportItem, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let existing = rule(existing.as_deref())?.unwrap_or_default();
    let is_preview = is_preview(preview.as_deref())?;
    let draft = store(&context, &user, existing).await?;
    if is_preview {
        ImportItem::of_draft(&context, &user, draft).await
    } else {
        apply(&context, &user, draft).await
    }
}

/// Returns the caller's drafts that can be read, and the imports that can still be undone.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/import", input = GetUrl, output = Post<JsonText>)]
pub async fn list_imports(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Imports, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let imports = context.services.stores.imports.list(&user, context.now());
    let mut items = Vec::new();
    for import in imports.await? {
        if import.state != ImportState::Draft {
            items.push(ImportItem::of(&import));
        } else if let Some(draft) = read_draft(&context, &user, import).await? {
            items.push(ImportItem::of_draft(&context, &user, draft).await?);
        }
    }
    Ok(Imports {
        user_id: user.0,
        items,
    })
}

/// Answers a question about a draft: the meaning of a mood's name, the order of the dates, the columns.
///
/// # Errors
/// Malformed or Invalid (the arguments), NotFound (`id`), Conflict if the draft has changed in the meantime,
/// Unauthenticated or Forbidden (`userId`), TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/import/answers", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn answer_import(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The draft.
    #[server(default)]
    id: String,
    /// A mood's name in the file.
    #[server(default)]
    value: Option<String>,
    /// Its meaning: a mood, or `none` to leave its lines out.
    #[server(default)]
    mood: Option<String>,
    /// `dmy` or `mdy`.
    #[server(default)]
    dates: Option<String>,
    /// The column of the dates, counted from 0.
    #[server(default)]
    #[server(rename = "dayColumn")]
    day_column: Number<usize>,
    /// The column of the moods.
    #[server(default)]
    #[server(rename = "moodColumn")]
    mood_column: Number<usize>,
    /// The column of the notes; without it, there are none.
    #[server(default)]
    #[server(rename = "noteColumn")]
    note_column: Option<String>,
    /// `cut` if notes over 500 characters are shortened, `refuse` if their lines are left out.
    #[server(default)]
    #[server(rename = "longNotes")]
    long_notes: Option<String>,
    /// `keep`, `replace` or `newer`.
    #[server(default)]
    existing: Option<String>,
) -> Result<ImportItem, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let before = draft(&context, &user, &id).await?;
    let mut after = before.clone();
    let options = &mut after.options;
    if let Some((value, meaning)) = explained(value, mood)? {
        options.moods.insert(value.to_lowercase(), meaning);
        if options.moods.len() > MAX_MEANINGS {
            return Err(Error::invalid("value", "Too many moods are explained."));
        }
    }
    if let Some(dates) = dates {
        let order = DateOrder::parse(&dates);
        options.dates =
            Some(order.ok_or_else(|| Error::malformed("dates", "dates must be dmy or mdy"))?);
    }
    if let (Some(day), Some(mood)) = (day_column.0, mood_column.0) {
        let note = note_column.filter(|column| !column.is_empty());
        let note = note.map(|column| column.parse()).transpose();
        let note =
            note.map_err(|_| Error::malformed("noteColumn", "noteColumn must be a number"))?;
        // Another column may have dates in another order, and other moods.
        *options = Options {
            columns: Some(Columns { day, mood, note }),
            shortens: options.shortens,
            ..Options::default()
        };
    }
    if let Some(long) = long_notes {
        options.shortens = match long.as_str() {
            "cut" => true,
            "refuse" => false,
            _ => {
                return Err(Error::malformed(
                    "longNotes",
                    "longNotes must be cut or refuse",
                ));
            }
        };
    }
    if let Some(existing) = rule(existing.as_deref())? {
        after.existing = existing;
    }
    let draft = read_draft(&context, &user, after).await?;
    let draft = draft.ok_or_else(not_found)?;
    if draft.import.options.columns.is_some() && draft.file.columns != draft.import.options.columns
    {
        return Err(Error::invalid("dayColumn", "The file has no such columns."));
    }
    let imports = &context.services.stores.imports;
    if !imports.change(&user, &before, &draft.import).await? {
        return Err(changed());
    }
    ImportItem::of_draft(&context, &user, draft).await
}

/// Writes the days of a draft.
///
/// # Errors
/// Malformed (`existing`), Invalid (`moods`, `dates`, `columns`: questions are open; `file`: no line can
/// be imported), NotFound (`id`), Conflict if the draft has changed in the meantime, Unauthenticated or Forbidden
/// (`userId`), TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/import/apply", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn apply_import(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The draft.
    #[server(default)]
    id: String,
    /// `keep`, `replace` or `newer`.
    #[server(default)]
    existing: Option<String>,
) -> Result<ImportItem, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let existing = rule(existing.as_deref())?;
    let draft = draft(&context, &user, &id).await?;
    let draft = read_draft(&context, &user, draft).await?;
    let mut draft = draft.ok_or_else(not_found)?;
    draft.chosen = existing;
    apply(&context, &user, draft).await
}

/// Discards a draft, or restores what was there before an import, on the days that have not changed since.
///
/// # Errors
/// NotFound (`id`), Conflict if the import is still under way or has changed in the meantime, Unauthenticated or Forbidden (`userId`),
/// Unavailable.
#[server(prefix = "", endpoint = "/import", input = DeleteQuery, output = Post<JsonText>)]
pub async fn undo_import(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The import.
    #[server(default)]
    id: String,
) -> Result<ImportUndone, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let import = existing_import(&context, &user, &id).await?;
    let complete = match import.state {
        ImportState::Draft => {
            if !context.services.stores.imports.discard(&user, &id).await? {
                return Err(changed());
            }
            true
        }
        ImportState::Applying => return Err(changed()),
        ImportState::Applied | ImportState::Undoing => undo(&context, &user, &import).await?,
    };
    Ok(ImportUndone {
        status: Status::Ok,
        complete,
    })
}

delete_query!(UndoImport);

async fn existing_import(context: &Context, user: &UserId, id: &str) -> Result<Import, Error> {
    let imports = &context.services.stores.imports;
    let import = imports.get(user, id, context.now()).await?;
    import.ok_or_else(not_found)
}

fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "There is no such import.").at("id")
}

/// A draft.
///
/// # Errors
/// NotFound if there is none; Conflict if it was applied.
async fn draft(context: &Context, user: &UserId, id: &str) -> Result<Import, Error> {
    let import = existing_import(context, user, id).await?;
    if import.state == ImportState::Draft {
        Ok(import)
    } else {
        Err(changed())
    }
}

fn changed() -> Error {
    let message = "The import has changed in the meantime: read it again.";
    Error::new(ErrorKind::Conflict, message).at("id")
}

fn rule(name: Option<&str>) -> Result<Option<Existing>, Error> {
    let rule = name.map(|name| {
        let message = "existing must be keep, replace or newer";
        Existing::parse(name).ok_or_else(|| Error::malformed("existing", message))
    });
    rule.transpose()
}

fn is_preview(preview: Option<&str>) -> Result<bool, Error> {
    match preview {
        None | Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err(Error::malformed("preview", "preview must be 0 or 1")),
    }
}

/// A mood's name with its meaning.
fn explained(
    value: Option<String>,
    mood: Option<String>,
) -> Result<Option<(String, Meaning)>, Error> {
    let Some(value) = value else {
        return Ok(None);
    };
    if value.len() > MAX_NAME {
        return Err(Error::malformed("value", "value is longer than any name"));
    }
    let meaning = match mood.as_deref() {
        Some(NOTHING) => Meaning::Nothing,
        Some(name) => Meaning::Mood(name.parse::<Mood>()?),
        None => return Err(Error::malformed("mood", "mood is missing")),
    };
    Ok(Some((value, meaning)))
}

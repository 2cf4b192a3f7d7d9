//! Drafts: files that were read, and that wait for the person's answers.

use super::{
    ImportItem,
    item::{Draft, file_error_of, open_question},
    work::proceed,
};
use crate::{
    context::Context,
    domain::account::Work,
    error::Error,
    ports::{Counts, Existing, Import, ImportState, Part, UserId},
    secret::{hex, random},
    transfer::{self, File, FileError, Options, plan::plan},
};

/// The lifetime of a draft, in seconds.
const DRAFT_LIFE: i64 = 3600;
/// The time after which an import that was never finished is forgotten, in seconds.
const WORK_LIFE: i64 = 3 * 86_400;
/// The size of a piece of a file, in bytes. An item has 400 kB at most.
const PIECE: usize = 350_000;
/// The number of days of a part: with the longest notes before and after less than an item may have.
const DAYS: usize = 90;
/// The number of moments of a part, likewise.
const MOMENTS: usize = 30;
/// The number of imports that a journal has at once.
const MAX_IMPORTS: usize = 10;

/// Reads a file, and stores it as the journal's only draft.
///
/// # Errors
/// Malformed, Invalid, TooLarge (`file`), TooManyRequests, Unavailable.
pub(super) async fn store(
    context: &Context,
    user: &UserId,
    file: &[u8],
    existing: Existing,
) -> Result<Draft, Error> {
    let content = transfer::content(file).map_err(file_error_of)?;
    let options = Options::default();
    let file = transfer::read(&content, &options).map_err(file_error_of)?;
    let packed = transfer::pack(&content).map_err(file_error_of)?;
    let (imports, now) = (&context.services.stores.imports, context.now());
    let mut others = 0;
    for import in imports.list(user, now).await? {
        if import.state == ImportState::Draft {
            imports.remove(user, &import.id).await?;
        } else {
            others += 1;
        }
    }
    if others >= MAX_IMPORTS {
        let message = "Ten imports can still be undone: undo one, or wait for a day.";
        return Err(Error::too_many(message, 86_400));
    }
    let pieces: Vec<&[u8]> = packed.chunks(PIECE).collect();
    let import = Import {
        id: hex(&random::<8>()?),
        state: ImportState::Draft,
        format: file.format,
        options,
        existing,
        parts: count(pieces.len())?,
        next: 0,
        refused: 0,
        counts: Counts::default(),
        created_at: now,
        expires_at: now + DRAFT_LIFE,
    };
    for (number, piece) in (0..).zip(pieces) {
        imports
            .put_part(user, &import, Part::File(number), piece)
            .await?;
    }
    imports.create(user, &import).await?;
    Ok(planned(context, import, file))
}

fn planned(context: &Context, import: Import, file: File) -> Draft {
    let retention = context.request.visitor.retention;
    let plan = plan(file.clone(), &import.options, retention, context.now());
    Draft {
        import,
        file,
        plan,
        chosen: None,
    }
}

/// Reads the file of a draft by its answers.
///
/// # Errors
/// Unavailable; Internal if it can't be read any more.
pub(super) async fn read_draft(
    context: &Context,
    user: &UserId,
    import: Import,
) -> Result<Draft, Error> {
    let imports = &context.services.stores.imports;
    let mut packed = Vec::new();
    for number in 0..import.parts {
        let piece = imports.part(user, &import.id, Part::File(number)).await?;
        packed.extend(piece.ok_or_else(Error::internal)?);
    }
    let content = transfer::unpack(&packed).ok_or_else(Error::internal)?;
    let file = transfer::read(&content, &import.options).map_err(file_error_of)?;
    Ok(planned(context, import, file))
}

/// Begins to write the days of a draft, and writes what it can at once.
///
/// # Errors
/// Invalid if a question is open or nothing can be imported, Conflict, Unavailable.
pub(super) async fn apply(
    context: &Context,
    user: &UserId,
    draft: Draft,
) -> Result<ImportItem, Error> {
    if let Some(question) = open_question(&draft) {
        return Err(question);
    }
    let Draft {
        import,
        plan,
        file,
        chosen,
    } = draft;
    if plan.days.is_empty() && plan.moments.is_empty() {
        let message = "No line of the file can be imported.";
        return Err(Error::invalid("file", message));
    }
    let (stores, now) = (&context.services.stores, context.now());
    let day_parts = plan.days.len().div_ceil(DAYS);
    let parts = day_parts + plan.moments.len().div_ceil(MOMENTS);
    let after = Import {
        state: ImportState::Applying,
        existing: chosen.unwrap_or(import.existing),
        parts: count(parts)?,
        next: 0,
        refused: u64::try_from(plan.refused.len()).unwrap_or(u64::MAX),
        expires_at: now + WORK_LIFE,
        ..import.clone()
    };
    for (number, days) in (0..).zip(plan.days.chunks(DAYS)) {
        let days = serde_json::to_vec(days).map_err(|_| Error::internal())?;
        let part = Part::Days(number);
        stores.imports.put_part(user, &after, part, &days).await?;
    }
    for (number, moments) in (count(day_parts)?..).zip(plan.moments.chunks(MOMENTS)) {
        let moments = serde_json::to_vec(moments).map_err(|_| Error::internal())?;
        let part = Part::Moments(number);
        stores
            .imports
            .put_part(user, &after, part, &moments)
            .await?;
    }
    // Recorded first, so that an interruption is resumed.
    stores.users.begin(user, Work::Import, now).await?;
    if !stores.imports.change(user, &import, &after).await? {
        return Err(super::changed());
    }
    // After a failure or interruption, the job goes on.
    let _ = proceed(context, user).await;
    let reached = stores.imports.get(user, &import.id, now).await;
    let reached = reached.ok().flatten().unwrap_or(after);
    Ok(ImportItem::of(&reached).with_file(&file, plan))
}

fn count(parts: usize) -> Result<u32, Error> {
    u32::try_from(parts).map_err(|_| file_error_of(FileError::TooLarge))
}

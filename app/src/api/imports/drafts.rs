//! Drafts: files that were read, and that wait for the person's answers.

use serde::Serialize;

use super::{
    super::accounts::attempts::limited,
    ImportItem, NO_FILE,
    item::{Draft, file_error_of, open_question},
    work::proceed,
};
use crate::{
    blocking::READINGS,
    context::Context,
    domain::account::Work,
    error::{Error, ErrorKind},
    ports::{AttemptLimit, Counts, Existing, Import, ImportState, Part, UserId},
    secret::{hex, random},
    transfer::{
        self, File, FileError, Options,
        plan::{Plan, plan},
    },
};

/// Readings of a journal's files, whose drafts are read by each view: sixty at once, then one in two
/// seconds.
const LIMIT: AttemptLimit = AttemptLimit {
    interval: 2,
    burst: 60,
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
/// The number of comments of a part, likewise.
const COMMENTS: usize = 60;
/// The number of imports that a journal has at once.
const MAX_IMPORTS: usize = 10;

/// Reads the file of the request, and stores it as the journal's only draft.
///
/// # Errors
/// Malformed, Invalid, TooLarge (`file`), TooManyRequests, Unavailable.
pub(super) async fn store(
    context: &Context,
    user: &UserId,
    existing: Existing,
) -> Result<Draft, Error> {
    let no_file = || Error::malformed("file", NO_FILE);
    let files = context.request.uploads.clone().ok_or_else(no_file)??;
    let [file] = <[_; 1]>::try_from(files).map_err(|_| no_file())?;
    reading(context, user).await?;
    let (retention, now) = (context.request.visitor.retention, context.now());
    let read = READINGS.run(move || {
        let (content, options) = (transfer::content(&file.content)?, Options::default());
        let file = transfer::read(&content, &options)?;
        let plan = plan(&file, &options, retention, now);
        Ok((file, plan, transfer::pack(&content)?))
    });
    let (file, plan, packed) = read.await?.map_err(file_error_of)?;
    let imports = &context.services.stores.imports;
    let mut others = 0;
    for import in imports.list(user, now).await? {
        if import.state == ImportState::Draft {
            // Unless it is just being applied.
            imports.discard(user, &import.id).await?;
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
        options: Options::default(),
        existing,
        parts: count(pieces.len())?,
        attempt: 0,
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
    Ok(Draft {
        import,
        file,
        plan,
        chosen: None,
    })
}

/// Counts a reading of a file.
async fn reading(context: &Context, user: &UserId) -> Result<(), Error> {
    let message = "Too many files are read: wait, then retry.";
    limited(context, "import", user, LIMIT, message).await
}

/// Reads the file of a draft by its answers. None if it can't be read any more, so that it does not hide the
/// other imports: a part is damaged, or the draft was just discarded.
///
/// # Errors
/// TooManyRequests, Unavailable.
pub(super) async fn read_draft(
    context: &Context,
    user: &UserId,
    import: Import,
) -> Result<Option<Draft>, Error> {
    reading(context, user).await?;
    let imports = &context.services.stores.imports;
    let mut packed = Vec::new();
    for number in 0..import.parts {
        let piece = imports.part(user, &import.id, Part::File(number)).await;
        match piece {
            Ok(Some(piece)) => packed.extend(piece),
            Err(error) if error.kind != ErrorKind::Internal => return Err(error),
            Ok(None) | Err(_) => return Ok(None),
        }
    }
    let (retention, now) = (context.request.visitor.retention, context.now());
    let options = import.options.clone();
    let read = READINGS.run(move || -> Option<(File, Plan)> {
        let content = transfer::unpack(&packed)?;
        let file = transfer::read(&content, &options).ok()?;
        let plan = plan(&file, &options, retention, now);
        Some((file, plan))
    });
    Ok(read.await?.map(|(file, plan)| Draft {
        import,
        file,
        plan,
        chosen: None,
    }))
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
    if plan.days.is_empty() && plan.moments.is_empty() && plan.comments.is_empty() {
        let message = "No line of the file can be imported.";
        return Err(Error::invalid("file", message));
    }
    let now = context.now();
    let extras = plan.moments.len().div_ceil(MOMENTS) + plan.comments.len().div_ceil(COMMENTS);
    let parts = plan.days.len().div_ceil(DAYS) + extras;
    let after = Import {
        state: ImportState::Applying,
        existing: chosen.unwrap_or(import.existing),
        parts: count(parts)?,
        attempt: u64::from_le_bytes(random()?),
        next: 0,
        refused: u64::try_from(plan.refused.len()).unwrap_or(u64::MAX),
        expires_at: now + WORK_LIFE,
        ..import.clone()
    };
    begin(context, user, &import, &after, &plan).await?;
    // After a failure or interruption, the job goes on.
    let _ = proceed(context, user).await;
    let imports = &context.services.stores.imports;
    let reached = imports.get(user, &import.id, now).await;
    let reached = reached.ok().flatten().unwrap_or(after);
    Ok(ImportItem::of(&reached).with_file(&file, plan))
}

/// Stores the days, moments and comments of an attempt, and makes it the draft's. After a failure, none are
/// left, unless the attempt may still begin.
///
/// # Errors
/// Conflict, Unavailable.
async fn begin(
    context: &Context,
    user: &UserId,
    draft: &Import,
    after: &Import,
    plan: &Plan,
) -> Result<(), Error> {
    let imports = &context.services.stores.imports;
    let mut failure = store_parts(context, user, after, plan).await.err();
    if failure.is_none() {
        let changed = imports.change(user, draft, after).await;
        if changed == Ok(true) {
            return Ok(());
        }
        let stored = imports.get(user, &draft.id, after.created_at).await?;
        match stored {
            // It has begun: the answer was lost.
            Some(stored) if stored.attempt == after.attempt => return Ok(()),
            // It may still begin, and needs its days then.
            Some(stored) if stored.state == ImportState::Draft && changed.is_err() => {
                return changed.map(drop);
            }
            _ => failure = changed.err(),
        }
    }
    let _ = imports.remove_days(user, &draft.id, after.attempt).await;
    Err(failure.unwrap_or_else(super::changed))
}

async fn store_parts(
    context: &Context,
    user: &UserId,
    after: &Import,
    plan: &Plan,
) -> Result<(), Error> {
    let stores = &context.services.stores;
    let (attempt, mut numbers) = (after.attempt, 0..);
    for (days, number) in plan.days.chunks(DAYS).zip(&mut numbers) {
        let part = Part::Days { attempt, number };
        store_part(context, user, after, part, days).await?;
    }
    for (moments, number) in plan.moments.chunks(MOMENTS).zip(&mut numbers) {
        let part = Part::Moments { attempt, number };
        store_part(context, user, after, part, moments).await?;
    }
    for (comments, number) in plan.comments.chunks(COMMENTS).zip(numbers) {
        let part = Part::Comments { attempt, number };
        store_part(context, user, after, part, comments).await?;
    }
    // Recorded first, so that an interruption is resumed.
    stores.users.begin(user, Work::Import, context.now()).await
}

async fn store_part<T: Serialize>(
    context: &Context,
    user: &UserId,
    after: &Import,
    part: Part,
    content: &[T],
) -> Result<(), Error> {
    let content = serde_json::to_vec(content).map_err(|_| Error::internal())?;
    let imports = &context.services.stores.imports;
    imports.put_part(user, after, part, &content).await?;
    Ok(())
}

fn count(parts: usize) -> Result<u32, Error> {
    u32::try_from(parts).map_err(|_| file_error_of(FileError::TooLarge))
}

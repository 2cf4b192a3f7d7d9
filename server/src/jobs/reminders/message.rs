//! The message to a device's service worker (app/browser/worker/reminder.ts).

use app::{
    domain::{
        Day, Lang, Mood, Week,
        reminder::{Notice, Plan},
    },
    error::Error,
    i18n,
    ports::Due,
};
use serde::Serialize;

/// The message. It has nothing that the person wrote.
#[derive(Serialize)]
struct Message<'a> {
    v: u8,
    kind: &'static str,
    day: Day,
    journal: &'a str,
    /// The base version for the conditional write; 0 without a question.
    base: u64,
    lang: Lang,
    title: &'static str,
    body: &'static str,
    /// The names of the moods, from awful to great; none without a question.
    faces: Vec<&'static str>,
    /// The first day of the week whose report is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Day>,
}

/// The content of the message (JSON).
///
/// A report gives the title, because it is opened by a tap; the question then follows it, and the faces
/// answer it as ever.
///
/// # Errors
/// Internal.
pub(super) fn message(due: &Due, plan: Plan, notice: Notice) -> Result<Vec<u8>, Error> {
    let lang = due.reminder.lang;
    let question = i18n::how_was_today(lang);
    let (title, body) = match (notice.report, notice.base) {
        (None, _) => (question, i18n::reminder_body(lang)),
        (Some(_), Some(_)) => (i18n::week_report_ready(lang), question),
        (Some(_), None) => (i18n::week_report_ready(lang), ""),
    };
    let faces = notice
        .base
        .map(|_| Mood::ALL.map(|mood| i18n::mood_name(lang, mood)));
    let message = Message {
        v: 1,
        kind: "reminder",
        day: plan.day(),
        journal: &due.user.0,
        base: notice.base.unwrap_or_default(),
        lang,
        title,
        body,
        faces: faces.into_iter().flatten().collect(),
        report: notice.report.map(Week::start),
    };
    serde_json::to_vec(&message).map_err(|_| Error::internal())
}

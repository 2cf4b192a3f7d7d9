//! The questions that a file leaves open. Each is a form of its own, so none needs JavaScript.

use leptos::prelude::*;

use super::parts::AnswerForm;
use crate::{
    api::imports::{ImportItem, NOTHING},
    context::Visitor,
    domain::{Lang, Mood, Retention},
    i18n,
    ui::components::{Face, ShownJournal},
};

/// The meaning of each unknown mood.
#[component]
pub(super) fn MoodQuestions(lang: Lang, item: ImportItem) -> impl IntoView {
    let id = item.id;
    let questions = item.unknown_moods.into_iter().enumerate();
    let questions = questions.map(|(number, mood)| {
        let legend = format!("mood-{number}");
        let count = u64::try_from(mood.count).unwrap_or(u64::MAX);
        let faces = Mood::ALL.map(|face| {
            view! {
                <button name="mood" value=face.as_str() aria-describedby=legend.clone()>
                    <Face mood=face />
                    <span>{i18n::mood_name(lang, face)}</span>
                </button>
            }
        });
        view! {
            <AnswerForm id=id.clone()>
                <p class="strong" id=legend.clone()>
                    <bdi>{mood.value.clone()}</bdi>
                    " – "
                    {i18n::entries_with_mood(lang, count)}
                </p>
                <input type="hidden" name="value" value=mood.value />
                <div class="faces">
                    {faces}
                    <button class="remove" name="mood" value=NOTHING aria-describedby=legend>
                        {i18n::leave_mood_out(lang)}
                    </button>
                </div>
            </AnswerForm>
        }
    });
    let questions: Vec<_> = questions.collect();
    (!questions.is_empty()).then(|| {
        view! {
            <h3>{i18n::which_moods(lang)}</h3>
            <p>{i18n::which_moods_more(lang)}</p>
            {questions}
        }
    })
}

/// The order of day and month.
#[component]
pub(super) fn DatesQuestion(lang: Lang, id: String) -> impl IntoView {
    view! {
        <AnswerForm id>
            <h3>{i18n::which_dates(lang)}</h3>
            <div class="choice">
                <button class="button" name="dates" value="dmy">
                    {i18n::dates_dmy(lang)}
                </button>
                <button class="button" name="dates" value="mdy">
                    {i18n::dates_mdy(lang)}
                </button>
            </div>
        </AnswerForm>
    }
}

/// The columns of a table.
#[component]
pub(super) fn ColumnsQuestion(lang: Lang, item: ImportItem) -> impl IntoView {
    let (columns, header) = (item.columns, item.header);
    let options = |chosen: Option<usize>| {
        let names = header.iter().enumerate();
        let options = names.map(|(number, name)| {
            view! {
                <option value=number selected=chosen == Some(number)>
                    {name.clone()}
                </option>
            }
        });
        options.collect_view()
    };
    let day = options(columns.map(|columns| columns.day));
    let mood = options(columns.map(|columns| columns.mood));
    let note = options(columns.and_then(|columns| columns.note));
    view! {
        <AnswerForm id=item.id>
            <h3>{i18n::which_columns(lang)}</h3>
            <div class="columns">
                <div>
                    <label for="day-column">{i18n::column_day(lang)}</label>
                    <select id="day-column" name="dayColumn">
                        {day}
                    </select>
                </div>
                <div>
                    <label for="mood-column">{i18n::column_mood(lang)}</label>
                    <select id="mood-column" name="moodColumn">
                        {mood}
                    </select>
                </div>
                <div>
                    <label for="note-column">{i18n::column_note(lang)}</label>
                    <select id="note-column" name="noteColumn">
                        <option value="">{i18n::no_column(lang)}</option>
                        {note}
                    </select>
                </div>
                <button class="button">{i18n::save(lang)}</button>
            </div>
        </AnswerForm>
    }
}

/// The notes that are longer than a note can be.
#[component]
pub(super) fn LongNotesQuestion(lang: Lang, item: ImportItem) -> impl IntoView {
    let (answer, label) = if item.shortens {
        ("refuse", i18n::long_notes_refuse(lang))
    } else {
        ("cut", i18n::long_notes_cut(lang))
    };
    view! {
        <AnswerForm id=item.id>
            <h3>{i18n::long_notes(lang)}</h3>
            <div class="choice">
                <button class="button" name="longNotes" value=answer>
                    {label}
                </button>
            </div>
        </AnswerForm>
    }
}

/// Days that are older than the journal keeps: a longer retention brings them in.
#[component]
pub(super) fn RetentionQuestion(visitor: Visitor) -> impl IntoView {
    let lang = visitor.locale.lang;
    let longer = Retention::CHOICES.into_iter();
    let longer = longer.filter(|choice| visitor.retention.is_shorter_than(*choice));
    let options = longer.map(|choice| {
        view! {
            <option value=choice.months() selected=choice.is_forever()>
                {i18n::retention(lang, choice)}
            </option>
        }
    });
    view! {
        <form class="question" method="post" action="/account?_back=/imports">
            <ShownJournal />
            <h3>{i18n::too_old(lang)}</h3>
            <p>{i18n::too_old_more(lang)}</p>
            <div class="choice">
                <label class="hidden" for="keep-days">
                    {i18n::keep_days(lang)}
                </label>
                <select id="keep-days" name="retentionMonths">
                    {options.collect_view()}
                </select>
                <button class="button">{i18n::save(lang)}</button>
            </div>
        </form>
    }
}

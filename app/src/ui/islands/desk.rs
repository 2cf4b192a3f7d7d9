//! The island's state: the day being written, and the known entries around it.

use leptos::{
    prelude::*,
    server_fn::ServerFn,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{HtmlFormElement, HtmlInputElement, HtmlTextAreaElement},
};

use super::{browser, notice::Notice, steps::Step};
use crate::{
    api::{client, moods::MoodWeek},
    domain::{Day, Entry, Lang, Locale, Mood, Note, Week},
    error::Error,
    ui::known::{Known, Pending, Stage},
};

/// The line that takes the focus when the focused button disappears.
pub(super) const STATE_LINE: &str = "form.day .said";

/// The state of the island.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) locale: Locale,
    pub(super) today: RwSignal<Day>,
    pub(super) day: RwSignal<Day>,
    /// The first day that can still be written.
    pub(super) earliest: Day,
    pub(super) known: RwSignal<Known>,
    /// The first days of the weeks that have been read.
    pub(super) weeks: StoredValue<Vec<Day>>,
    /// The form as it stands on the page. The inputs own their values: what is
    /// typed before the island wakes must not be lost.
    pub(super) mood: RwSignal<Option<Mood>>,
    pub(super) note: RwSignal<String>,
    /// Set when Save was pressed without a face.
    pub(super) lacks_face: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    /// Saves requested while another was under way; at most one a day.
    pub(super) queue: StoredValue<Vec<Step>>,
    /// The number of steps so far: an answer requested before the latest one is
    /// out of date.
    pub(super) steps: StoredValue<u32>,
    /// The number of turns to another day so far: only the latest one counts.
    pub(super) turns: StoredValue<u32>,
    pub(super) notice: RwSignal<Option<Notice>>,
}

impl Desk {
    pub(super) const fn lang(self) -> Lang {
        self.locale.lang
    }

    pub(super) fn is_today(self) -> bool {
        self.day.get() == self.today.get()
    }

    pub(super) fn week_of(self, day: Day) -> Week {
        Week::containing(day, self.locale.first_weekday())
    }

    pub(super) fn week(self) -> Week {
        self.week_of(self.day.get())
    }

    /// The day as it is shown: saved, or changed here and waiting to be sent.
    pub(super) fn kept(self) -> Option<Entry> {
        self.known.with(|known| known.shown(self.day.get()))
    }

    /// The version that a change of `day` is made on.
    pub(super) fn version(self, day: Day) -> u64 {
        self.known.with_untracked(|known| known.truth(day).0)
    }

    /// True if the shown entry has not been sent yet.
    pub(super) fn waits(self) -> bool {
        self.known.with(|known| known.is_waiting(self.day.get()))
    }

    /// True if today's page should offer yesterday: it can be written, it has no
    /// entry, and the journal is not empty.
    pub(super) fn yesterday_is_open(self) -> bool {
        let yesterday = self.today.get().plus(-1);
        self.is_today()
            && self.earliest <= yesterday
            && self
                .known
                .with(|known| !known.entries.is_empty() && known.shown(yesterday).is_none())
    }

    /// The unresolved change to show: this day's or, on Today, one whose day
    /// has no page.
    pub(super) fn undecided(self) -> Option<Pending> {
        let (day, today) = (self.day.get(), self.today.get());
        let stranded = |pending: &&Pending| {
            day == today
                && !(self.earliest..=today).contains(&pending.day)
                && pending.stage != Stage::Waiting
        };
        self.known.with(|known| {
            let own = known.undecided(day);
            own.or_else(|| known.pending.iter().find(stranded)).cloned()
        })
    }

    /// True if the form differs from the saved entry.
    pub(super) fn is_draft(self) -> bool {
        let kept = self.kept();
        let note = self.note.with(|note| Note::parse(note));
        self.mood.get() != kept.as_ref().map(|entry| entry.mood)
            || note != Ok(kept.and_then(|entry| entry.note))
    }

    /// Updates the known days. The form follows unless it holds a draft.
    pub(super) fn learn(self, change: impl FnOnce(&mut Known)) {
        let draft = untrack(move || self.is_draft());
        self.known.update(change);
        if !draft {
            self.show_kept();
        }
    }

    /// Reads a week, and all unsent changes, from this device. True if it knows any
    /// day of that week.
    pub(super) async fn read_device(self, week: Week) -> bool {
        let journal = browser::journal().unwrap_or_default();
        let address = format!("/device/days?userId={journal}&");
        let Ok(device) = self.ask_week(&address, week).await else {
            return false;
        };
        let has_days = !device.entries.is_empty() || !device.removed.is_empty();
        self.learn(|known| known.learn_all(device));
        has_days
    }

    /// Reads the week again, after another tab or device may have written, or
    /// waiting changes were sent.
    pub(super) fn refresh(self) {
        if !self.busy.get_untracked() && browser::is_visible() {
            let week = untrack(move || self.week());
            spawn_local(async move {
                self.read_week(week).await;
            });
        }
    }

    /// Reads a week from the server, then from this device. True if either had it.
    pub(super) async fn read_week(self, week: Week) -> bool {
        let mut steps = self.steps.get_value();
        let mut read = self.ask_week(&format!("{}?", MoodWeek::PATH), week).await;
        // Something was saved meanwhile: what was read may be older.
        while self.steps.get_value() != steps {
            steps = self.steps.get_value();
            read = self.ask_week(&format!("{}?", MoodWeek::PATH), week).await;
        }
        // Another tab may be in another session by now: its days are not for this page.
        let read = read.ok().filter(|read| read.journal == browser::journal());
        let was_read = read.is_some();
        if let Some(read) = read {
            self.learn(|known| known.replace(week, read));
        }
        let device_has_days = self.read_device(week).await;
        if was_read || device_has_days {
            self.weeks.update_value(|weeks| weeks.push(week.start()));
        }
        was_read || device_has_days
    }

    async fn ask_week(self, address: &str, week: Week) -> Result<Known, Error> {
        let address = format!("{address}start={}&end={}", week.start(), week.end());
        client::ask("GET", &address, None).await
    }
}

// --- The form, whose values are found by their names -------------------------------------

fn control<T: JsCast>(name: &str) -> Option<T> {
    let form: HtmlFormElement = browser::find("form.day")?.dyn_into().ok()?;
    form.elements().named_item(name)?.dyn_into().ok()
}

fn inputs() -> impl Iterator<Item = (Mood, HtmlInputElement)> {
    Mood::ALL.into_iter().filter_map(|mood| {
        let input = control(&format!("mood-{}", mood.as_str()))?;
        Some((mood, input))
    })
}

impl Desk {
    /// Reads the values of the inputs.
    pub(super) fn read_form(self) {
        self.mood.set(
            inputs()
                .find(|(_, input)| input.checked())
                .map(|(mood, _)| mood),
        );
        if let Some(textarea) = control::<HtmlTextAreaElement>("note") {
            self.note.set(textarea.value());
        }
    }

    /// Handles a change by the person: reads the form and clears the notice.
    pub(super) fn edited(self) {
        let before = (self.mood.get_untracked(), self.note.get_untracked());
        self.read_form();
        // A tap is told twice, as a click and as a change.
        if before != (self.mood.get_untracked(), self.note.get_untracked()) {
            self.notice.set(None);
        }
        if self.mood.get_untracked().is_some() {
            self.lacks_face.set(false);
        }
    }

    /// Writes a mood and a note into the inputs.
    pub(super) fn write_form(self, mood: Option<Mood>, note: &str) {
        for (of, input) in inputs() {
            input.set_checked(Some(of) == mood);
        }
        if let Some(textarea) = control::<HtmlTextAreaElement>("note") {
            textarea.set_value(note);
        }
        self.read_form();
    }

    /// Writes the shown entry into the inputs.
    pub(super) fn show_kept(self) {
        let kept = untrack(move || self.kept());
        self.write_form(
            kept.as_ref().map(|entry| entry.mood),
            kept.as_ref().map_or("", Entry::note_text),
        );
    }

    /// Chooses a face as if it had been tapped, and leaves the focus on it.
    pub(super) fn choose(self, mood: Mood) {
        if self.mood.get_untracked() != Some(mood) {
            self.notice.set(None);
        }
        self.lacks_face.set(false);
        self.write_form(Some(mood), &self.note.get_untracked());
        if let Some((_, input)) = inputs().find(|(of, _)| *of == mood) {
            let _ = input.focus();
        }
        self.save();
    }
}

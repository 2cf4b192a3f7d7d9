//! What is on the desk: the day being written, and what is known of its week.

use leptos::{html, prelude::*, server_fn::ServerFn, task::spawn_local, web_sys::HtmlInputElement};

use super::{browser, toast::Toast};
use crate::{
    api::{client, moods::MoodWeek},
    domain::{Day, Entry, Lang, Locale, Mood, Note, Week},
    error::Error,
    ui::known::{Known, Pending, Stage},
};

/// The button that stays, whatever else goes.
pub(super) const SAVE: &str = "form.day .save";

/// The state of the island.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) locale: Locale,
    pub(super) today: RwSignal<Day>,
    pub(super) day: RwSignal<Day>,
    /// The first day that can still be written.
    pub(super) earliest: Day,
    pub(super) known: RwSignal<Known>,
    /// The form as it stands on the page. The inputs own their values: what is
    /// typed before the island wakes must not be lost.
    pub(super) mood: RwSignal<Option<Mood>>,
    pub(super) note: RwSignal<String>,
    pub(super) form: NodeRef<html::Form>,
    pub(super) textarea: NodeRef<html::Textarea>,
    pub(super) busy: RwSignal<bool>,
    /// How many steps have been taken: an answer that set out before one of
    /// them is out of date.
    pub(super) steps: StoredValue<u32>,
    pub(super) toast: RwSignal<Option<Toast>>,
}

impl Desk {
    pub(super) const fn lang(self) -> Lang {
        self.locale.lang
    }

    pub(super) fn is_today(self) -> bool {
        self.day.get() == self.today.get()
    }

    pub(super) fn week(self) -> Week {
        Week::containing(self.day.get(), self.locale.first_weekday())
    }

    /// The day as it is shown: kept, or written here and on its way.
    pub(super) fn kept(self) -> Option<Entry> {
        self.known.with(|known| known.shown(self.day.get()))
    }

    /// The version that a change of the day is made on.
    pub(super) fn version(self) -> u64 {
        self.known
            .with_untracked(|known| known.truth(self.day.get_untracked()).0)
    }

    /// Whether the day, as it is shown, waits to be sent.
    pub(super) fn waits(self) -> bool {
        self.known.with(|known| known.is_waiting(self.day.get()))
    }

    /// What was written here, did not get into the journal, and is for the
    /// person to decide about: of this day, or, on today's page, of one that
    /// has no page of its own.
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

    /// Whether the form says something that is not kept yet.
    pub(super) fn is_draft(self) -> bool {
        let kept = self.kept();
        let note = self.note.with(|note| Note::parse(note));
        self.mood.get() != kept.as_ref().map(|entry| entry.mood)
            || note != Ok(kept.and_then(|entry| entry.note))
    }

    fn inputs(self) -> impl Iterator<Item = (Mood, HtmlInputElement)> {
        use leptos::wasm_bindgen::JsCast;
        let elements = self.form.get_untracked().map(|form| form.elements());
        Mood::ALL.into_iter().filter_map(move |mood| {
            let input = elements
                .as_ref()?
                .named_item(&format!("mood-{}", mood.as_str()))?;
            Some((mood, input.dyn_into().ok()?))
        })
    }

    /// Takes over what the inputs hold.
    pub(super) fn read_form(self) {
        self.mood.set(
            self.inputs()
                .find(|(_, input)| input.checked())
                .map(|(mood, _)| mood),
        );
        if let Some(textarea) = self.textarea.get_untracked() {
            self.note.set(textarea.value());
        }
    }

    /// Puts a mood and a note into the inputs.
    pub(super) fn write_form(self, mood: Option<Mood>, note: &str) {
        for (of, input) in self.inputs() {
            input.set_checked(Some(of) == mood);
        }
        if let Some(textarea) = self.textarea.get_untracked() {
            textarea.set_value(note);
        }
        self.read_form();
    }

    /// Puts the day as it is shown into the inputs.
    pub(super) fn show_kept(self) {
        let kept = untrack(move || self.kept());
        self.write_form(
            kept.as_ref().map(|entry| entry.mood),
            kept.as_ref().map_or("", Entry::note_text),
        );
    }

    /// Chooses a face as if it had been tapped, and leaves the focus on it.
    pub(super) fn choose(self, mood: Mood) {
        self.write_form(Some(mood), &self.note.get_untracked());
        if let Some((_, input)) = self.inputs().find(|(of, _)| *of == mood) {
            let _ = input.focus();
        }
    }

    /// Changes what is known; the form follows, unless something is being
    /// written in it.
    pub(super) fn learn(self, change: impl FnOnce(&mut Known)) {
        let draft = untrack(move || self.is_draft());
        self.known.update(change);
        if !draft {
            self.show_kept();
        }
    }

    /// Reads what this device has of the week and what it has to send.
    pub(super) async fn read_device(self) {
        let journal = browser::journal().unwrap_or_default();
        if let Ok(device) = self
            .ask_week(&format!("/device/days?userId={journal}&"))
            .await
        {
            self.learn(|known| known.learn_all(device));
        }
    }

    /// Looks again, after another tab or device may have written, or what
    /// waited has been sent.
    pub(super) fn refresh(self) {
        if !self.busy.get_untracked() && browser::is_visible() {
            spawn_local(self.read_again());
        }
    }

    pub(super) async fn read_again(self) {
        let steps = self.steps.get_value();
        let read = self.ask_week(&format!("{}?", MoodWeek::PATH)).await;
        if self.steps.get_value() != steps {
            return;
        }
        // Another tab may be in another session by now: its days are not for this page.
        if let Ok(read) = read
            && read.journal == browser::journal()
        {
            self.learn(|known| {
                known.entries = read.entries;
                known.removed = read.removed;
            });
        }
        self.read_device().await;
    }

    async fn ask_week(self, address: &str) -> Result<Known, Error> {
        let week = untrack(move || self.week());
        let address = format!("{address}start={}&end={}", week.start(), week.end());
        client::ask("GET", &address, None).await
    }
}

//! Reading weeks from the server and from this device.

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{browser, day_editor::DayEditor, local_view::LocalView};
use crate::{
    api::{client, moods::MoodWeek},
    domain::Week,
    error::Error,
};

impl DayEditor {
    /// Reads a week, and all unsent changes, from this device. Returns true if it has
    /// any day of that week.
    pub(super) async fn load_from_device(self, week: Week) -> bool {
        let journal = browser::journal().unwrap_or_default();
        let address = format!("/device/days?userId={journal}&");
        let Ok(device) = fetch_week(&address, week).await else {
            return false;
        };
        let has_days = !device.entries.is_empty() || !device.removed.is_empty();
        self.update_local(|local| local.merge_device(device));
        has_days
    }

    /// Reads the week again after another tab or device may have changed it, or
    /// waiting changes were sent.
    pub(super) fn refresh(self) {
        if !self.busy.get_untracked() && browser::is_visible() {
            let week = untrack(move || self.week());
            spawn_local(async move {
                self.load_week(week).await;
            });
        }
    }

    /// Reads a week from the server, then from this device. Returns true if either
    /// had it.
    pub(super) async fn load_week(self, week: Week) -> bool {
        let address = format!("{}?", MoodWeek::PATH);
        let mut actions = self.action_count.get_value();
        let mut read = fetch_week(&address, week).await;
        // An action ran in the meantime: the response may be older than its result.
        while self.action_count.get_value() != actions {
            actions = self.action_count.get_value();
            read = fetch_week(&address, week).await;
        }
        // Another tab may have begun another session, whose days are not for this page.
        let read = read.ok().filter(|read| read.journal == browser::journal());
        let was_read = read.is_some();
        if let Some(read) = read {
            self.update_local(|local| local.replace_week(week, read));
        }
        let device_has_days = self.load_from_device(week).await;
        if was_read || device_has_days {
            self.loaded_weeks
                .update_value(|weeks| weeks.push(week.start()));
        }
        was_read || device_has_days
    }
}

async fn fetch_week(address: &str, week: Week) -> Result<LocalView, Error> {
    let address = format!("{address}start={}&end={}", week.start(), week.end());
    client::ask("GET", &address, None).await
}

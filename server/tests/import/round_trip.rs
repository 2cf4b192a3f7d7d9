//! Our own files come back exactly.

use app::domain::{Draft, Mood, Note};
use proptest::prelude::*;

use super::*;

/// A day: mood, note, seconds from its beginning to the first save, and from there to the last one.
type Saved = (Mood, String, i64, i64);

/// The entries of a journal as its JSON has them, without what is each journal's own.
async fn entries(person: &Person) -> Vec<Value> {
    let file = person.send(Call::get("/data.json")).await.json();
    let entries = file["entries"].as_array().unwrap().iter();
    let names = ["day", "mood", "note", "createdAt", "updatedAt", "edited"];
    entries
        .map(|entry| names.map(|name| entry[name].clone()).into())
        .collect()
}

/// Writes a journal, downloads it, and imports the file into another journal: once, and again after an
/// undoing, which makes the days newer than the file.
async fn round_trip(days: &[Saved]) {
    let (app, stores) = open().await;
    let (ada, today) = (app.person(), Day::parse(TODAY).unwrap());
    let user = UserId(ada.user_id().await);
    for (back, (mood, note, begun, later)) in (1..).zip(days) {
        let day = today.plus(-back);
        let draft = Draft {
            day,
            mood: *mood,
            note: Note::parse(note).unwrap(),
        };
        let created_at = day.midnight_utc() + begun;
        let times = [Some(created_at), (*later > 0).then_some(created_at + later)];
        for at in times.into_iter().flatten() {
            let written = stores.moods.put(&user, &draft, None, at, i64::MAX / 2);
            written.await.unwrap();
        }
    }
    let expected = entries(&ada).await;
    assert_eq!(expected.len(), days.len());
    for file in ["/data.json", "/data.csv"] {
        let content = ada.send(Call::get(file)).await.body;
        let eve = app.person();
        let now = seconds(NOON);
        let again = expected.iter().cloned().map(|mut entry| {
            (entry[4], entry[5]) = (json!(now), json!(true));
            entry
        });
        for expected in [expected.clone(), again.collect()] {
            let done = upload(&eve, "", content.clone()).await;
            assert_eq!(done.status, 200, "{}", done.text());
            assert_eq!(done.json()["refusedLines"], 0);
            assert_eq!(entries(&eve).await, expected, "{file}");
            assert_eq!(undo(&eve, &done.json()).await.json()["complete"], true);
            assert_eq!(entries(&eve).await, Vec::<Value>::new());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn our_own_files_come_back_exactly(
        days in prop::collection::vec(
            (
                prop::sample::select(&Mood::ALL[..]),
                "['=+@＝-]{0,3}[a-z שלום🌧é\n\r\t,;\"']{0,60}",
                // The first one begins at UTC+14; the last one is over before noon of the day after.
                -14_i64 * 3600..86_400,
                prop_oneof![Just(0), 1_i64..43_200],
            ),
            1..12,
        ),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(round_trip(&days));
    }
}

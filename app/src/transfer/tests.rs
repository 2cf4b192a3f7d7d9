//! Files of each format, as their programs write them.

use std::{fmt::Write as _, io::Write as _};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, Crc, write::DeflateEncoder};
use proptest::prelude::*;

use super::{
    plan::{Plan, plan},
    *,
};
use crate::domain::{Note, Retention};

/// Noon of 20 November 2026.
const NOW: i64 = 1_795_176_000;

fn planned(bytes: &[u8], options: &Options) -> Result<(Format, Plan), FileError> {
    let content = content(bytes)?;
    let file = read(&content, options)?;
    let format = file.format;
    Ok((format, plan(&file, options, Retention::FOREVER, NOW)))
}

/// The format, the days as `day mood note`, and the refused lines.
fn days(bytes: &[u8]) -> (Format, Vec<String>, Vec<(u64, Reason)>) {
    let (format, plan) = planned(bytes, &Options::default()).unwrap();
    assert_eq!(plan.unknown, []);
    let days = plan.days.iter().map(|day| {
        let note = day.note.as_ref().map_or("", Note::as_str);
        format!("{} {} {note}", day.day, day.mood.as_str())
    });
    let refused = plan.refused.iter().map(|line| (line.line, line.reason));
    (format, days.collect(), refused.collect())
}

/// A ZIP archive of deflated files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(content).unwrap();
        let packed = packed.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(content);
        // Flags, deflate, no time; then the sizes and the length of the name, without extra fields.
        let mut facts = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        facts.extend(crc.sum().to_le_bytes());
        facts.extend([long(packed.len()), long(content.len()), long(name.len())].concat());
        let at = long(archive.len());
        archive.extend([b"PK\x03\x04".as_slice(), &facts, name.as_bytes(), &packed].concat());
        directory.extend(
            [
                b"PK\x01\x02\x14\0".as_slice(),
                &facts,
                &[0; 10],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let (size, at) = (long(directory.len()), long(archive.len()));
    archive.extend(directory);
    archive.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &count,
            &count,
            &size,
            &at,
            &[0; 2],
        ]
        .concat(),
    );
    archive
}

#[test]
fn daylios_csv_of_every_version_is_read() {
    let new = "\u{feff}full_date,date,weekday,time,mood,activities,scales,note_title,note\n\
        2026-11-19,November 19,Thursday,9:30 pm,rad,\"run | date night\",\"Stress:\u{a0}2 | Sleep:\u{a0}4\",\"Late\",\"One<br>two\"\n\
        2026-11-19,November 19,Thursday,8:00 am,meh,,,\"\",\"Early, \"\"quoted\"\"\"\n\
        2026-11-18,November 18,Wednesday,21:00,awful,,,,\n";
    let (format, days_of_new, refused) = days(new.as_bytes());
    assert_eq!((format, refused), (Format::DaylioCsv, vec![]));
    let expected = [
        "2026-11-18 awful ",
        "2026-11-19 good Early, \"quoted\"\nLate\nOne\ntwo\nStress: 2, Sleep: 4\n#run #date_night",
    ];
    assert_eq!(days_of_new, expected);
    // Before scales and titles; the words of another language do not matter.
    let old = "full_date;date;weekday;time;mood;activities;note\r\n\
        2019-02-28;28 février;jeudi;21:05;good;course;Une note\r\n\
        2019-02-29;29 février;vendredi;21:05;good;;\r\n";
    let (_, days_of_old, refused) = days(old.as_bytes());
    assert_eq!(days_of_old, ["2019-02-28 good Une note\n#course"]);
    assert_eq!(refused, [(3, Reason::NotADay)]);
}

#[test]
fn a_daylio_backup_is_read_by_the_groups_of_its_moods() {
    // 23:30 of 19 November in Paris is 22:30 in UTC; 0:30 of the 20th is 23:30.
    let json = r#"{"version":15,"customMoods":[
        {"id":1,"custom_name":"","mood_group_id":1,"predefined_name_id":1},
        {"id":9,"custom_name":"Hopeful","mood_group_id":2,"predefined_name_id":-1},
        {"id":12,"custom_name":"Lost","mood_group_id":9,"predefined_name_id":-1}],
        "tags":[{"id":3,"name":"long walk"}],
        "dayEntries":[
        {"datetime":1795127400000,"timeZoneOffset":3600000,"mood":1,"note":"<p>Late</p>","note_title":"Title","tags":[3],"assets":[7]},
        {"datetime":1795131000000,"timeZoneOffset":3600000,"mood":9,"note":"","tags":[]},
        {"datetime":1795131000000,"timeZoneOffset":3600000,"mood":99,"note":""},
        {"datetime":"soon"}]}"#;
    let packed = archive(&[
        ("assets/photo.jpg", &[0xff; 64]),
        ("backup.daylio", BASE64_STANDARD.encode(json).as_bytes()),
    ]);
    for bytes in [packed.as_slice(), json.as_bytes()] {
        let (format, days, refused) = days(bytes);
        assert_eq!(format, Format::DaylioBackup);
        assert_eq!(
            days,
            [
                "2026-11-19 great Title\nLate\n#long_walk",
                "2026-11-20 good "
            ]
        );
        assert_eq!(refused, [(3, Reason::NoMood), (4, Reason::Malformed)]);
    }
    let lost = json.replace("\"mood\":99", "\"mood\":12");
    let (_, plan) = planned(lost.as_bytes(), &Options::default()).unwrap();
    assert_eq!(plan.unknown[0].value, "Lost");
}

#[test]
fn archives_that_are_damaged_foreign_or_bombs_are_refused() {
    let refused = |bytes: &[u8]| planned(bytes, &Options::default()).unwrap_err();
    let good = archive(&[(
        "backup.daylio",
        BASE64_STANDARD.encode("{\"dayEntries\":[]}").as_bytes(),
    )]);
    assert_eq!(refused(&good), FileError::Empty);
    for length in [4, 30, good.len() / 2, good.len() - 1] {
        assert_eq!(refused(&good[..length]), FileError::Unreadable, "{length}");
    }
    assert_eq!(
        refused(&archive(&[("photo.jpg", b"x")])),
        FileError::UnknownFormat
    );
    assert_eq!(
        refused(&archive(&[("backup.daylio", b"not base64!")])),
        FileError::Unreadable
    );
    // A thousandth of its size packed.
    let bomb = archive(&[("backup.daylio", &vec![b'A'; MAX_FILE + 1])]);
    assert!(bomb.len() < MAX_FILE / 500, "{}", bomb.len());
    assert_eq!(refused(&bomb), FileError::TooLarge);
}

#[test]
fn our_archive_is_read_without_its_pictures() {
    let json = json_of(&[(1, Mood::Good, "Snow".into())]);
    for name in ["humeur.json", "humeur-2026-11-20/humeur.json"] {
        let packed = archive(&[("photos/a/b.jpg", b"no picture"), (name, json.as_bytes())]);
        let (format, days, _) = days(&packed);
        assert_eq!(format, Format::HumeurJson);
        assert_eq!(days, ["2026-11-19 good Snow"]);
    }
    let bomb = archive(&[("humeur.json", &vec![b'['; MAX_FILE + 1])]);
    let refused = planned(&bomb, &Options::default()).unwrap_err();
    assert_eq!(refused, FileError::TooLarge);
}

#[test]
fn pixels_are_averaged() {
    let json = r##"[
        {"date":"2025-01-31","type":"Mood","scores":[4,5],"notes":"Snow","tags":[{"type":"Emotions","entries":["calm","at ease"]}]},
        {"date":"2025-2-1","type":"Mood","scores":[2],"notes":""},
        {"date":"2025-02-02","type":"Mood","scores":[],"notes":"nothing"},
        {"date":"2025-02-03","type":"Mood","scores":[6]}]"##;
    let (format, days, refused) = days(json.as_bytes());
    assert_eq!(format, Format::Pixels);
    assert_eq!(
        days,
        ["2025-01-31 great Snow\n#calm #at_ease", "2025-02-01 bad "]
    );
    assert_eq!(refused, [(3, Reason::NoMood), (4, Reason::NoMood)]);
}

#[test]
fn a_day_of_state_of_mind_outweighs_its_moments() {
    let json = r#"{"data":{"stateOfMind":[
        {"start":"2025-01-31 08:00:00 +0100","kind":"momentary_emotion","valence":-1,"labels":["Sad"]},
        {"start":"2025-01-31T21:00:00+01:00","kind":"daily_mood","valence":0.5,"labels":["Grateful"],"associations":["Family"]},
        {"start":"2025-02-01T21:00:00Z","kind":"momentaryEmotion","valenceClassification":"slightly_unpleasant"},
        {"start":"2025-02-01T22:00:00Z","kind":"momentaryEmotion","valenceClassification":"very_unpleasant"},
        {"start":"2025-02-02T22:00:00Z","kind":"dailyMood","valence":7}]}}"#;
    let (format, days, refused) = days(json.as_bytes());
    assert_eq!(format, Format::StateOfMind);
    assert_eq!(
        days,
        ["2025-01-31 good #Grateful #Family", "2025-02-01 bad "]
    );
    assert_eq!(refused, [(5, Reason::NoMood)]);
}

#[test]
fn a_table_asks_what_it_does_not_say() {
    let table = "When;How;Words\n01/02/2026;7;one\n02/03/2026;Sunny;two\n03/04/2026;;three\n";
    let file = read(table, &Options::default()).unwrap();
    assert_eq!((file.columns, file.rows.len()), (None, 0));
    assert_eq!(file.header, ["When", "How", "Words"]);
    let mut options = Options {
        columns: Some(Columns {
            day: 0,
            mood: 1,
            note: Some(2),
        }),
        ..Options::default()
    };
    let file = read(table, &options).unwrap();
    assert!(file.asks_dates);
    let (_, asked) = planned(table.as_bytes(), &options).unwrap();
    assert_eq!(asked.unknown.len(), 2);
    options.dates = Some(DateOrder::Mdy);
    options.moods.insert("7".into(), Meaning::Mood(Mood::Great));
    options.moods.insert("sunny".into(), Meaning::Nothing);
    let (_, answered) = planned(table.as_bytes(), &options).unwrap();
    assert_eq!(answered.unknown, []);
    let day = &answered.days[0];
    assert_eq!(
        (day.day.to_string(), day.mood),
        ("2026-01-02".into(), Mood::Great)
    );
    let refused = [(3, Reason::LeftOut), (4, Reason::NoMood)];
    let lines = answered.refused.iter().map(|line| (line.line, line.reason));
    assert_eq!(lines.collect::<Vec<_>>(), refused);
    options.columns = Some(Columns {
        day: 0,
        mood: 9,
        note: None,
    });
    assert_eq!(read(table, &options).unwrap().columns, None);
}

#[test]
fn a_table_with_usual_names_and_scores_asks_nothing() {
    let table = "Date,Mood,Notes\n31/01/2026,3.5,half up\n30/01/2026,1,\n2026-02-01,5,\n";
    let (format, days, refused) = days(table.as_bytes());
    assert_eq!((format, refused), (Format::Table, vec![]));
    assert_eq!(
        days,
        [
            "2026-01-30 awful ",
            "2026-01-31 good half up",
            "2026-02-01 great "
        ]
    );
}

#[test]
fn days_outside_the_journal_and_long_notes_are_refused() {
    let long = "x".repeat(501);
    let table = format!(
        "day,mood,score,note\n2026-11-22,good,4,\n2026-05-01,good,4,\n2026-11-20,good,4,{long}\n\
         2026-11-19,happy,4,\n2026-11-18,,,\n2026-11-17,good\n"
    );
    let file = read(&table, &Options::default()).unwrap();
    let six = Retention::DEFAULT;
    let refusals = |options: &Options| {
        let plan = plan(&file, options, six, NOW);
        let lines = plan.refused.iter().map(|line| (line.line, line.reason));
        (lines.collect::<Vec<_>>(), plan)
    };
    let (refused, plan) = refusals(&Options::default());
    let expected = [
        (2, Reason::Future),
        (3, Reason::Expired),
        (4, Reason::NoteTooLong),
        (6, Reason::NoMood),
        (7, Reason::Malformed),
    ];
    assert_eq!(refused, expected);
    assert_eq!(plan.unknown[0].value, "happy");
    let (_, plan) = refusals(&Options {
        shortens: true,
        ..Options::default()
    });
    let note = plan.days[0].note.as_ref().unwrap().as_str();
    assert_eq!((note.chars().count(), note.ends_with("x…")), (500, true));
}

#[test]
fn files_that_are_none_are_refused_by_name() {
    for (bytes, error) in [
        (&b""[..], FileError::Empty),
        (b" \r\n", FileError::Empty),
        (b"\xef\xbb\xbf", FileError::Empty),
        (b"{", FileError::Unreadable),
        (
            b"{\"format\":\"humeur\",\"version\":1,\"entries\":[{\"day\":\"2026",
            FileError::Unreadable,
        ),
        (b"{}", FileError::UnknownFormat),
        (b"[1]", FileError::UnknownFormat),
        (b"[]", FileError::Empty),
        (b"{\"entries\":1}", FileError::UnknownFormat),
        (
            b"{\"format\":\"other\",\"entries\":[]}",
            FileError::UnknownFormat,
        ),
        (
            b"{\"format\":\"humeur\",\"version\":2,\"entries\":[]}",
            FileError::NewerVersion,
        ),
        (
            b"{\"format\":\"humeur\",\"version\":1,\"entries\":[]}",
            FileError::Empty,
        ),
        (b"Dear diary, today was good.", FileError::UnknownFormat),
        (b"day,mood,score,note\n", FileError::Empty),
        (b"date,mood\n", FileError::Empty),
        (b"\x89PNG\r\n\x1a\n\0\0", FileError::Unreadable),
    ] {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(
            planned(bytes, &Options::default()).unwrap_err(),
            error,
            "{text}"
        );
    }
}

#[test]
fn a_day_that_comes_twice_is_one() {
    let table = "day,mood,score,note\n2026-11-20,good,4,same\n2026-11-20,great,5,same\n2026-11-20,bad,2,other\n";
    let (_, days, _) = days(table.as_bytes());
    assert_eq!(days, ["2026-11-20 good same\nother"]);
}

/// A journal as Humeur's JSON.
fn json_of(days: &[(i64, Mood, String)]) -> String {
    let mut entries = Vec::new();
    for (back, mood, note) in days {
        let note = Note::parse(note).unwrap();
        entries.push(serde_json::json!({
            "day": Day::in_utc(NOW).plus(-back),
            "mood": mood,
            "note": note,
            "updatedAt": NOW,
        }));
    }
    serde_json::json!({"format": "humeur", "version": 1, "entries": entries}).to_string()
}

proptest! {
    #[test]
    fn our_json_is_read_exactly(
        days in prop::collection::vec((prop::sample::select(&Mood::ALL[..]), "\\PC{0,80}(\n[🌧ع=+'\"-]{0,5})?"), 1..40),
    ) {
        let days: Vec<_> = (0..).zip(days).map(|(back, (mood, note))| (back, mood, note)).collect();
        let (_, plan) = planned(json_of(&days).as_bytes(), &Options::default()).unwrap();
        prop_assert_eq!(plan.refused, []);
        let read = plan.days.iter().rev().map(|day| (day.mood, day.note.clone()));
        let written = days.iter().map(|(_, mood, note)| (*mood, Note::parse(note).unwrap()));
        prop_assert_eq!(read.collect::<Vec<_>>(), written.collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = planned(&bytes, &Options::default());
    }

    #[test]
    fn no_table_panics(text in "[a-z,;\t\"\n\r0-9/.:=-]{0,200}") {
        let columns = Some(Columns { day: 0, mood: 1, note: Some(2) });
        let _ = planned(text.as_bytes(), &Options { columns, ..Options::default() });
    }

    #[test]
    fn packing_is_exact(text in "\\PC{0,300}") {
        prop_assert_eq!(unpack(&pack(&text).unwrap()), Some(text));
    }
}

#[test]
fn ten_thousand_entries_are_read_and_no_more() {
    let table = |count: i64| {
        let mut text = String::from("full_date,mood,note\n");
        for back in 0..count {
            let day = Day::in_utc(NOW).plus(-back);
            writeln!(text, "{day},good,a note of an ordinary length").unwrap();
        }
        text
    };
    let (_, days, _) = days(table(10_000).as_bytes());
    assert_eq!(days.len(), 10_000);
    let more = planned(table(10_001).as_bytes(), &Options::default());
    assert_eq!(more.unwrap_err(), FileError::TooManyRows);
}

/// The search for the end of a tag would otherwise take hours.
#[test]
fn a_file_of_angle_brackets_is_read_in_passing() {
    let file = format!("date,mood,note\n2025-11-20,3,{}>\n", "<".repeat(4_000_000));
    let (_, plan) = planned(file.as_bytes(), &Options::default()).unwrap();
    assert_eq!(plan.refused[0].reason, Reason::NoteTooLong);
    let daylio = format!(
        "full_date,date,weekday,time,mood,activities,note\n2025-11-20,,,9:00,good,,{}>\n",
        "<".repeat(4_000_000)
    );
    let (_, plan) = planned(daylio.as_bytes(), &Options::default()).unwrap();
    assert_eq!(plan.refused[0].reason, Reason::NoteTooLong);
}

#[test]
fn a_header_or_a_day_without_end_is_refused() {
    let header = format!("date,mood{}\n2025-11-20,3\n", ",".repeat(300));
    let error = planned(header.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(error, FileError::UnknownFormat);
    let scores = vec!["3"; 101].join(",");
    let pixels = format!(
        r#"[{{"date":"2025-11-20","type":"Mood","scores":[{scores}],"notes":"","tags":[]}}]"#
    );
    let (_, plan) = planned(pixels.as_bytes(), &Options::default()).unwrap();
    assert_eq!(plan.refused[0].reason, Reason::Malformed);
}

/// Each of these lists would take up to twelve times its size in memory.
#[test]
fn lists_without_end_are_refused() {
    let endless = |element: &str| format!("[{element}{}]", format!(",{element}").repeat(200_000));
    let refused = |json: &str| planned(json.as_bytes(), &Options::default()).unwrap_err();
    for list in [endless("0"), endless("{}")] {
        assert_eq!(refused(&list), FileError::TooManyRows);
        for object in ["entries", "dayEntries", "stateOfMind"] {
            let json = format!(r#"{{"{object}":{list}}}"#);
            assert_eq!(refused(&json), FileError::TooManyRows, "{object}");
        }
        let backup = format!(r#"{{"dayEntries":[],"tags":{list}}}"#);
        assert_eq!(refused(&backup), FileError::TooManyRows);
    }
    // The end must be there all the same.
    let list = endless("0");
    assert_eq!(refused(&list[..list.len() - 1]), FileError::Unreadable);
    let (numbers, texts, groups) = (endless("3"), endless("\"\""), endless("{}"));
    for json in [
        format!(r#"[{{"date":"2025-11-20","scores":{numbers}}}]"#),
        format!(r#"[{{"date":"2025-11-20","scores":[3],"tags":{groups}}}]"#),
        format!(r#"[{{"date":"2025-11-20","scores":[3],"tags":[{{"entries":{texts}}}]}}]"#),
        format!(r#"[{{"start":"2025-11-20","valence":0,"labels":{texts}}}]"#),
        format!(r#"[{{"start":"2025-11-20","valence":0,"associations":{texts}}}]"#),
        format!(r#"{{"dayEntries":[{{"datetime":0,"mood":1,"tags":{numbers}}}]}}"#),
    ] {
        let (_, plan) = planned(json.as_bytes(), &Options::default()).unwrap();
        let refused = plan.refused.iter().map(|line| line.reason);
        assert_eq!(
            refused.collect::<Vec<_>>(),
            [Reason::Malformed],
            "{}",
            &json[..60]
        );
    }
}

#[test]
fn lines_and_names_without_end_are_refused() {
    let refused = |table: &str| planned(table.as_bytes(), &Options::default()).unwrap_err();
    let cells = ",".repeat(1000);
    for row in [
        &cells,
        &format!("\"a\"\"b\nc\"{cells}"),
        &format!("5\" wide{cells}"),
    ] {
        let table = format!("date,mood\n2025-11-20,3\n{row}\n");
        assert_eq!(refused(&table), FileError::UnknownFormat, "{}", &row[..10]);
    }
    // Within quotes, and in other lines, separators do not count for this line.
    let note = format!("\"{cells}\"");
    for row in [note, format!("x{}", &cells[..997]), "\n,,,".repeat(1000)] {
        let table = format!("date,mood,note\n2025-11-20,3,{row}\n");
        assert!(planned(table.as_bytes(), &Options::default()).is_ok());
    }
    let table = format!("date,mood,{}\n2025-11-20,3,x\n", "x".repeat(70_000));
    assert_eq!(refused(&table), FileError::UnknownFormat);
    let table = format!("date,mood\n2025-11-20,{}\n", "x".repeat(301));
    let (_, plan) = planned(table.as_bytes(), &Options::default()).unwrap();
    assert_eq!(
        (plan.unknown.len(), plan.refused[0].reason),
        (0, Reason::Malformed)
    );
}

/// A comparison of each note with all others would read some 150 GB.
#[test]
fn a_day_of_ten_thousand_notes_is_read_in_passing() {
    let day = Day::in_utc(NOW);
    let rows = (0..10_000).map(|number| Row {
        line: number,
        day,
        minute: None,
        created_at: None,
        written_at: None,
        feeling: Feeling::Score(3.0),
        note: format!("{}{number:05}", "x".repeat(3000)),
    });
    let file = File {
        rows: rows.collect(),
        ..File::new(Format::Table)
    };
    let plan = plan(&file, &Options::default(), Retention::FOREVER, NOW);
    assert_eq!(plan.refused.len(), 10_000);
    assert_eq!(plan.refused[0].reason, Reason::NoteTooLong);
}

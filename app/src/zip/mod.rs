//! ZIP archives, by their specification (PKWARE, APPNOTE.TXT 6.3.10): read from memory, and written file by
//! file, so that a large one is never in memory.
//!
//! Neither encryption nor ZIP64. The crate `zip` brings both and file systems, and writes to what can be
//! rewound, which a file that is sent as it is made can't; `async_zip` has no stable version.

mod reader;
mod writer;

pub use self::{
    reader::{Archive, Unreadable, is_archive},
    writer::Writer,
};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// The method of a file that is not compressed.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Day;

    fn written(files: &[(String, Vec<u8>)]) -> Vec<u8> {
        let day = Day::parse("2026-11-27").unwrap();
        let mut writer = Writer::default();
        let mut archive = Vec::new();
        for (name, content) in files {
            archive.extend(writer.file(name, day, content).unwrap());
        }
        archive.extend(writer.end().unwrap());
        archive
    }

    proptest! {
        #[test]
        fn every_file_is_read_as_it_was_written(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..9),
        ) {
            let name = |number: usize| format!("photos/{number} é.jpg");
            let files: Vec<_> = (0..).map(name).zip(contents).collect();
            let bytes = written(&files);
            let archive = Archive::read(&bytes).unwrap();
            let names: Vec<_> = archive.names().collect();
            prop_assert_eq!(names, files.iter().map(|(name, _)| name.as_bytes()).collect::<Vec<_>>());
            for (name, content) in &files {
                let is_named = |other: &[u8]| other == name.as_bytes();
                prop_assert_eq!(archive.file(is_named, 300), Some(Ok(content.clone())));
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0_usize..300) {
            let mut damaged = written(&[("a".into(), bytes.clone())]);
            let at = at % damaged.len();
            damaged[at] = damaged[at].wrapping_add(1);
            for bytes in [&bytes, &damaged] {
                if let Some(archive) = Archive::read(bytes) {
                    let _ = archive.file(|_| true, 300);
                }
            }
        }
    }

    #[test]
    fn a_file_above_the_limit_or_with_another_checksum_is_refused() {
        let mut bytes = written(&[("a".into(), b"content".to_vec())]);
        let all = |_: &[u8]| true;
        let archive = Archive::read(&bytes).unwrap();
        assert_eq!(archive.file(all, 7), Some(Ok(b"content".to_vec())));
        assert_eq!(archive.file(all, 6), Some(Err(Unreadable::TooLarge)));
        assert_eq!(archive.file(|name| name == b"b", 7), None);
        bytes[31] ^= 1;
        let damaged = Archive::read(&bytes).unwrap();
        assert_eq!(damaged.file(all, 7), Some(Err(Unreadable::Damaged)));
    }

    #[test]
    fn a_day_is_that_of_the_file_if_the_format_has_it() {
        let dated = |day: &str| {
            let file = Writer::default().file("a", Day::parse(day).unwrap(), b"");
            u16::from_le_bytes(file.unwrap()[12..14].try_into().unwrap())
        };
        assert_eq!(dated("2026-11-27"), 46 << 9 | 11 << 5 | 27);
        assert_eq!(dated("2107-12-31"), 127 << 9 | 12 << 5 | 31);
        for other in ["1980-01-01", "1979-12-31", "0001-01-01", "2108-01-01"] {
            assert_eq!(dated(other), 1 << 5 | 1, "{other}");
        }
    }
}

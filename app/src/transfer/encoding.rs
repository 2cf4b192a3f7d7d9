//! Bytes as text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::FileError;

/// Decodes UTF-8, UTF-16 with a byte-order mark, or else Windows-1252, which older spreadsheets write.
///
/// # Errors
/// Unreadable if it is no text.
pub(super) fn decode(bytes: &[u8]) -> Result<String, FileError> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (WINDOWS_1252, bytes),
    };
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    // Neither a picture nor a half of a UTF-16 file is a table.
    if has_errors || text.contains('\0') {
        return Err(FileError::Unreadable);
    }
    Ok(match text {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = text.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect()
    }

    #[test]
    fn text_is_decoded_in_every_encoding() {
        let text = "day,mood,note\né 🌧 «»";
        let marked = format!("\u{feff}{text}").into_bytes();
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            utf16(text, [0xff, 0xfe], u16::to_le_bytes),
            utf16(text, [0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"caf\xe9 \x96 \x80").as_deref(), Ok("café – €"));
    }

    #[test]
    fn half_a_character_and_binary_data_are_refused() {
        let whole = utf16("day🌧", [0xff, 0xfe], u16::to_le_bytes);
        assert_eq!(
            decode(&whole[..whole.len() - 1]),
            Err(FileError::Unreadable)
        );
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            Err(FileError::Unreadable)
        );
    }
}

//! Bytes as text.

use encoding_rs::{CoderResult, Encoding, UTF_8, WINDOWS_1252};

use super::FileError;

/// Decodes UTF-8, UTF-16 with a byte-order mark, or else Windows-1252, which older spreadsheets write, to at
/// most `limit` bytes of UTF-8.
///
/// # Errors
/// Unreadable if it is no text, TooLarge.
pub(super) fn decode(bytes: &[u8], limit: usize) -> Result<String, FileError> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (WINDOWS_1252, bytes),
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let longest = decoder.max_utf8_buffer_length(bytes.len());
    // A byte of Windows-1252 becomes up to three.
    let mut text = String::with_capacity(longest.unwrap_or(limit).min(limit));
    let (result, _, has_errors) = decoder.decode_to_string(bytes, &mut text, true);
    if result == CoderResult::OutputFull {
        return Err(FileError::TooLarge);
    }
    // Neither a picture nor a half of a UTF-16 file is a table.
    if has_errors || text.contains('\0') {
        return Err(FileError::Unreadable);
    }
    Ok(text)
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
            assert_eq!(decode(&bytes, 1000).as_deref(), Ok(text));
        }
        assert_eq!(
            decode(b"caf\xe9 \x96 \x80", 1000).as_deref(),
            Ok("café – €")
        );
    }

    #[test]
    fn half_a_character_and_binary_data_are_refused() {
        let whole = utf16("day🌧", [0xff, 0xfe], u16::to_le_bytes);
        assert_eq!(
            decode(&whole[..whole.len() - 1], 1000),
            Err(FileError::Unreadable)
        );
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1000),
            Err(FileError::Unreadable)
        );
    }

    #[test]
    fn text_that_grows_in_utf_8_has_a_limit() {
        // Three bytes each, and some more room to write the last one.
        for (bytes, length) in [
            (vec![0x80; 100], 300),
            (
                utf16(&"語".repeat(100), [0xff, 0xfe], u16::to_le_bytes),
                300,
            ),
        ] {
            assert_eq!(decode(&bytes, length + 10).unwrap().len(), length);
            assert_eq!(decode(&bytes, length - 1), Err(FileError::TooLarge));
        }
    }
}

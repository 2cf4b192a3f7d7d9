//! The structure of files of pictures: the end of each, without which the decoders fill the rest with grey.

use image::ImageFormat;

/// The scans of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scans {
    /// One.
    One,
    /// Several, or one of a progressive JPEG.
    Many,
}

/// The scans of a JPEG up to its end; none without one. The segments before the first scan may contain a
/// whole JPEG of their own, a thumbnail.
pub fn scans(file: &[u8]) -> Option<Scans> {
    let (mut rest, mut count, mut is_progressive) = (file.strip_prefix(b"\xff\xd8")?, 0, false);
    loop {
        // Any number of bytes 0xFF may precede a marker.
        let [0xff, after @ ..] = rest else {
            return None;
        };
        let (marker, segment) = after.split_first()?;
        match marker {
            0xff => rest = after,
            0xd9 => {
                let scans = if count > 1 || is_progressive {
                    Scans::Many
                } else {
                    Scans::One
                };
                return (count > 0).then_some(scans);
            }
            _ => {
                is_progressive |= *marker == 0xc2;
                let length = u16::from_be_bytes(*segment.first_chunk()?);
                rest = segment.get(usize::from(length)..)?;
                if *marker == 0xda {
                    count += 1;
                    let end = rest.windows(2).position(is_end_of_scan)?;
                    rest = rest.get(end..)?;
                }
            }
        }
    }
}

/// True for a marker after the pixels of a scan: neither a byte 0xFF of them nor a restart.
const fn is_end_of_scan(pair: &[u8]) -> bool {
    matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe])
}

/// True if a PNG or WebP has its end; the [`scans`] of a JPEG tell it.
pub fn is_whole(file: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Png => has_end_of_png(file).is_some(),
        ImageFormat::WebP => has_end_of_webp(file).is_some(),
        _ => true,
    }
}

/// Follows the chunks up to the last one and its checksum.
fn has_end_of_png(file: &[u8]) -> Option<()> {
    let mut rest = file.get(8..)?;
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?);
        let after = usize::try_from(length).ok()?.checked_add(12)?;
        let chunk = rest.get(..after)?;
        if chunk.get(4..8)? == b"IEND" {
            return Some(());
        }
        rest = rest.get(after..)?;
    }
}

/// Reads the length that the head states.
fn has_end_of_webp(file: &[u8]) -> Option<()> {
    let length = u32::from_le_bytes(*file.get(4..)?.first_chunk()?);
    file.get(8..)?
        .get(..usize::try_from(length).ok()?)
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A segment of a JPEG.
    fn segment(marker: u8) -> [u8; 6] {
        [0xff, marker, 0, 4, 1, 2]
    }

    /// A JPEG whose frame has this marker, and so many scans.
    fn jpeg(frame: u8, scans: usize) -> Vec<u8> {
        let scan = [&segment(0xda)[..], &[7, 0xff, 0, 9, 0xff, 0xd3, 8]].concat();
        let scans = scan.repeat(scans);
        [&b"\xff\xd8"[..], &segment(frame), &scans, b"\xff\xff\xd9"].concat()
    }

    #[test]
    fn the_scans_of_a_jpeg_are_counted_up_to_its_end() {
        assert_eq!(scans(&jpeg(0xc0, 1)), Some(Scans::One));
        assert_eq!(scans(&jpeg(0xc0, 3)), Some(Scans::Many));
        assert_eq!(scans(&jpeg(0xc2, 1)), Some(Scans::Many));
        assert_eq!(scans(&jpeg(0xc0, 0)), None);
        let whole = jpeg(0xc0, 2);
        for length in 0..whole.len() {
            assert_eq!(scans(&whole[..length]), None, "{length}");
        }
        assert_eq!(scans(b"\xff\xd8\xff\xe1\0\0"), None);
    }
}

//! QR codes.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

use crate::{error::Error, html::escape};

/// The margin that scanners need, in modules (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// Draws `text` as SVG, named `label` for screen readers. Always dark on light, also on a dark page:
/// many scanners do not read the reverse.
///
/// # Errors
/// Internal, if the text is too long for a QR code (2331 bytes).
pub fn qr_code(text: &str, label: &str) -> Result<String, Error> {
    let code = QrCode::new(text).map_err(|_| Error::internal())?;
    let width = code.width();
    let size = width + 2 * QUIET_ZONE;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                // Writing to a string does not fail.
                let _ = write!(
                    path,
                    "M{} {}h{}v1h-{}z",
                    x + QUIET_ZONE,
                    y + QUIET_ZONE,
                    run.len(),
                    run.len()
                );
            }
            x += run.len();
        }
    }
    let label = escape(label).replace('"', "&quot;");
    Ok(format!(
        r##"<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the runs of a path, as a browser would, and reads the picture as a scanner would.
    fn scan(svg: &str) -> String {
        let size: usize = svg
            .split('"')
            .nth(3)
            .unwrap()
            .rsplit(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let path = svg.split("d=\"").nth(2).unwrap().split('"').next().unwrap();
        let mut dark = vec![false; size * size];
        for run in path.split_terminator('z') {
            let numbers: Vec<usize> = run
                .split(|letter: char| !letter.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let [x, y, length, ..] = numbers[..] else {
                panic!("{run}")
            };
            dark[y * size + x..][..length].fill(true);
        }
        const SCALE: usize = 4;
        let side = size * SCALE;
        let pixel = |x: usize, y: usize| {
            if dark[y / SCALE * size + x / SCALE] {
                0
            } else {
                255
            }
        };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, pixel);
        image.detect_grids()[0].decode().unwrap().1
    }

    #[test]
    fn a_scanner_reads_the_text() {
        for text in [
            "https://mood.example.org/link?code=0123-4567",
            "https://a-rather-long-name-of-an-installation.d111111abcdef8.cloudfront.net/link?code=ZZZZ-ZZZZ",
        ] {
            let svg = qr_code(text, "Open “Humeur” <here>").unwrap();
            assert_eq!(scan(&svg), text);
            assert!(svg.contains("aria-label=\"Open “Humeur” &lt;here>\""));
        }
        assert!(qr_code(&"x".repeat(3000), "").is_err());
    }
}

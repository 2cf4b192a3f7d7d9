//! Pictures as they are shown: decoded within limits, and encoded again, so that nothing of the uploaded
//! file is left but its pixels.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat,
    ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
};

use crate::{
    domain::moment::{Photo, PhotoSize},
    error::{Error, ErrorKind},
};

/// The maximum memory of a decoded picture, in bytes: four bytes for each pixel, and some more.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// The quality of the JPEGs, of 100.
const QUALITY: u8 = 85;

/// A picture without metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// JPEG of the large size.
    pub large: Vec<u8>,
    /// JPEG of the small size.
    pub small: Vec<u8>,
    /// The width of the large size, in pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// Cleans an uploaded file. Takes seconds and up to 300 MB for the largest pictures.
///
/// # Errors
/// UnsupportedMediaType unless its content is JPEG, PNG or WebP; Invalid if it has too many pixels, ends
/// too early or is damaged.
pub fn clean(file: &[u8]) -> Result<Picture, Error> {
    let format = image::guess_format(file).ok();
    let format = format.filter(|it| {
        let accepted = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
        accepted.contains(it)
    });
    let format = format.ok_or_else(not_a_picture)?;
    let scans = match format {
        ImageFormat::Jpeg => Some(scans(file).ok_or_else(damaged)?),
        _ => None,
    };
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(Photo::MAX_SIDE);
    limits.max_image_height = Some(Photo::MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| rejected(&error))?;
    let (width, height) = decoder.dimensions();
    // A progressive JPEG keeps the coefficients of all its pixels until the last scan.
    let coefficients = match scans {
        Some(Scans::Many) => u64::from(width) * u64::from(height) * 6,
        _ => 0,
    };
    let memory = decoder.total_bytes().saturating_add(coefficients);
    if !Photo::accepts(width, height) || memory > MAX_MEMORY {
        return Err(too_large());
    }
    let orientation = decoder.orientation().map_err(|error| rejected(&error))?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| rejected(&error))?;
    let mut picture = opaque(&scaled(picture, PhotoSize::Large));
    picture.apply_orientation(orientation);
    let large = encode(&picture)?;
    let (width, height) = (picture.width(), picture.height());
    let small = encode(&scaled(picture, PhotoSize::Small))?;
    Ok(Picture {
        large,
        small,
        width,
        height,
    })
}

/// Width and height of a cleaned picture.
///
/// # Errors
/// Internal, if it is not one.
pub fn dimensions(jpeg: &[u8]) -> Result<(u32, u32), Error> {
    let reader = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
    reader.into_dimensions().map_err(|_| Error::internal())
}

/// The picture, smaller if a side is longer than that of the size.
fn scaled(picture: DynamicImage, size: PhotoSize) -> DynamicImage {
    let side = size.side();
    if picture.width() <= side && picture.height() <= side {
        return picture;
    }
    // The mean of the pixels, without a copy of the whole picture.
    picture.thumbnail(side, side)
}

/// The picture on white.
fn opaque(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8().into();
    }
    let pixels = picture.to_rgba8();
    let on_white = RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0.map(u32::from);
        let blend = |colour| (colour * alpha + 255 * (255 - alpha) + 127) / 255;
        let colours = [red, green, blue].map(|it| u8::try_from(blend(it)).unwrap_or(u8::MAX));
        image::Rgb(colours)
    });
    on_white.into()
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, Error> {
    let mut jpeg = Vec::new();
    let pixels = picture.to_rgb8();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .write_image(
            &pixels,
            pixels.width(),
            pixels.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|_| Error::internal())?;
    Ok(jpeg)
}

/// The scans of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scans {
    One,
    Many,
}

/// The scans of a JPEG that has its end; none for one that was cut, which the decoder would fill with
/// grey. The segments before the first scan may contain a whole JPEG of their own, a thumbnail.
fn scans(file: &[u8]) -> Option<Scans> {
    let (mut rest, mut scans) = (file.strip_prefix(b"\xff\xd8")?, Scans::One);
    loop {
        // Any number of bytes 0xFF may precede a marker.
        let [0xff, after @ ..] = rest else {
            return None;
        };
        let (marker, segment) = after.split_first()?;
        match marker {
            0xff => rest = after,
            0xda => {
                let is_whole = segment.windows(2).any(|pair| pair == b"\xff\xd9");
                return is_whole.then_some(scans);
            }
            _ => {
                if *marker == 0xc2 {
                    scans = Scans::Many;
                }
                let length = u16::from_be_bytes(*segment.first_chunk()?);
                rest = segment.get(usize::from(length)..)?;
            }
        }
    }
}

fn rejected(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => damaged(),
    }
}

fn not_a_picture() -> Error {
    let message = "The file must be a JPEG, PNG or WebP picture.";
    Error::new(ErrorKind::UnsupportedMediaType, message).at("photo")
}

fn too_large() -> Error {
    let message = "The picture must have at most 12,000 pixels a side and 50 megapixels.";
    Error::invalid("photo", message)
}

fn damaged() -> Error {
    Error::invalid("photo", "The picture is damaged or ends too early.")
}

#[cfg(test)]
mod tests;

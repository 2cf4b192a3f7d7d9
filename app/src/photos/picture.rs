//! Pictures as they are shown: decoded within limits, and encoded again, so that nothing of the uploaded
//! file is left but its pixels.

mod structure;

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat,
    ImageReader, Limits, RgbImage,
    codecs::{jpeg::JpegEncoder, webp::WebPDecoder},
};

use self::structure::Scans;
use crate::{
    domain::moment::{Photo, PhotoSize},
    error::{Error, ErrorKind},
};

/// The maximum memory of a picture while it is decoded, in bytes.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// What the decoder of WebP takes besides the picture, in bytes for each pixel: its limits do not cover it.
const AROUND_WEBP: u64 = 8;
/// What a JPEG of several scans takes besides the picture: the coefficients of all pixels until the last one.
const AROUND_SCANS: u64 = 6;
/// The qualities of the JPEGs, of 100: the first whose file is small enough is taken.
const QUALITIES: [u8; 5] = [85, 70, 55, 40, 20];
/// The maximum length of a JPEG, in bytes. Lambda answers with at most 6 MB of base64.
const MAX_JPEG: usize = 4 * 1024 * 1024;

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
/// UnsupportedMediaType unless its content is JPEG, PNG or WebP, and not animated WebP; Invalid if it has too
/// many pixels, ends too early or is damaged.
pub fn clean(file: &[u8]) -> Result<Picture, Error> {
    let format = image::guess_format(file).ok();
    let format = format.filter(|it| {
        let accepted = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
        accepted.contains(it)
    });
    let format = format.ok_or_else(not_a_picture)?;
    let around = match format {
        ImageFormat::Jpeg => match structure::scans(file).ok_or_else(damaged)? {
            Scans::One => 0,
            Scans::Many => AROUND_SCANS,
        },
        ImageFormat::WebP => {
            let webp = WebPDecoder::new(Cursor::new(file)).map_err(|error| rejected(&error))?;
            if webp.has_animation() {
                return Err(not_a_picture());
            }
            AROUND_WEBP
        }
        _ => 0,
    };
    if !structure::is_whole(file, format) {
        return Err(damaged());
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(Photo::MAX_SIDE);
    limits.max_image_height = Some(Photo::MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| rejected(&error))?;
    let (width, height) = decoder.dimensions();
    let around = u64::from(width) * u64::from(height) * around;
    let memory = decoder.total_bytes().saturating_add(around);
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

/// The picture as a JPEG of at most [`MAX_JPEG`] bytes, or of the lowest quality.
fn encode(picture: &DynamicImage) -> Result<Vec<u8>, Error> {
    let pixels = picture.to_rgb8();
    let mut jpeg = Vec::new();
    for quality in QUALITIES {
        jpeg.clear();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .write_image(
                &pixels,
                pixels.width(),
                pixels.height(),
                ExtendedColorType::Rgb8,
            )
            .map_err(|_| Error::internal())?;
        if jpeg.len() <= MAX_JPEG {
            break;
        }
    }
    Ok(jpeg)
}

fn rejected(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => damaged(),
    }
}

fn not_a_picture() -> Error {
    let message = "The file must be a JPEG, PNG or WebP picture, and not animated.";
    Error::new(ErrorKind::UnsupportedMediaType, message).at("photo")
}

fn too_large() -> Error {
    let message = "The picture must have at most 12,000 pixels a side and 50 megapixels; as WebP or \
                   progressive JPEG, 20 megapixels.";
    Error::invalid("photo", message)
}

fn damaged() -> Error {
    Error::invalid("photo", "The picture is damaged or ends too early.")
}

#[cfg(test)]
mod tests;

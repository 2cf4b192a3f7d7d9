use image::{Rgb, Rgba, RgbaImage, codecs::png::PngEncoder, codecs::webp::WebPEncoder};

use super::*;

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        Rgb(if x < width / 2 {
            [255, 0, 0]
        } else {
            [0, 0, 255]
        })
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    encode(&picture.clone().into()).unwrap()
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut file = Vec::new();
    picture
        .write_with_encoder(PngEncoder::new(&mut file))
        .unwrap();
    file
}

/// A segment of a JPEG.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xff, marker][..], &length.to_be_bytes(), content].concat()
}

/// EXIF with an orientation and a position: `GPSLatitudeRef` N.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    segment(0xe1, &[b"Exif\0\0", &tiff[..]].concat())
}

/// A JPEG with other segments after its start.
fn with_segments(jpeg: &[u8], segments: &[u8]) -> Vec<u8> {
    [&jpeg[..2], segments, &jpeg[2..]].concat()
}

fn contains(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|it| it == part)
}

fn kind(result: Result<Picture, Error>) -> ErrorKind {
    let error = result.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("photo"));
    error.kind
}

#[test]
fn each_type_becomes_two_jpegs() {
    let picture = DynamicImage::from(halves(3000, 1500));
    let mut webp = Vec::new();
    picture
        .write_with_encoder(WebPEncoder::new_lossless(&mut webp))
        .unwrap();
    for file in [jpeg(&halves(3000, 1500)), png(&picture), webp] {
        let clean = clean(&file).unwrap();
        assert_eq!((clean.width, clean.height), (2048, 1024));
        assert_eq!(dimensions(&clean.large), Ok((2048, 1024)));
        assert_eq!(dimensions(&clean.small), Ok((640, 320)));
    }
}

#[test]
fn a_small_picture_keeps_its_size() {
    let clean = clean(&jpeg(&halves(30, 20))).unwrap();
    assert_eq!((clean.width, clean.height), (30, 20));
    assert_eq!(dimensions(&clean.small), Ok((30, 20)));
}

#[test]
fn metadata_goes_and_the_orientation_is_applied() {
    let script = segment(0xfe, b"<script>alert(1)</script>");
    let segments = [exif(6), segment(0xed, b"Photoshop 3.0"), script].concat();
    let file = with_segments(&jpeg(&halves(200, 100)), &segments);
    assert!(contains(&file, b"Exif") && contains(&file, b"script"));
    let clean = clean(&file).unwrap();
    // A quarter turn to the right: red is on top.
    assert_eq!((clean.width, clean.height), (100, 200));
    let turned = image::load_from_memory(&clean.large).unwrap().to_rgb8();
    let (top, bottom) = (turned.get_pixel(50, 20).0, turned.get_pixel(50, 180).0);
    assert!(top[0] > 200 && top[2] < 60, "{top:?}");
    assert!(bottom[2] > 200 && bottom[0] < 60, "{bottom:?}");
    for size in [&clean.large, &clean.small] {
        for part in [&b"Exif"[..], b"Photoshop", b"script", b"MM\0*"] {
            assert!(!contains(size, part));
        }
    }
}

#[test]
fn transparency_becomes_white() {
    let mut picture = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0]));
    picture.put_pixel(0, 0, Rgba([0, 0, 0, 255]));
    let clean = clean(&png(&picture.into())).unwrap();
    let seen = image::load_from_memory(&clean.large).unwrap().to_rgb8();
    assert!(seen.get_pixel(15, 15).0.iter().all(|it| *it > 250));
}

#[test]
fn other_content_is_no_picture() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    let polyglot = [&gif[..], &jpeg(&halves(20, 20))].concat();
    for file in [
        b"",
        &b"The text of a letter"[..],
        svg.as_bytes(),
        gif,
        &polyglot,
        b"BM\0\0",
    ] {
        assert_eq!(kind(clean(file)), ErrorKind::UnsupportedMediaType);
    }
}

#[test]
fn a_polyglot_leaves_only_its_picture() {
    let page = b"<html><script>alert(1)</script></html>";
    let file = [&jpeg(&halves(200, 100))[..], page].concat();
    let clean = clean(&file).unwrap();
    assert!(!contains(&clean.large, b"<") || !contains(&clean.large, b"script"));
    assert!(!contains(&clean.small, b"script"));
}

#[test]
fn a_file_that_was_cut_is_damaged() {
    let picture = halves(400, 300);
    // A thumbnail with an end of its own.
    let thumbnail = segment(0xe1, &jpeg(&halves(20, 20)));
    let mut webp = Vec::new();
    DynamicImage::from(picture.clone())
        .write_with_encoder(WebPEncoder::new_lossless(&mut webp))
        .unwrap();
    for file in [
        with_segments(&jpeg(&picture), &thumbnail),
        jpeg(&picture),
        png(&picture.into()),
        webp,
    ] {
        assert!(clean(&file).is_ok());
        for length in [file.len() - 2, file.len() * 2 / 3, 30] {
            let cut = &file[..length];
            assert_eq!(kind(clean(cut)), ErrorKind::Invalid, "{length}");
        }
    }
}

#[test]
fn a_picture_of_too_many_pixels_is_not_decoded() {
    // The head of a PNG of 50,000 × 50,000, and of one whose sides are within the limit.
    for (width, height) in [(50_000_u32, 50_000_u32), (12_000, 12_000), (12_001, 1)] {
        let mut file = png(&DynamicImage::from(halves(10, 10)));
        file[16..20].copy_from_slice(&width.to_be_bytes());
        file[20..24].copy_from_slice(&height.to_be_bytes());
        let checksum = crc(&file[12..29]);
        file[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(clean(&file).unwrap_err(), too_large(), "{width}×{height}");
    }
}

/// CRC-32 of a chunk of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    })
}

/// A chunk of a WebP.
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    [name, &length.to_le_bytes()[..], content].concat()
}

/// A WebP of some chunks.
fn riff(chunks: &[u8]) -> Vec<u8> {
    chunk(b"RIFF", &[b"WEBP", chunks].concat())
}

/// A number of three bytes.
fn three(number: u32) -> [u8; 3] {
    let [a, b, c, _] = number.to_le_bytes();
    [a, b, c]
}

#[test]
fn a_webp_counts_with_the_memory_of_its_decoder() {
    let mut webp = Vec::new();
    DynamicImage::from(halves(8, 8))
        .write_with_encoder(WebPEncoder::new_lossless(&mut webp))
        .unwrap();
    assert!(clean(&webp).is_ok());
    // The same file, whose head states more pixels.
    let side = 7000_u32 - 1;
    webp[21..25].copy_from_slice(&(side | side << 14).to_le_bytes());
    assert_eq!(clean(&webp), Err(too_large()));
}

#[test]
fn an_animated_webp_is_no_picture() {
    let side = three(7000 - 1);
    let head = [&[2, 0, 0, 0][..], &side, &side].concat();
    let mut pixels = Vec::new();
    DynamicImage::from(halves(8, 8))
        .write_with_encoder(WebPEncoder::new_lossless(&mut pixels))
        .unwrap();
    let frame = [&[0; 6][..], &three(7), &three(7), &[0; 4], &pixels[12..]].concat();
    let chunks = [
        chunk(b"VP8X", &head),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
    ];
    assert_eq!(clean(&riff(&chunks.concat())), Err(not_a_picture()));
}

#[test]
fn a_picture_of_noise_has_a_jpeg_that_lambda_can_send() {
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(2048, 2048, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = state.to_le_bytes();
        Rgb([red, green, blue])
    });
    let jpeg = encode(&noise.into()).unwrap();
    assert!(jpeg.len() <= MAX_JPEG, "{}", jpeg.len());
}

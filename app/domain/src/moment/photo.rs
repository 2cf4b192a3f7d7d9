//! Photos of a moment.

use serde::{Deserialize, Serialize};

use super::text::Line;

/// The identifier of a photo.
pub type PhotoId = crate::SortableId;
/// The alternative text of a photo, in the person's words.
pub type AltText = Line<250>;

/// A photo of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The identifier.
    pub id: PhotoId,
    /// The alternative text.
    #[serde(default)]
    pub alt: Option<AltText>,
    /// The width of the large size, in pixels.
    pub width: u32,
    /// The height of the large size, in pixels.
    pub height: u32,
}

impl Photo {
    /// The maximum number of photos of a moment.
    pub const MAX: usize = 4;
    /// The maximum length of an uploaded file, in bytes.
    pub const MAX_BYTES: usize = 8 * 1024 * 1024;
    /// The maximum width and height of an uploaded picture, in pixels.
    pub const MAX_SIDE: u32 = 12_000;
    /// The maximum number of its pixels.
    pub const MAX_PIXELS: u64 = 50_000_000;

    /// True if a picture of this size may be decoded.
    #[must_use]
    pub fn accepts(width: u32, height: u32) -> bool {
        let is_side = |side| (1..=Self::MAX_SIDE).contains(&side);
        is_side(width)
            && is_side(height)
            && u64::from(width) * u64::from(height) <= Self::MAX_PIXELS
    }
}

/// The media type of an uploaded picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl PhotoType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::WebP];

    /// The media type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    /// The type of a media type; none for any other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// The sizes in which a photo is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// For the page of the moment.
    Large,
    /// For lists.
    Small,
}

impl PhotoSize {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Large, Self::Small];

    /// The maximum width and height, in pixels.
    #[must_use]
    pub const fn side(self) -> u32 {
        match self {
            Self::Large => 2048,
            Self::Small => 640,
        }
    }

    /// Its name in addresses and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Small => "small",
        }
    }

    /// The size of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_a_limit_of_each_side_and_of_its_pixels() {
        for (width, height, accepted) in [
            (1, 1, true),
            (12_000, 4_166, true),
            (12_000, 4_167, false),
            (12_001, 1, false),
            (1, 12_001, false),
            (50_000, 50_000, false),
            (0, 7, false),
            (u32::MAX, u32::MAX, false),
        ] {
            assert_eq!(Photo::accepts(width, height), accepted, "{width}×{height}");
        }
    }

    #[test]
    fn names_are_read_as_they_were_written() {
        for kind in PhotoType::ALL {
            assert_eq!(PhotoType::parse(kind.as_str()), Some(kind));
        }
        for size in PhotoSize::ALL {
            assert_eq!(PhotoSize::parse(size.as_str()), Some(size));
        }
        for other in ["", "image/gif", "image/svg+xml", "IMAGE/JPEG", "text/html"] {
            assert_eq!(PhotoType::parse(other), None, "{other}");
        }
        assert_eq!(PhotoSize::parse("huge"), None);
    }

    #[test]
    fn an_alternative_text_is_one_line_of_250_characters() {
        let parsed = AltText::parse(" Lea,\n asleep ").unwrap().unwrap();
        assert_eq!(parsed.as_str(), "Lea,  asleep");
        assert!(AltText::parse(&"é".repeat(250)).is_ok());
        assert!(AltText::parse(&"é".repeat(251)).is_err());
        assert_eq!(AltText::parse("\u{200b}"), Ok(None));
    }
}

//! API keys, in the settings.

mod section;

pub use self::section::KeysSection;

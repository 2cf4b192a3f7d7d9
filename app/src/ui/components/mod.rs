//! Components that several features share.

#[cfg(feature = "ssr")]
mod empty_state;
mod face;
#[cfg(feature = "ssr")]
mod qr_code;
#[cfg(feature = "ssr")]
mod sprite;

pub use self::face::{Face, face_html};
#[cfg(feature = "ssr")]
pub use self::{empty_state::EmptyState, qr_code::qr_code, sprite::Sprite};

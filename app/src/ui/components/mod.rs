//! Components that several features share.

#[cfg(feature = "ssr")]
mod empty_state;
mod face;
#[cfg(feature = "ssr")]
mod sprite;

pub use self::face::{Face, face_html};
#[cfg(feature = "ssr")]
pub use self::{empty_state::EmptyState, sprite::Sprite};

//! Components that several features share.

#[cfg(feature = "ssr")]
mod empty_state;
mod face;
#[cfg(feature = "ssr")]
mod form_result;
#[cfg(feature = "ssr")]
mod kept_comment;
#[cfg(feature = "ssr")]
mod period_head;
#[cfg(feature = "ssr")]
mod qr_code;
#[cfg(feature = "ssr")]
mod secret;
#[cfg(feature = "ssr")]
mod seen_at;
#[cfg(feature = "ssr")]
mod shown_journal;
#[cfg(feature = "ssr")]
mod sprite;
#[cfg(feature = "ssr")]
mod unreachable;
#[cfg(feature = "ssr")]
mod unsent_days;

pub use self::face::{Face, face_html};
#[cfg(feature = "ssr")]
pub use self::{
    empty_state::EmptyState,
    form_result::FormResult,
    kept_comment::KeptComment,
    period_head::PeriodHead,
    qr_code::qr_code,
    secret::{NewSecret, SecretItem},
    seen_at::SeenAt,
    shown_journal::ShownJournal,
    sprite::Sprite,
    unreachable::Unreachable,
    unsent_days::{LeavingScript, UnsentDays},
};

//! Messages: what for, by which channel, in which words and language, and whether they may go.

pub(crate) mod caps;
mod channel;
pub(crate) mod content;
mod direction;
pub mod email;
pub(crate) mod gate;
mod locale;
pub mod phone;
mod plural;
mod punycode;
pub mod push;
pub mod readability;
pub(crate) mod recipient;
pub(crate) mod rule;
pub mod sms;
pub(crate) mod template;
pub(crate) mod windows;
pub(crate) mod writing;

pub(crate) use caps::Cap;
pub use channel::{Channel, Purpose};
pub use locale::Language;
pub(crate) use locale::{date, day_and_time, time};
pub(crate) use windows::Hours;

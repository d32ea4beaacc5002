//! Tokens for links in messages: signed, expiring, for one purpose, and without a name.

mod form;
mod issue;
mod read;
mod revoke;

pub use form::LinkPurpose;
pub use issue::{Token, TokenSpec, token_issue};
pub use read::{TokenClaims, TokenFault, TokenReadSpec, TokenReading, token_read};
pub use revoke::LinkRevocation;

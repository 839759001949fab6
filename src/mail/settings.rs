//! What `[smtp]` in `pressroom.toml` says about one newsletter: its sender and the key of its tokens.

use std::path::Path;

use super::{
    address::{AddressError, Recipient},
    message::Newsletter,
    secret::{self, SecretError},
    token::{KeyError, TokenKey},
};
use pressroom_config::{Smtp, UNSUBSCRIBE_TOKEN};

/// The settings don't suit the newsletter.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The sender is no address.
    #[error("`from` in [smtp]: `{address}` {source}")]
    Sender {
        /// The sender as it is written.
        address: String,
        /// The error of the address.
        source: AddressError,
    },
    /// The newsletter wants tokens, and there is no key.
    #[error(
        "the newsletter has each reader's own unsubscribe link ({UNSUBSCRIBE_TOKEN}), but [smtp] has no key: name what \
         holds it in [smtp], with token_key_env = \"VARIABLE\" or token_key_file = \"PATH\""
    )]
    NoTokenKey,
    /// The newsletter wants tokens, and it is of no list.
    #[error(
        "the newsletter has each reader's own unsubscribe link ({UNSUBSCRIBE_TOKEN}), but no List-Id, for which it would be"
    )]
    NoListId,
    /// The key can't be read.
    #[error("the key of unsubscribe tokens: {0}")]
    Secret(#[source] SecretError),
    /// The key is no key.
    #[error("the key of unsubscribe tokens {0}")]
    Key(#[from] KeyError),
}

/// The envelope's sender: the configured one, else the newsletter's own.
///
/// # Errors
/// The configured one is no address.
pub fn read_sender(smtp: &Smtp, newsletter: &Newsletter) -> Result<Recipient, SettingsError> {
    match &smtp.from {
        Some(from) => {
            Recipient::parse(from).map_err(|source| SettingsError::Sender { address: from.clone(), source })
        }
        None => Ok(newsletter.from.clone()),
    }
}

/// The key of the tokens, where the newsletter wants them. `home` is the folder of the configuration.
///
/// # Errors
/// The key can't be had, or there is no list that a token could be for.
pub fn read_token_key(
    smtp: &Smtp,
    newsletter: &Newsletter,
    home: &Path,
) -> Result<Option<TokenKey>, SettingsError> {
    if !newsletter.wants_token {
        return Ok(None);
    }
    let Some(place) = &smtp.token_key else {
        return Err(SettingsError::NoTokenKey);
    };
    if newsletter.list.is_none() {
        return Err(SettingsError::NoListId);
    }
    let key = secret::read_key(place, home).map_err(SettingsError::Secret)?;
    Ok(Some(TokenKey::new(&key)?))
}

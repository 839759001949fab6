//! Sends newsletters through an SMTP server: the only part of Pressroom that uses the network, and only when it is
//! asked to by `pressroom send`.
//!
//! `address` knows who gets it, `newsletter` what (`header` and `mime` take it apart, `token` makes it personal),
//! `session` talks to the server over a `connection`, which reads its `answer`s; `journal` remembers, `run` brings them together.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod address;
mod answer;
mod connection;
mod header;
mod journal;
mod mime;
mod newsletter;
mod run;
mod secret;
mod session;
mod token;

use std::path::Path;

pub use address::{Recipient, Recipients};
pub use journal::{Journal, Past, State};
pub use newsletter::Newsletter;
pub use run::{Fate, Job, Observer, Outcome, Stop, deliver};
pub use session::Server;
pub use token::TokenKey;

use pressroom_config::Smtp;

/// The envelope's sender: the configured one, else the newsletter's own.
///
/// # Errors
/// The configured one is no address.
pub fn sender(smtp: &Smtp, newsletter: &Newsletter) -> Result<Recipient, String> {
    match &smtp.from {
        Some(from) => Recipient::parse(from).map_err(|wrong| format!("`from` in [smtp]: `{from}` {wrong}")),
        None => Ok(newsletter.from.clone()),
    }
}

/// The key of the tokens, where the newsletter wants them. `home` is the folder of the configuration.
///
/// # Errors
/// The key can't be had, or there is no list that a token could be for.
pub fn token_key(smtp: &Smtp, newsletter: &Newsletter, home: &Path) -> Result<Option<TokenKey>, String> {
    if !newsletter.wants_token {
        return Ok(None);
    }
    let Some(place) = &smtp.token_key else {
        let missing = "no key: name what holds it in [smtp], with token_key_env = \"VARIABLE\" or \
                       token_key_file = \"PATH\"";
        return Err(newsletter::no_token(&format!("[smtp] has {missing}")));
    };
    if newsletter.list.is_none() {
        return Err(newsletter::no_token("no List-Id, for which it would be"));
    }
    let key = secret::key(place, home).map_err(|wrong| format!("the key of unsubscribe tokens: {wrong}"))?;
    let key = TokenKey::new(&key).map_err(|wrong| format!("the key of unsubscribe tokens {wrong}"))?;
    Ok(Some(key))
}

/// Who is to get a newsletter now, and who is not.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// Who gets it.
    pub to: Vec<&'a Recipient>,
    /// How many have it.
    pub sent: usize,
    /// Who may have it or not.
    pub in_doubt: Vec<&'a Recipient>,
    /// For whom the server refused it, and its words.
    pub refused: Vec<(&'a Recipient, String)>,
    /// Who has another version of it: it was built anew since.
    pub another: Vec<&'a Recipient>,
}

/// Which of those whom earlier runs tried get it again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Again {
    /// Those who may have it or not.
    pub in_doubt: bool,
    /// Those for whom the server refused it.
    pub refused: bool,
    /// Those who have another version of it.
    pub another: bool,
}

impl<'a> Plan<'a> {
    /// Divides the readers by what earlier runs did.
    pub fn new(recipients: &'a [Recipient], past: &Past, again: Again) -> Self {
        let mut plan = Self::default();
        for recipient in recipients {
            match past.state(recipient) {
                Some(State::Sent) => {
                    plan.sent += 1;
                    continue;
                }
                Some(State::InDoubt) if !again.in_doubt => {
                    plan.in_doubt.push(recipient);
                    continue;
                }
                Some(State::Refused(words)) if !again.refused => {
                    plan.refused.push((recipient, words.clone()));
                    continue;
                }
                Some(State::InDoubt | State::Refused(_) | State::PutOff) | None => {}
            }
            if past.has_another(recipient) && !again.another {
                plan.another.push(recipient);
            } else {
                plan.to.push(recipient);
            }
        }
        plan
    }
}

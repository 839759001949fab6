//! Sends newsletters through an SMTP server: the only part of Pressroom that uses the network, and only when it is
//! asked to by `pressroom send`.
//!
//! `address` has the readers. `message` has the newsletter and its copy for each reader, which `token` makes personal. `smtp`
//! talks to the server. `journal` keeps what was sent to whom. `run` brings them together.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod address;
mod journal;
mod message;
mod run;
mod secret;
mod settings;
mod smtp;
mod token;

pub use address::{AddressError, Recipient, Recipients};
pub use journal::{Journal, JournalError, Past, State};
pub use message::{MessageError, Newsletter};
pub use run::{DeliveryStatus, Job, Observer, Outcome, Stop, deliver};
pub use secret::SecretError;
pub use settings::{SettingsError, read_sender, read_token_key};
pub use smtp::{Server, ServerError};
pub use token::{KeyError, TokenKey};

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

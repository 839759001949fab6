//! SMTP (RFC 5321): answers, connections, and one conversation with a server.

mod answer;
mod connection;
mod session;

pub(crate) use session::{HandOver, NoSession, Session};
pub use session::{Server, ServerError};

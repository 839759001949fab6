//! One conversation with an SMTP server (RFC 5321), step by step.
//!
//! The steps are taken one by one, not with a transport's `send`, because it matters where a connection is lost: before
//! the end of the message was sent, the server can't have taken it; after that, nobody knows. A server answers for the
//! message between these two points (section 4.2.5).

use std::{cell::Cell, error::Error as _, fs, io, path::Path, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{Certificate, CertificateStore, SmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt, Rset},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    response::{Response, Severity},
};

use super::{Recipient, secret};
use crate::read::{Security, Smtp};

/// How much longer than other answers the last one may take: losing it leaves a message in doubt, so RFC 5321 asks for
/// patience (section 4.5.3.2.6).
const LAST_ANSWER: u32 = 10;

/// Messages of up to this many bytes are sent with their end in one write: the system would hold back a second one
/// until the first is acknowledged, some 40 ms later. They fit into its buffers, so that one that is sent in part can't
/// be told from one that is sent whole anyway.
const ONE_WRITE: usize = 256 * 1024;

/// How a certificate begins in a PEM file (RFC 7468).
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// A server, and everything that is needed to talk to it.
pub struct Server {
    pub(super) settings: Smtp,
    tls: Option<TlsParameters>,
    login: Option<Credentials>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NoSession {
    /// It would be the same the next time.
    Wrong(String),
    /// It may be different the next time.
    Trouble(String),
}

/// How handing over a message ended.
#[derive(Debug)]
pub(super) enum Handed {
    /// The server took it.
    Accepted,
    /// The server does not want this message, or not for this reader.
    Refused(String),
    /// The server does not want it now.
    PutOff(String),
    /// The server wants no messages now.
    Busy(String),
    /// The connection was lost; the server can't have the message.
    Lost(String),
    /// The connection was lost after the message: the server may have it.
    InDoubt(String),
    /// The server does not let this sender send.
    NotAllowed(String),
    /// What had to be done before the message was handed over could not be done.
    Stopped(String),
}

impl Server {
    /// Reads the secrets and certificates that the configuration names; `home` is its folder.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn new(settings: Smtp, home: &Path) -> Result<Self, String> {
        let login = match &settings.login {
            Some((user, place)) => {
                let password = secret::read(place, home)
                    .map_err(|wrong| format!("the password for the server: {wrong}"))?;
                Some(Credentials::new(user.clone(), password))
            }
            None => None,
        };
        let tls = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(tls(&settings, home)?),
        };
        Ok(Self { settings, tls, login })
    }

    /// The server's name and port, for people.
    pub fn name(&self) -> String {
        format!("{}:{}", self.settings.host, self.settings.port)
    }
}

fn tls(settings: &Smtp, home: &Path) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let path = home.join(path);
        let failed = |error: String| format!("ca_file {}: {error}", path.display());
        let pem = fs::read(&path).map_err(|error| failed(format!("it can't be read: {error}")))?;
        if !pem.windows(CERTIFICATE.len()).any(|window| window == CERTIFICATE) {
            return Err(failed("it holds no certificate: expected PEM".to_owned()));
        }
        // Whoever names an authority trusts no other.
        builder = builder.certificate_store(CertificateStore::None);
        let certificate = Certificate::from_pem(&pem).map_err(|error| failed(words(&error)))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| format!("the certificates can't be used: {}", words(&error)))
}

/// A connection that is ready for messages.
pub(super) struct Session {
    connection: SmtpConnection,
    timeout: Duration,
    /// Nothing more can be said.
    pub(super) broken: bool,
    /// It has taken a message, or answered for one.
    pub(super) useful: bool,
}

impl Session {
    pub(super) fn open(server: &Server) -> Result<Self, NoSession> {
        let settings = &server.settings;
        let (name, timeout) = (server.name(), settings.timeout);
        let trouble = |error: Error| {
            if is_certificate(&error) {
                let help =
                    "if the server's certificate is from an authority of your own, name that in ca_file";
                return NoSession::Wrong(format!("{name} can't prove who it is: {} ({help})", words(&error)));
            }
            let message = format!("{name}: {}", words(&error));
            if error.is_permanent() { NoSession::Wrong(message) } else { NoSession::Trouble(message) }
        };
        let at_once = server.tls.as_ref().filter(|_| settings.security == Security::Tls);
        let address = (settings.host.as_str(), settings.port);
        let hello = ClientId::default();
        let mut connection =
            SmtpConnection::connect(address, Some(timeout), &hello, at_once, None).map_err(trouble)?;
        if let (Security::StartTls, Some(tls)) = (settings.security, &server.tls) {
            if !connection.can_starttls() {
                let help = "if it is encrypted from the beginning, say security = \"tls\"";
                return Err(NoSession::Wrong(format!("{name} does not offer STARTTLS ({help})")));
            }
            connection.starttls(tls, &hello).map_err(trouble)?;
        }
        if let Some(login) = &server.login {
            if connection.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
                return Err(NoSession::Wrong(format!(
                    "{name} offers no login with a password (PLAIN or LOGIN)"
                )));
            }
            connection.auth(DEFAULT_MECHANISMS, login).map_err(|error| {
                if error.is_permanent() {
                    let user = settings.login.as_ref().map_or("", |(user, _)| user);
                    let words = words(&error);
                    NoSession::Wrong(format!(
                        "{name} does not let `{user}` log in with this password: {words}"
                    ))
                } else {
                    trouble(error)
                }
            })?;
        }
        Ok(Self { connection, timeout, broken: false, useful: false })
    }

    /// Hands over one message. `last_chance` is called when the server waits for the message, before it gets any of
    /// it.
    pub(super) fn hand_over(
        &mut self,
        from: &Recipient,
        to: &Recipient,
        message: &[u8],
        last_chance: impl FnOnce() -> Result<(), String>,
    ) -> Handed {
        let parameters = match self.parameters(from, to, message) {
            Ok(parameters) => parameters,
            Err(words) => return Handed::Refused(words),
        };
        if let Err(error) = self.connection.command(Mail::new(Some(from.address().clone()), parameters)) {
            return match self.answer(&error) {
                Some(Severity::PermanentNegativeCompletion) => Handed::NotAllowed(words(&error)),
                Some(_) => Handed::Busy(words(&error)),
                None => Handed::Lost(words(&error)),
            };
        }
        if let Err(error) = self.connection.command(Rcpt::new(to.address().clone(), vec![])) {
            return self.not_wanted(&error);
        }
        match self.connection.command(Data) {
            Ok(response) if is(&response, Severity::PositiveIntermediate) => {}
            Ok(response) => {
                self.broken = true;
                return Handed::Lost(format!("expected 354, not {}", response.code()));
            }
            Err(error) => return self.not_wanted(&error),
        }
        if let Err(message) = last_chance() {
            self.broken = true;
            return Handed::Stopped(message);
        }
        self.content(message)
    }

    /// Sends the content and reads the server's last answer.
    fn content(&mut self, message: &[u8]) -> Handed {
        if self.connection.set_timeout(Some(self.timeout.saturating_mul(LAST_ANSWER))).is_err() {
            self.broken = true;
            return Handed::Lost("the connection was lost".to_owned());
        }
        // The last line's end is sent with the end of the message.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let all_sent = Cell::new(false);
        let answer = match std::str::from_utf8(message) {
            Ok(text) if text.len() <= ONE_WRITE => {
                all_sent.set(true);
                self.connection.command(with_end(text))
            }
            // The second part is asked for when all of the first has been sent; the end comes after it.
            _ => self.connection.message_iter([message, &[]].into_iter().enumerate().map(|(index, part)| {
                all_sent.set(index == 1);
                part
            })),
        };
        self.broken |= self.connection.set_timeout(Some(self.timeout)).is_err();
        match answer {
            Ok(response) if is(&response, Severity::PositiveCompletion) => {
                self.useful = true;
                Handed::Accepted
            }
            Ok(response) => {
                self.broken = true;
                Handed::InDoubt(format!("expected 250, not {}", response.code()))
            }
            Err(error) => match self.answer(&error) {
                Some(Severity::PermanentNegativeCompletion) => {
                    self.useful = true;
                    Handed::Refused(words(&error))
                }
                Some(_) => {
                    self.useful = true;
                    Handed::PutOff(words(&error))
                }
                None if all_sent.get() => Handed::InDoubt(words(&error)),
                None => Handed::Lost(words(&error)),
            },
        }
    }

    /// What the server has to be told about a message before it comes.
    fn parameters(
        &self,
        from: &Recipient,
        to: &Recipient,
        message: &[u8],
    ) -> Result<Vec<MailParameter>, String> {
        let server = self.connection.server_info();
        let mut parameters = Vec::new();
        if !message.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime) {
                return Err("the server takes only ASCII, and the message has other bytes".to_owned());
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if from.is_international() || to.is_international() {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err("the server takes no addresses with letters beyond ASCII".to_owned());
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(parameters)
    }

    /// The server's answer to a command about one reader, if it was one.
    fn not_wanted(&mut self, error: &Error) -> Handed {
        let handed = match self.answer(error) {
            Some(Severity::PermanentNegativeCompletion) => Handed::Refused(words(error)),
            Some(_) if self.broken => return Handed::Lost(words(error)),
            Some(_) => Handed::PutOff(words(error)),
            None => return Handed::Lost(words(error)),
        };
        self.useful = true;
        self.broken |= self.connection.command(Rset).is_err();
        handed
    }

    /// How the server answered; `None` where it did not, and the connection is lost.
    fn answer(&mut self, error: &Error) -> Option<Severity> {
        let code = error.status();
        // 421: the server closes the connection (section 3.8).
        self.broken |= code.is_none_or(|code| u16::from(code) == 421);
        code.map(|code| code.severity)
    }

    /// Says good-bye.
    pub(super) fn close(mut self) {
        if !self.broken {
            let _ = self.connection.quit();
        }
    }
}

/// A message as it is sent: a dot at the beginning of a line is doubled, and a line with one dot ends it (section 4.5.2).
fn with_end(message: &str) -> String {
    let first = if message.starts_with('.') { "." } else { "" };
    format!("{first}{}\r\n.\r\n", message.replace("\r\n.", "\r\n.."))
}

fn is(response: &Response, severity: Severity) -> bool {
    response.code().severity == severity
}

/// True where TLS failed because of a certificate.
fn is_certificate(error: &Error) -> bool {
    error.is_tls() || sources(error).any(|io| io.kind() == io::ErrorKind::InvalidData)
}

fn sources(error: &Error) -> impl Iterator<Item = &io::Error> {
    let first: Option<&(dyn std::error::Error + 'static)> = error.source();
    std::iter::successors(first, |error| (*error).source()).filter_map(|error| error.downcast_ref())
}

/// An error in the server's words, or in those of the system.
fn words(error: &Error) -> String {
    let source = error.source().map(ToString::to_string).unwrap_or_else(|| error.to_string());
    if let Some(code) = error.status() {
        return format!("{code} {}", source.replace(['\r', '\n'], " ").trim_end());
    }
    let is_kind = |kinds: &[io::ErrorKind]| sources(error).any(|io| kinds.contains(&io.kind()));
    if is_kind(&[io::ErrorKind::TimedOut, io::ErrorKind::WouldBlock]) {
        return "the server did not answer in time".to_owned();
    }
    if source == "incomplete response" || is_kind(&[io::ErrorKind::UnexpectedEof]) {
        return "the server closed the connection".to_owned();
    }
    source
}

#[cfg(test)]
mod tests {
    use super::with_end;

    #[test]
    fn dots_are_doubled_at_the_beginning_of_lines() {
        for (text, expected) in [
            ("a\r\nb", "a\r\nb\r\n.\r\n"),
            (".\r\n.\r\n..x\r\ny.", "..\r\n..\r\n...x\r\ny.\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(with_end(text), expected);
        }
    }
}

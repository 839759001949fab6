//! One conversation with an SMTP server (RFC 5321), step by step.
//!
//! The steps are taken one by one, not with a transport's `send`, because it matters where a connection is lost: before
//! the end of the message was sent, the server can't have taken it; after that, nobody knows. A server answers for the
//! message between these two points (section 4.2.5).

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use lettre::transport::smtp::{
    authentication::Credentials,
    commands::{Data, Mail, Quit, Rcpt, Rset},
    extension::{Extension, MailBodyParameter, MailParameter},
    response::{Response, Severity},
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{
        CertificateDer, ServerName,
        pem::{self, PemObject},
    },
};

use super::connection::{Connection, Encryption, Failure};
use crate::{
    address::Recipient,
    secret::{self, SecretError},
};
use pressroom_config::{Security, Smtp};

/// How much longer than other answers the last one may take: losing it leaves a message in doubt, so RFC 5321 asks for
/// patience (section 4.5.3.2.6).
const LAST_ANSWER: u32 = 10;

/// Messages of up to this many bytes are sent with their end in one write: the system would hold back a second one
/// until the first is acknowledged, some 40 ms later. They fit into its buffers, so that one that is sent in part can't
/// be told from one that is sent whole anyway.
const ONE_WRITE: usize = 256 * 1024;

/// How many bytes of a message a server has to take in a second, besides the time for an answer.
const LEAST_RATE: u64 = 8 * 1024;

/// The settings of a server are wrong.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The password can't be read.
    #[error("the password for the server: {0}")]
    Password(#[source] SecretError),
    /// The file of authorities can't be read.
    #[error("ca_file {}: it can't be read: {source}", path.display())]
    UnreadableAuthorities {
        /// The file.
        path: PathBuf,
        /// The error of the disk.
        source: io::Error,
    },
    /// The file of authorities is no PEM.
    #[error("ca_file {}: it is no PEM: {source}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// The error of the parser.
        source: pem::Error,
    },
    /// A certificate can't be trusted.
    #[error("ca_file {}: {source}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The error of the certificate.
        source: rustls::Error,
    },
    /// The file of authorities has none.
    #[error("ca_file {}: it holds no certificate: expected PEM", .0.display())]
    NoCertificate(PathBuf),
    /// No certificate can have this name.
    #[error("`{0}` is no name that a certificate could have")]
    Name(String),
    /// No protocol is left.
    #[error("nothing can be encrypted: {0}")]
    Protocols(#[source] rustls::Error),
}

/// A server, and everything that is needed to talk to it.
pub struct Server {
    pub(crate) settings: Smtp,
    encryption: Option<Encryption>,
    login: Option<Credentials>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum NoSession {
    /// It would be the same the next time.
    Wrong(String),
    /// It may be different the next time.
    Trouble(String),
}

/// An extension that a message needs, and the server does not have.
#[derive(Debug, thiserror::Error)]
enum Lacking {
    #[error("the server takes only ASCII, and the message has other bytes")]
    EightBit,
    #[error("the server takes no addresses with letters beyond ASCII")]
    InternationalAddresses,
}

/// How handing over a message ended.
#[derive(Debug)]
pub(crate) enum HandOver {
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
    Stopped(io::Error),
}

impl Server {
    /// Reads the secrets and certificates that the configuration names; `home` is its folder.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn new(settings: Smtp, home: &Path) -> Result<Self, ServerError> {
        let login = match &settings.login {
            Some((user, place)) => {
                let password = secret::read_password(place, home).map_err(ServerError::Password)?;
                Some(Credentials::new(user.clone(), password))
            }
            None => None,
        };
        let encryption = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(read_encryption(&settings, home)?),
        };
        Ok(Self { settings, encryption, login })
    }

    /// The server's name and port, for people.
    pub fn name(&self) -> String {
        format!("{}:{}", self.settings.host, self.settings.port)
    }
}

/// How connections to the server are encrypted, and whom it has to prove to be.
fn read_encryption(settings: &Smtp, home: &Path) -> Result<Encryption, ServerError> {
    let mut trusted = RootCertStore::empty();
    match &settings.ca_file {
        // Whoever names an authority trusts no other.
        Some(path) => {
            let path = home.join(path);
            let pem = fs::read(&path)
                .map_err(|source| ServerError::UnreadableAuthorities { path: path.clone(), source })?;
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                let certificate =
                    certificate.map_err(|source| ServerError::Pem { path: path.clone(), source })?;
                trusted
                    .add(certificate)
                    .map_err(|source| ServerError::Certificate { path: path.clone(), source })?;
            }
            if trusted.is_empty() {
                return Err(ServerError::NoCertificate(path));
            }
        }
        None => trusted.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let name = ServerName::try_from(settings.host.clone());
    let name = name.map_err(|_| ServerError::Name(settings.host.clone()))?;
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(ServerError::Protocols)?;
    Ok((Arc::new(builder.with_root_certificates(trusted).with_no_client_auth()), name))
}

/// A connection that is ready for messages.
pub(crate) struct Session {
    connection: Connection,
    /// Nothing more can be said.
    pub(crate) broken: bool,
    /// It has taken a message, or answered for one.
    pub(crate) useful: bool,
}

impl Session {
    pub(crate) fn open(server: &Server) -> Result<Self, NoSession> {
        let settings = &server.settings;
        let name = server.name();
        let failed = |failure: Failure| match failure {
            Failure::Certificate(words) => {
                let help =
                    "if the server's certificate is from an authority of your own, name that in ca_file";
                NoSession::Wrong(format!("{name} can't prove who it is: {words} ({help})"))
            }
            Failure::Wrong(words) => NoSession::Wrong(format!("{name}: {words}")),
            Failure::No(500.., _) => NoSession::Wrong(format!("{name}: {}", failure.words())),
            Failure::No(..) | Failure::Lost(_) => NoSession::Trouble(format!("{name}: {}", failure.words())),
        };
        let at_once = server.encryption.as_ref().filter(|_| settings.security == Security::Tls);
        let address = (settings.host.as_str(), settings.port);
        let mut connection = Connection::open(address, settings.timeout, at_once).map_err(failed)?;
        if let (Security::StartTls, Some(encryption)) = (settings.security, &server.encryption) {
            if !connection.offers(Extension::StartTls) {
                let help = "if it is encrypted from the beginning, say security = \"tls\"";
                return Err(NoSession::Wrong(format!("{name} does not offer STARTTLS ({help})")));
            }
            connection.start_tls(encryption).map_err(failed)?;
        }
        if let Some(login) = &server.login {
            if !connection.offers_login() {
                return Err(NoSession::Wrong(format!(
                    "{name} offers no login with a password (PLAIN or LOGIN)"
                )));
            }
            connection.log_in(login).map_err(|failure| {
                if failure.code().is_none_or(|code| code < 500) {
                    return failed(failure);
                }
                let user = settings.login.as_ref().map_or("", |(user, _)| user);
                let words = failure.words();
                NoSession::Wrong(format!("{name} does not let `{user}` log in with this password: {words}"))
            })?;
        }
        Ok(Self { connection, broken: false, useful: false })
    }

    /// Hands over one message. `last_chance` is called when the server waits for the message, before it gets any of
    /// it.
    pub(crate) fn hand_over(
        &mut self,
        from: &Recipient,
        to: &Recipient,
        message: &[u8],
        last_chance: impl FnOnce() -> io::Result<()>,
    ) -> HandOver {
        let parameters = match self.choose_parameters(from, to, message) {
            Ok(parameters) => parameters,
            Err(lacking) => return HandOver::Refused(lacking.to_string()),
        };
        if let Err(error) = self.connection.command(Mail::new(Some(from.address().clone()), parameters)) {
            return match self.answer(&error) {
                Some(500..) => HandOver::NotAllowed(error.words()),
                Some(_) => HandOver::Busy(error.words()),
                None => HandOver::Lost(error.words()),
            };
        }
        if let Err(error) = self.connection.command(Rcpt::new(to.address().clone(), vec![])) {
            return self.not_wanted(&error);
        }
        match self.connection.command(Data) {
            Ok(response) if is(&response, Severity::PositiveIntermediate) => {}
            Ok(response) => {
                self.broken = true;
                return HandOver::Lost(format!("expected 354, not {}", response.code()));
            }
            Err(error) => return self.not_wanted(&error),
        }
        if let Err(error) = last_chance() {
            self.broken = true;
            return HandOver::Stopped(error);
        }
        self.content(message)
    }

    /// Sends the content and reads the server's last answer.
    fn content(&mut self, message: &[u8]) -> HandOver {
        // The last line's end is sent with the end of the message.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let mut bytes = with_end(message);
        let end = bytes.split_off(bytes.len() - END.len());
        let mut all_sent = false;
        let send = |connection: &mut Connection| {
            connection.start_long(LAST_ANSWER, Duration::from_secs(bytes.len() as u64 / LEAST_RATE));
            connection.nothing_unasked()?;
            if bytes.len() <= ONE_WRITE {
                all_sent = true;
                bytes.extend(end);
                connection.send(&bytes)?;
            } else {
                connection.send(&bytes)?;
                all_sent = true;
                connection.send(&end)?;
            }
            connection.start_long(LAST_ANSWER, Duration::ZERO);
            connection.answer()
        };
        match send(&mut self.connection) {
            Ok(response) if is(&response, Severity::PositiveCompletion) => {
                self.useful = true;
                HandOver::Accepted
            }
            Ok(response) => {
                self.broken = true;
                HandOver::InDoubt(format!("expected 250, not {}", response.code()))
            }
            Err(error) => match self.answer(&error) {
                Some(500..) => {
                    self.useful = true;
                    HandOver::Refused(error.words())
                }
                Some(_) => {
                    self.useful = true;
                    HandOver::PutOff(error.words())
                }
                None if all_sent => HandOver::InDoubt(error.words()),
                None => HandOver::Lost(error.words()),
            },
        }
    }

    /// What the server has to be told about a message before it comes.
    fn choose_parameters(
        &self,
        from: &Recipient,
        to: &Recipient,
        message: &[u8],
    ) -> Result<Vec<MailParameter>, Lacking> {
        let mut parameters = Vec::new();
        if !message.is_ascii() {
            if !self.connection.offers(Extension::EightBitMime) {
                return Err(Lacking::EightBit);
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if from.is_international() || to.is_international() {
            if !self.connection.offers(Extension::SmtpUtfEight) {
                return Err(Lacking::InternationalAddresses);
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(parameters)
    }

    /// The server's answer to a command about one reader, if it was one.
    fn not_wanted(&mut self, error: &Failure) -> HandOver {
        let handed = match self.answer(error) {
            Some(500..) => HandOver::Refused(error.words()),
            Some(_) if self.broken => return HandOver::Lost(error.words()),
            Some(_) => HandOver::PutOff(error.words()),
            None => return HandOver::Lost(error.words()),
        };
        self.useful = true;
        self.broken |= self.connection.command(Rset).is_err();
        handed
    }

    /// The code with which the server answered; `None` where it did not, and the connection is lost.
    fn answer(&mut self, error: &Failure) -> Option<u16> {
        let code = error.code();
        // 421: the server closes the connection (section 3.8).
        self.broken |= code.is_none_or(|code| code == 421);
        code
    }

    /// Says good-bye.
    pub(crate) fn close(mut self) {
        if !self.broken {
            let _ = self.connection.command(Quit);
        }
    }
}

/// The end of a message: the last line's end, and a line with one dot.
const END: &[u8] = b"\r\n.\r\n";

/// A message as it is sent: a dot at the beginning of a line is doubled, and a line with one dot ends it (section 4.5.2).
fn with_end(message: &[u8]) -> Vec<u8> {
    let mut sent = Vec::with_capacity(message.len() + END.len() + 64);
    for (number, line) in message.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if line.first() == Some(&b'.') && (number == 0 || sent.ends_with(b"\r\n")) {
            sent.push(b'.');
        }
        sent.extend(line);
    }
    sent.extend(END);
    sent
}

fn is(response: &Response, severity: Severity) -> bool {
    response.code().severity == severity
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
            assert_eq!(String::from_utf8(with_end(text.as_bytes())).unwrap(), expected);
        }
    }
}

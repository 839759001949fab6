//! A connection to an SMTP server (RFC 5321): commands out, answers in, encrypted or not.
//!
//! The server, and whoever sits between it and us, is not trusted. An answer is bounded in bytes and in time. Bytes that
//! come before they were asked for end the connection: someone in the network could otherwise put forged answers before
//! the first encrypted one (CVE-2011-0411). lettre writes the commands and knows the extensions; its own client keeps
//! such bytes, and waits for an answer as long as the server sends a byte now and then.

use std::{
    fmt::Display,
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::{Duration, Instant},
};

use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS},
    commands::{Auth, Ehlo, Starttls},
    extension::{ClientId, Extension, ServerInfo},
    response::Response,
};
use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};

use super::answer::{self, MAX_ANSWER, MAX_LINE};

/// Bytes to read at a time: most answers are shorter.
const PIECE: usize = 1_024;
/// The most questions that a server may ask about a password.
const MAX_CHALLENGES: usize = 10;

/// Why a command has no positive answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server said no: its code and its words.
    No(u16, String),
    /// The server can't prove who it is.
    Certificate(String),
    /// It would be the same the next time.
    Wrong(String),
    /// The connection is lost.
    Lost(String),
}

impl Failure {
    /// The failure, for people.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::No(code, words) => format!("{code} {words}").trim_end().to_owned(),
            Self::Certificate(words) | Self::Wrong(words) | Self::Lost(words) => words.clone(),
        }
    }

    /// The server's code, if it gave one.
    pub(crate) fn code(&self) -> Option<u16> {
        match self {
            Self::No(code, _) => Some(*code),
            Self::Certificate(_) | Self::Wrong(_) | Self::Lost(_) => None,
        }
    }
}

/// A TCP stream that gives up at a moment, however slowly bytes go or come until then.
struct Timed {
    tcp: TcpStream,
    until: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(self.left()?)?;
        self.tcp.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.left()?)?;
        self.tcp.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

enum Stream {
    Plain(Timed),
    Encrypted(Box<StreamOwned<ClientConnection, Timed>>),
    /// It could not be encrypted.
    Closed,
}

impl Stream {
    fn timed(&mut self) -> Option<&mut Timed> {
        match self {
            Self::Plain(timed) => Some(timed),
            Self::Encrypted(stream) => Some(&mut stream.sock),
            Self::Closed => None,
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.read(buffer),
            Self::Encrypted(stream) => stream.read(buffer),
            Self::Closed => Ok(0),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(timed) => timed.write_all(bytes),
            Self::Encrypted(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Self::Closed => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

/// A connection to a server that said hello.
pub(crate) struct Connection {
    stream: Stream,
    /// Bytes that were read and belong to no answer yet: at most [`MAX_ANSWER`] and a piece.
    read: Vec<u8>,
    info: Option<ServerInfo>,
    timeout: Duration,
}

/// How a connection is encrypted: the settings, and the name that the server has to prove.
pub(crate) type Encryption = (Arc<ClientConfig>, ServerName<'static>);

impl Connection {
    /// Connects, encrypted from the first byte if `encryption` is there, and says hello. Each command, with its answer, may
    /// take `timeout`.
    pub(crate) fn open(
        address: (&str, u16),
        timeout: Duration,
        encryption: Option<&Encryption>,
    ) -> Result<Self, Failure> {
        let until = Instant::now() + timeout;
        let tcp = connect(address, until).map_err(|error| Failure::Lost(words(&error)))?;
        let stream = Stream::Plain(Timed { tcp, until });
        let mut connection = Self { stream, read: Vec::new(), info: None, timeout };
        if let Some(encryption) = encryption {
            connection.encrypt(encryption)?;
        }
        connection.answer()?;
        connection.hello()?;
        Ok(connection)
    }

    /// Encrypts a connection that is not (RFC 3207).
    pub(crate) fn start_tls(&mut self, encryption: &Encryption) -> Result<(), Failure> {
        self.command(Starttls)?;
        // What came with the answer came in the clear: it must not be taken for an encrypted answer (section 6).
        self.nothing_unasked()?;
        self.info = None;
        self.start();
        self.encrypt(encryption)?;
        self.hello()
    }

    /// Logs in with a password (RFC 4954).
    pub(crate) fn log_in(&mut self, login: &Credentials) -> Result<(), Failure> {
        let odd =
            |error: lettre::transport::smtp::Error| Failure::Wrong(format!("the login failed: {error}"));
        let mechanism = self.info.as_ref().and_then(|info| info.get_auth_mechanism(DEFAULT_MECHANISMS));
        let Some(mechanism) = mechanism else {
            return Err(Failure::Wrong("it offers no login with a password (PLAIN or LOGIN)".to_owned()));
        };
        let mut answer = self.command(Auth::new(mechanism, login.clone(), None).map_err(odd)?)?;
        for _ in 0..MAX_CHALLENGES {
            if !answer.has_code(334) {
                return Ok(());
            }
            answer =
                self.command(Auth::new_from_response(mechanism, login.clone(), &answer).map_err(odd)?)?;
        }
        Err(Failure::Wrong("it asks for the password again and again".to_owned()))
    }

    /// True if the server offers an extension.
    pub(crate) fn offers(&self, extension: Extension) -> bool {
        self.info.as_ref().is_some_and(|info| info.supports_feature(extension))
    }

    /// True if the server offers a login with a password.
    pub(crate) fn offers_login(&self) -> bool {
        self.info.as_ref().is_some_and(|info| info.get_auth_mechanism(DEFAULT_MECHANISMS).is_some())
    }

    /// Sends a command and reads the answer.
    pub(crate) fn command(&mut self, command: impl Display) -> Result<Response, Failure> {
        self.start();
        self.send(command.to_string().as_bytes())?;
        self.answer()
    }

    /// Begins something that may take the timeout `times` over, and `more`.
    pub(crate) fn start_long(&mut self, times: u32, more: Duration) {
        let until = Instant::now() + self.timeout.saturating_mul(times) + more;
        if let Some(timed) = self.stream.timed() {
            timed.until = until;
        }
    }

    /// Begins a command, which may take the timeout.
    fn start(&mut self) {
        self.start_long(1, Duration::ZERO);
    }

    /// Sends bytes.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.nothing_unasked()?;
        self.stream.write(bytes).map_err(|error| Failure::Lost(words(&error)))
    }

    /// Reads the answer to what was sent.
    pub(crate) fn answer(&mut self) -> Result<Response, Failure> {
        let mut seen = 0;
        let end = loop {
            match answer::end(&self.read, seen) {
                Ok(Some(end)) => break end,
                Ok(None) => seen = self.read.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1),
                Err(wrong) => return Err(Failure::Lost(wrong.to_owned())),
            }
            if self.read.len() - seen > MAX_LINE || self.read.len() > MAX_ANSWER {
                return Err(Failure::Lost("the server's answer is too long".to_owned()));
            }
            let mut piece = [0; PIECE];
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(Failure::Lost(CLOSED.to_owned())),
                Ok(length) => self.read.extend(piece.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::Lost(words(&error))),
            }
        };
        let answer: Vec<u8> = self.read.drain(..end).collect();
        let answer = answer::parse(&answer).map_err(|wrong| Failure::Lost(wrong.to_owned()))?;
        match answer.is_positive() {
            true => Ok(answer),
            false => Err(Failure::No(u16::from(answer.code()), answer::words(&answer))),
        }
    }

    /// Refuses bytes that the server, or someone in its place, sent before it was asked.
    pub(crate) fn nothing_unasked(&self) -> Result<(), Failure> {
        if self.read.is_empty() {
            return Ok(());
        }
        let encrypted = matches!(self.stream, Stream::Encrypted(_));
        Err(Failure::Wrong(match encrypted {
            true => "it answered before it was asked".to_owned(),
            false => "it answered before it was asked, or someone in the network did in its name (security = \"tls\" \
                      leaves no room for that)"
                .to_owned(),
        }))
    }

    fn hello(&mut self) -> Result<(), Failure> {
        let answer = self.command(Ehlo::new(ClientId::default()))?;
        let info = ServerInfo::from_response(&answer);
        self.info = Some(info.map_err(|error| Failure::Wrong(format!("it does not say its name: {error}")))?);
        Ok(())
    }

    /// Goes on encrypted.
    fn encrypt(&mut self, (settings, name): &Encryption) -> Result<(), Failure> {
        let Stream::Plain(timed) = std::mem::replace(&mut self.stream, Stream::Closed) else {
            return Ok(());
        };
        let client = ClientConnection::new(Arc::clone(settings), name.clone());
        let client = client.map_err(|error| Failure::Wrong(error.to_string()))?;
        let mut stream = Box::new(StreamOwned::new(client, timed));
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).map_err(|error| not_encrypted(&error))?;
        }
        self.stream = Stream::Encrypted(stream);
        Ok(())
    }
}

/// Connects to the first of a server's addresses that answers.
fn connect(address: (&str, u16), until: Instant) -> io::Result<TcpStream> {
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "the server's name has no address");
    for address in address.to_socket_addrs()? {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(tcp) => return Ok(tcp),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

const CLOSED: &str = "the server closed the connection";

/// An error of the system, for people.
fn words(error: &io::Error) -> String {
    let is = |kinds: &[io::ErrorKind]| kinds.contains(&error.kind());
    if is(&[io::ErrorKind::TimedOut, io::ErrorKind::WouldBlock]) {
        return "the server did not answer in time".to_owned();
    }
    if is(&[io::ErrorKind::UnexpectedEof]) { CLOSED.to_owned() } else { error.to_string() }
}

/// Why a connection could not be encrypted.
fn not_encrypted(error: &io::Error) -> Failure {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::InvalidCertificate(_)) => Failure::Certificate(error.to_string()),
        Some(_) => Failure::Wrong(format!("the connection can't be encrypted: {error}")),
        None => Failure::Lost(words(error)),
    }
}

//! `[smtp]` in `pressroom.toml`: the server that `pressroom send` hands newsletters to.
//!
//! Secrets never stand in the file: it names the environment variable or the file that holds them.

use std::{net::IpAddr, ops::RangeInclusive, time::Duration};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::reader::{Reader, span};
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// The keys of `[smtp]`.
pub(super) const KEYS: &[&str] = &[
    "host",
    "port",
    "security",
    "user",
    "password_env",
    "password_file",
    "ca_file",
    "from",
    "token_key_env",
    "token_key_file",
    "rate",
    "retries",
    "backoff",
    "timeout",
];

/// What must not stand in a file that is copied, shared and kept in a repository.
const SECRETS: &[&str] = &["password", "token_key"];

/// Messages a second.
const RATES: RangeInclusive<f64> = 0.001..=1_000.0;
const DEFAULT_RATE: f64 = 10.0;
const RETRIES: RangeInclusive<u32> = 0..=20;
const DEFAULT_RETRIES: u32 = 6;
/// Seconds. With six retries, the default tries for ten minutes: longer than most servers put strangers off.
const BACKOFFS: RangeInclusive<f64> = 0.01..=600.0;
const DEFAULT_BACKOFF: f64 = 10.0;
/// Seconds.
const TIMEOUTS: RangeInclusive<f64> = 0.1..=600.0;
const DEFAULT_TIMEOUT: f64 = 60.0;

/// An SMTP server and how it wants to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// A host name or an IP address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who logs in, and where the password is.
    pub login: Option<(String, Secret)>,
    /// PEM certificates to trust instead of those of the public authorities: a path.
    pub ca_file: Option<String>,
    /// The envelope's sender, to which servers report failures; `None`: the address of the newsletter's `From`.
    pub from: Option<String>,
    /// Where the key of unsubscribe tokens is.
    pub token_key: Option<Secret>,
    /// The least time from one message to the next.
    pub interval: Duration,
    /// How often a message that was put off is tried again.
    pub retries: u32,
    /// How long the first retry waits; each further one waits twice as long.
    pub backoff: Duration,
    /// How long the server may take for an answer.
    pub timeout: Duration,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// It begins in the clear and is encrypted before anything is said (RFC 3207).
    StartTls,
    /// It is encrypted from the first byte (RFC 8314, section 3).
    Tls,
    /// It is not encrypted; only within one machine.
    None,
}

/// Where a secret is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// In an environment variable: its name.
    Env(String),
    /// In a file: its path, relative to the configuration.
    File(String),
}

/// The table as it is written, before it is looked at as a whole.
#[derive(Default)]
struct Draft {
    host: Option<String>,
    port: Option<u16>,
    security: Option<(Security, Span)>,
    user: Option<(String, Span)>,
    password: Option<(Secret, Span)>,
    ca_file: Option<String>,
    from: Option<String>,
    token_key: Option<(Secret, Span)>,
    rate: Option<f64>,
    retries: Option<u32>,
    backoff: Option<f64>,
    timeout: Option<f64>,
}

/// Reads the table; `None` where something is wrong with it, which was reported.
pub(super) fn read(reader: &mut Reader, table: Span, entries: &DeTable<'_>) -> Option<Smtp> {
    let errors = |reader: &Reader| reader.found.iter().filter(|finding| finding.is_error()).count();
    let before = errors(reader);
    let mut draft = Draft::default();
    for (key, value) in entries {
        let written = key.get_ref().as_ref();
        if SECRETS.contains(&written) {
            let message = format!("`{written}` must not stand in this file");
            let help =
                format!("name what holds it: {written}_env = \"VARIABLE\" or {written}_file = \"PATH\"");
            reader
                .found
                .push(Diagnostic::error(Code::WrongType, message).with_span(span(&key.span())).help(help));
            continue;
        }
        let Some(key) = reader.known("smtp", key) else { continue };
        draft.read(reader, key, value);
    }
    if draft.host.is_none() && errors(reader) == before {
        let finding = Diagnostic::error(Code::WrongType, "[smtp] has no `host`").with_span(table);
        reader.found.push(finding.help("name the server: host = \"mail.example.org\""));
    }
    let smtp = draft.finish(reader)?;
    (errors(reader) == before).then_some(smtp)
}

impl Draft {
    fn read(&mut self, reader: &mut Reader, key: &'static str, value: &Spanned<DeValue<'_>>) {
        let at = span(&value.span());
        match key {
            "host" => self.host = host(reader, value),
            "port" => self.port = number(reader, key, value, 1.0..=65_535.0, true).map(|port| port as u16),
            "security" => self.security = security(reader, value).map(|security| (security, at)),
            "user" => self.user = reader.line(key, value).map(|user| (user, at)),
            "password_env" | "token_key_env" => {
                let secret = reader.line(key, value).map(Secret::Env);
                self.secret(reader, key, secret, at);
            }
            "password_file" | "token_key_file" => {
                let secret = reader.line(key, value).map(Secret::File);
                self.secret(reader, key, secret, at);
            }
            "ca_file" => self.ca_file = reader.line(key, value),
            "from" => self.from = reader.line(key, value),
            "rate" => self.rate = number(reader, key, value, RATES, false),
            "retries" => {
                let range = f64::from(*RETRIES.start())..=f64::from(*RETRIES.end());
                self.retries = number(reader, key, value, range, true).map(|retries| retries as u32);
            }
            "backoff" => self.backoff = number(reader, key, value, BACKOFFS, false),
            "timeout" => self.timeout = number(reader, key, value, TIMEOUTS, false),
            _ => {}
        }
    }

    fn secret(&mut self, reader: &mut Reader, key: &str, secret: Option<Secret>, at: Span) {
        let Some(secret) = secret else { return };
        let (place, name) = if key.starts_with("password") {
            (&mut self.password, "password")
        } else {
            (&mut self.token_key, "token_key")
        };
        if place.is_some() {
            let message = format!("`{name}_env` and `{name}_file` are both there: expected one of them");
            reader.found.push(Diagnostic::error(Code::DuplicateKey, message).with_span(at));
        }
        *place = Some((secret, at));
    }

    /// Looks at the table as a whole and fills in what is missing.
    fn finish(self, reader: &mut Reader) -> Option<Smtp> {
        let login = match (self.user, self.password) {
            (Some((user, _)), Some((password, _))) => Some((user, password)),
            (None, None) => None,
            (Some((_, at)), None) => {
                let finding = Diagnostic::error(Code::WrongType, "`user` has no password").with_span(at);
                let help = "name what holds it: password_env = \"VARIABLE\" or password_file = \"PATH\"";
                reader.found.push(finding.help(help));
                None
            }
            (None, Some((_, at))) => {
                let finding = Diagnostic::error(Code::WrongType, "the password has no `user`").with_span(at);
                reader.found.push(finding.help("say who logs in: user = \"NAME\""));
                None
            }
        };
        let host = self.host?;
        let security = match self.security {
            Some((security, at)) => {
                if security == Security::None && !is_loopback(&host) {
                    let message = format!("the connection to `{host}` would not be protected");
                    let finding = Diagnostic::error(Code::WrongType, message).with_span(at);
                    let help = "expected \"starttls\" or \"tls\"; \"none\" is for a server on this machine";
                    reader.found.push(finding.help(help));
                }
                security
            }
            None if self.port == Some(465) => Security::Tls,
            None => Security::StartTls,
        };
        let port = self.port.unwrap_or(match security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        });
        Some(Smtp {
            host,
            port,
            security,
            login,
            ca_file: self.ca_file,
            from: self.from,
            token_key: self.token_key.map(|(secret, _)| secret),
            interval: interval(self.rate.unwrap_or(DEFAULT_RATE)),
            retries: self.retries.unwrap_or(DEFAULT_RETRIES),
            backoff: Duration::from_secs_f64(self.backoff.unwrap_or(DEFAULT_BACKOFF)),
            timeout: Duration::from_secs_f64(self.timeout.unwrap_or(DEFAULT_TIMEOUT)),
        })
    }
}

impl Smtp {
    /// The same server, at `rate` messages a second, which is held to what a server can take.
    #[must_use]
    pub fn at_rate(mut self, rate: f64) -> Self {
        self.interval = interval(rate);
        self
    }
}

fn interval(rate: f64) -> Duration {
    let rate = if rate.is_nan() { DEFAULT_RATE } else { rate.clamp(*RATES.start(), *RATES.end()) };
    Duration::from_secs_f64(1.0 / rate)
}

fn host(reader: &mut Reader, value: &Spanned<DeValue<'_>>) -> Option<String> {
    let text = reader.line("host", value)?;
    if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        return Some(ip.to_string());
    }
    match url::Host::parse(&text) {
        Ok(url::Host::Domain(name)) if !text.contains('%') => Some(name),
        _ => {
            reader.wrong(value, "`host` is the name of a server: expected something like mail.example.org");
            None
        }
    }
}

fn security(reader: &mut Reader, value: &Spanned<DeValue<'_>>) -> Option<Security> {
    match reader.line("security", value)?.as_str() {
        "starttls" => Some(Security::StartTls),
        "tls" => Some(Security::Tls),
        "none" => Some(Security::None),
        _ => {
            reader.wrong(value, "`security` is one of \"starttls\", \"tls\" and \"none\"");
            None
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn number(
    reader: &mut Reader,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    range: RangeInclusive<f64>,
    whole: bool,
) -> Option<f64> {
    let number = match (value.get_ref().as_integer(), value.get_ref().as_float()) {
        (Some(number), _) => u32::from_str_radix(number.as_str(), number.radix()).ok().map(f64::from),
        (None, Some(number)) if !whole => number.as_str().parse::<f64>().ok(),
        (None, _) => None,
    };
    let number = number.filter(|number| range.contains(number));
    if number.is_none() {
        let kind = if whole { "whole number" } else { "number" };
        let (least, most) = (range.start(), range.end());
        reader.wrong(value, &format!("`{key}` is a {kind}: expected {least} to {most}"));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration;
    use pressroom_diagnostics::Source;

    fn read(text: &str) -> (Option<Smtp>, Vec<(usize, usize, String)>) {
        let source = Source::new("pressroom.toml", format!("[smtp]\n{text}"));
        let (configuration, found) = configuration(&source);
        let found = found.into_iter().map(|finding| {
            let at = source.line_column(finding.span.unwrap().start as usize);
            (at.line, at.column, finding.message)
        });
        (configuration.smtp, found.collect())
    }

    #[test]
    fn every_key_arrives() {
        let (smtp, found) = read(
            "host = \"mail.example.org\"\nport = 2525\nsecurity = \"tls\"\nuser = \"desk\"\n\
             password_env = \"MAIL_PASSWORD\"\nca_file = \"ca.pem\"\nfrom = \"bounces@example.org\"\n\
             token_key_file = \"secret/key\"\nrate = 0.5\nretries = 2\nbackoff = 1.5\ntimeout = 30\n",
        );
        assert_eq!(found, []);
        let expected = Smtp {
            host: "mail.example.org".to_owned(),
            port: 2525,
            security: Security::Tls,
            login: Some(("desk".to_owned(), Secret::Env("MAIL_PASSWORD".to_owned()))),
            ca_file: Some("ca.pem".to_owned()),
            from: Some("bounces@example.org".to_owned()),
            token_key: Some(Secret::File("secret/key".to_owned())),
            interval: Duration::from_secs(2),
            retries: 2,
            backoff: Duration::from_millis(1_500),
            timeout: Duration::from_secs(30),
        };
        assert_eq!(smtp, Some(expected));
    }

    #[test]
    fn ports_follow_from_the_protection() {
        for (text, port, security) in [
            ("host = \"MAIL.example\"", 587, Security::StartTls),
            ("host = \"m.example\"\nport = 465", 465, Security::Tls),
            ("host = \"m.example\"\nsecurity = \"tls\"", 465, Security::Tls),
            ("host = \"::1\"\nsecurity = \"none\"", 25, Security::None),
            ("host = \"localhost\"\nsecurity = \"none\"\nport = 1025", 1025, Security::None),
        ] {
            let (smtp, found) = read(text);
            assert_eq!(found, [], "{text}");
            let smtp = smtp.unwrap();
            assert_eq!((smtp.port, smtp.security), (port, security), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        for (text, line, column, message) in [
            ("port = 25", 1, 2, "[smtp] has no `host`"),
            ("host = \"m.example\"\npassword = \"x\"", 3, 1, "`password` must not stand in this file"),
            ("host = \"m.example\"\nuser = \"x\"", 3, 8, "`user` has no password"),
            ("host = \"m.example\"\npassword_env = \"X\"", 3, 16, "the password has no `user`"),
            (
                "host = \"m.example\"\nsecurity = \"none\"",
                3,
                12,
                "the connection to `m.example` would not be protected",
            ),
            (
                "host = \"m.example\"\ntoken_key_env = \"X\"\ntoken_key_file = \"Y\"",
                4,
                18,
                "`token_key_env` and `token_key_file` are both there: expected one of them",
            ),
            ("host = \"m.example\"\nrate = 0", 3, 8, "`rate` is a number: expected 0.001 to 1000"),
            ("host = \"m.example\"\nretries = 1.5", 3, 11, "`retries` is a whole number: expected 0 to 20"),
            ("host = \"m.example\"\nport = 70000", 3, 8, "`port` is a whole number: expected 1 to 65535"),
        ] {
            let (smtp, found) = read(text);
            assert_eq!(found, [(line, column, message.to_owned())], "{text}");
            assert_eq!(smtp, None, "{text}");
        }
        let (smtp, found) = read("host = \"http://m.example/\"\nsecurity = \"ssl\"\nhots = 1");
        assert_eq!((smtp, found.len()), (None, 3));
    }
}

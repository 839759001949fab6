//! What was sent to whom, so that a run that was killed goes on and nobody gets a newsletter twice.
//!
//! The journal is a file of JSON lines that only grows. Before a message is handed over, a line says that it is being
//! tried; after the server's answer, another says how it ended. Each line is on the disk before anything else happens.
//! So whatever kills the process, three things can be told apart: what was never handed over, what was accepted, and
//! the one message that was on its way, which is in doubt: the server may have it or not, and nobody can know.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::Recipient;

/// The first line of a journal.
const FORMAT: &str = "{\"format\":\"pressroom-journal/1\"}\n";

/// How a message to a reader stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It was being handed over when a run ended.
    InDoubt,
    /// The server took it.
    Sent,
    /// The server does not want it now.
    PutOff,
    /// The server does not want it ever; its words.
    Refused(String),
}

/// What earlier runs did.
#[derive(Debug, Default)]
pub struct Past {
    states: HashMap<String, State>,
    /// Who has, or may have, other messages of the same journal: their Message-IDs.
    others: HashMap<String, HashSet<String>>,
}

impl Past {
    /// How the message to a reader stands; `None`: it was never tried.
    pub fn state(&self, recipient: &Recipient) -> Option<&State> {
        self.states.get(recipient.as_str())
    }

    /// True where a reader has, or may have, another version of the newsletter: one with another Message-ID.
    pub fn has_another(&self, recipient: &Recipient) -> bool {
        self.others.get(recipient.as_str()).is_some_and(|messages| !messages.is_empty())
    }
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Event {
    /// It is about to be handed over.
    Trying,
    Sent,
    PutOff,
    Refused,
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    /// When: RFC 3339.
    at: Cow<'a, str>,
    event: Event,
    /// The Message-ID.
    message: Cow<'a, str>,
    to: Cow<'a, str>,
    /// The server's words, or, where it is tried, the SHA-256 of the reader's copy.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    note: Cow<'a, str>,
}

/// A journal that is written to; no other run can open it meanwhile.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    message: String,
    file: File,
}

impl Journal {
    /// Opens the journal of the newsletter with the Message-ID `message`, makes it where it is missing, and keeps
    /// other runs out of it.
    ///
    /// # Errors
    /// A message: the disk refuses, another run has it, or it is no journal.
    pub fn open(path: &Path, message: &str) -> Result<(Self, Past), String> {
        let failed = |error: io::Error| format!("the journal {} can't be used: {error}", path.display());
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = options().open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!(
                    "another run is sending with the journal {}; wait until it is done",
                    path.display()
                ));
            }
            Err(TryLockError::Error(error)) => {
                return Err(format!(
                    "the journal {} can't be locked against other runs ({error}); put it on another disk with \
                     --journal",
                    path.display()
                ));
            }
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(failed)?;
        let (past, whole) = past(path, &text, message)?;
        // What a run was writing when it was killed was not said.
        if whole < text.len() {
            file.set_len(whole as u64).map_err(failed)?;
        }
        if whole == 0 {
            file.write_all(FORMAT.as_bytes()).map_err(failed)?;
        }
        file.sync_all().map_err(failed)?;
        // The file's name has to survive, too.
        synchronize(folder).map_err(failed)?;
        Ok((Self { path: path.to_owned(), message: message.to_owned(), file }, past))
    }

    /// Reads a journal without touching it; one that is not there says nothing.
    ///
    /// # Errors
    /// A message: the disk refuses, or it is no journal.
    pub fn peek(file: &Path, message: &str) -> Result<Past, String> {
        match fs::read(file) {
            Ok(text) => past(file, &text, message).map(|(past, _)| past),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Past::default()),
            Err(error) => Err(format!("the journal {} can't be read: {error}", file.display())),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, and comes back when it is on the disk.
    pub(super) fn write(&mut self, event: Event, to: &Recipient, note: &str) -> io::Result<()> {
        let at = jiff::Timestamp::now().to_string();
        let line = Line {
            at: at.into(),
            event,
            message: self.message.as_str().into(),
            to: to.as_str().into(),
            note: note.into(),
        };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()
    }
}

/// Has a folder's names on the disk. Not every system opens or synchronizes a folder; where this one does, it has to succeed.
fn synchronize(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if ![InvalidInput, PermissionDenied, Unsupported].contains(&error.kind()) => Err(error),
        _ => Ok(()),
    }
}

/// Only the newsroom may read who its readers are.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// What a journal says of a message, and how many of its bytes are whole lines.
fn past(path: &Path, text: &[u8], message: &str) -> Result<(Past, usize), String> {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let lines = text.get(..whole).unwrap_or_default();
    if !lines.starts_with(FORMAT.as_bytes()) && !FORMAT.as_bytes().starts_with(text) {
        return Err(format!("{} is not a journal of `pressroom send`; name another file", path.display()));
    }
    let mut past = Past::default();
    for (index, line) in lines.split(|byte| *byte == b'\n').enumerate().skip(1) {
        if line.is_empty() {
            continue;
        }
        let line: Line<'_> = serde_json::from_slice(line).map_err(|error| {
            let place = format!("{}:{}", path.display(), index + 1);
            format!("{place}: the journal is damaged ({error}); who has the newsletter can't be told")
        })?;
        let to = line.to.into_owned();
        if line.message != message {
            let messages = past.others.entry(to).or_default();
            match line.event {
                Event::Trying | Event::Sent => messages.insert(line.message.into_owned()),
                Event::PutOff | Event::Refused => messages.remove(line.message.as_ref()),
            };
            continue;
        }
        let state = match line.event {
            Event::Trying => State::InDoubt,
            Event::Sent => State::Sent,
            Event::PutOff => State::PutOff,
            Event::Refused => State::Refused(line.note.into_owned()),
        };
        past.states.insert(to, state);
    }
    Ok((past, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(name: &str) -> Recipient {
        Recipient::parse(&format!("{name}@example.org")).unwrap()
    }

    #[test]
    fn what_was_said_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sent/news.journal");
        assert!(Journal::peek(&path, "<1@x>").unwrap().state(&reader("a")).is_none());
        let (mut journal, _) = Journal::open(&path, "<1@x>").unwrap();
        for (event, name) in [
            (Event::Trying, "sent"),
            (Event::Sent, "sent"),
            (Event::Trying, "put-off"),
            (Event::PutOff, "put-off"),
            (Event::Refused, "refused"),
            (Event::Trying, "doubt"),
        ] {
            journal.write(event, &reader(name), "550 \"no\"\n").unwrap();
        }
        assert!(Journal::open(&path, "<1@x>").unwrap_err().contains("another run"));
        drop(journal);
        // Another newsletter, and a run that was killed while it wrote.
        let (mut journal, past) = Journal::open(&path, "<2@x>").unwrap();
        assert!(past.state(&reader("sent")).is_none());
        assert!(past.has_another(&reader("sent")) && past.has_another(&reader("doubt")));
        assert!(!past.has_another(&reader("refused")) && !past.has_another(&reader("put-off")));
        journal.write(Event::Sent, &reader("refused"), "").unwrap();
        journal.file.write_all(b"{\"at\":\"2026-01-01T00:00:00Z\",\"event\":\"sent\",\"mess").unwrap();
        drop(journal);
        for _ in 0..2 {
            let (_, past) = Journal::open(&path, "<1@x>").unwrap();
            assert_eq!(past.state(&reader("sent")), Some(&State::Sent));
            assert_eq!(past.state(&reader("put-off")), Some(&State::PutOff));
            assert_eq!(past.state(&reader("refused")), Some(&State::Refused("550 \"no\"\n".to_owned())));
            assert_eq!(past.state(&reader("doubt")), Some(&State::InDoubt));
        }
        assert!(fs::read(&path).unwrap().ends_with(b"\n"));
    }

    #[test]
    fn other_files_and_damage_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        for (text, wrong) in [
            ("host = 1\n", "is not a journal"),
            ("words without a line end", "is not a journal"),
            (&format!("{FORMAT}{{\"at\":\n{FORMAT}"), ":2: the journal is damaged"),
        ] {
            fs::write(&path, text).unwrap();
            assert!(Journal::open(&path, "<1@x>").unwrap_err().contains(wrong), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        for torn in [&FORMAT[..9], ""] {
            fs::write(&path, torn).unwrap();
            assert!(Journal::open(&path, "<1@x>").is_ok());
            assert_eq!(fs::read_to_string(&path).unwrap(), FORMAT);
        }
    }
}

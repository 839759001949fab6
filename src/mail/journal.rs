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

use super::address::Recipient;
use pressroom_files::disk;

/// The first line of a journal.
const FORMAT: &str = "{\"format\":\"pressroom-journal/1\"}\n";

/// A journal can't be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk refuses it.
    #[error("the journal {} can't be {done}: {source}", path.display())]
    Disk {
        /// The journal.
        path: PathBuf,
        /// The verb for what failed: "used", "read".
        done: &'static str,
        /// The error of the disk.
        source: io::Error,
    },
    /// Another run has it.
    #[error("another run is sending with the journal {}; wait until it is done", .0.display())]
    Busy(PathBuf),
    /// The disk knows no locks.
    #[error(
        "the journal {} can't be locked against other runs ({source}); put it on another disk with --journal",
        path.display()
    )]
    Lock {
        /// The journal.
        path: PathBuf,
        /// The error of the disk.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is not a journal of `pressroom send`; name another file", .0.display())]
    NotAJournal(PathBuf),
    /// A line is damaged.
    #[error("{}:{line}: the journal is damaged ({source}); who has the newsletter can't be told", path.display())]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// The error of the line.
        source: serde_json::Error,
    },
}

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
    /// How this message to a reader stands, by address.
    states: HashMap<String, Story>,
    /// How other messages of the same journal to a reader stand: by address, then by Message-ID.
    others: HashMap<String, HashMap<String, Story>>,
}

impl Past {
    /// How the message to a reader stands; `None`: it was never tried.
    pub fn state(&self, recipient: &Recipient) -> Option<&State> {
        self.states.get(recipient.as_str()).map(Story::state)
    }

    /// Tells whether a reader has, or may have, another version of the newsletter: one with another Message-ID.
    pub fn has_another(&self, recipient: &Recipient) -> bool {
        let all = self.others.get(recipient.as_str());
        all.is_some_and(|all| all.values().any(|one| matches!(one.state(), State::Sent | State::InDoubt)))
    }

    /// Takes in what a line says of a message.
    fn add(&mut self, line: Line<'_>, message: &str) {
        let to = line.to.into_owned();
        let story = match line.message == message {
            true => self.states.entry(to).or_default(),
            false => self.others.entry(to).or_default().entry(line.message.into_owned()).or_default(),
        };
        story.add(line.event, line.note.into_owned());
    }
}

/// All tries of a message to a reader, as one.
///
/// A try whose end nobody wrote down stays in doubt whatever comes of later tries: the server may have taken the first and
/// refused the second. Only an accepted message ends a doubt, since the reader then has it for sure; and what was accepted
/// once stays accepted.
#[derive(Debug, Default)]
struct Story {
    /// How the last try ended; `None` while it has not ended.
    last: Option<State>,
    /// A try before the last one has no end.
    doubt: bool,
    /// There was a try.
    tried: bool,
}

impl Story {
    fn add(&mut self, event: Event, words: String) {
        let ended = match event {
            Event::Trying => {
                self.doubt |= self.tried && self.last.is_none();
                None
            }
            Event::Sent => Some(State::Sent),
            Event::PutOff => Some(State::PutOff),
            Event::Refused => Some(State::Refused(words)),
        };
        self.tried = true;
        if self.last != Some(State::Sent) {
            self.last = ended;
        }
    }

    fn state(&self) -> &State {
        match &self.last {
            Some(State::Sent) => &State::Sent,
            Some(state) if !self.doubt => state,
            Some(_) | None => &State::InDoubt,
        }
    }
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Event {
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
    /// Readers who were in doubt when it was opened.
    in_doubt: HashSet<String>,
    /// Readers to whom this run has begun to hand over the message.
    trying: HashSet<String>,
}

impl Journal {
    /// Opens the journal of the newsletter with the Message-ID `message`, makes it where it is missing, and keeps
    /// other runs out of it.
    ///
    /// # Errors
    /// The disk refuses, another run has it, or it is no journal.
    pub fn open(path: &Path, message: &str) -> Result<(Self, Past), JournalError> {
        let failed = |source| JournalError::Disk { path: path.to_owned(), done: "used", source };
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = options().open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(JournalError::Busy(path.to_owned()));
            }
            Err(TryLockError::Error(source)) => {
                return Err(JournalError::Lock { path: path.to_owned(), source });
            }
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(failed)?;
        let Contents { past, whole, cut } = parse(path, &text, message)?;
        // A line that was cut off is written again as far as it can be read: the next one must not be joined to it.
        if whole < text.len() {
            file.set_len(whole as u64).map_err(failed)?;
        }
        if whole == 0 {
            file.write_all(FORMAT.as_bytes()).map_err(failed)?;
        }
        file.write_all(&cut).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        // The file's name has to survive, too.
        disk::synchronize(folder).map_err(failed)?;
        let in_doubt = past.states.iter().filter(|(_, story)| *story.state() == State::InDoubt);
        let in_doubt = in_doubt.map(|(to, _)| to.clone()).collect();
        let (path, message) = (path.to_owned(), message.to_owned());
        Ok((Self { path, message, file, in_doubt, trying: HashSet::new() }, past))
    }

    /// Reads a journal without touching it; one that is not there says nothing.
    ///
    /// # Errors
    /// The disk refuses, or it is no journal.
    pub fn peek(file: &Path, message: &str) -> Result<Past, JournalError> {
        match fs::read(file) {
            Ok(text) => parse(file, &text, message).map(|read| read.past),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Past::default()),
            Err(source) => Err(JournalError::Disk { path: file.to_owned(), done: "read", source }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, and comes back when it is on the disk.
    ///
    /// Before the server is asked to take a message it may refuse the reader. Such an answer is not how the try ended that left
    /// a reader in doubt, so another try is written down before it: see [`Story`].
    pub(crate) fn write(&mut self, event: Event, to: &Recipient, note: &str) -> io::Result<()> {
        let mut lines = Vec::new();
        let to = to.as_str();
        let tried = self.trying.contains(to);
        if event != Event::Trying && !tried && self.in_doubt.contains(to) {
            lines.extend(self.line(Event::Trying, to, "")?);
        }
        lines.extend(self.line(event, to, note)?);
        self.file.write_all(&lines)?;
        self.file.sync_data()?;
        match event {
            Event::Trying => self.trying.insert(to.to_owned()),
            Event::Sent | Event::PutOff | Event::Refused => self.trying.remove(to),
        };
        Ok(())
    }

    fn line(&self, event: Event, to: &str, note: &str) -> io::Result<Vec<u8>> {
        let at = jiff::Timestamp::now().to_string();
        let message = self.message.as_str();
        let line = Line { at: at.into(), event, message: message.into(), to: to.into(), note: note.into() };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        Ok(line)
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

/// What a journal says.
struct Contents {
    past: Past,
    /// How many of its bytes are whole lines.
    whole: usize,
    /// The line after these, which was cut off, as a whole line; empty if there is none, or it doesn't say whom it is about.
    cut: Vec<u8>,
}

/// Reads a journal, for what it says of a message.
fn parse(path: &Path, text: &[u8], message: &str) -> Result<Contents, JournalError> {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (lines, rest) = text.split_at(whole);
    if !lines.starts_with(FORMAT.as_bytes()) && !FORMAT.as_bytes().starts_with(text) {
        return Err(JournalError::NotAJournal(path.to_owned()));
    }
    let mut past = Past::default();
    for (index, line) in lines.split(|byte| *byte == b'\n').enumerate().skip(1) {
        if line.is_empty() {
            continue;
        }
        let line: Line<'_> = serde_json::from_slice(line).map_err(|source| JournalError::Damaged {
            path: path.to_owned(),
            line: index + 1,
            source,
        })?;
        past.add(line, message);
    }
    let mut cut = Vec::new();
    if let Some(line) = Some(rest).filter(|_| whole > 0).and_then(complete) {
        cut.extend_from_slice(&line);
        cut.push(b'\n');
        if let Ok(line) = serde_json::from_slice::<Line<'_>>(&line) {
            past.add(line, message);
        }
    }
    Ok(Contents { past, whole, cut })
}

/// A line that was cut off somewhere after the reader's address, without the note that may have stood behind that. A run that
/// was killed wrote nothing else after it, but a copy of a journal may end in the middle of a line whose message went out.
fn complete(cut: &[u8]) -> Option<Vec<u8>> {
    const NOTE: &[u8] = b",\"note\"";
    // A quote in a text of JSON has a backslash before it, so this is where the note begins, or begins to begin.
    let note = cut.windows(NOTE.len()).rposition(|part| part == NOTE);
    let part =
        (1..NOTE.len()).rev().find(|length| NOTE.get(..*length).is_some_and(|part| cut.ends_with(part)));
    let before = cut.get(..note.unwrap_or(cut.len() - part.unwrap_or_default()))?;
    let candidates = [cut.to_vec(), [cut, b"}"].concat(), [before, b"}"].concat()];
    candidates.into_iter().find(|line| serde_json::from_slice::<Line<'_>>(line).is_ok())
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
        assert!(Journal::open(&path, "<1@x>").unwrap_err().to_string().contains("another run"));
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

    /// How a message to a reader stands after runs that wrote such lines about it.
    fn after(runs: &[&[Event]]) -> Option<State> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        for events in runs {
            let (mut journal, _) = Journal::open(&path, "<1@x>").unwrap();
            events.iter().for_each(|event| journal.write(*event, &reader("a"), "words").unwrap());
        }
        let (_, past) = Journal::open(&path, "<1@x>").unwrap();
        let other = Journal::peek(&path, "<2@x>").unwrap();
        let may_have = matches!(past.state(&reader("a")), Some(State::Sent | State::InDoubt));
        assert_eq!(other.has_another(&reader("a")), may_have, "{runs:?}");
        past.state(&reader("a")).cloned()
    }

    #[test]
    fn a_doubt_is_ended_by_an_accepted_message_alone() {
        use Event::{PutOff, Refused, Sent, Trying};
        let refused = || Some(State::Refused("words".to_owned()));
        for (runs, state) in [
            (&[&[Trying][..]][..], Some(State::InDoubt)),
            (&[&[Trying, Refused]], refused()),
            (&[&[Trying, PutOff, Trying, Refused]], refused()),
            (&[&[Trying, PutOff], &[Refused]], refused()),
            (&[&[Trying, Refused], &[PutOff]], Some(State::PutOff)),
            (&[&[Refused]], refused()),
            (&[&[Trying], &[Trying, PutOff]], Some(State::InDoubt)),
            (&[&[Trying], &[Trying, Refused]], Some(State::InDoubt)),
            (&[&[Trying], &[Trying, PutOff, Trying, PutOff], &[Refused]], Some(State::InDoubt)),
            (&[&[Trying, PutOff], &[Trying], &[Trying, Refused]], Some(State::InDoubt)),
            // The server refuses the reader before it gets any of the message.
            (&[&[Trying], &[Refused]], Some(State::InDoubt)),
            (&[&[Trying], &[PutOff, PutOff, Trying, PutOff]], Some(State::InDoubt)),
            (&[&[Trying], &[PutOff, Trying, Sent]], Some(State::Sent)),
            (&[&[Trying], &[Trying, Sent]], Some(State::Sent)),
            (&[&[Trying, Sent], &[Trying]], Some(State::Sent)),
            (&[&[Trying, Sent], &[Trying, Refused]], Some(State::Sent)),
        ] {
            assert_eq!(after(runs), state, "{runs:?}");
        }
    }

    #[test]
    fn a_journal_that_was_cut_off_anywhere_forgets_nobody_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        for (event, note, state) in
            [(Event::Trying, "abc,\"note\":\"d\\", State::InDoubt), (Event::Sent, "", State::Sent)]
        {
            fs::write(&path, "").unwrap();
            let (mut journal, _) = Journal::open(&path, "<1@x>").unwrap();
            journal.write(Event::Trying, &reader("first"), "").unwrap();
            journal.write(event, &reader("a"), note).unwrap();
            drop(journal);
            let whole = fs::read(&path).unwrap();
            let first = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
            let address = whole.windows(14).position(|part| part == b"a@example.org\"").unwrap() + 14;
            for length in first..whole.len() {
                fs::write(&path, &whole[..length]).unwrap();
                let seen = Journal::peek(&path, "<1@x>").unwrap();
                let (mut journal, past) = Journal::open(&path, "<1@x>").unwrap();
                assert_eq!(past.state(&reader("first")), Some(&State::InDoubt));
                let expected = (length >= address).then_some(&state);
                assert_eq!(
                    (past.state(&reader("a")), seen.state(&reader("a"))),
                    (expected, expected),
                    "{length}"
                );
                journal.write(Event::Trying, &reader("next"), "").unwrap();
                drop(journal);
                let again = Journal::peek(&path, "<1@x>").unwrap();
                assert_eq!(again.state(&reader("a")), expected, "{length}");
                assert_eq!(again.state(&reader("next")), Some(&State::InDoubt));
            }
        }
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
            assert!(Journal::open(&path, "<1@x>").unwrap_err().to_string().contains(wrong), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        for torn in [&FORMAT[..9], ""] {
            fs::write(&path, torn).unwrap();
            assert!(Journal::open(&path, "<1@x>").is_ok());
            assert_eq!(fs::read_to_string(&path).unwrap(), FORMAT);
        }
    }
}

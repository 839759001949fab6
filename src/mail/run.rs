//! A run: from the readers who have nothing yet to an outcome for each of them.
//!
//! One connection takes one message after the other. What a server puts off goes to the end and waits longer each
//! time; a connection that is lost is opened again, at once where it was of use, else after a wait that doubles.

use std::{
    collections::{BTreeMap, VecDeque},
    io, thread,
    time::{Duration, Instant},
};

use super::{
    address::Recipient,
    journal::{Event, Journal},
    message::Newsletter,
    smtp::{HandOver, NoSession, Server, Session},
    token::TokenKey,
};
use pressroom_document::sha256;

/// Waiting for longer than this, the connection is closed: servers don't keep idle ones.
const IDLE: Duration = Duration::from_secs(20);
/// The longest that is waited for a server.
const MAX_WAIT: Duration = Duration::from_secs(60 * 60);

/// What is to be sent, by whom.
pub struct Job<'a> {
    /// The server.
    pub server: &'a Server,
    /// The newsletter.
    pub newsletter: &'a Newsletter,
    /// The envelope's sender.
    pub from: &'a Recipient,
    /// The key of the tokens, where the newsletter wants them.
    pub key: Option<&'a TokenKey>,
    /// Who gets it.
    pub to: Vec<&'a Recipient>,
}

/// How it went for one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// The server took the message.
    Sent,
    /// The server refused it for good: its words.
    Refused(String),
    /// The server put it off too often: its words.
    PutOff(String),
    /// The server may have it or not: why.
    InDoubt(String),
}

/// Hears how a run goes.
pub trait Observer {
    /// How it went for a reader.
    fn reader(&self, recipient: &Recipient, status: &DeliveryStatus);
    /// Nothing is sent for a while.
    fn waits(&self, why: &str, time: Duration);
}

/// Why a run ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The server does not let us send; it would be the same the next time.
    NotAllowed(String),
    /// The server can't be reached, or sends no messages now.
    Unreachable(String),
    /// The disk refuses the journal.
    Disk(String),
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many messages the server took.
    pub sent: usize,
    /// How many it refused for good.
    pub refused: usize,
    /// How many it put off too often.
    pub put_off: usize,
    /// How many it may have or not.
    pub in_doubt: usize,
    /// How many were not sent yet, because the run ended early.
    pub left: usize,
    /// Why it ended early.
    pub stop: Option<Stop>,
}

/// Sends a newsletter to each of its readers.
pub fn deliver(job: &Job<'_>, journal: &mut Journal, observer: &dyn Observer) -> Outcome {
    let turns = job.to.iter().map(|recipient| Turn { recipient, tries: 0 });
    let mut run = Run {
        job,
        journal,
        observer,
        date: format_date(),
        queue: turns.collect(),
        put_off: BTreeMap::new(),
        times_put_off: 0,
        session: None,
        fruitless: 0,
        trouble: String::new(),
        next: Instant::now(),
        outcome: Outcome::default(),
    };
    if let Err((stop, taken)) = run.send_all() {
        run.outcome.left = taken + run.queue.len() + run.put_off.len();
        run.outcome.stop = Some(stop);
    }
    run.close();
    run.outcome
}

/// The time, as in a header (RFC 5322, section 3.3).
fn format_date() -> String {
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    jiff::fmt::rfc2822::to_string(&now).unwrap_or_default()
}

struct Turn<'a> {
    recipient: &'a Recipient,
    /// How often it was put off.
    tries: u32,
}

struct Run<'a, 'b> {
    job: &'b Job<'a>,
    journal: &'b mut Journal,
    observer: &'b dyn Observer,
    date: String,
    queue: VecDeque<Turn<'a>>,
    /// What was put off: until when, and the how-manyth it was.
    put_off: BTreeMap<(Instant, usize), Turn<'a>>,
    /// How often something was put off.
    times_put_off: usize,
    session: Option<Session>,
    /// How many connections in a row were of no use.
    fruitless: u32,
    /// What was wrong with the last of them.
    trouble: String,
    /// When the next message may be sent.
    next: Instant,
    outcome: Outcome,
}

/// Why the run ends, and how many turns were taken from the queue and not ended.
type EarlyEnd = (Stop, usize);

impl<'a> Run<'a, '_> {
    fn send_all(&mut self) -> Result<(), EarlyEnd> {
        while let Some(turn) = self.next_turn() {
            self.pause(self.next.saturating_duration_since(Instant::now()));
            let mut session = self.connect().map_err(|stop| (stop, 1))?;
            self.next = Instant::now() + self.job.server.settings.interval;
            let (journal, newsletter) = (&mut *self.journal, self.job.newsletter);
            let token = match (self.job.key, &newsletter.list) {
                (Some(key), Some(list)) => key.token(list, turn.recipient),
                _ => String::new(),
            };
            let copy = newsletter.copy(turn.recipient, &token, &self.date);
            let handed = session.hand_over(self.job.from, turn.recipient, &copy, || {
                let hash = sha256(&copy);
                journal.write(Event::Trying, turn.recipient, &hash)
            });
            let useful = session.useful;
            if session.broken {
                session.close();
            } else {
                self.session = Some(session);
            }
            self.record_outcome(turn, handed, useful)?;
        }
        Ok(())
    }

    /// The next message: what was put off, when its time has come, else what is new.
    fn next_turn(&mut self) -> Option<Turn<'a>> {
        let due = self.put_off.first_key_value().map(|((due, _), _)| *due);
        if due.is_none_or(|due| due > Instant::now())
            && let Some(turn) = self.queue.pop_front()
        {
            return Some(turn);
        }
        let wait = due?.saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            let why = match self.put_off.len() {
                1 => "one message was put off".to_owned(),
                more => format!("{more} messages were put off"),
            };
            self.observer.waits(&why, wait);
            self.pause(wait);
        }
        self.put_off.pop_first().map(|(_, turn)| turn)
    }

    fn pause(&mut self, time: Duration) {
        if time > IDLE {
            self.close();
        }
        thread::sleep(time);
    }

    fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.close();
        }
    }

    fn connect(&mut self) -> Result<Session, Stop> {
        if let Some(session) = self.session.take() {
            return Ok(session);
        }
        loop {
            if self.fruitless > self.job.server.settings.retries {
                return Err(Stop::Unreachable(self.trouble.clone()));
            }
            if let Some(doublings) = self.fruitless.checked_sub(1) {
                let wait = self.backoff(doublings);
                self.observer.waits(&self.trouble, wait);
                thread::sleep(wait);
            }
            match Session::open(self.job.server) {
                Ok(session) => return Ok(session),
                Err(NoSession::Wrong(message)) => return Err(Stop::NotAllowed(message)),
                Err(NoSession::Trouble(message)) => {
                    self.fruitless += 1;
                    self.trouble = message;
                }
            }
        }
    }

    fn backoff(&self, doublings: u32) -> Duration {
        self.job.server.settings.backoff.saturating_mul(2_u32.saturating_pow(doublings)).min(MAX_WAIT)
    }

    /// Writes down how handing over a message ended, and decides what comes next.
    fn record_outcome(&mut self, turn: Turn<'a>, handed: HandOver, useful: bool) -> Result<(), EarlyEnd> {
        let recipient = turn.recipient;
        self.fruitless = if useful { 0 } else { self.fruitless };
        match handed {
            HandOver::Accepted => {
                if let Err((stop, _)) = self.write_journal(Event::Sent, recipient, "") {
                    let status = DeliveryStatus::InDoubt(
                        "the server has it, but the journal does not say so".to_owned(),
                    );
                    self.report(recipient, &status);
                    return Err((stop, 0));
                }
                self.report(recipient, &DeliveryStatus::Sent);
            }
            HandOver::Refused(words) => {
                self.write_journal(Event::Refused, recipient, &words)?;
                self.report(recipient, &DeliveryStatus::Refused(words));
            }
            HandOver::PutOff(words) => {
                self.write_journal(Event::PutOff, recipient, &words)?;
                self.retry(turn, words);
            }
            HandOver::Lost(words) => {
                self.write_journal(Event::PutOff, recipient, &words)?;
                self.record_loss(useful, &words);
                self.retry(turn, words);
            }
            // The journal says that it was tried, and nothing else can be said.
            HandOver::InDoubt(why) => {
                self.record_loss(useful, &why);
                self.report(recipient, &DeliveryStatus::InDoubt(why));
            }
            HandOver::Busy(words) => {
                self.close();
                self.record_loss(false, &words);
                self.queue.push_front(turn);
            }
            HandOver::NotAllowed(words) => {
                let from = self.job.from;
                return Err((
                    Stop::NotAllowed(format!("the server takes no messages from {from}: {words}")),
                    1,
                ));
            }
            HandOver::Stopped(error) => return Err((journal_stop(self.journal, &error), 1)),
        }
        Ok(())
    }

    /// Notes that a connection is no more, and whether it was of use.
    fn record_loss(&mut self, useful: bool, why: &str) {
        self.fruitless += u32::from(!useful);
        why.clone_into(&mut self.trouble);
    }

    /// Puts a message off, or gives it up.
    fn retry(&mut self, mut turn: Turn<'a>, words: String) {
        if turn.tries >= self.job.server.settings.retries {
            self.report(turn.recipient, &DeliveryStatus::PutOff(words));
            return;
        }
        let due = Instant::now() + self.backoff(turn.tries);
        turn.tries += 1;
        self.times_put_off += 1;
        self.put_off.insert((due, self.times_put_off), turn);
    }

    fn write_journal(&mut self, event: Event, recipient: &Recipient, words: &str) -> Result<(), EarlyEnd> {
        self.journal.write(event, recipient, words).map_err(|error| (journal_stop(self.journal, &error), 1))
    }

    fn report(&mut self, recipient: &Recipient, status: &DeliveryStatus) {
        let count = match status {
            DeliveryStatus::Sent => &mut self.outcome.sent,
            DeliveryStatus::Refused(_) => &mut self.outcome.refused,
            DeliveryStatus::PutOff(_) => &mut self.outcome.put_off,
            DeliveryStatus::InDoubt(_) => &mut self.outcome.in_doubt,
        };
        *count += 1;
        self.observer.reader(recipient, status);
    }
}

fn journal_stop(journal: &Journal, error: &io::Error) -> Stop {
    Stop::Disk(format!("the journal {} can't be written: {error}", journal.path().display()))
}

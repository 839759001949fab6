//! Answers of a mail server that means harm, or is broken: nobody gets a letter twice, and a letter that may have arrived is
//! never said not to have.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use pressroom_config::{Security, Smtp};
use pressroom_mail::{DeliveryStatus, Job, Journal, Newsletter, Observer, Recipient, Server, deliver};

use super::{Target, documents::lossy, mutate, random::Random, run};

/// What divides the answers of a script: one to the connection, then one to each command.
const NEXT: &str = "\n%\n";

const SCRIPTS: &[&str] = &[
    "220 mail.example ESMTP\n%\n250-mail.example\n250-8BITMIME\n250-SMTPUTF8\n250 SIZE 1000\n%\n250 ok\n%\n250 ok\n%\n354 go\n%\n250 taken\n%\n221 bye",
    "220 x\n%\n250 x\n%\n250 ok\n%\n550 5.1.1 no such user\n%\n250 reset\n%\n221 bye",
    "220 x\n%\n250 x\n%\n250 ok\n%\n250 ok\n%\n354 go\n%\n451 4.7.1 later\n%\n221 bye",
    "220 x\n%\n250 x\n%\n250 ok\n%\n250 ok\n%\n354 go\n%\n554 5.6.0 refused\n%\n221 bye",
    "421 closing\n%\n221 bye",
    "220 x\n%\n502 no\n%\n250 x\n%\n530 log in",
];

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "\n%\n", "\n", "\r\n", "220 ", "250 ", "250-", "250", "354 ", "421 ", "450 ", "451 ", "452 ", "500 ",
    "502 ", "530 ", "535 ", "550 ", "552 ", "554 ", "221 ", "200 ", "299 ", "300 ", "334 ", "600 ", "999 ",
    "000 ", "25 ", "2500 ", "-", " ", "STARTTLS", "AUTH PLAIN LOGIN", "8BITMIME", "SMTPUTF8", "PIPELINING",
    "SIZE 0", "SIZE 99999999999999999999", "5.1.1 ", "4.7.1 ", "\0", "\u{1b}[2J", "ü",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

const LETTER: &str = "From: Desk <desk@news.example>\r\nSubject: Why\r\nMessage-ID: <why.1@news.example>\r\n\
Date: Sat, 31 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
Words.\r\n.\r\n..two dots\r\n";

struct Silent;

impl Observer for Silent {
    fn reader(&self, _: &Recipient, _: &DeliveryStatus) {}
    fn waits(&self, _: &str, _: Duration) {}
}

/// What the server knows of a letter.
#[derive(Debug, Default)]
struct Known {
    /// All of it came.
    whole: AtomicBool,
    /// It was answered by something that begins with 2.
    taken: AtomicBool,
}

/// Answers one connection by a script, then another one; a script that ends closes the connection.
fn serve(listener: &TcpListener, script: &[Vec<u8>], known: &Known) {
    for _ in 0..2 {
        let Ok((stream, _)) = listener.accept() else { return };
        let _ = stream.set_read_timeout(Some(Duration::from_millis(40)));
        let Ok(mut writer) = stream.try_clone() else { return };
        let mut reader = BufReader::new(stream);
        let mut answers = script.iter();
        let mut in_data = false;
        while let Some(answer) = answers.next() {
            if writer.write_all(answer).is_err() {
                break;
            }
            // A server that answers before it is asked says what it says.
            let early = in_data_answer(answer);
            in_data |= early.is_some();
            known.taken.fetch_or(early == Some(true), Ordering::SeqCst);
            let mut line = Vec::new();
            // The whole of a letter is one line to the script.
            loop {
                line.clear();
                let ended = reader.read_until(b'\n', &mut line).map_or(true, |length| length == 0);
                if ended || !in_data || line == b".\r\n" {
                    break;
                }
            }
            if line.is_empty() || !line.ends_with(b"\n") {
                break;
            }
            if in_data && line == b".\r\n" {
                known.whole.store(true, Ordering::SeqCst);
                let next = answers.as_slice().first();
                known.taken.fetch_or(next.is_some_and(|next| next.starts_with(b"2")), Ordering::SeqCst);
                in_data = false;
            }
        }
    }
}

/// `Some` for an answer that asks for the letter: whether it says, too, that the letter was taken.
fn in_data_answer(answer: &[u8]) -> Option<bool> {
    let lines = || answer.split(|byte| *byte == b'\n');
    let asks = lines().position(|line| line.starts_with(b"354"))?;
    Some(lines().skip(asks + 1).any(|line| line.starts_with(b"2")))
}

pub(crate) struct Answers;

impl Target for Answers {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn short(&self) -> u64 {
        60
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        SCRIPTS.iter().map(|script| (*script).into()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        static SEEDS: LazyLock<Vec<String>> =
            LazyLock::new(|| SCRIPTS.iter().map(|script| (*script).to_owned()).collect());
        mutate::text(random, &SEEDS, WORDS).into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let io = |error: std::io::Error| error.to_string();
        let desk = tempfile::tempdir().map_err(io)?;
        let letter = desk.path().join("why.eml");
        fs::write(&letter, LETTER).map_err(io)?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(io)?;
        let port = listener.local_addr().map_err(io)?.port();
        let script: Vec<Vec<u8>> = lossy(input)
            .split(NEXT)
            .map(|answer| format!("{}\r\n", answer.replace('\n', "\r\n")).into_bytes())
            .collect();
        let known = Arc::new(Known::default());
        let (told, script) = (Arc::clone(&known), script);
        let server = thread::spawn(move || serve(&listener, &script, &told));
        let result = self.send(&letter, &desk.path().join("journal"), port, &known);
        // Whoever is still waited for comes and goes.
        while !server.is_finished() {
            let _ = std::net::TcpStream::connect(("127.0.0.1", port));
            thread::sleep(Duration::from_millis(1));
        }
        server.join().map_err(|_| "the server panicked".to_owned())?;
        result
    }
}

impl Answers {
    fn send(
        &self,
        letter: &std::path::Path,
        journal: &std::path::Path,
        port: u16,
        known: &Known,
    ) -> Result<(), String> {
        let newsletter = Newsletter::read(letter).map_err(|error| error.to_string())?;
        let smtp = Smtp {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            login: None,
            ca_file: None,
            from: None,
            token_key: None,
            interval: Duration::ZERO,
            retries: 0,
            backoff: Duration::from_millis(1),
            timeout: Duration::from_secs(2),
        };
        let server = Server::new(smtp, std::path::Path::new(".")).map_err(|error| error.to_string())?;
        let reader = Recipient::parse("reader@example.org").map_err(|error| error.to_string())?;
        let (mut open, _) =
            Journal::open(journal, &newsletter.message_id).map_err(|error| error.to_string())?;
        let job = Job {
            server: &server,
            newsletter: &newsletter,
            from: &newsletter.from,
            key: None,
            to: vec![&reader],
        };
        let outcome = deliver(&job, &mut open, &Silent);
        let all = outcome.sent + outcome.refused + outcome.put_off + outcome.in_doubt + outcome.left;
        let (taken, whole) = (known.taken.load(Ordering::SeqCst), known.whole.load(Ordering::SeqCst));
        if all != 1 {
            return Err(format!("of one reader there are {all}: {outcome:?}"));
        }
        if outcome.sent == 1 && !taken {
            return Err("it is said to be sent, and nobody took it".to_owned());
        }
        if whole && taken && outcome.sent + outcome.in_doubt == 0 {
            return Err(format!("the server took it, and it is said not to have: {outcome:?}"));
        }
        Ok(())
    }
}

#[test]
fn smtp_answers() {
    run(&Answers);
}

//! Mail servers that attack, and whoever sits in the network between: forged answers before the connection is encrypted,
//! answers that never end, and answers that never come to an end in time.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::*;

/// A server that does with each connection what `serve` does; gives its port.
fn server(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, serve) = (stream.unwrap(), Arc::clone(&serve));
            thread::spawn(move || serve(stream));
        }
    });
    port
}

/// A newsroom with a newsletter for this server.
fn project(port: u16, security: &str) -> TestDir {
    let desk = TestDir::new();
    desk.write(
        "why.eml",
        "From: desk@news.example\r\nSubject: Why?\r\nMessage-ID: <why@news.example>\r\n\
         Date: Sat, 31 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nBecause.\r\n",
    );
    desk.write("password", "secret-password");
    desk.write(
        "pressroom.toml",
        format!(
            "[smtp]\nhost = \"localhost\"\nport = {port}\nsecurity = \"{security}\"\nuser = \"desk\"\n\
             password_file = \"password\"\nretries = 0\nbackoff = 0.01\ntimeout = 0.5\n"
        ),
    );
    desk
}

fn send(desk: &TestDir) -> (Ran, Duration) {
    let begun = Instant::now();
    (desk.run("send why.eml --to a@readers.example"), begun.elapsed())
}

/// Reads the client's lines and answers each by what it begins with; gives all bytes after STARTTLS.
fn converse(mut stream: TcpStream, answers: &[(&str, &str)]) -> Vec<u8> {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    stream.write_all(b"220 localhost\r\n").unwrap();
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap_or_default() > 0 {
        let Some((_, answer)) = answers.iter().find(|(command, _)| line.starts_with(command)) else { break };
        if stream.write_all(answer.as_bytes()).is_err() {
            break;
        }
        if line.starts_with("STARTTLS") {
            let mut rest = Vec::new();
            let _ = lines.read_to_end(&mut rest);
            return rest;
        }
        line.clear();
    }
    Vec::new()
}

#[test]
fn answers_that_came_before_the_encryption_are_refused() {
    let hello = ("EHLO", "250-localhost\r\n250 STARTTLS\r\n");
    for forged in [
        // The server's answer to the EHLO that is still to come, and more.
        "220 go\r\n250-localhost\r\n250 AUTH PLAIN LOGIN\r\n235 welcome\r\n",
        "220 go\r\n2",
        "220 go\r\n\r\n",
        "220 go\r\n\0",
    ] {
        let (said, heard) = std::sync::mpsc::channel();
        let said = std::sync::Mutex::new(said);
        let port = server(move |stream| {
            let rest = converse(stream, &[hello, ("STARTTLS", forged)]);
            let _ = said.lock().unwrap().send(rest);
        });
        let (ran, _) = send(&project(port, "starttls"));
        ran.ends(2)
            .says("it answered before it was asked, or someone in the network did")
            .says("security = \"tls\"");
        let rest = heard.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(rest, b"", "{forged:?}: nothing was said any more, no greeting of TLS and no password");
    }
    // The same in a later packet is no greeting of TLS.
    let port = server(move |mut stream| {
        let other = stream.try_clone().unwrap();
        let late = thread::spawn(move || {
            thread::sleep(Duration::from_millis(200));
            let _ = { other }.write_all(b"250-localhost\r\n250 AUTH PLAIN LOGIN\r\n");
        });
        converse(stream.try_clone().unwrap(), &[hello, ("STARTTLS", "220 go\r\n")]);
        let _ = late.join();
        let _ = stream.flush();
    });
    send(&project(port, "starttls")).0.ends(2).says("can't be encrypted");
    // An answer before the question is refused elsewhere, too: it would be taken for the answer to the next command.
    let early = ("EHLO", "250-localhost\r\n250 STARTTLS\r\n220 go\r\n");
    let port = server(move |stream| {
        converse(stream, &[early]);
    });
    send(&project(port, "starttls")).0.ends(2).says("it answered before it was asked");
}

#[test]
fn answers_are_bounded() {
    let endless: [(&str, &[u8], &[u8]); 3] = [
        (
            "a line that never ends",
            b"220 ",
            b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ),
        ("lines that go on and on", b"", b"220-and one more\r\n"),
        ("bytes that are no text", b"220 ", b"\xff\0\xfe\r"),
    ];
    for (what, first, again) in endless {
        let sent = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&sent);
        let port = server(move |mut stream| {
            let piece = again.repeat(1_000);
            let mut ok = stream.write_all(first).is_ok();
            // It would go on for a gibibyte.
            while ok && counted.load(Ordering::Relaxed) < 1 << 30 {
                ok = stream.write_all(&piece).is_ok();
                counted.fetch_add(piece.len(), Ordering::Relaxed);
            }
        });
        for security in ["starttls", "none"] {
            let (ran, took) = send(&project(port, security));
            ran.ends(3).says("the server's answer is too long");
            assert!(took < Duration::from_secs(20), "{what}: {took:?}");
        }
        let sent = sent.load(Ordering::Relaxed);
        assert!(sent < 64 << 20, "{what}: {sent} bytes were taken");
    }
}

#[test]
fn an_answer_has_an_end_in_time_however_slowly_it_comes() {
    // A byte now and then: each comes in time, the answer never does.
    for (first, again) in [("220 ", "x"), ("", "220-more\r\n")] {
        let port = server(move |mut stream| {
            let mut ok = stream.write_all(first.as_bytes()).is_ok();
            let begun = Instant::now();
            while ok && begun.elapsed() < Duration::from_secs(30) {
                thread::sleep(Duration::from_millis(50));
                ok = stream.write_all(again.as_bytes()).is_ok();
            }
            let _ = stream.shutdown(Shutdown::Both);
        });
        let (ran, took) = send(&project(port, "none"));
        ran.ends(3).says("the server did not answer in time");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
    // So does the greeting of TLS: a record of 16 KiB, byte by byte.
    let port = server(|mut stream| {
        let mut ok = stream.write_all(b"\x16\x03\x03\x40\x00").is_ok();
        let begun = Instant::now();
        while ok && begun.elapsed() < Duration::from_secs(30) {
            thread::sleep(Duration::from_millis(50));
            ok = stream.write_all(b"\x02").is_ok();
        }
    });
    let (ran, took) = send(&project(port, "tls"));
    assert!(ran.code == Some(2) || ran.code == Some(3), "{}", ran.err);
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn what_is_no_answer_is_an_error_that_says_so() {
    for (greeting, code, said) in [
        ("HTTP/1.1 400 Bad Request\r\n", 3, "the server's answer is none"),
        ("220 no line end of SMTP\n", 3, "the server's answer is none"),
        ("220-one\r\n250 other\r\n", 3, "two codes"),
        ("554 go away\r\n", 2, "554 go away"),
        ("421 later\r\n", 3, "421 later"),
        ("", 3, "the server closed the connection"),
    ] {
        let port = server(move |mut stream| {
            let _ = stream.write_all(greeting.as_bytes());
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.read(&mut [0; 100]);
        });
        send(&project(port, "none")).0.ends(code).says(said);
    }
    // Extensions of spaces only.
    let port = server(|stream| {
        converse(stream, &[("EHLO", "250-localhost\r\n250-   \r\n250-\t\r\n250 8BITMIME\r\n")]);
    });
    send(&project(port, "none")).0.ends(2).says("offers no login with a password");
}

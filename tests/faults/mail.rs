//! `pressroom send` to a mail server of the test's own: whatever fails, nobody gets a newsletter twice, and nobody is forgotten.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::{Fault, Files, SAMPLE, Scene, place, trace};

const EML: &str = "From: <desk@news.example>\r\nSubject: Why now?\r\nMessage-ID: <why.1@news.example>\r\n\
Date: Sat, 31 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWhy now?\r\n";

const READERS: [&str; 3] = ["a@readers.example", "b@readers.example", "c@readers.example"];

/// Whom the server took a message for, as often as it did.
type Taken = Arc<Mutex<BTreeMap<String, usize>>>;

/// A server on this machine; gives its port. It ends with the test.
fn server(taken: &Taken) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::clone(taken);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let taken = Arc::clone(&taken);
            // A client that is gone is no mistake.
            thread::spawn(move || drop(serve(&stream, &taken)));
        }
    });
    port
}

/// Serves one connection to its end.
fn serve(stream: &TcpStream, taken: &Taken) -> std::io::Result<()> {
    let (mut lines, mut out) = (BufReader::new(stream), stream);
    let (mut to, mut line) = (Vec::new(), String::new());
    out.write_all(b"220 localhost\r\n")?;
    while {
        line.clear();
        lines.read_line(&mut line)?
    } > 0
    {
        let command = line.trim_end().to_owned();
        let answer = match command.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-localhost\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to.extend(
                    command.split_once('<').and_then(|(_, rest)| Some(rest.split_once('>')?.0.to_owned())),
                );
                "250 ok\r\n"
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                while {
                    line.clear();
                    lines.read_line(&mut line)?
                } > 0
                    && line != ".\r\n"
                {}
                if line != ".\r\n" {
                    return Ok(());
                }
                let mut taken = taken.lock().unwrap();
                to.drain(..).for_each(|reader| *taken.entry(reader).or_default() += 1);
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        out.write_all(answer.as_bytes())?;
        if answer.starts_with("221") {
            break;
        }
    }
    Ok(())
}

/// What a fault did wrong; and whether it was made at all.
fn try_one(scene: &Scene, fault: &Fault, taken: &Taken) -> (Vec<String>, bool) {
    taken.lock().unwrap().clear();
    let (folder, mut wrong) = (scene.folder(), Vec::new());
    let log = folder.path().with_extension("log");
    let real = fs::canonicalize(folder.path()).unwrap();
    let ran = scene.run(folder.path(), Some(&trace::injecting(fault, &log, &real)));
    let text = fs::read_to_string(&log).unwrap_or_default();
    let _ = fs::remove_file(log);
    let of_memory = fault.call == "mmap";
    if !of_memory && (!matches!(ran.code, Some(0..=3 | 127)) || ran.said.contains("panicked")) {
        wrong.push(format!("it ended with {:?}", ran.code));
    }
    let all = |taken: &Taken| READERS.iter().all(|reader| taken.lock().unwrap().get(*reader) == Some(&1));
    if ran.code == Some(0) && !all(taken) {
        wrong.push(format!("exit code 0, but {:?} were taken", taken.lock().unwrap()));
    }
    let next = scene.run(folder.path(), None);
    let taken = taken.lock().unwrap().clone();
    for reader in READERS {
        match taken.get(reader) {
            Some(1) => {}
            Some(times) => wrong.push(format!("{reader} got it {times} times")),
            // Nobody knows whether the server has it; it is said, and nobody is sent it unasked.
            None if next.code == Some(1) && in_doubt(&next.said, reader) => {}
            None => wrong.push(format!("{reader} did not get it: {:?}: {}", next.code, next.said.trim())),
        }
    }
    if !wrong.is_empty() {
        wrong.push(format!("the command said ({:?}): {}", ran.code, ran.said.trim()));
        wrong.extend(text.lines().filter(|line| line.contains("(INJECTED)")).take(4).map(str::to_owned));
    }
    (wrong, text.contains("(INJECTED)"))
}

/// True where a run names a reader as one that is in doubt.
fn in_doubt(said: &str, reader: &str) -> bool {
    said.lines().any(|line| line.starts_with("In doubt since an earlier run") && line.contains(reader))
}

#[test]
fn a_newsletter_whose_calls_fail_goes_to_nobody_twice() {
    let taken = Taken::default();
    let port = server(&taken);
    let before = place();
    let write = |path: &str, content: &str| fs::write(before.path().join(path), content).unwrap();
    write("news.eml", EML);
    write("list.txt", &READERS.map(|reader| format!("{reader}\n")).concat());
    write(
        "pressroom.toml",
        &format!(
            "[smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"bounces@news.example\"\n\
             retries = 1\nbackoff = 0.01\nrate = 1000\ntimeout = 5\n"
        ),
    );
    let arguments = ["send", "news.eml", "--list", "list.txt"].map(str::to_owned).to_vec();
    let scene = Scene {
        name: "send",
        before,
        arguments,
        names: &[],
        outputs: &[],
        after: Files::new(),
        was: Files::new(),
        sample: SAMPLE,
        mend: None,
    };
    scene.try_each(|fault| try_one(&scene, fault, &taken));
}

//! Newsletters through a real mail server on this machine, which behaves or not (`tests/smtp/server.py`).
//!
//! The server needs the Python of `.tools/`, which tests/run installs. Without it the tests that need the server say
//! so and do nothing, but where tests/run sets PRESSROOM_TOOLS they fail.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";

const EML: &str = "From: =?utf-8?q?The_D=C3=A9sk?= <desk@news.example>\r\nSubject: =?utf-8?q?Why_now=3F?=\r\n\
Message-ID: <why.1@news.example>\r\nDate: Sat, 31 Jan 2026 09:00:00 +0000\r\nList-Id: News <list.news.example>\r\n\
List-Unsubscribe: <https://news.example/unsubscribe?t=--UNSUBSCRIBE-TOKEN-->\r\n\
List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/alternative; boundary=\"part\"\r\n\r\n--part\r\nContent-Type: text/plain; charset=utf-8\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\r\nEXPLAINERS: Why now?\r\n.\r\n..two dots and a bare dot above\r\n\
To leave: <https://news.example/unsubscribe?t=3D--UNSUBSCRIBE-TOKEN--> =E2=80=94 that is all.\r\n--part\r\n\
Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
<p>Why now?</p><p><a href=3D\"https://news.example/unsubscribe?t=3D--UNSUBSC=\r\nRIBE-TOKEN--\">Leave</a></p>\r\n\
--part--\r\n";

/// A newsroom with a newsletter and a server that takes it.
struct Post {
    desk: TestDir,
    server: Child,
    port: u16,
}

impl Drop for Post {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// `None` where there is no server and need not be.
fn post(mode: &str) -> Option<Post> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join(".tools/python/bin/python");
    if !Command::new(&python).args(["-c", "import aiosmtpd"]).output().is_ok_and(|ran| ran.status.success()) {
        assert!(std::env::var_os("PRESSROOM_TOOLS").is_none(), "aiosmtpd is not installed in .tools/python");
        eprintln!("not tested: tests/conformance/install installs the mail server that this test needs");
        return None;
    }
    let desk = TestDir::new();
    let folder = desk.folder.path();
    let openssl = |arguments: &str| {
        let ran =
            Command::new("openssl").current_dir(folder).args(arguments.split_whitespace()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    let new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    openssl(&format!(
        "{new} -subj /CN=authority -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE"
    ));
    openssl(&format!(
        "{new} -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext \
         basicConstraints=critical,CA:FALSE -CA ca.pem -CAkey ca.key -keyout server.key -out server.pem"
    ));
    let mut server = Command::new(python)
        .arg(root.join("tests/smtp/server.py"))
        .args([folder, Path::new(mode)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(fs::File::create(desk.path("server.log")).unwrap())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let post = Post { desk, server, port: line.trim().parse().unwrap() };
    post.desk.write("output/why/why.eml", EML);
    post.desk.write("secret/password", "s3cret: ä\n");
    post.configure(mode, "");
    Some(post)
}

impl Post {
    fn configure(&self, mode: &str, more: &str) {
        let port = self.port;
        self.desk.write("pressroom.toml", settings(port, mode, more));
    }

    /// `pressroom send`, where the key is known.
    fn send(&self, arguments: &str) -> Ran {
        ran(self.desk.command(&format!("send {arguments}")).env("TOKEN_KEY", KEY))
    }

    fn start(&self, arguments: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_pressroom"))
            .current_dir(self.desk.folder.path())
            .args(["send"])
            .args(arguments.split_whitespace())
            .env("TOKEN_KEY", KEY)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Writes a list and gives its addresses.
    fn list(&self, names: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let addresses: BTreeSet<_> =
            names.into_iter().map(|name| format!("{name}@readers.example")).collect();
        self.desk
            .write("list.txt", addresses.iter().map(|address| format!("{address}\n")).collect::<String>());
        addresses
    }

    /// How often the server took the message of each reader. It found nothing wrong with any.
    #[track_caller]
    fn taken(&self) -> BTreeMap<String, usize> {
        let mut taken = BTreeMap::new();
        for line in self.lines() {
            assert_eq!(line["faults"], Value::Array(vec![]), "{line}");
            *taken.entry(line["to"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        taken
    }

    fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.desk.path("taken")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn journal(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.desk.path("sent/why.journal")).unwrap();
        text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn settings(port: u16, mode: &str, more: &str) -> String {
    let trust = if mode == "none" { "" } else { "ca_file = \"ca.pem\"\n" };
    format!(
        "[smtp]\nhost = \"localhost\"\nport = {port}\nsecurity = \"{mode}\"\nuser = \"desk\"\n\
         password_file = \"secret/password\"\ntoken_key_env = \"TOKEN_KEY\"\nfrom = \"bounces@news.example\"\n\
         retries = 3\nbackoff = 0.05\nrate = 1000\n{trust}{more}"
    )
}

#[test]
fn a_thousand_readers_get_it_once() {
    let Some(post) = post("starttls") else { return };
    let readers = post.list((0..1_000).map(|number| format!("reader-{number}")));
    let begun = Instant::now();
    let arguments = "why --list list.txt --to reader-7@READERS.example reader-7@readers.example";
    let ran = post.send(arguments).ends(0);
    assert_eq!(ran.err, "1000 sent\n");
    eprintln!("1,000 messages in {:.1} s", begun.elapsed().as_secs_f64());
    assert_eq!(post.taken(), readers.iter().map(|reader| (reader.clone(), 1)).collect());
    let connections: BTreeSet<_> = post.lines().iter().map(|line| line["connection"].to_string()).collect();
    assert_eq!(connections.len(), 1);
    let ran = post.send(arguments).ends(0);
    assert_eq!(ran.err, "Sent in an earlier run: 1000 of 1000\n0 sent, 1000 sent earlier\n");
    post.send("why --to new@readers.example").ends(0).says("1 sent\n");
    post.send("why --to читач@readers.example").ends(0).says("1 sent\n");
    assert_eq!(post.taken().len(), 1_002);
}

#[test]
fn the_samples_are_built_and_sent() {
    let Some(post) = post("starttls") else { return };
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    for pictures in ["url", "cid"] {
        let newsletter = format!(
            "[site]\nbase_url = \"https://explainers.example/\"\n[newsletter]\npictures = \"{pictures}\"\n\
             unsubscribe = \"https://news.example/unsubscribe?t={{token}}&l=news\"\n"
        );
        post.configure("starttls", &newsletter);
        super::ran(post.desk.command("build --to email").arg(&samples)).ends(0);
        let slugs = post.desk.files("output").into_keys().filter_map(|path| {
            let (slug, file) = path.split_once('/')?;
            (file.ends_with(".eml") && slug != "why").then(|| slug.to_owned())
        });
        for slug in slugs.collect::<Vec<_>>() {
            // The server looks into this journal; two newsletters in one would be versions of each other.
            let readers = format!("{slug}.{pictures}@readers.example {slug}.{pictures}@more.readers.example");
            post.send(&format!("{slug} --journal sent/why.journal --to {readers}")).ends(0).says("2 sent\n");
        }
    }
    let is_explainer =
        |entry: &fs::DirEntry| entry.path().extension().is_some_and(|extension| extension == "md");
    let explainers = |folder: &Path| fs::read_dir(folder).unwrap().flatten().filter(is_explainer).count();
    assert_eq!(post.taken().len(), (explainers(&samples) + explainers(&samples.join("manual"))) * 4);
}

#[test]
fn who_has_an_earlier_version_is_asked_about() {
    let Some(post) = post("none") else { return };
    post.send("why --to a@readers.example refused-b@readers.example").ends(1).says("1 sent, 1 refused\n");
    post.desk.write("output/why/why.eml", EML.replace("why.1@", "why.2@"));
    let all = "why --to a@readers.example refused-b@readers.example c@readers.example";
    let ran = post.send(all).ends(1).says("Have another version of it: 1 of 3\n");
    let ran = ran.says("1 sent, 1 with another version, 1 refused\n");
    assert!(!ran.err.contains("earlier run"), "{}", ran.err);
    assert_eq!(post.taken().into_values().collect::<Vec<_>>(), [1, 1]);
    post.send(&format!("{all} --new-version")).ends(1).says("1 sent, 1 sent earlier, 1 refused\n");
    assert_eq!(post.taken().into_values().collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_full_disk_ends_the_run_and_the_next_goes_on() {
    let Some(post) = post("none") else { return };
    let readers = post.list((0..30).map(|number| format!("reader-{number}")));
    // The shell lets no file grow beyond 4 KiB; the journal meets that in the middle of a line.
    let ran = super::ran(
        assert_cmd::Command::new("bash")
            .current_dir(post.desk.folder.path())
            .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" send why --list list.txt"])
            .arg(env!("CARGO_BIN_EXE_pressroom"))
            .env("TOKEN_KEY", KEY),
    );
    let ran = ran.ends(3).says("the journal sent/why.journal can't be written").says("not sent yet\n");
    let first = post.taken().len();
    assert!((3..20).contains(&first), "{}", ran.err);
    let ran = post.send("why --list list.txt");
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    let in_doubt = usize::from(ran.code == Some(1));
    let taken = post.taken();
    assert!(
        taken.values().all(|times| *times == 1) && taken.len() >= readers.len() - in_doubt,
        "{}",
        ran.err
    );
}

#[test]
fn each_answer_of_the_server_has_its_consequence() {
    let Some(post) = post("starttls") else { return };
    post.configure("starttls", "timeout = 1\n");
    let kinds = [
        "good", "refused", "later", "full", "never", "spam", "closing", "dropped", "cut", "lost", "stalled",
        "silent",
    ];
    let two = |kind: &'static str| (0..2).map(move |number| format!("{kind}-{number}"));
    let mut readers = post.list(kinds.into_iter().flat_map(two).filter(|name| name != "silent-1"));
    let ran = post.send("why --list list.txt").ends(1);
    for text in [
        "refused: refused-0@readers.example: 550 5.1.1 there is no such reader\n",
        "refused: spam-1@readers.example: 554 5.7.1 looks like spam\n",
        "put off: never-0@readers.example: 450 4.2.1 not today\n",
        "in doubt: lost-0@readers.example: the server closed the connection\n",
        "in doubt: silent-0@readers.example: the server did not answer in time\n",
        "12 sent, 4 refused, 2 put off too often, 5 in doubt\n",
        "The same command goes on where this run ended.\n",
        "--resend-in-doubt",
    ] {
        assert!(ran.err.contains(text), "`{text}` is not in:\n{}", ran.err);
    }
    let kind =
        |address: &str, kinds: &[&str]| kinds.iter().any(|kind| address.starts_with(&format!("{kind}-")));
    readers.retain(|reader| !kind(reader, &["refused", "never", "spam", "cut"]));
    let once: BTreeMap<_, _> = readers.iter().map(|reader| (reader.clone(), 1)).collect();
    assert_eq!(post.taken(), once);
    // Another run sends only what was put off.
    let ran = post.send("why --list list.txt").ends(1);
    for text in [
        "Sent in an earlier run: 12 of 23\n",
        "In doubt since an earlier run: 5: cut-0@readers.example, ",
        "Refused in an earlier run: 4;",
        "  spam-0@readers.example: 554 5.7.1 looks like",
        "0 sent, 12 sent earlier, 4 refused, 2 put off too often, 5 in doubt\n",
    ] {
        assert!(ran.err.contains(text), "`{text}` is not in:\n{}", ran.err);
    }
    assert_eq!(post.taken(), once);
    // Who is in doubt is asked for: the first time, these were cut before the message was whole.
    post.send("why --to cut-0@readers.example cut-1@readers.example --resend-in-doubt")
        .ends(0)
        .says("2 sent\n");
    post.send("why --to refused-0@readers.example --retry-refused").ends(1).says("0 sent, 1 refused");
    assert_eq!(post.taken().len(), once.len() + 2);
}

#[test]
fn a_message_that_was_cut_is_sent_again() {
    let Some(post) = post("none") else { return };
    // More than the system takes before the server reads it.
    let long = "x".repeat(70).to_owned() + "=20\r\n";
    post.desk.write("output/why/why.eml", EML.replace("EXPLAINERS", &(long.repeat(200_000) + "EXPLAINERS")));
    let readers = post.list(["cut-0".to_owned()]);
    post.send("why --list list.txt").ends(0).says("1 sent\n");
    assert_eq!(post.taken(), readers.into_iter().map(|reader| (reader, 1)).collect());
    let events: Vec<_> =
        post.journal().iter().map(|line| line["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(events, ["trying", "put-off", "trying", "sent"]);
}

#[test]
fn a_killed_run_goes_on_and_nobody_gets_it_twice() {
    let Some(post) = post("starttls") else { return };
    let readers = post.list((0..300).map(|number| format!("slow-{number}")));
    let mut kills = 0;
    let mut finished = false;
    for round in 0..40_u64 {
        let mut run = post.start("why --list list.txt");
        // A few moments at the beginning, too: while it connects, logs in and opens the journal.
        thread::sleep(Duration::from_millis(if round < 8 { 10 * round } else { 100 + 37 * (round % 7) }));
        if let Some(status) = run.try_wait().unwrap() {
            assert!(matches!(status.code(), Some(0 | 1)), "{status}");
            finished = true;
            break;
        }
        run.kill().unwrap();
        run.wait().unwrap();
        kills += 1;
    }
    let ran = post.send("why --list list.txt");
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    let taken = post.taken();
    assert!(taken.values().all(|times| *times == 1), "{taken:?}");
    // The last thing that the journal says of a reader.
    let mut last = BTreeMap::new();
    for line in post.journal() {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        last.insert(text("to"), text("event"));
    }
    assert_eq!(last.keys().cloned().collect::<BTreeSet<_>>(), readers);
    let doubt: BTreeSet<_> =
        last.iter().filter(|(_, event)| *event == "trying").map(|(reader, _)| reader.clone()).collect();
    assert!(last.values().all(|event| event == "trying" || event == "sent"), "{last:?}");
    assert!(doubt.len() <= kills, "{doubt:?}");
    let missing: BTreeSet<_> =
        readers.iter().filter(|reader| !taken.contains_key(*reader)).cloned().collect();
    assert!(missing.is_subset(&doubt), "lost without a word: {missing:?}");
    assert_eq!(ran.code, Some(i32::from(!doubt.is_empty())), "{}", ran.err);
    for reader in &doubt {
        assert!(doubt.len() > 20 || ran.err.contains(reader.as_str()), "{}", ran.err);
    }
    eprintln!(
        "{kills} kills, finished: {finished}; {} in doubt, of whom {} have it",
        doubt.len(),
        doubt.len() - missing.len()
    );
    post.send("why --list list.txt --resend-in-doubt").ends(0);
    assert_eq!(post.taken().len(), readers.len());
}

#[test]
fn a_server_that_is_busy_is_waited_for() {
    let Some(post) = post("starttls") else { return };
    let text = settings(post.port, "starttls", "").replace("bounces@", "busy@");
    post.desk.write("pressroom.toml", text);
    let readers = post.list((0..3).map(|number| format!("reader-{number}")));
    post.send("why --list list.txt").ends(0).says("451 4.3.2 not now; going on in").says("3 sent\n");
    assert_eq!(post.taken(), readers.into_iter().map(|reader| (reader, 1)).collect());
}

#[test]
fn two_runs_keep_apart() {
    let Some(post) = post("tls") else { return };
    let readers = post.list((0..4).map(|number| format!("reader-{number}")));
    let begun = Instant::now();
    let mut first = post.start("why --list list.txt --rate 2");
    while post.lines().is_empty() {
        assert!(first.try_wait().unwrap().is_none());
        thread::sleep(Duration::from_millis(20));
    }
    post.send("why --list list.txt").ends(3).says("another run is sending with the journal sent/why.journal");
    assert!(first.wait().unwrap().success());
    assert!(begun.elapsed() > Duration::from_millis(1_500), "four messages, two a second");
    assert_eq!(post.taken(), readers.into_iter().map(|reader| (reader, 1)).collect());
}

#[test]
fn a_server_that_does_not_let_us_is_an_error_that_says_why() {
    let Some(post) = post("starttls") else { return };
    let all = "why --to a@readers.example b@readers.example";
    post.desk.write("secret/password", "guess");
    post.send(all)
        .ends(2)
        .says("does not let `desk` log in with this password: 535")
        .says("0 sent, 2 not sent yet\n");
    post.desk.write("secret/password", "s3cret: ä");
    let without = |line: &str| {
        let text = settings(post.port, "starttls", "").replace(line, "");
        post.desk.write("pressroom.toml", text);
    };
    without("ca_file = \"ca.pem\"\n");
    post.send(all).ends(2).says("can't prove who it is").says("UnknownIssuer").says("ca_file");
    without("user = \"desk\"\npassword_file = \"secret/password\"\n");
    post.send(all).ends(2).says("the server takes no messages from bounces@news.example: 530");
    // It wants no messages at all, now or ever.
    let sender = |name: &str| {
        let text = settings(post.port, "starttls", "").replace("bounces@", &format!("{name}@"));
        post.desk.write("pressroom.toml", text);
    };
    sender("shut");
    post.send(all).ends(3).says("451 4.3.2 not now; going on in").says("0 sent, 2 not sent yet\n");
    sender("banned");
    post.send(all).ends(2).says("the server takes no messages from banned@news.example: 553 5.7.1 not you\n");
    post.configure("none", "");
    post.send(all).ends(2).says("offers no login with a password");
    post.configure("tls", "");
    post.send(all).ends(2).says("error:");
    assert!(post.lines().is_empty());
    // Nobody is there any more.
    post.configure("starttls", "");
    let Post { desk, port, .. } = &post;
    desk.write(
        "pressroom.toml",
        settings(*port, "starttls", "").replace(&format!("port = {port}"), "port = 1"),
    );
    post.send(all)
        .ends(3)
        .says("localhost:1: ")
        .says("going on in 1 second")
        .says("0 sent, 2 not sent yet\n");
    let plain = self::post("none").unwrap();
    plain.configure("starttls", "");
    plain.desk.write("ca.pem", fs::read(post.desk.path("ca.pem")).unwrap());
    plain.send(all).ends(2).says("does not offer STARTTLS");
}

/// A newsroom whose server is never asked.
fn offline() -> TestDir {
    let desk = TestDir::new();
    desk.write("output/why/why.eml", EML);
    desk.write("secret/password", "x");
    desk.write("ca.pem", "");
    desk.write("pressroom.toml", settings(1, "none", ""));
    desk
}

fn send(desk: &TestDir, arguments: &[&str]) -> Ran {
    ran(desk.command("send").args(arguments).env("TOKEN_KEY", KEY))
}

#[test]
fn a_rehearsal_connects_nowhere_and_writes_nothing() {
    let desk = offline();
    desk.write("list.txt", "# readers\na@readers.example\nA@READERS.example\na@Readers.Example # again\n");
    let before = desk.files("");
    let ran = send(&desk, &["why", "--list", "list.txt", "--to", "b@пошта.укр", "--dry-run"]).ends(0);
    assert_eq!(
        ran.out,
        "Subject: Why now?\nFrom: desk@news.example\nFailures go to: bounces@news.example\nThrough: localhost:1 (not encrypted), as desk\n\
         To: 3 readers: b@xn--80a1acn3a.xn--j1amh, a@readers.example, A@readers.example\nNamed more than once: 1\n\
         Journal: sent/why.journal\nNothing was sent.\n"
    );
    assert_eq!(before, desk.files(""));
}

#[test]
fn nothing_is_sent_unless_everything_is_right() {
    let desk = offline();
    desk.write(
        "list.txt",
        "a@readers.example\n\n  nobody\nb@readers.example\nA Reader <c@readers.example>\n",
    );
    let ran = send(&desk, &["why", "--list", "list.txt"])
        .ends(2)
        .says("the list has 2 wrong lines; nothing was sent");
    ran.says("list.txt:3:3").says("error[bad-address]").says("`nobody` has no @").says("list.txt:5:1");
    for address in ["a@readers.example\r\nRCPT TO:<b@readers.example>", "a@readers.example\nBcc: b@x.example"]
    {
        send(&desk, &["why", "--to", address]).ends(2).says("in --to holds a control character");
    }
    send(&desk, &["why"]).ends(2).says("--to");
    send(&desk, &["why", "--to", "a@b.example", "--rate", "0"]).ends(2).says("--rate");
    desk.write("empty.txt", "# nobody\n");
    send(&desk, &["why", "--list", "empty.txt"]).ends(2).says("there is no address in the list");
    send(&desk, &["why", "--list", "none.txt"]).ends(2).says("none.txt can't be read");
    // The newsletter.
    let one = |what: &str| send(&desk, &[what, "--to", "a@readers.example"]);
    one("wyh").ends(2).says("there is no output/wyh/wyh.eml; did you mean why?");
    one("other").ends(2).says("there is no output/other/other.eml; `pressroom build --to email` makes it");
    desk.write("page.eml", "<!doctype html>\n");
    one("page.eml").ends(2).says("page.eml can't be sent: it is no e-mail message");
    // The configuration.
    let wrong = |from: &str, to: &str| {
        desk.write("pressroom.toml", settings(1, "none", "").replace(from, to));
        one("output/why/why.eml").ends(2)
    };
    wrong("token_key_env = \"TOKEN_KEY\"\n", "").says("[smtp] has no key");
    wrong("TOKEN_KEY", "UNSET_KEY").says("the environment variable UNSET_KEY is not set");
    wrong("secret/password", "secret/none").says("the password for the server: secret/none can't be read");
    wrong("bounces@", "bounces").says("`from` in [smtp]: `bouncesnews.example` has no @");
    wrong("\"none\"", "\"tls\"\nca_file = \"why.pem\"").says("ca_file why.pem: it can't be read");
    wrong("\"none\"", "\"tls\"\nca_file = \"ca.pem\"").says("ca_file ca.pem: it holds no certificate");
    wrong("localhost", "mail.example").says("would not be protected");
    wrong("password_file", "password").says("`password` must not stand in this file");
    desk.write("pressroom.toml", settings(1, "none", ""));
    super::ran(desk.command("send why --to a@readers.example").env("TOKEN_KEY", "short"))
        .ends(2)
        .says("the key of unsubscribe tokens has 5 bytes");
    fs::remove_file(desk.path("pressroom.toml")).unwrap();
    one("why").ends(2).says("there is no [smtp] in pressroom.toml");
    assert!(!desk.exists("sent"));
}

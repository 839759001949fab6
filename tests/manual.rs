//! Runs every command and reads every block of configuration in the README and the manual, as written there.
//!
//! A shell block runs in a small newsroom that all blocks of its page share. Each command must succeed, or end with the code
//! that a comment behind it names (`# ends with 1`).

mod library;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::built::{pressroom, root};

/// Shell blocks that are not run, each by its first line, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("tests/run", "it runs this test"),
    ("pressroom send rents --list readers.txt", "it needs a mail server; tests/cli/send.rs has one"),
    ("spark-submit --master spark://HOST:7077 \\", "it needs a cluster; tests/spark/check has one"),
];

/// Shell blocks that need another program, each by its first line: they are run where it is installed.
const NEEDS: &[(&str, &str)] = &[
    ("minisign -V -p newsroom.pub -m handover.tar.zst", "minisign"),
    ("printf '%s\\n%s' news.example.org reader@example.org \\", "openssl"),
];

/// The configuration of the newsroom that blocks run in.
const CONFIGURATION: &str = r#"
[site]
name = "The Example"
base_url = "https://explainers.example.org/"
language = "en"

[newsletter]
from = "The Example <letters@example.org>"
reason = "You get this because you subscribed on example.org."
address = "1 Main Street, Exampletown"
unsubscribe = "https://example.org/unsubscribe?reader={token}"

[smtp]
host = "mail.example.org"
security = "tls"
user = "newsroom"
password_env = "MAIL_PASSWORD"
token_key_env = "TOKEN_KEY"
"#;

/// The front matter of explainers that show no other.
const FRONT: &str = "---\nheadline: Why?\nlanguage: en\npublished: 2026-01-31\n\
                     canonical_url: https://explainers.example.org/why/\n---\n\n";

/// A fenced block of a page.
#[derive(Debug, Clone)]
struct Block {
    /// The page's path and the line of the fence, for messages.
    place: String,
    language: String,
    text: String,
}

/// A page and its path from the root of the repository.
struct Page {
    path: String,
    text: String,
}

/// A folder with explainers, pictures and all files that blocks name.
struct Project(TempDir);

/// The README, and the manual in the order of its files' names.
fn pages() -> Vec<Page> {
    let manual = fs::read_dir(root().join("input/manual")).unwrap();
    let mut names: Vec<_> = manual.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let manual = names.iter().filter(|name| name.ends_with(".md")).map(|name| format!("input/manual/{name}"));
    let page = |path: String| Page { text: fs::read_to_string(root().join(&path)).unwrap(), path };
    let pages: Vec<_> = std::iter::once("README.md".to_owned()).chain(manual).map(page).collect();
    assert!(pages.len() > 10, "the manual is there");
    pages
}

impl Page {
    /// The fenced blocks, in their order.
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let info = line.trim_start_matches('`');
            let fence = &line[..line.len() - info.len()];
            if fence.len() < 3 {
                continue;
            }
            let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != fence);
            let text = inside.fold(String::new(), |text, line| text + line + "\n");
            let place = format!("{}:{}", self.path, number + 1);
            blocks.push(Block { place, language: info.trim().to_owned(), text });
        }
        blocks
    }

    /// The text without its fenced blocks.
    fn prose(&self) -> String {
        let mut inside = false;
        let mut prose = String::new();
        for line in self.text.lines() {
            if line.starts_with("```") {
                inside = !inside;
            } else if !inside {
                writeln!(prose, "{line}").unwrap();
            }
        }
        prose
    }

    /// What is linked to in the page: each file and the id in it.
    fn links(&self) -> Vec<(String, Option<String>)> {
        let prose = self.prose();
        let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        let targets = targets.map(|(target, _)| target).filter(|target| !target.contains("://"));
        let divided = targets.map(|target| match target.split_once('#') {
            Some((file, id)) => (file.to_owned(), Some(id.to_owned())),
            None => (target.to_owned(), None),
        });
        divided.collect()
    }
}

impl Block {
    fn fault(&self, message: impl std::fmt::Display) -> String {
        format!("{}: {message}\n\n{}", self.place, self.text)
    }

    /// The file that a block of TOML stands for: its first comment.
    fn file(&self) -> Option<&str> {
        self.text.lines().next()?.strip_prefix("# ")
    }

    /// True for a block that can't be run here.
    fn is_left_out(&self) -> bool {
        let first = self.text.lines().next();
        let is_first = |(line, _): &&(&str, &str)| Some(*line) == first;
        NOT_RUN.iter().any(|listed| is_first(&listed))
            || NEEDS.iter().find(is_first).is_some_and(|(_, program)| !is_installed(program))
    }

    /// The commands, each with the code that it ends with.
    fn commands(&self) -> Vec<(String, i32)> {
        let joined = self.text.replace("\\\n", " ").replace("cargo run --release --", "pressroom");
        let code = |line: &str| {
            let (_, comment) = line.split_once("# ends with ")?;
            comment.trim().parse().ok()
        };
        let lines = joined.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        lines.map(|line| (line.to_owned(), code(line).unwrap_or_default())).collect()
    }
}

fn is_installed(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write("pressroom.toml", CONFIGURATION);
        let explainer = |headline: &str, slug: &str| {
            format!(
                "---\nheadline: {headline}\nkicker: Explainers\ndek: In a sentence.\nlanguage: en\npublished: 2026-01-31\n\
                 canonical_url: https://explainers.example.org/{slug}/\nauthors: [Ada Writer]\nsection: City\n---\n\n\
                 The lede.\n\n## Who pays? {{teaser}}\n\nAll of us.\n"
            )
        };
        project.write("input/rents.md", explainer("Why do rents rise?", "rents"));
        project.write("input/fares.md", explainer("Who sets the fares?", "fares"));
        for name in ["bridge.jpg", "cars.png"] {
            let path = project.path("input/pictures").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            image::RgbImage::from_pixel(1600, 900, image::Rgb([90, 120, 150])).save(path).unwrap();
        }
        project.write("readers.txt", "reader@example.org # one of many\n");
        project.write("consent.json", r#"{"consentInstanceId": "site", "consentRequired": false}"#);
        let profile = fs::read(root().join("themes/default/profiles/newsprint.icc")).unwrap();
        project.write("ISOnewspaper26v4.icc", profile);
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Copies the manual into the newsroom for a block that names it, and takes it away again.
    fn with_manual<T>(&self, run: impl FnOnce() -> T) -> T {
        let manual = self.path("input/manual");
        fs::create_dir_all(&manual).unwrap();
        for entry in fs::read_dir(root().join("input/manual")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), manual.join(entry.file_name())).unwrap();
        }
        let result = run();
        fs::remove_dir_all(manual).unwrap();
        result
    }

    /// Runs a shell block, line by line; says which lines ended otherwise than they should.
    fn run(&self, block: &Block) -> Result<(), String> {
        let commands = block.commands();
        let mut script = String::new();
        for (command, _) in &commands {
            writeln!(script, "{command}\ncode=$?; echo; echo \"ended: $code\"").unwrap();
        }
        let output = self.shell(&script);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let codes: Vec<i32> =
            said.lines().filter_map(|line| line.strip_prefix("ended: ")?.parse().ok()).collect();
        let expected: Vec<i32> = commands.iter().map(|(_, code)| *code).collect();
        match codes == expected && !commands.is_empty() {
            true => Ok(()),
            false => Err(block.fault(format!(
                "the commands ended with {codes:?}, not with {expected:?}\n{said}{}",
                String::from_utf8_lossy(&output.stderr)
            ))),
        }
    }

    fn shell(&self, script: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_pressroom"));
        let mut folders = vec![program.parent().unwrap().to_owned()];
        folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let mut shell = Command::new("sh");
        shell.current_dir(self.0.path()).args(["-c", script]);
        shell.env("PATH", std::env::join_paths(folders).unwrap()).env("SOURCE_DATE_EPOCH", "1785000000");
        shell.env("MAIL_PASSWORD", "secret").env("TOKEN_KEY", "0123456789abcdef");
        shell.output().unwrap()
    }

    /// Checks with `arguments`. Gives what was found: the file, and the finding as it is printed for programs.
    fn check(&self, arguments: &[&str]) -> Result<Vec<(String, String)>, String> {
        let mut command = pressroom();
        command.current_dir(self.0.path()).arg("check").args(arguments).args(["--message-format", "json"]);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let finding = |line: &str| {
            let value: Value = serde_json::from_str(line).unwrap();
            (value["file"].as_str().unwrap_or_default().to_owned(), line.to_owned())
        };
        match output.status.success() {
            true => Ok(said.lines().map(finding).collect()),
            false => Err(format!("{said}{}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// Reads a block of TOML as the file that its first line names.
    fn configure(&self, block: &Block) -> Result<(), String> {
        let fault = |message: String| block.fault(message);
        let found = match block.file() {
            Some("pressroom.toml") => {
                self.write("block.toml", &block.text);
                let editions = ["--to", "amp,html,epub,print,text,jsonfeed"];
                let arguments = [&["input/rents.md", "--config", "block.toml"][..], &editions].concat();
                self.check(&arguments).map_err(fault)?
            }
            Some("themes/ours/theme.toml") => {
                self.write("themes/ours/theme.toml", &block.text);
                let arguments = ["input/rents.md", "--theme", "themes/ours", "--to", "html,epub,pdf"];
                self.check(&arguments).map_err(fault)?
            }
            Some("Cargo.toml") => {
                return toml::from_str::<toml::Table>(&block.text)
                    .map(drop)
                    .map_err(|error| fault(error.to_string()));
            }
            _ => return Err(fault("the first line names no file that a test knows".to_owned())),
        };
        match found.iter().find(|(file, _)| file.ends_with(".toml")) {
            Some((_, finding)) => Err(fault(finding.clone())),
            None => Ok(()),
        }
    }

    /// Reads an explainer, or a part of one.
    fn read(&self, block: &Block) -> Result<(), String> {
        let is_whole = ["---\n", "+++\n"].iter().any(|fence| block.text.starts_with(fence));
        let front = if is_whole { "" } else { FRONT };
        self.write("input/block.md", format!("{front}{}", block.text));
        let found = self.check(&["input/block.md", "--to", "amp,html,epub,pdf,print,text,email,ninjs"]);
        match found.map_err(|said| block.fault(said))?.first() {
            Some((_, finding)) => Err(block.fault(finding)),
            None => Ok(()),
        }
    }

    /// Judges a block by its language.
    fn judge(&self, block: &Block) -> Result<(), String> {
        match block.language.as_str() {
            "sh" if block.is_left_out() => Ok(()),
            "sh" if block.text.contains("input/manual") => self.with_manual(|| self.run(block)),
            "sh" => self.run(block),
            "toml" => self.configure(block),
            "markdown" => self.read(block),
            "json" => {
                serde_json::from_str::<Value>(&block.text).map(drop).map_err(|error| block.fault(error))
            }
            "rust" => match include_str!("manual/library.rs").contains(&block.text) {
                true => Ok(()),
                false => Err(block.fault("tests/manual/library.rs does not hold this text")),
            },
            _ => Err(block.fault("no test knows blocks of this language")),
        }
    }
}

#[test]
fn every_block_does_what_its_page_says() {
    let faults: Vec<String> = std::thread::scope(|scope| {
        let judge = |page: Page| {
            let project = Project::new();
            page.blocks().iter().filter_map(|block| project.judge(block).err()).collect::<Vec<_>>()
        };
        let pages: Vec<_> = pages().into_iter().map(|page| scope.spawn(move || judge(page))).collect();
        pages.into_iter().flat_map(|page| page.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{} blocks are wrong:\n\n{}", faults.len(), faults.join("\n\n"));
}

#[test]
fn blocks_that_are_not_run_are_there() {
    let blocks: Vec<_> = pages().iter().flat_map(Page::blocks).collect();
    assert!(blocks.len() > 40, "only {} blocks", blocks.len());
    for (line, _) in NOT_RUN.iter().chain(NEEDS) {
        assert!(
            blocks.iter().any(|block| block.text.lines().next() == Some(line)),
            "no block begins with {line}"
        );
    }
}

/// The judge is judged: each of these blocks has one fault.
#[test]
fn a_wrong_block_is_found() {
    let project = Project::new();
    for (language, text) in [
        ("sh", "pressroom check --no-such-option\n"),
        ("sh", "pressroom no-such-command\n"),
        ("sh", "pressroom check   # ends with 1\n"),
        ("sh", "\n"),
        ("toml", "# pressroom.toml\n[site]\nbase_ulr = \"https://example.org/\"\n"),
        ("toml", "# pressroom.toml\n[print]\nprest = \"magazine\"\n"),
        ("toml", "# pressroom.toml\n[newsletter]\nutm = { sorce = \"letter\" }\n"),
        ("toml", "# themes/ours/theme.toml\nextends = \"default\"\n[page]\ncolumn = 1\n"),
        ("toml", "# Cargo.toml\n[dependencies\n"),
        ("toml", "[site]\n"),
        ("markdown", "---\nheadlin: Why?\n---\n\nText.\n"),
        ("markdown", "## Why? {update=2026-01-31}\n\nText.\n"),
        ("json", "{\"id\": }\n"),
        ("rust", "fn main() {}\n"),
        ("klingon", "\n"),
    ] {
        let (language, text) = (language.to_owned(), text.to_owned());
        let block = Block { place: "a test".to_owned(), language, text };
        assert!(project.judge(&block).is_err(), "{block:?}");
    }
    let text = "pressroom check\ncd input\nexport NAME=fares\n! pressroom check $NAME.md --no-such-option\n";
    let block = Block { place: String::new(), language: "sh".to_owned(), text: text.to_owned() };
    project.judge(&block).unwrap();
}

#[test]
fn every_link_leads_to_a_page_and_a_card() {
    for page in pages() {
        let folder = Path::new(&page.path).parent().unwrap().to_owned();
        for (file, id) in page.links() {
            let target =
                if file.is_empty() { root().join(&page.path) } else { root().join(&folder).join(&file) };
            assert!(target.exists(), "{}: {file}", page.path);
            let Some(id) = id else { continue };
            let text = fs::read_to_string(target).unwrap();
            assert!(text.contains(&format!("{{#{id}}}")), "{}: {file}#{id}", page.path);
        }
    }
}

#[test]
fn every_option_that_is_named_is_there() {
    let help = |arguments: &[&str]| {
        let output = pressroom().args(arguments).arg("--help").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let commands = [
        "build",
        "check",
        "explain",
        "fix",
        "fmt",
        "import",
        "digest",
        "diff",
        "init",
        "new",
        "send",
        "pack",
        "verify",
        "key",
        "schema",
        "merge",
        "stream",
        "editions",
        "themes",
        "completions",
        "man",
    ];
    let mut known = help(&["theme", "new"]);
    for command in commands {
        known += &help(&[command]);
    }
    for page in pages() {
        let prose = page.prose();
        // Cargo has options of its own.
        let code = prose.split('`').skip(1).step_by(2).filter(|code| !code.starts_with("cargo "));
        for code in code {
            for option in code.split(|c: char| c != '-' && !c.is_ascii_lowercase()) {
                let is_option =
                    option.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c != '-'));
                assert!(!is_option || known.contains(option), "{}: {option} in `{code}`", page.path);
            }
        }
    }
}

/// README's table of editions is that of the program.
#[test]
fn the_editions_are_those_of_the_program() {
    let output = pressroom().arg("editions").output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let names: Vec<_> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | `SLUG."));
    let rows: Vec<_> = rows.map(|(name, _)| name).collect();
    assert_eq!(rows, names);
}

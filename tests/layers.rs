//! Keeps the layers of the code: an arrow between modules runs down, and only the edge touches the outside world.
//!
//! Low to high: diagnostic < model < read | theme < render < pipeline < cli; `render` never reads. Test modules are not looked at: they
//! are not part of what is built.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Modules of the crate and how high they stand. Modules of one height don't know each other.
const RANKS: &[(&str, u8)] = &[
    ("diagnostic", 0),
    ("model", 1),
    ("read", 2),
    ("theme", 2),
    ("render", 3),
    ("pipeline", 4),
    ("cli", 5),
    ("lib", 6),
    ("main", 6),
];

/// What only some places may name: a path's beginning, and where it is allowed.
const RESERVED: &[(&[&str], &[&str])] = &[
    (&["chardetng"], &["diagnostic/decode"]),
    (&["encoding_rs"], &["diagnostic/decode"]),
    (&["comrak"], &["read/markdown"]),
    (&["typst"], &["render/pdf"]),
    (&["typst_pdf"], &["render/pdf"]),
    (&["typst_layout"], &["render/pdf"]),
    (&["typst_assets"], &["render/pdf"]),
    (&["genpdf"], &["render/proof"]),
    (&["epub_builder"], &["render/epub"]),
    (&["lettre"], &["pipeline/deliver", "render/newsletter", "read/site"]),
    (&["lettre", "transport"], &["pipeline/deliver"]),
    (&["hmac"], &["pipeline/deliver"]),
    (&["minisign"], &["pipeline/handover"]),
    (&["tar"], &["pipeline/handover"]),
    (&["zstd"], &["pipeline/handover"]),
    (&["redb"], &["pipeline/store"]),
    (&["clap"], &["cli"]),
    (&["clap_complete"], &["cli"]),
    (&["clap_mangen"], &["cli"]),
    (&["annotate_snippets"], &["cli"]),
    (&["indicatif"], &["cli"]),
    (&["std", "fs"], &["pipeline", "cli", "build"]),
    // They panic where a folder can't be closed.
    (&["fs", "read_dir"], &["pipeline/disk", "build"]),
    (&["fs", "remove_dir_all"], &[]),
    (&["tempfile", "TempDir"], &[]),
    (&["std", "env"], &["pipeline", "cli", "main", "build"]),
    (&["std", "time", "Instant"], &["pipeline", "cli"]),
    (&["Instant"], &["pipeline", "cli"]),
    (&["std", "time", "SystemTime", "now"], &["pipeline", "cli"]),
    (&["SystemTime", "now"], &["pipeline", "cli"]),
    (&["jiff", "Timestamp", "now"], &["pipeline", "cli"]),
    (&["Timestamp", "now"], &["pipeline", "cli"]),
    (&["Zoned", "now"], &["pipeline", "cli"]),
    (&["std", "net", "TcpStream"], &["pipeline/deliver"]),
    (&["std", "net", "TcpListener"], &[]),
    (&["std", "net", "UdpSocket"], &[]),
    (&["std", "net", "ToSocketAddrs"], &["pipeline/deliver"]),
    (&["std", "process"], &["pipeline/workers", "cli", "main"]),
    (&["println!"], &["cli", "build"]),
    (&["eprintln!"], &["cli"]),
    (&["print!"], &["cli"]),
    (&["eprint!"], &["cli"]),
];

#[test]
fn no_arrow_runs_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 20, "the source files are not where this test looks for them");
    let backends = backends(&root);
    // A test may read Markdown to see its pages.
    let is_test = |path: &Path| {
        path.iter().any(|part| {
            part.to_str()
                .is_some_and(|name| name == "tests.rs" || name.trim_end_matches(".rs").ends_with("_tests"))
        })
    };
    let found: Vec<_> = files
        .iter()
        .filter(|path| !is_test(path))
        .flat_map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            violations(&name, &fs::read_to_string(path).unwrap(), &backends)
        })
        .collect();
    assert!(found.is_empty(), "arrows that run up, or names that don't belong there:\n{}", found.join("\n"));
}

/// `Path::exists` and its like say no to "I can't tell", so that what the disk refuses would be taken for missing; `pipeline::disk`
/// tells these apart.
#[test]
fn whether_something_is_there_is_asked_where_the_answer_can_fail() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let mut found = Vec::new();
    let of_build = root.join("build.rs");
    let looked_at = |path: &&PathBuf| !path.to_string_lossy().contains("test") && **path != of_build;
    for path in files.iter().filter(looked_at) {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("\nmod tests {").next().unwrap();
        let asks = |line: &&str| {
            line.contains(".exists()") || line.contains("path.is_file()") || line.contains("path.is_dir()")
        };
        found.extend(text.lines().filter(asks).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_violation_is_found() {
    let backends = ["web", "epub"].map(str::to_owned);
    let wrong = [
        ("model/card.rs", "use crate::{diagnostic::Span, theme::Theme};"),
        ("diagnostic/mod.rs", "fn f(x: crate::model::Card) {}"),
        ("read/cards.rs", "use crate::theme;"),
        ("theme/mod.rs", "use super::read::markdown;"),
        ("theme/mod.rs", "use crate::*;"),
        ("theme/words.rs", "use super::super::render;"),
        ("render/web/page.rs", "use crate::read;"),
        ("render/web/page.rs", "use crate::render::{markup, epub::book};"),
        ("render/web/page.rs", "use super::super::epub;"),
        ("render/web/mod.rs", "use super::{markup::Writer, epub};"),
        ("pipeline/mod.rs", "pub use crate::cli::run;"),
        ("read/mod.rs", "use comrak::Arena;"),
        ("render/newsletter/mod.rs", "use lettre::{message::Message, transport::smtp::client};"),
        ("render/epub/mod.rs", "let t = std::time::SystemTime::now();"),
        ("render/epub/mod.rs", "use std::{collections::BTreeMap, fs::File};"),
        ("render/web/mod.rs", "eprintln!(\"x\");"),
        ("render/epub/mod.rs", "fn f() { typst::compile(x) }"),
        ("read/mod.rs", "let quote = '\"'; use std::env;"),
        ("pipeline/publish.rs", "let all = fs::read_dir(path);"),
    ];
    for (file, source) in wrong {
        assert_eq!(violations(file, source, &backends).len(), 1, "{file}: {source}");
    }
    let right = [
        ("model/card.rs", "use crate::{diagnostic::Span, model::Block};\n// use crate::theme;"),
        (
            "model/card.rs",
            "//! See `crate::render`.\n/* crate::cli */ const A: &str = \"crate::cli println!\";",
        ),
        ("model/card.rs", "const A: &str = r#\"x\" crate::cli\"#; const B: char = '\"';"),
        ("render/mod.rs", "use crate::render::epub; use web::x; use super::theme;"),
        ("render/web/page.rs", "use super::{super::markup::Writer, card}; use crate::render::web::card;"),
        ("read/markdown.rs", "use comrak::Arena;"),
        ("read/mod.rs", "use crate::model;\n#[cfg(test)]\nmod tests { use crate::theme; use std::fs; }"),
        ("pipeline/publish.rs", "use std::fs;"),
        (
            "render/epub/mod.rs",
            "let epoch = std::time::SystemTime::UNIX_EPOCH; page.print(); let b = print != 1;",
        ),
        ("render/web/page.rs", "let blueprint = 1; writeln!(f, \"std::fs\"); fn lifetime<'a>(x: &'a str) {}"),
    ];
    for (file, source) in right {
        assert_eq!(violations(file, source, &backends), Vec::<String>::new(), "{file}: {source}");
    }
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The folders of `render`, each a backend but `markup`, which web and EPUB share.
fn backends(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("render")).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !["markup", "photo", "plain"].contains(&name.as_str()))
        .collect()
}

fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

/// What the file (its path under `src/`) names that it must not.
fn violations(file: &str, source: &str, backends: &[String]) -> Vec<String> {
    let mut module: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if module.last() == Some(&"mod") {
        module.pop();
    }
    let place = module.join("/");
    let mut found = Vec::new();
    for path in paths(source) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if let Some(inside) = inside_crate(&module, &path)
            && let Some(&target) = inside.first()
        {
            let (from, to) = (rank(module[0]), rank(target));
            let own = target == module[0];
            // Editions are made from the model alone, although `read` stands below them.
            let reads = module[0] == "render" && target == "read";
            let up =
                reads || target == "*" || to.is_some_and(|to| !own && from.is_none_or(|from| to >= from));
            let sibling = target == "render"
                && module[0] == "render"
                && inside.get(1).is_some_and(|name| {
                    backends.iter().any(|backend| backend == name)
                        && module.get(1).is_some_and(|own| own != name && backends.iter().any(|b| b == own))
                });
            if up || sibling {
                found.push(format!("src/{file}: crate::{}", inside.join("::")));
            }
        }
        for (start, places) in RESERVED {
            let allowed = |allowed: &&str| place == **allowed || place.starts_with(&format!("{allowed}/"));
            if path.starts_with(start) && !places.iter().any(allowed) {
                found.push(format!("src/{file}: {}", path.join("::")));
            }
        }
    }
    found
}

/// The path from the crate's root, if it is a path within the crate.
fn inside_crate<'a>(module: &[&'a str], path: &[&'a str]) -> Option<Vec<&'a str>> {
    match path {
        ["crate", rest @ ..] => Some(rest.to_vec()),
        ["super", ..] => {
            let steps = path.iter().take_while(|part| **part == "super").count();
            let base = module.len().checked_sub(steps)?;
            Some(module[..base].iter().chain(&path[steps..]).copied().collect())
        }
        _ => None,
    }
}

/// Every path that a source names, groups of `use` spelled out: `a::{b, c::d}` gives `a::b` and `a::c::d`. Macros
/// count by their names. Comments, texts and everything from the first test module on are left out.
fn paths(source: &str) -> Vec<Vec<String>> {
    let tokens = tokens(&strip(source));
    let tokens = match tokens.windows(2).position(|pair| pair[0] == "#test" && pair[1] == "mod") {
        Some(at) => &tokens[..at],
        None => &tokens[..],
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_name(&tokens[at]) {
            at = path_from(tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one path (with its groups) that begins at `at`, and gives the place after it.
fn path_from(tokens: &[String], mut at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.get(at) {
        if is_name(token) || token == "*" {
            path.push(token.clone());
            at += 1;
            if tokens.get(at).is_some_and(|next| next == "::") {
                at += 1;
                continue;
            }
        } else if token == "{" && !path.is_empty() {
            at += 1;
            while let Some(token) = tokens.get(at) {
                match token.as_str() {
                    "}" => return at + 1,
                    "," => at += 1,
                    _ => {
                        let next = path_from(tokens, at, &path, found);
                        at = next.max(at + 1);
                    }
                }
            }
            return at;
        }
        break;
    }
    if path.len() > prefix.len() {
        if tokens.get(at).is_some_and(|next| next == "!") && tokens.get(at + 1).is_none_or(|next| next != "=")
        {
            path.last_mut().unwrap().push('!');
        }
        found.push(path);
    }
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, `::` and single signs; the attribute `#[cfg(test)]` is the one token `#test`.
fn tokens(source: &str) -> Vec<String> {
    let source = source.replace("#[cfg(test)]", " \u{1} ");
    let mut found = Vec::new();
    let mut rest = source.as_str();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        if token == "\u{1}" {
            found.push("#test".to_owned());
        } else if !first.is_whitespace() {
            found.push(token.to_owned());
        }
        rest = after;
    }
    found
}

/// The source without comments and without the content of texts and characters.
fn strip(source: &str) -> String {
    let characters: Vec<char> = source.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let mut out = String::new();
    let mut index = 0;
    while index < characters.len() {
        let (first, second) = (at(index), at(index + 1));
        if first == '/' && second == '/' {
            while index < characters.len() && at(index) != '\n' {
                index += 1;
            }
        } else if first == '/' && second == '*' {
            let mut depth = 0;
            loop {
                match (at(index), at(index + 1)) {
                    ('/', '*') => (depth, index) = (depth + 1, index + 2),
                    ('*', '/') => (depth, index) = (depth - 1, index + 2),
                    _ => index += 1,
                }
                if depth == 0 || index >= characters.len() {
                    break;
                }
            }
        } else if first == 'r' && (second == '"' || second == '#') && !is_part_of_name(&out) {
            let hashes = characters[index + 1..].iter().take_while(|c| **c == '#').count();
            if at(index + 1 + hashes) != '"' {
                out.push(first);
                index += 1;
                continue;
            }
            let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let body: String = characters[index + 2 + hashes..].iter().collect();
            let length = body.find(&end).map_or(body.len(), |at| at + end.len());
            index += 2 + hashes + body[..length].chars().count();
            out.push_str("\"\"");
        } else if first == '"' {
            index += 1;
            while index < characters.len() && at(index) != '"' {
                index += if at(index) == '\\' { 2 } else { 1 };
            }
            index += 1;
            out.push_str("\"\"");
        } else if first == '\'' && (second == '\\' || at(index + 2) == '\'') {
            index += if second == '\\' { 3 } else { 2 };
            while index < characters.len() && at(index) != '\'' {
                index += 1;
            }
            index += 1;
            out.push_str("' '");
        } else {
            out.push(first);
            index += 1;
        }
    }
    out
}

fn is_part_of_name(out: &str) -> bool {
    out.ends_with(|last: char| last.is_alphanumeric() || last == '_')
}

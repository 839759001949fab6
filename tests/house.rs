//! Rules that keep the house in order, over every crate of `src/`: no circle of files, no crowded folder, no long file, no two
//! types of one name, no old word, no text in place of an error.
//!
//! `house/allowed.toml` says how much of each is left in which crate. A count never grows; one that fell must be lowered:
//!
//! ```sh
//! LOWER_ALLOWED=1 cargo test --test main house
//! ```

mod cycles;
mod names;
pub(crate) mod parse;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, PoisonError},
};

use parse::{Crate, parse_crate, read_crates, repository};

/// Files and folders that a folder of `src/` may hold; `src/` itself lists the crates.
const MOST_CHILDREN: usize = 12;

/// Lines that a file may have.
const MOST_LINES: usize = 500;

/// What offends a rule, by crate.
type Offences = BTreeMap<String, Vec<String>>;

#[test]
fn no_file_is_on_a_circle() {
    let list = |all: &Crate| {
        let uses = cycles::list_uses(all);
        let mut found = Vec::new();
        for circle in cycles::find_cycles(all) {
            for file in &circle {
                let next: Vec<&str> = uses
                    .iter()
                    .filter(|(from, to)| from == file && circle.contains(to))
                    .map(|(_, to)| &**to)
                    .collect();
                found.push(format!("{file} is on a circle: it uses {}", next.join(", ")));
            }
        }
        found
    };
    keep("circles", &by_crate(&read_crates(), list));
}

#[test]
fn no_folder_is_crowded() {
    let mut offences = Offences::new();
    let mut folders = Vec::new();
    list_files(&repository().join("src"), &mut Vec::new(), &mut folders);
    for folder in folders {
        let count = fs::read_dir(&folder).unwrap().count();
        if count > MOST_CHILDREN {
            let name = relative(&folder);
            offences.entry(crate_of(&name)).or_default().push(format!("{name} has {count} children"));
        }
    }
    keep("crowded_folders", &offences);
}

#[test]
fn no_file_is_long() {
    let mut offences = Offences::new();
    let mut files = Vec::new();
    for root in ["src", "tests"] {
        list_files(&repository().join(root), &mut files, &mut Vec::new());
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let count = fs::read_to_string(file).unwrap().lines().count();
        if count > MOST_LINES {
            let name = relative(file);
            offences.entry(crate_of(&name)).or_default().push(format!("{name} has {count} lines"));
        }
    }
    keep("long_files", &offences);
}

#[test]
fn no_two_types_of_a_crate_have_one_name() {
    keep("doubled_types", &by_crate(&read_crates(), names::list_doubled_types));
}

#[test]
fn no_old_word_is_used() {
    let mut crates = read_crates();
    crates.push(parse::read_tests());
    keep("old_words", &by_crate(&crates, names::list_old_names));
}

#[test]
fn no_error_is_a_text() {
    keep("text_errors", &by_crate(&read_crates(), names::list_text_errors));
}

/// Each rule finds what it is for, and nothing else.
#[test]
fn the_rules_bite() {
    let circles = |source: &str| cycles::find_cycles(&parse_crate(source));
    let both = vec![vec!["a.rs".to_owned(), "b.rs".to_owned()]];
    assert_eq!(
        circles("mod a { pub fn f() { super::b::g() } } mod b { pub fn g() {} fn h() { crate::a::f() } }"),
        both
    );
    // Through a re-export, a glob, an alias and a macro.
    assert_eq!(
        circles("pub use a::A; mod a { pub struct A; use super::b::B; } mod b { pub struct B(crate::A); }"),
        both
    );
    assert_eq!(
        circles("mod a { pub struct A; use super::b::*; type C = B; } mod b { pub struct B(super::a::A); }"),
        both
    );
    assert_eq!(
        circles(
            "mod a { pub struct A; use super::b as c; fn f(_: c::B) {} } mod b { pub struct B(super::a::A); }"
        ),
        both
    );
    assert_eq!(
        circles(
            "mod a { pub fn f() { print!(\"{}\", super::b::g()) } } mod b { use super::a::f; pub fn g() {} }"
        ),
        both
    );
    // A re-export is no use, and tests may use what they like.
    let none: Vec<Vec<String>> = Vec::new();
    assert_eq!(circles("pub struct R; pub use a::A; mod a { pub struct A(super::R); }"), none);
    assert_eq!(
        circles(
            "mod a { pub fn f() {} #[cfg(test)] mod tests { use crate::b::g; } } mod b { pub fn g() { super::a::f() } }"
        ),
        none
    );

    let doubled = |source: &str| names::list_doubled_types(&parse_crate(source)).len();
    assert_eq!(doubled("mod a { struct X; } mod b { enum X {} } mod c { struct Y; }"), 1);
    assert_eq!(doubled("#[cfg(unix)] struct X; #[cfg(windows)] struct X;"), 0);

    let old = |source: &str| names::list_old_names(&parse_crate(source)).len();
    assert_eq!(old("struct Fate; fn develop() { let lexicon = 1; } mod issue {} enum E { BinderKind }"), 5);
    assert_eq!(old("struct EditionKind { machine: bool } struct Other { machine: bool }"), 1);
    assert_eq!(old("impl X { fn of() {} } impl Y for X { fn of() {} } fn office() {}"), 1);
    assert_eq!(names::split_words("SiteIndex.is_HTML5_page"), ["site", "index", "is", "html5", "page"]);

    let texts = |source: &str| names::list_text_errors(&parse_crate(source)).len();
    assert_eq!(
        texts("fn f() -> Result<(), String> { g::<std::result::Result<u8, std::string::String>>() }"),
        2
    );
    assert_eq!(texts("fn f() -> Result<String, Error> {} fn g() -> io::Result<String> {}"), 0);

    let counts =
        |allowed: usize, found: usize| compare("r", "c", allowed, &vec![String::new(); found]).is_some();
    assert!(counts(0, 1) && counts(1, 2) && counts(2, 1) && !counts(0, 0) && !counts(3, 3));
}

/// Applies a rule to each crate.
fn by_crate(crates: &[Crate], list: impl Fn(&Crate) -> Vec<String>) -> Offences {
    crates.iter().map(|all| (all.name.clone(), list(all))).collect()
}

/// Holds what offends a rule against the counts that are allowed.
fn keep(rule: &str, offences: &Offences) {
    static WRITING: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);
    let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = repository().join("tests/house/allowed.toml");
    let mut allowed: BTreeMap<String, BTreeMap<String, usize>> =
        toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for name in allowed.keys() {
        let folder = if name == "tests" { name.clone() } else { format!("src/{name}") };
        assert!(repository().join(&folder).is_dir(), "allowed.toml has [{name}], which is no crate");
    }
    let none = Vec::new();
    if std::env::var_os("LOWER_ALLOWED").is_some() {
        for (name, rules) in &mut allowed {
            let count = offences.get(name).unwrap_or(&none).len();
            if let Some(most) = rules.get_mut(rule) {
                *most = count.min(*most);
            }
            rules.retain(|_, count| *count > 0);
        }
        fs::write(&path, write_allowed(&allowed)).unwrap();
    }
    let names = offences.keys().chain(allowed.keys()).collect::<std::collections::BTreeSet<_>>();
    let wrong: Vec<String> = names
        .into_iter()
        .filter_map(|name| {
            let most = allowed.get(name).and_then(|rules| rules.get(rule)).copied().unwrap_or(0);
            compare(rule, name, most, offences.get(name).unwrap_or(&none))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Says what is wrong with a count, if anything is.
fn compare(rule: &str, name: &str, allowed: usize, found: &[String]) -> Option<String> {
    let count = found.len();
    if count > allowed {
        return Some(format!(
            "[{name}] has {count} {rule}, and allowed.toml allows {allowed}:\n  {}",
            found.join("\n  ")
        ));
    }
    (count < allowed).then(|| {
        format!("[{name}] has only {count} {rule}, and allowed.toml allows {allowed}: lower it (LOWER_ALLOWED=1 does)")
    })
}

fn write_allowed(allowed: &BTreeMap<String, BTreeMap<String, usize>>) -> String {
    let mut text = String::from(
        "# How much of what `tests/house.rs` forbids is left, by crate. Counts only fall. A crate without a section has none of it.\n",
    );
    for (name, rules) in allowed.iter().filter(|(_, rules)| !rules.is_empty()) {
        write!(text, "\n[{name}]\n").unwrap();
        for (rule, count) in rules {
            writeln!(text, "{rule} = {count}").unwrap();
        }
    }
    text
}

/// The crate that a file belongs to.
fn crate_of(path: &str) -> String {
    path.strip_prefix("src/").unwrap_or(path).split('/').next().unwrap().to_owned()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(repository()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Every file below a folder, and every folder below it.
fn list_files(folder: &Path, files: &mut Vec<PathBuf>, folders: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            folders.push(path.clone());
            list_files(&path, files, folders);
        } else {
            files.push(path);
        }
    }
}

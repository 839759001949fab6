//! `fix` as a whole, on files.

use std::{fs, path::PathBuf};

use proptest::prelude::*;

use super::*;
use pressroom_input::discover;

const HEAD: &str = "---\nheadline: Why?\nlanguage: en\npublished: 2026-01-02\ncanonical_url: https://example.org/why/\n---\n\n";

/// Mends all in a folder.
fn run(folder: &std::path::Path, write: bool) -> Vec<Fixed> {
    let paths = [folder.to_owned()];
    let inputs = discover(&paths, None).unwrap();
    let site = Site::default();
    let mut all = Vec::new();
    let job = FixJob { inputs: &inputs, paths: &paths, site: &site, write, backup: true };
    fix(&job, &mut |fixed| all.push(fixed));
    all
}

fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("input");
    fs::create_dir(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    (base, folder)
}

#[test]
fn a_file_is_mended_and_kept_as_it_was() {
    let text = format!("{HEAD}Lede.\n\n##Why?\n\nBecause.\n");
    let (_base, folder) = folder(&[("a.md", &text), ("b.md", &format!("{HEAD}Good.\n"))]);
    let dry = run(&folder, false);
    assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), text);
    let right = text.replace("##Why", "## Why");
    assert_eq!((dry[0].before.as_str(), dry[0].after.as_str()), (text.as_str(), right.as_str()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder.join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    }
    let done = run(&folder, true);
    assert_eq!(
        done[0].mends.iter().map(|mend| (mend.line, mend.code)).collect::<Vec<_>>(),
        [(10, Code::NotMarkup)]
    );
    assert!(done[1].mends.is_empty());
    assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), right);
    assert_eq!(fs::read_to_string(folder.join("a.md.orig")).unwrap(), text);
    assert!(!folder.join("b.md.orig").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(folder.join("a.md")).unwrap().permissions().mode() & 0o777, 0o640);
    }
    assert!(run(&folder, true).iter().all(|fixed| fixed.mends.is_empty()));
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
#[cfg(unix)]
fn links_are_followed_within_the_folder_only() {
    let text = format!("{HEAD}##Why?\n\nBecause.\n");
    let (base, folder) = folder(&[("z.md", &text)]);
    let far = base.path().join("far.md");
    fs::write(&far, &text).unwrap();
    std::os::unix::fs::symlink(&far, folder.join("far.md")).unwrap();
    std::os::unix::fs::symlink("z.md", folder.join("near.md")).unwrap();
    let done = run(&folder, true);
    let refused: Vec<_> = done.iter().map(|fixed| fixed.left.errors() > 0).collect();
    assert_eq!(refused, [true, false]);
    assert_eq!(fs::read_to_string(far).unwrap(), text);
    assert!(fs::read_to_string(folder.join("z.md")).unwrap().contains("## Why?"));
    assert!(fs::symlink_metadata(folder.join("near.md")).unwrap().is_symlink());
}

#[test]
#[cfg(unix)]
fn what_may_not_be_written_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let text = format!("{HEAD}##Why?\n\nBecause.\n");
    let (_base, folder) = folder(&[("a.md", &text)]);
    fs::set_permissions(folder.join("a.md"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::write(folder.join("b.md"), [HEAD.as_bytes(), b"##Caf\xE9?\n"].concat()).unwrap();
    for fixed in run(&folder, true).iter().filter(|fixed| fixed.name.ends_with("a.md")) {
        assert!(fixed.refused.is_some(), "{fixed:?}");
    }
    assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), text);
}

/// The words of a source: what is neither markup nor the scheme of an address.
fn words(text: &str) -> Vec<String> {
    let composed: String =
        icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned();
    let visible: String =
        composed.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')).collect();
    visible
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !["https", "mailto"].contains(word))
        .map(str::to_owned)
        .collect()
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("##Why now?"),
        Just("## Who? {reason=“a b” updated=2026-01-01}"),
        Just("• One"),
        Just("•\tTwo"),
        Just("| a | b |"),
        Just("| 1 | 2 |"),
        Just("|---|"),
        Just("City\tYear"),
        Just("Bonn\t1949"),
        Just("– a"),
        Just("[a b] (https://example.org)"),
        Just("(the law)[https://example.org]"),
        Just("![A](my pic.png “Cap”)"),
        Just("![A](p.png) {credit='N F'}"),
        Just("![A](pic\\c.png)"),
        Just("1.One"),
        Just("2.Two"),
        Just(""),
        Just(""),
        Just("Text that goes on."),
        Just("> ##Why?"),
        Just("> | a | b |"),
        Just("> | c | d |"),
        Just("- item"),
        Just("  City\tYear"),
        Just("```"),
        Just("[a](www.example.org)"),
        Just("[a](n@example.org)"),
        Just("cafe\u{301}"),
        Just("a\u{a0}\u{a0}b"),
        Just("**bold"),
        Just("a | b | c"),
        Just("<a href=“x” title=“y z”>t</a>"),
        Just("*One"),
        Just("＃＃ Wide"),
        Just("-\u{a0}Odd"),
        Just("(1) One"),
        Just("(2) Two"),
        Just("TK"),
        Just("# H"),
        Just("---"),
        Just("soft\u{ad} here"),
        Just("&amp; \\## `##x`"),
        Just("\t## code"),
        Just("::: related"),
        Just(":::"),
        Just("[x](a.png"),
        Just("](b c.png)"),
        Just("{{< x >}}"),
        Just("[[Page]]"),
        Just("[^1]"),
        Just("[^1]: note\ta"),
    ]
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_stay_and_once_is_enough(lines in proptest::collection::vec(line(), 1..14), crlf in any::<bool>()) {
        let text = format!("{HEAD}{}\n", lines.join("\n"));
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let (_base, folder) = folder(&[("a.md", &text)]);
        let once = run(&folder, true).remove(0);
        prop_assert_eq!(&once.refused, &None);
        let after = fs::read_to_string(folder.join("a.md")).unwrap();
        prop_assert_eq!(words(&text), words(&after), "{}", after);
        prop_assert!(!crlf || !after.replace("\r\n", "").contains('\n'));
        let left = once.left.findings.iter().any(|finding| !finding.diagnostic.edits.is_empty());
        prop_assert!(!left, "{}\n{:?}", after, once.left.findings);
        let twice = run(&folder, true).remove(0);
        prop_assert!(twice.mends.is_empty());
    }
}

//! The articles that the benchmarks make: each is whole in every edition, and no two are alike.

use std::{collections::HashSet, fs};

use crate::built::pressroom;

#[path = "../benches/archive/generator/mod.rs"]
pub(crate) mod generator;

use generator::{Plan, article};

/// The extensions of what is built.
const EXTENSIONS: [&str; 6] = ["amp.html", "html", "epub", "txt", "ninjs.json", "model.json"];

fn plan() -> Plan {
    Plan { seed: 1, articles: 30, pictures_every: 3, pool: 4, picture_size: 20 }
}

#[test]
fn every_article_is_there_in_every_edition() {
    let (folder, plan) = (tempfile::tempdir().unwrap(), plan());
    plan.write(folder.path()).unwrap();
    let output = pressroom()
        .current_dir(folder.path())
        .args(["build", ".", "--strict", "--message-format", "short"])
        .args(["--to", "amp,html,epub,text,ninjs,model", "--out", "out"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for number in 0..plan.articles {
        let slug = plan.slug(number);
        for extension in EXTENSIONS {
            let file = folder.path().join(format!("out/{slug}/{slug}.{extension}"));
            assert!(file.metadata().is_ok_and(|file| file.len() > 0), "{}", file.display());
        }
    }
}

#[test]
fn no_paragraph_is_there_twice() {
    let plan = plan();
    let mut known = HashSet::new();
    for number in 0..plan.articles {
        let text = article(&plan.order(number));
        let (_, body) = text.split_once("---\n\n").unwrap();
        for paragraph in body.split("\n\n").filter(|paragraph| paragraph.len() > 60) {
            assert!(known.insert(paragraph.to_owned()), "{paragraph}");
        }
    }
}

#[test]
fn articles_have_as_many_words_as_they_were_given_and_all_kinds_of_blocks() {
    let plan = plan();
    let mut all = String::new();
    for number in 0..plan.articles {
        let order = plan.order(number);
        let text = article(&order);
        let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        // The last paragraph may be longer than what was left.
        assert!((order.words..order.words + 300).contains(&words), "{words} of {}", order.words);
        all.push_str(&text);
    }
    for part in
        ["\n- ", "\n1. **", "\n> — ", "|---|", "\n::: related", "```python", "[!NOTE]", "[^1]: ", "\n### "]
    {
        assert!(all.contains(part), "{part}");
    }
    for language in ["en", "uk", "ru", "de", "fr", "es", "ar", "he"] {
        assert!(all.contains(&format!("\nlang: {language}\n")), "{language}");
    }
}

#[test]
fn the_same_seed_gives_the_same_archive() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let plan = Plan { articles: 4, ..plan() };
    for folder in [&first, &second] {
        plan.write(folder.path()).unwrap();
    }
    let mut files = 0;
    for folder in [".", "pictures"] {
        for entry in fs::read_dir(first.path().join(folder)).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                let other = second.path().join(folder).join(entry.file_name());
                assert!(fs::read(entry.path()).unwrap() == fs::read(&other).unwrap(), "{}", other.display());
                files += 1;
            }
        }
    }
    assert_eq!(files, 4 + 4 + 1);
    assert_ne!(article(&plan.order(0)), article(&Plan { seed: 2, ..plan }.order(0)));
}

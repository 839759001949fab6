//! A poisoned archive: one explainer in a hundred is of each hostile kind, the others are without fault. Every good one is made,
//! every bad one is named, nothing takes more than its time, and memory does not grow with the archive.
//!
//! The short form has 200 explainers. The long one, plain and with `--isolate`:
//!
//!     PRESSROOM_LONG=poison cargo test --test main poison -- --nocapture

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
    time::Instant,
};

use serde_json::Value;

use crate::effort::{self, Effort};

/// Editions of every kind of writer that can be had fast.
const EDITIONS: &str = "html,text,epub,ninjs,model";
const EXTENSIONS: [&str; 5] = ["html", "txt", "epub", "ninjs.json", "model.json"];

const HEAD: &str = "language: en\npublished: 2025-01-02\ncanonical_url: https://news.example/x\n";

/// Runs a command, and prints its exit code and the most memory that it or a process of it took, in KiB.
const PEAK: &str = "import resource, subprocess, sys\n\
                    code = subprocess.run(sys.argv[2:], stderr=open(sys.argv[1], 'wb')).returncode\n\
                    print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";

/// What has to come of an explainer.
#[derive(Clone, Copy)]
enum Expectation {
    /// It is made, with or without warnings.
    Made,
    /// It is not made, and named with one of these codes.
    Named(&'static [&'static str]),
    /// It is not made, and nothing is wrong with it.
    Held,
}

use Expectation::{Held, Made, Named};

/// Writes the files of one explainer into a folder; all its names begin with the stem.
type Write = fn(&Path, &str);

/// Every hostile kind.
const KINDS: &[(&str, Expectation, Write)] = &[
    ("quotes", Named(&["too-deep"]), |folder, stem| {
        body(folder, stem, &format!("{}word", "> ".repeat(2_000)))
    }),
    ("lists", Made, |folder, stem| {
        let items: String = (0..300).map(|depth| format!("{}- item\n", "  ".repeat(depth))).collect();
        body(folder, stem, &items);
    }),
    ("a-long-word", Made, |folder, stem| body(folder, stem, &"x".repeat(20_000))),
    ("brackets", Made, |folder, stem| body(folder, stem, &"[".repeat(5_000))),
    ("emphasis", Made, |folder, stem| body(folder, stem, &"*a _b **c ".repeat(1_000))),
    ("tags", Made, |folder, stem| body(folder, stem, &"<b><i>".repeat(1_000))),
    ("boxes", Named(&["unclosed-directive"]), |folder, stem| {
        body(folder, stem, &"::: related\n".repeat(500))
    }),
    ("characters", Made, |folder, stem| {
        body(folder, stem, "\u{1}a\u{8}b\u{FFFE}c\u{202E}d\u{2028}e [t](https://e.example/u \"a\u{202E}b\")");
    }),
    ("urls", Made, |folder, stem| {
        body(folder, stem, "[x](javascript:y()) <script>z()</script> ![q](file:///etc/passwd)");
    }),
    ("heading-of-a-picture", Made, |folder, stem| {
        body(folder, stem, "## [![a](gone.png)](/u)\n\nx");
    }),
    ("picture-that-is-torn", Named(&["bad-picture"]), |folder, stem| {
        fs::write(folder.join(format!("{stem}.png")), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
        body(folder, stem, &format!("![A picture]({stem}.png)"));
    }),
    ("picture-of-a-lie", Named(&["bad-picture"]), |folder, stem| {
        // The header says 100,000 x 100,000 pixels.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bomb.extend([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        fs::write(folder.join(format!("{stem}.png")), bomb).unwrap();
        body(folder, stem, &format!("![A picture]({stem}.png)"));
    }),
    ("picture-outside", Made, |folder, stem| {
        std::os::unix::fs::symlink("/etc/passwd", folder.join(format!("{stem}.png"))).unwrap();
        body(folder, stem, &format!("![A picture]({stem}.png) and ![another](../../../etc/passwd)"));
    }),
    ("embargo", Held, |folder, stem| {
        front(folder, stem, &format!("headline: Later?\n{HEAD}embargo: 2099-01-01\n"), "Secret.");
    }),
    ("draft", Held, |folder, stem| {
        front(folder, stem, &format!("headline: A draft?\n{HEAD}draft: true\n"), "Unfinished.");
    }),
    ("front-matter-that-is-torn", Named(&["syntax"]), |folder, stem| {
        front(folder, stem, "headline: [Wrong\n", "Never.");
    }),
    ("aliases", Named(&["syntax"]), |folder, stem| {
        let mut text = String::from("headline: Who?\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let alias = format!("*a{}, ", level - 1).repeat(10);
            text += &format!("a{level}: &a{level} [{}]\n", alias.trim_end_matches(", "));
        }
        front(folder, stem, &text, "Never.");
    }),
    ("deep-front-matter", Named(&["syntax", "too-deep", "wrong-type"]), |folder, stem| {
        front(
            folder,
            stem,
            &format!("headline: Who?\ntags: {}{}\n", "[".repeat(5_000), "]".repeat(5_000)),
            "Never.",
        );
    }),
    ("comment-without-end", Named(&["unclosed-html"]), |folder, stem| {
        body(folder, stem, "Before.\n\n<!-- The rest is gone.\n\nWords.");
    }),
    ("slug-of-ours", Named(&["reserved-slug", "unsafe-slug", "wrong-type", "bad-value"]), |folder, stem| {
        front(folder, stem, &format!("headline: Ours?\n{HEAD}slug: manifest.json\n"), "Never.");
    }),
    ("no-text", Named(&["unreadable"]), |folder, stem| {
        fs::write(folder.join(format!("{stem}.md")), b"\x7fELF\0\0\0\x01\x02\xff\xfe\0\0\0").unwrap();
    }),
    ("too-large", Named(&["too-large"]), |folder, stem| {
        let file = fs::File::create(folder.join(format!("{stem}.md"))).unwrap();
        file.set_len(17 << 20).unwrap();
    }),
    ("link-to-itself", Named(&["unreadable"]), |folder, stem| {
        std::os::unix::fs::symlink(format!("{stem}.md"), folder.join(format!("{stem}.md"))).unwrap();
    }),
    ("pipe", Named(&["unreadable"]), |folder, stem| {
        assert!(Command::new("mkfifo").arg(folder.join(format!("{stem}.md"))).status().unwrap().success());
    }),
    ("model-that-is-torn", Named(&["syntax"]), |folder, stem| {
        let text = "{\"format\": \"pressroom-document/1\", \"lede\": [";
        fs::write(folder.join(format!("{stem}.model.json")), text).unwrap();
    }),
    ("table-that-fills-itself", Made, |folder, stem| {
        let columns = 100;
        let table = format!("{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), "|b|\n".repeat(100));
        body(folder, stem, &table);
    }),
];

fn front(folder: &Path, stem: &str, head: &str, text: &str) {
    fs::write(folder.join(format!("{stem}.md")), format!("---\n{head}---\n\n{text}\n")).unwrap();
}

fn body(folder: &Path, stem: &str, text: &str) {
    front(folder, stem, &format!("headline: Hostile {stem}?\n{HEAD}"), &format!("The lede.\n\n{text}\n"));
}

/// Writes an archive; gives what has to come of each explainer, by its stem.
fn archive(folder: &Path, explainers: usize) -> BTreeMap<String, Expectation> {
    let input = folder.join("input");
    fs::create_dir_all(&input).unwrap();
    image::RgbImage::from_pixel(40, 30, image::Rgb([200, 0, 0])).save(input.join("shown.png")).unwrap();
    let mut fates = BTreeMap::new();
    for number in 0..explainers {
        // Each hundred has one of every kind, spread among the others.
        let kind = KINDS.get(number % 100 / 3).filter(|_| number % 3 == 0);
        let (stem, fate) = match kind {
            Some((name, fate, write)) => {
                let stem = format!("e{number:05}-{name}");
                write(&input, &stem);
                (stem, *fate)
            }
            None => {
                let stem = format!("e{number:05}-good");
                let words = format!("Words of {number} that nobody else has said. ").repeat(8);
                let text = format!(
                    "The lede of {number}.\n\n## Why {number}?\n\n{words}[^1]\n\n\
                     ![A square](shown.png \"The square\"){{syndicate=true}}\n\n## What then?\n\n- {words}\n\n[^1]: A note."
                );
                front(
                    &input,
                    &stem,
                    &format!("headline: Good {number}?\n{HEAD}section: S{}\n", number % 7),
                    &text,
                );
                (stem, Made)
            }
        };
        fates.insert(stem, fate);
    }
    fates
}

/// What a build took.
struct Took {
    /// KiB.
    memory: u64,
    seconds: f32,
}

/// Builds an archive and looks at what came of each explainer.
fn build(explainers: usize, more: &str) -> Took {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let fates = archive(folder, explainers);
    let begun = Instant::now();
    let ran = Command::new("python3")
        .args(["-c", PEAK, "said", env!("CARGO_BIN_EXE_pressroom"), "build", "--to", EDITIONS, "--jobs", "2"])
        .args(["--message-format", "short"])
        .args(more.split_whitespace())
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1785000000")
        .output()
        .expect("python3");
    let seconds = begun.elapsed().as_secs_f32();
    let numbers = String::from_utf8(ran.stdout).unwrap();
    let (code, memory) = numbers.trim().split_once(' ').unwrap();
    let said = String::from_utf8_lossy(&fs::read(folder.join("said")).unwrap()).into_owned();
    let end: String = said.lines().rev().take(5).collect::<Vec<_>>().join("\n");
    assert_eq!(code, "1", "{more}: {end}");
    assert!(!said.contains("has taken") && !said.contains("panicked"), "{more}: {end}");
    judge(folder, &fates, more);
    Took { memory: memory.parse().unwrap(), seconds }
}

/// Every good explainer is there as a whole, every bad one is named, and there is nothing else.
fn judge(folder: &Path, fates: &BTreeMap<String, Expectation>, more: &str) {
    let mut wrong = Vec::new();
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in fs::read_to_string(folder.join("output/failed.ndjson")).unwrap().lines() {
        let failed: Value = serde_json::from_str(line).unwrap();
        let source = failed["source"].as_str().unwrap();
        let stem = source.strip_prefix("input/").unwrap().split('.').next().unwrap().to_owned();
        let errors =
            failed["diagnostics"].as_array().unwrap().iter().filter(|one| one["severity"] == "error");
        named.entry(stem).or_default().extend(errors.map(|one| one["code"].as_str().unwrap().to_owned()));
    }
    let manifest = fs::read(folder.join("output/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let listed: BTreeSet<&str> = manifest["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["slug"].as_str().unwrap())
        .collect();
    for (stem, fate) in fates {
        let made = EXTENSIONS
            .iter()
            .filter(|extension| folder.join(format!("output/{stem}/{stem}.{extension}")).is_file());
        let (made, codes) = (made.count(), named.remove(stem).unwrap_or_default());
        let fine = match fate {
            Made => made == EXTENSIONS.len() && listed.contains(stem.as_str()) && codes.is_empty(),
            Named(expected) => {
                made == 0
                    && !listed.contains(stem.as_str())
                    && expected.iter().any(|code| codes.contains(*code))
            }
            Held => made == 0 && !listed.contains(stem.as_str()) && codes.is_empty(),
        };
        if !fine {
            wrong.push(format!("{stem}: {made} editions, named with {codes:?}"));
        }
    }
    wrong.extend(named.into_keys().map(|stem| format!("{stem} is named, and is none")));
    let first: Vec<_> = wrong.iter().take(40).collect();
    assert!(wrong.is_empty(), "build {more}: {} went wrong: {first:#?}", wrong.len());
}

/// How many explainers there are.
const EXPLAINERS: Effort = Effort { sweep: "poison", short: 200, long: 20_000 };

/// Builds a small archive, which has every kind, and a larger one; the larger takes no more memory.
fn grows(explainers: usize, more: &str) {
    let fewer = (explainers / 4).max(100);
    let (few, many) = (build(fewer, more), build(explainers, more));
    eprintln!(
        "poison{more}: {explainers} explainers in {:.1} s and {} MiB; {fewer} in {:.1} s and {} MiB",
        many.seconds,
        many.memory / 1024,
        few.seconds,
        few.memory / 1024
    );
    // What is remembered while an archive is small is not growth.
    let (few, many) = (few.memory + 32 * 1024, many.memory);
    assert!(many * 10 < few * 13, "{few} KiB for {fewer}, {many} KiB for {explainers}");
}

#[test]
fn the_good_of_a_poisoned_archive_are_made_and_the_bad_are_named() {
    grows(EXPLAINERS.now(), "");
}

#[test]
fn the_good_of_a_poisoned_archive_are_made_by_workers() {
    let isolated = " --isolate --timeout 60";
    match effort::is_long(EXPLAINERS.sweep) {
        true => grows(EXPLAINERS.now(), isolated),
        false => drop(build(100, isolated)),
    }
}

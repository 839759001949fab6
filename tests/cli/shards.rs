//! A build in shares, and their merge.

use proptest::prelude::*;

use super::*;

/// A newsroom of explainers in two languages, some of them translations, with a picture.
fn newsroom(desk: &Desk) {
    desk.write(
        "pressroom.toml",
        "[site]\nname = \"The Desk\"\nlanguage = \"en\"\nbase_url = \"https://news.example/\"\n",
    );
    std::fs::create_dir_all(desk.path("input")).unwrap();
    picture(&desk.path("input/red.png"));
    for number in 0..12 {
        let more = match number {
            3 => "translation_of: e4\nlanguage: de\n",
            7 => "translation_of: e4\nlanguage: fr\n",
            _ => "",
        };
        desk.write(
            &format!("input/e{number}.md"),
            format!(
                "---\nheadline: Number {number}?\npublished: 2026-01-{:02}\nsection: S{}\ntags: [a, b]\n{more}---\n\nThe lede.\n\n## Why?\n\n\
                 ![Red](red.png \"A red square\"){{syndicate}}\n\nBecause of {number}.\n",
                number + 1,
                number % 2,
            ),
        );
    }
}

#[test]
fn shares_merged_are_one_build() {
    let desk = Desk::new();
    newsroom(&desk);
    let to = "--to amp,html,epub,text,ninjs,jsonfeed,model";
    desk.run(&format!("build {to} --out whole")).ends(0);
    let whole = desk.all_files("whole");
    assert!(whole.contains_key("feed.json") && whole.contains_key("index.html"));
    assert!(String::from_utf8_lossy(&whole["e3/e3.html"]).contains("hreflang=\"fr\""));
    let mut documents = 0;
    for share in 1..=3 {
        desk.run(&format!("build {to} --shard {share}/3 --out part{share}")).ends(0);
        let part = desk.all_files(&format!("part{share}"));
        assert!(!part.contains_key("index.html") && !part.contains_key("feed.json"));
        documents += part.keys().filter(|path| path.ends_with(".model.json")).count();
    }
    assert_eq!(documents, 12);
    desk.run("merge part3 part1 part2 --out merged").ends(0).says("12 documents, ");
    let merged = desk.all_files("merged");
    assert_eq!(merged.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    for (path, content) in &whole {
        assert!(merged[path] == *content, "{path}");
    }
    // Once more, over what is there; and one share alone, where the others stay.
    desk.run("merge part1 part2 part3 --out merged").ends(0);
    desk.run("merge part2 --out merged").ends(0);
    assert!(desk.all_files("merged") == whole);
}

#[test]
fn a_share_without_documents_is_a_share() {
    let desk = Desk::new();
    for name in ["a", "b", "c"] {
        desk.explainer(&format!("input/{name}.md"), name);
    }
    let shares: Vec<String> = (1..=8).map(|share| format!("part{share}")).collect();
    let mut empty = 0;
    for (number, share) in shares.iter().enumerate() {
        desk.run(&format!("build --to html,ninjs --shard {}/8 --out {share}", number + 1)).ends(0);
        assert!(desk.exists(&format!("{share}/manifest.json")));
        empty += usize::from(desk.names(share).len() == 1);
    }
    assert!(empty >= 5);
    desk.run(&format!("merge {} --out merged", shares.join(" "))).ends(0).says("3 documents, ");
    desk.run("build --to html,ninjs --out whole").ends(0);
    assert!(desk.all_files("merged") == desk.all_files("whole"));
}

#[test]
fn what_was_published_is_published_when_shares_are_merged() {
    let desk = Desk::new();
    for name in ["a", "b", "c"] {
        desk.explainer(&format!("input/{name}.md"), name);
    }
    let shares = |arguments: &str| {
        for share in 1..=2 {
            desk.run(&format!("build --to ninjs --shard {share}/2 --out part{share} {arguments}")).ends(0);
        }
    };
    desk.run("build --to ninjs --out whole --publish").ends(0);
    shares("--publish");
    desk.run("merge part1 part2 --out merged").ends(0);
    assert!(desk.all_files("merged") == desk.all_files("whole"));
    for part in ["part1", "part2", "merged"] {
        fs::remove_dir_all(desk.path(part)).unwrap();
    }
    shares("");
    desk.run("merge part1 part2 --out merged --publish").ends(0);
    assert!(desk.all_files("merged") == desk.all_files("whole"));
    // What is there is compared with, wherever the shares were built.
    desk.explainer("input/b.md", "Another");
    shares("--allow-same-version");
    let ran = desk.run("merge part1 part2 --out merged --message-format short").ends(1);
    ran.says("input/b.md:1:1: error[same-version]").says("2 documents, ");
    assert!(desk.all_files("merged") == desk.all_files("whole"));
    desk.run("merge part1 part2 --out merged --allow-same-version").ends(0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_merges_to_one_build(names in prop::sample::subsequence(vec!["a", "b", "c", "d", "e", "f"], 1..=6), of in 1_usize..=8, by in 0_usize..8) {
        let desk = Desk::new();
        for name in &names {
            desk.explainer(&format!("input/{name}.md"), name);
        }
        let publish = if by % 2 == 0 { "--publish" } else { "" };
        let build = format!("build --to html,ninjs,text {publish}");
        desk.run(&format!("{build} --out whole")).ends(0);
        let mut shares: Vec<String> = (1..=of).map(|share| format!("part{share}")).collect();
        for (number, share) in shares.iter().enumerate() {
            desk.run(&format!("{build} --shard {}/{of} --out {share}", number + 1)).ends(0);
        }
        shares.rotate_left(by % of);
        desk.run(&format!("merge {} --out merged", shares.join(" "))).ends(0);
        let (whole, merged) = (desk.all_files("whole"), desk.all_files("merged"));
        prop_assert_eq!(whole.keys().collect::<Vec<_>>(), merged.keys().collect::<Vec<_>>());
        prop_assert!(whole == merged);
    }
}

#[test]
fn what_is_no_share_is_refused() {
    let desk = Desk::new();
    newsroom(&desk);
    desk.run("build --shard 4/3").ends(2).says("--shard 4/3: expected I/N");
    desk.run("build --shard").ends(2).says("--shard: say which");
    desk.run("build --to text --shard 1/2 --out one").ends(0);
    desk.run("build --to text --shard 2/2 --out two").ends(0);
    desk.run("merge one none").ends(2).says("none is no output folder of a build: it has no manifest.json");
    desk.run("merge one one --out one").ends(2).says("one is both a share and where everything goes");
    desk.run("merge one two one").ends(2).says("is in one and in one: these are no shares of one build");
    desk.run("build --to text --out all").ends(0);
    desk.run("merge one all").ends(2).says("these are no shares of one build");
    assert!(!desk.exists("output"));
    let name = desk.names("one").into_iter().find(|name| name.ends_with(".txt")).unwrap();
    desk.write(&format!("one/{name}"), "Something else");
    let message = format!("one/{name} is not what its manifest says");
    desk.run("merge one two").ends(2).says(&message);
    // The task's own share.
    let mut command = desk.command("build --to text --shard --out three");
    command.env("JOB_COMPLETION_INDEX", "1").env("JOB_COMPLETIONS", "2");
    ran(&mut command).ends(0);
    assert_eq!(desk.names("three"), desk.names("two"));
}

#[test]
fn a_slug_that_two_shares_have_is_found_by_both() {
    let desk = Desk::new();
    newsroom(&desk);
    for number in 20..30 {
        desk.explainer(&format!("input/x{number}.md"), "X");
        let text = std::fs::read_to_string(desk.path(&format!("input/x{number}.md"))).unwrap();
        desk.write(&format!("input/x{number}.md"), text.replacen("---\n", "---\nslug: same\n", 1));
    }
    let mut errors = 0;
    for share in 1..=2 {
        let ran =
            desk.run(&format!("build --to text --shard {share}/2 --out part{share} --message-format short"));
        let ran = ran.ends(1);
        errors += ran.err.matches("error[duplicate-slug]").count();
        assert!(!desk.exists(&format!("part{share}/same")));
    }
    assert_eq!(errors, 10);
}

//! A build in shares, and their merge.

use proptest::prelude::*;

use super::*;

/// A newsroom of explainers in two languages, some of them translations, with a picture.
fn project(desk: &TestDir) {
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
    let desk = TestDir::new();
    project(&desk);
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

/// Builds all shares into new folders and merges them.
fn merge_shares(desk: &TestDir, arguments: &str, out: &str) -> Ran {
    for share in 1..=3 {
        let _ = fs::remove_dir_all(desk.path(&format!("part{share}")));
        let ran = desk.run(&format!("build {arguments} --shard {share}/3 --out part{share}"));
        assert!([Some(0), Some(1)].contains(&ran.code), "{}", ran.err);
    }
    desk.run(&format!("merge part1 part2 part3 --out {out}"))
}

/// Changes a line of the front matter of an explainer.
fn edit(desk: &TestDir, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(desk.path(path)).unwrap();
    assert!(text.contains(from));
    desk.write(path, text.replacen(from, to, 1));
}

#[test]
fn a_merge_into_a_used_folder_is_one_into_a_new_folder() {
    let to = "--to html,text,ninjs,jsonfeed";
    type Change<'a> = (&'a str, &'a dyn Fn(&TestDir), &'a [&'a str]);
    let changes: [Change<'_>; 5] = [
        ("deleted", &|desk| fs::remove_file(desk.path("input/e2.md")).unwrap(), &["e2"]),
        ("renamed", &|desk| edit(desk, "input/e10.md", "---\n", "---\nslug: other\n"), &["e10"]),
        ("moved", &|desk| fs::rename(desk.path("input/e6.md"), desk.path("input/f6.md")).unwrap(), &["e6"]),
        (
            "embargoed",
            &|desk| edit(desk, "input/e5.md", "---\n", "---\nembargo: 2036-01-01T00:00:00Z\n"),
            &["e5"],
        ),
        ("a draft", &|desk| edit(desk, "input/e8.md", "---\n", "---\ndraft: true\n"), &["e8"]),
    ];
    let desk = TestDir::new();
    project(&desk);
    merge_shares(&desk, to, "used").ends(0);
    for (what, change, gone) in changes {
        change(&desk);
        let ran = merge_shares(&desk, to, "used").ends(0).says(", 1 removed");
        assert!(!ran.err.contains("warning"), "{what}: {}", ran.err);
        let _ = fs::remove_dir_all(desk.path("new"));
        desk.run("merge part1 part2 part3 --out new").ends(0);
        let (used, new) = (desk.all_files("used"), desk.all_files("new"));
        assert_eq!(used.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>(), "{what}");
        assert!(used == new, "{what}");
        for slug in gone {
            assert!(!desk.exists(&format!("used/{slug}")), "{what}");
            let named = used.iter().find(|(_, content)| {
                String::from_utf8_lossy(content).contains(&format!("{slug}/{slug}.html"))
            });
            assert_eq!(named.map(|(path, _)| path), None, "{what}");
        }
    }
    // Whatever is known of the folder beside its manifest.
    fs::remove_dir_all(desk.path("used/.pressroom")).unwrap();
    fs::remove_file(desk.path("input/e0.md")).unwrap();
    merge_shares(&desk, to, "used").ends(0).says(", 1 removed");
    assert!(!desk.exists("used/e0"));
}

#[test]
fn a_merge_removes_nothing_that_it_can_not_know_to_be_gone() {
    let desk = TestDir::new();
    project(&desk);
    desk.explainer("other/elsewhere.md", "Elsewhere");
    desk.run("build other --to html --out used").ends(0);
    merge_shares(&desk, "--to html", "used").ends(0);
    let before = desk.names("used");
    assert!(before.contains(&"elsewhere/elsewhere.html".to_owned()));
    // A share that is missing, one that was not built as a share, and one of other folders.
    fs::remove_file(desk.path("input/e2.md")).unwrap();
    merge_shares(&desk, "--to html", "whole").ends(0);
    for (arguments, why) in [("part1 part3", "shard 2/3 is not among these folders"), ("whole", "no --shard")]
    {
        let ran = desk.run(&format!("merge {arguments} --out used --message-format short")).ends(0);
        let ran = ran.says("warning[missing-shard]: Pressroom kept ").says(why);
        assert_eq!(ran.err.matches("warning").count(), 1, "{}", ran.err);
        assert_eq!(desk.names("used"), before);
    }
    desk.run("merge part1 part3 --out used --strict").ends(1);
    // What can't be made stays as it was; so does what is somebody else's.
    desk.write("used/e2/notes.txt", "mine");
    edit(&desk, "input/e3.md", "headline:", "headline: [");
    let ran = merge_shares(&desk, "--to html", "used").ends(0);
    ran.says("e2/notes.txt").says(", 1 removed");
    assert!(desk.exists("used/e3/e3.html") && desk.exists("used/elsewhere/elsewhere.html"));
    assert!(desk.exists("used/e2/notes.txt") && !desk.exists("used/e2/e2.html"));
    // Shares of single files say nothing of others.
    for share in 1..=2 {
        let _ = fs::remove_dir_all(desk.path(&format!("part{share}")));
        desk.run(&format!("build input/e9.md --to html --shard {share}/2 --out part{share}")).ends(0);
    }
    let before = desk.names("used");
    desk.run("merge part1 part2 --out used").ends(0);
    assert_eq!(desk.names("used"), before);
}

#[test]
fn a_share_without_documents_is_a_share() {
    let desk = TestDir::new();
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
    let desk = TestDir::new();
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
        let desk = TestDir::new();
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
    let desk = TestDir::new();
    project(&desk);
    desk.run("build --shard 4/3").ends(2).says("--shard 4/3: expected I/N");
    desk.run("build --shard").ends(2).says("--shard: say which");
    desk.run("build --to text --shard 1/2 --out one").ends(0);
    desk.run("build --to text --shard 2/2 --out two").ends(0);
    desk.run("merge one none").ends(2).says("none is no output folder of a build: it has no manifest.json");
    desk.run("merge one one --out one").ends(2).says("one is both a shard and where everything goes");
    desk.run("merge one two one").ends(2).says("is in one and in one: these are no shards of one build");
    desk.run("build --to text --out all").ends(0);
    desk.run("merge one all").ends(2).says("these are no shards of one build");
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
    let desk = TestDir::new();
    project(&desk);
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

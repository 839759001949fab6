//! `build`: what is written, and what ends how.

use super::*;

#[test]
fn every_edition_is_written_and_listed() {
    let desk = TestDir::new();
    desk.explainer("input/one.md", "One");
    desk.explainer("input/sub/two.markdown", "Two");
    let ran = desk.run("build --jobs 2").ends(0);
    let editions = desk.run("editions").ends(0).out;
    let extensions: Vec<_> = editions
        .lines()
        .map(|line| line.split_whitespace().nth(1).unwrap().strip_prefix("SLUG").unwrap())
        .collect();
    let names = desk.names("output");
    for slug in ["one", "two"] {
        for extension in &extensions {
            assert!(names.contains(&format!("{slug}/{slug}{extension}")), "{slug}{extension} in {names:?}");
        }
    }
    for slug in ["one", "two"] {
        assert_eq!(names.contains(&format!("{slug}/{slug}.preflight.json")), cfg!(feature = "pdf"));
    }
    let names: Vec<_> = desk.all_files("output").into_keys().filter(|name| !name.starts_with('.')).collect();
    let count = names.len() - 1;
    assert!(ran.err.contains(&format!("2 documents, {count} files")), "{}", ran.err);
    let manifest: serde_json::Value = serde_json::from_slice(&desk.files("output")["manifest.json"]).unwrap();
    let listed: Vec<_> =
        manifest["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    let written: Vec<_> = names.iter().map(String::as_str).filter(|name| *name != "manifest.json").collect();
    assert_eq!(listed, written);
    let file = &manifest["files"][0];
    assert_eq!((&file["path"], &file["edition"]), (&"404.html".into(), &"site".into()));
    let file =
        manifest["files"].as_array().unwrap().iter().find(|file| file["path"] == "one/one.amp.html").unwrap();
    assert_eq!((&file["source"], &file["edition"]), (&"input/one.md".into(), &"amp".into()));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let desk = TestDir::new();
    for number in 0..6 {
        desk.explainer(&format!("input/{number}.md"), "Same");
    }
    desk.write("input/3.md", "# Warned\n\n![](none.png) <script>x</script>\n");
    let first = desk.run("build --out a --jobs 1 --message-format json").ends(0);
    let second = desk.run("build --out b --jobs 2 --message-format json").ends(0);
    let third = ran(desk
        .command("build --out c --jobs 4 --message-format json")
        .env("TZ", "Pacific/Chatham")
        .env("LANG", "tr_TR.UTF-8")
        .env("LC_ALL", "ar_EG.UTF-8")
        .env("HOME", desk.path("nowhere"))
        .env("SOURCE_DATE_EPOCH", "12345"))
    .ends(0);
    assert!(!first.out.is_empty());
    assert_eq!(first.out, second.out);
    assert_eq!(first.out, third.out);
    let files = desk.files("a");
    assert!(files == desk.files("b") && files == desk.files("c"));
    desk.run("build --out a --jobs 2").ends(0);
    assert!(files == desk.files("a"), "a second run into the same folder");
}

#[test]
fn a_document_with_errors_stops_no_other() {
    let desk = TestDir::new();
    desk.explainer("input/good.md", "Good");
    desk.explainer("input/old.md", "Old");
    desk.run("build --to html,text").ends(0);
    desk.write("input/old.md", "---\nheadline: [not, a, text\n---\n\nText.\n");
    desk.explainer("input/good.md", "Better");
    let ran = desk
        .run("build --to html,text --allow-same-version")
        .ends(1)
        .says("error[syntax]")
        .says("input/old.md:");
    let ran = ran.says("2 documents, 4 files, 1 error in 1 document");
    assert!(!ran.err.contains("input/good.md"), "{}", ran.err);
    let files = desk.files("output");
    assert!(String::from_utf8_lossy(&files["good/good.txt"]).contains("Better"));
    // The last good set stays, and stays listed.
    assert!(String::from_utf8_lossy(&files["old/old.txt"]).contains("Old"));
    assert!(String::from_utf8_lossy(&files["manifest.json"]).contains("old/old.html"));
}

#[test]
fn strict_writes_no_document_with_warnings() {
    let desk = TestDir::new();
    desk.explainer("input/good.md", "Good");
    desk.write("input/warned.md", format!("---\nheadline: Warned\nheadlin: x\n{FRONT}---\n\nText.\n"));
    desk.run("build --to html").ends(0).says("warning[unknown-key]");
    assert!(desk.exists("output/warned/warned.html"));
    let ran = desk.run("build --to html --strict --out strict").ends(1).says("error[unknown-key]");
    assert!(!ran.err.contains("warning["), "{}", ran.err);
    assert_eq!(desk.names("strict"), ["good/good.html", "manifest.json"]);
}

#[test]
fn wrong_usage_ends_with_2_and_writes_nothing() {
    let desk = TestDir::new();
    desk.run("build").ends(2).says("there is no folder input");
    desk.explainer("input/a.md", "A");
    desk.run("build inputt").ends(2).says("did you mean input?");
    desk.run("build --to htlm").ends(2).says("a similar value exists: 'html'");
    desk.run("build --to html,pfd,epub").ends(2).says("pfd");
    desk.run("build --jobs 0").ends(2);
    desk.run("build --no-such-flag").ends(2);
    desk.run("build --config none.toml").ends(2).says("none.toml can't be read");
    desk.run("build --theme nope").ends(2).says("there is no theme `nope`");
    desk.run("build --theme ./nope").ends(2).says("bad-theme");
    desk.write("empty/notes.txt", "x");
    desk.run("build empty").ends(2).says("there is no .md");
    desk.write("pressroom.toml", "[site]\nbase_url = 7\n");
    desk.run("build").ends(2).says("pressroom.toml:2:12").says("error[wrong-type]");
    desk.write("pressroom.toml", "[site]\nnmae = \"x\"\n");
    desk.run("build --strict").ends(2).says("did you mean `name`?");
    assert!(!desk.exists("output"));
    desk.run("build --to html").ends(0).says("did you mean `name`?");
}

#[test]
fn the_disk_ends_with_3() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    desk.explainer("input/b.md", "B");
    desk.write("file", "in the way");
    desk.run("build --to html --out file").ends(3).says("file is not a folder");
    desk.run("build --to html --out file/below").ends(3).says("can't be written to");
    assert_eq!(fs::read(desk.path("file")).unwrap(), b"in the way");
    desk.write("output/a", "in the way");
    desk.run("build --to html").ends(3).says("error[disk]").says("output/a is in the way");
    assert_eq!(desk.names("output"), ["a", "b/b.html", "manifest.json"]);
    // A build into the folder that holds the sources must not replace them.
    desk.explainer("news/news/news.md", "News");
    desk.write("news/news/picture.png", "x");
    desk.run("build --to html news --out news").ends(2).says("both what is read and where editions go");
    let before = desk.files("news/news");
    desk.run("build --to html news/news --out news")
        .ends(3)
        .says("news/news is in the way: it holds a source");
    desk.run("build --to html news/news --out news/news").ends(2);
    assert!(before == desk.files("news/news"));
    desk.write("old/news/media/picture.png", "x");
    desk.run("build --to html news/news --out old").ends(3).says("`media`, which Pressroom did not write");
    assert!(desk.exists("old/news/media/picture.png"));
}

#[test]
fn two_documents_with_one_slug_are_an_error_that_names_both() {
    let desk = TestDir::new();
    desk.explainer("input/a/story.md", "One");
    desk.explainer("input/b/story.md", "Two");
    desk.write("input/c.md", format!("---\nheadline: Three\nslug: Story\n{FRONT}---\n\nText.\n"));
    desk.explainer("input/d.md", "Four");
    let ran = desk.run("build --to html --message-format short").ends(1);
    for (file, others) in [
        ("input/a/story.md", "input/b/story.md, input/c.md"),
        ("input/b/story.md", "input/a/story.md, input/c.md"),
        ("input/c.md", "input/a/story.md, input/b/story.md"),
    ] {
        let line = format!("{file}:1:1: error[duplicate-slug]: `story` is also the slug of {others}\n");
        assert!(ran.err.contains(&line), "{line} is not in:\n{}", ran.err);
    }
    assert_eq!(desk.names("output"), ["d/d.html", "manifest.json"]);
}

#[test]
fn only_what_was_asked_for_is_replaced() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "First");
    desk.explainer("input/b.md", "First");
    desk.run("build --to html,text").ends(0);
    let before = desk.files("output");
    desk.explainer("input/a.md", "Second");
    desk.run("build --to text input/a.md --allow-same-version").ends(0).says("1 document, 1 file\n");
    let after = desk.files("output");
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<_> =
        before.iter().filter(|(name, content)| after[*name] != **content).map(|(name, _)| name).collect();
    assert_eq!(changed, ["a/a.txt", "manifest.json"]);
    // However the source is named, it is the same.
    let absolute = desk.path("input/a.md");
    ran(desk.command("build --to text").arg(absolute)).ends(0);
    assert_eq!(after, desk.files("output"));
}

#[test]
fn the_output_is_not_read_as_input() {
    let desk = TestDir::new();
    desk.explainer("a.md", "A");
    desk.run("build . --to html,model").ends(0);
    desk.run("build . --to html,model").ends(0).says("1 document,");
    desk.run("build . --to html,model --out other").ends(0).says("1 document,");
    desk.run("check . --to html").ends(0).says("1 document,");
}

#[test]
fn standard_input_and_the_models_json_are_sources() {
    let desk = TestDir::new();
    picture(&desk.path("p.png"));
    let text = format!(
        "---\nheadline: Piped\nslug: piped\n{FRONT}---\n\n![A pixel](p.png)\n\n## Why?\n\nBecause.\n"
    );
    ran(desk.command("build - --to html,model").write_stdin(text)).ends(0);
    let first = desk.files("output");
    assert!(first.keys().any(|name| name.starts_with("piped/media/p-")), "{:?}", first.keys());
    // The model goes in by its file and by standard input, and the same page comes out.
    desk.write("piped.model.json", &first["piped/piped.model.json"]);
    desk.run("build piped.model.json --to html,model --out again").ends(0);
    ran(desk
        .command("build - --to html,model --out piped")
        .write_stdin(first["piped/piped.model.json"].clone()))
    .ends(0);
    for folder in ["again", "piped"] {
        let again = desk.files(folder);
        assert_eq!(again["piped/piped.html"], first["piped/piped.html"]);
        assert_eq!(again["piped/piped.model.json"], first["piped/piped.model.json"]);
    }
    ran(desk.command("build - --to html").write_stdin("{\"format\": \"pressroom-document/1\", \"x\": 1}"))
        .ends(1)
        .says("error[syntax]");
}

#[test]
fn files_that_can_not_be_read_stop_no_other() {
    let desk = TestDir::new();
    desk.explainer("input/good.md", "Good");
    std::os::unix::fs::symlink("nowhere", desk.path("input/broken.md")).unwrap();
    let large = fs::File::create(desk.path("input/large.md")).unwrap();
    large.set_len(17 * 1024 * 1024).unwrap();
    desk.write("input/latin1.md", b"---\nheadline: Caf\xe9\n---\n\nText.\n");
    let ran = desk.run("build --to html --message-format short").ends(1);
    let ran = ran.says("input/broken.md:1:1: error[unreadable]").says("input/large.md:1:1: error[too-large]");
    ran.says("input/latin1.md:2:14: warning[encoding]");
    assert_eq!(desk.names("output"), ["good/good.html", "latin1/latin1.html", "manifest.json"]);
}

#[test]
fn what_a_killed_run_left_is_swept() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    desk.write("output/.pressroom-stage-x/new/a/a.html", "half");
    desk.write("output/.pressroom-stage-x/old/lost/lost.html", "old");
    desk.run("build --to html").ends(0);
    assert_eq!(desk.names("output"), ["a/a.html", "lost/lost.html", "manifest.json"]);
}

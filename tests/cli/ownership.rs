//! Whose files and names are whose: Pressroom's own, explainers', and those of others.

use serde_json::{Value, json};

use super::*;

/// Every kind of edition and file about a build, some in several parts, and a document that fails.
#[test]
fn no_name_that_a_build_takes_is_a_slug() {
    let desk = TestDir::new();
    let site = "[site]\nname = \"The Desk\"\nlanguage = \"en\"\nbase_url = \"https://news.example/\"\n";
    desk.write("pressroom.toml", site);
    fs::create_dir_all(desk.path("input")).unwrap();
    picture(&desk.path("input/red.png"));
    let words = "Many words. ".repeat(12_000);
    for number in 0..4 {
        let language = ["en", "de"][number % 2];
        desk.write(
            &format!("input/a{number}.md"),
            format!(
                "---\nheadline: Number {number}?\nlanguage: {language}\npublished: 2026-07-2{number}T09:00:00Z\nsection: World\n\
                 tags: [one]\n---\n\nThe lede.\n\n## Why?\n\n![Red](red.png \"Red\")\n\n{words}\n"
            ),
        );
    }
    desk.write("input/bad.md", "---\nheadline: [\n---\n");
    desk.run("build --to html,amp,text,jsonfeed --publish --now 2026-07-25").ends(1);
    let mut names: Vec<String> = fs::read_dir(desk.path("output"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('a') || name.contains('.'))
        .collect();
    names.sort();
    let expected = [
        ".pressroom",
        "404.html",
        "atom.xml",
        "failed.ndjson",
        "feed-2.json",
        "feed-3.json",
        "feed-4.json",
        "feed.json",
        "index.html",
        "language",
        "manifest.json",
        "news-sitemap.xml",
        "robots.txt",
        "rss.xml",
        "section",
        "sitemap.xml",
        "tag",
    ];
    assert_eq!(names, expected);
    // Below a document's folder there is a name of Pressroom's own, too; and what begins with a dot can't be written.
    names.retain(|name| !name.starts_with('.'));
    names.push("media".to_owned());
    names.push("con".to_owned());
    fs::remove_dir_all(desk.path("input")).unwrap();
    let text = |slug: &str| format!("---\nheadline: A\nslug: {slug}\n{FRONT}---\n\nText.\n");
    let mut capitals = false;
    for (number, name) in names.iter().enumerate() {
        capitals = !capitals;
        let name = if capitals { name.to_uppercase() } else { name.clone() };
        desk.write(&format!("input/n{number}.md"), text(&name));
    }
    // Neither the editions nor the site make a difference.
    desk.write("pressroom.toml", "[site]\npages = false\nfeeds = false\n");
    for command in ["build --to text --out other", "check --to text", "build --to text --out other --isolate"]
    {
        let ran = desk.run(&format!("{command} --message-format short")).ends(1);
        assert_eq!(ran.err.matches(":3:7: error[reserved-slug]").count(), names.len(), "{}", ran.err);
    }
    assert_eq!(desk.all_files("other").into_keys().collect::<Vec<_>>(), ["failed.ndjson", "manifest.json"]);
    let ran = desk.run("digest --title News --out d.txt --message-format short").ends(1);
    assert_eq!(ran.err.matches(":3:7: error[reserved-slug]").count(), names.len(), "{}", ran.err);
    let lines: String = names
        .iter()
        .map(|name| json!({"id": format!("x-{name}"), "markdown": text(name)}).to_string() + "\n")
        .collect();
    let ran = super::ran(desk.command("stream --to text --out streamed").write_stdin(lines)).ends(1);
    for line in ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        assert_eq!(
            (&line["status"], &line["diagnostics"][0]["code"]),
            (&"failed".into(), &"reserved-slug".into())
        );
        assert_eq!(line["diagnostics"][0]["line"], 3);
    }
    assert!(!desk.exists("streamed"));
    for name in ["section", "Media", "nul"] {
        desk.run(&format!("new {name}")).ends(2).says("choose another name");
    }
}

/// A share that an earlier version of Pressroom built may have such a slug.
#[test]
fn a_share_with_a_reserved_slug_is_refused() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    desk.run("build --to text --out part").ends(0);
    let manifest = fs::read_to_string(desk.path("part/manifest.json")).unwrap();
    desk.write(
        "part/manifest.json",
        manifest
            .replace("a/a.txt", "failed.ndjson/a.txt")
            .replace("\"slug\": \"a\"", "\"slug\": \"failed.ndjson\""),
    );
    desk.run("merge part --out all")
        .ends(2)
        .says("`failed.ndjson` is the name of a file or folder of the site itself");
    assert!(!desk.exists("all"));
}

const ID: &str = "a\u{301}/B";

#[test]
fn no_id_of_a_stream_takes_the_folder_of_another() {
    let desk = TestDir::new();
    let ids = ["a", "A", "/a", "a/", "..", "./a", "manifest.json", "aux", ID, "á/b", "a-b", "a/b"];
    let send = |ids: &[String]| {
        let text = |id: &str| {
            format!(
                "---\nheadline: Of {}?\nslug: same\n{FRONT}---\n\nText.\n",
                json!(id).to_string().replace(['"', '\\'], "")
            )
        };
        let lines: String =
            ids.iter().map(|id| json!({"id": id, "markdown": text(id)}).to_string() + "\n").collect();
        let ran = super::ran(desk.command("stream --to text --out kept").write_stdin(lines)).ends(0);
        let stored = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["files"][0]["stored"].as_str().unwrap().to_owned()
        };
        ran.out.lines().map(stored).collect::<Vec<String>>()
    };
    let first = send(&ids.map(str::to_owned));
    // Whoever has seen the folders of others names them.
    let folders: Vec<String> = first.iter().map(|path| path.split('/').nth(1).unwrap().to_owned()).collect();
    let before = desk.all_files("kept");
    let hashes: Vec<String> = folders.into_iter().filter(|folder| folder.len() > 20).collect();
    let short: Vec<String> = hashes.iter().map(|hash| hash[..32].to_owned()).collect();
    send(&hashes);
    send(&short);
    let after = desk.all_files("kept");
    assert!(before.iter().all(|(path, content)| after[path] == *content));
    assert_eq!((before.len(), after.len()), (ids.len(), ids.len() + 2 * hashes.len()));
}

#[test]
fn a_source_that_is_a_link_out_of_the_folder_is_refused() {
    let desk = TestDir::new();
    desk.explainer("input/good.md", "Good");
    desk.explainer("elsewhere/secret.md", "Secret");
    desk.write("elsewhere/deep/other.md", "# A secret?\n");
    fs::create_dir_all(desk.path("photos/deep")).unwrap();
    picture(&desk.path("photos/red.png"));
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, desk.path(name)).unwrap();
    link("../elsewhere/secret.md", "input/file.md");
    link("../elsewhere", "input/folder");
    link("/etc/passwd", "input/passwd.md");
    // A folder without explainers is none of this rule's business, and a link within the folder is a name of its file.
    link("../photos", "input/photos");
    link("good.md", "input/within.md");
    for command in ["build --to text", "check --to text", "fix", "build --to text --isolate"] {
        let ran = desk.run(&format!("{command} --message-format short")).ends(1);
        for name in ["file.md", "folder", "passwd.md"] {
            let why =
                "error[unreadable]: the file can't be read: it is a link out of the folder that was named";
            assert!(ran.err.contains(&format!("input/{name}:1:1: {why}")), "{command}: {}", ran.err);
        }
        assert_eq!(ran.err.matches("error[").count(), 3, "{}", ran.err);
    }
    assert_eq!(desk.names("output"), ["good/good.txt", "manifest.json"]);
    let secret = |desk: &TestDir, file: &str| {
        fs::read_to_string(desk.path(file)).is_ok_and(|text| text.contains("ecret"))
    };
    desk.run("digest --title News --out d.txt").ends(1);
    assert!(!secret(&desk, "d.txt"));
    // Whoever names what a link leads to has it read.
    fs::remove_file(desk.path("input/passwd.md")).unwrap();
    desk.run("build input elsewhere --to text --out both").ends(0).says("3 documents");
    desk.run("build input/file.md --to text --out one").ends(0).says("1 document");
}

#[test]
fn files_of_others_in_a_documents_folder_stay() {
    let desk = TestDir::new();
    let text = |more: &str| format!("---\nheadline: A\n{FRONT}{more}---\n\nA secret.\n\n![Red](red.png)\n");
    desk.write("input/a.md", text(""));
    picture(&desk.path("input/red.png"));
    desk.run("build --to html").ends(0);
    let others = ["a/a.pdf", "a/a.html.bak", "a/media/red.png", "a/media/old/red.png"];
    let put = || others.iter().for_each(|path| desk.write(&format!("output/{path}"), "mine"));
    let stay = || {
        let files = desk.all_files("output");
        assert!(others.iter().all(|path| files[*path] == b"mine"), "{:?}", files.keys());
        assert!(others.iter().all(|path| !String::from_utf8_lossy(&files["manifest.json"]).contains(path)));
    };
    put();
    // They are said, and left.
    let ran = desk.run("build --to html --force --message-format short").ends(0);
    ran.says(
        "input/a.md:1:1: warning[foreign-file]: Pressroom did not write output/a/a.html.bak, output/a/a.pdf",
    )
    .says(" and 1 more");
    stay();
    // What would have to take their place is not written.
    desk.run("build --to html,pdf --message-format short")
        .ends(3)
        .says("error[disk]: output/a is in the way: it holds `a.pdf`");
    stay();
    // What is taken back goes all the same.
    desk.write("input/a.md", text("embargo: 2099-01-01\n"));
    desk.run("build --to html --message-format short")
        .ends(0)
        .says("warning[foreign-file]")
        .says("1 embargoed");
    stay();
    assert!(!desk.exists("output/a/a.html"));
    // Nothing in this folder is Pressroom's now.
    desk.write("input/a.md", text(""));
    desk.run("build --to html --message-format short").ends(3).says("error[disk]: output/a is in the way");
    fs::remove_dir_all(desk.path("output/a")).unwrap();
    desk.run("build --to html").ends(0);
    put();
    desk.run("build --to ninjs").ends(0);
    fs::remove_file(desk.path("input/a.md")).unwrap();
    desk.explainer("input/b.md", "B");
    let ran = desk.run("build --to html --message-format short").ends(0).says("1 removed");
    ran.says("output/a:1:1: warning[foreign-file]: Pressroom did not write output/a/a.html.bak");
    stay();
    let mut all = desk.all_files("output");
    all.retain(|path, _| path.starts_with("a/"));
    assert_eq!(all.len(), others.len());
}

/// A withheld text does not stay because somebody put a file beside it.
#[test]
fn a_notice_takes_the_place_of_a_text_beside_files_of_others() {
    let desk = TestDir::new();
    desk.write("input/a.md", format!("---\nheadline: A\n{FRONT}---\n\nA secret.\n"));
    desk.run("build --to html,ninjs").ends(0);
    desk.write("output/a/notes.txt", "mine");
    desk.write("input/a.md", format!("---\nheadline: A\nstatus: withheld\n{FRONT}---\n\nA secret.\n"));
    desk.run("build --to html,ninjs").ends(0).says("foreign-file");
    assert_eq!(desk.names("output"), ["a/a.ninjs.json", "a/notes.txt", "manifest.json"]);
    assert!(!String::from_utf8_lossy(&desk.files("output")["a/a.ninjs.json"]).contains("secret"));
}

/// Renamed and held back at once, an explainer leaves nothing under its old name.
#[test]
fn what_is_renamed_and_held_back_goes() {
    for more in ["embargo: 2099-01-01\n", "draft: true\n"] {
        let desk = TestDir::new();
        let text = |more: &str| format!("---\nheadline: A\n{FRONT}{more}---\n\nA secret.\n");
        desk.write("input/a.md", text(""));
        desk.explainer("input/b.md", "B");
        desk.run("build --to html").ends(0);
        desk.write("input/a.md", text(&format!("slug: c\n{more}")));
        desk.run("build --to html").ends(0).says("1 removed");
        assert!(!desk.exists("output/a") && !desk.exists("output/c"));
    }
}

/// Some explainers with pictures and translations.
fn project(desk: &TestDir) {
    desk.write(
        "pressroom.toml",
        "[site]\nname = \"The Desk\"\nlanguage = \"en\"\nbase_url = \"https://news.example/\"\n",
    );
    fs::create_dir_all(desk.path("input")).unwrap();
    picture(&desk.path("input/red.png"));
    for name in ["a", "a-b", "b", "c"] {
        let more = if name == "c" { "translation_of: b\nlanguage: de\n" } else { "language: en\n" };
        desk.write(
            &format!("input/{name}.md"),
            format!(
                "---\nheadline: About {name}?\npublished: 2026-01-31T09:00:00Z\nsection: World\n{more}---\n\nThe lede.\n\n## Why?\n\n\
                 ![Red](red.png \"A red square\"){{syndicate}}\n\nBecause of {name}.\n"
            ),
        );
    }
}

const TO: &str = "--to html,text,ninjs,jsonfeed,applenews,model";

#[test]
fn whatever_the_way_the_folder_its_manifest_and_packages_have_the_same_bytes() {
    let desk = TestDir::new();
    project(&desk);
    let all = format!("build {TO} --allow-same-version");
    desk.run(&format!("{all} --out whole")).ends(0);
    let whole = desk.all_files("whole");
    desk.run("pack whole.tar.zst --out-dir whole").ends(0);
    let package = fs::read(desk.path("whole.tar.zst")).unwrap();
    let same = |way: &str| {
        let files = desk.all_files(way);
        assert_eq!(files.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{way}");
        let other: Vec<_> =
            files.iter().filter(|(path, content)| whole[*path] != **content).map(|(path, _)| path).collect();
        assert!(other.is_empty(), "{way}: {other:?}");
        desk.run(&format!("pack {way}.tar.zst --out-dir {way}")).ends(0);
        assert!(fs::read(desk.path(&format!("{way}.tar.zst"))).unwrap() == package, "{way}");
    };
    let steps = |way: &str, steps: &[&str]| {
        steps.iter().for_each(|step| _ = desk.run(&format!("{step} --allow-same-version --out {way}")));
        same(way);
    };
    steps("threads", &[&format!("build {TO} --jobs 4")]);
    steps("again", &[&format!("build {TO}"), &format!("build {TO}")]);
    steps("forced", &[&format!("build {TO}"), &format!("build {TO} --force")]);
    let each =
        |order: &[&str]| order.iter().map(|name| format!("build {TO} input/{name}.md")).collect::<Vec<_>>();
    let last = format!("build {TO} input/c.md input/b.md");
    for (way, order) in [("forwards", ["a", "a-b", "b", "c"]), ("backwards", ["c", "b", "a-b", "a"])] {
        let each = each(&order);
        let mut all: Vec<&str> = each.iter().map(String::as_str).collect();
        // The translations were not there when the first of them was built.
        all.push(&last);
        steps(way, &all);
    }
    let absolute = desk.path("input/a-b.md").display().to_string();
    steps("named", &[&format!("build {TO} ./input/c.md input/b.md {absolute} input/../input/a.md")]);
    // Edition by edition, and some of them again; a page leads to those that are built with it.
    let reversed = ["model", "applenews", "jsonfeed", "ninjs", "text", "html", "ninjs,model", "html,text"];
    let mut parts: Vec<String> = reversed.iter().map(|name| format!("build --to {name}")).collect();
    parts.push(format!("build {TO}"));
    steps("editions", &parts.iter().map(String::as_str).collect::<Vec<_>>());
    for share in 1..=3 {
        desk.run(&format!("{all} --shard {share}/3 --out part{share}")).ends(0);
    }
    desk.run("merge part2 part3 part1 --out merged").ends(0);
    same("merged");
    // After failures: of a source, of the memory, of somebody's hand.
    let good = fs::read(desk.path("input/b.md")).unwrap();
    desk.write("input/b.md", "---\nheadline: [\n---\n");
    desk.run(&format!("{all} --out failed")).ends(1);
    desk.write("input/b.md", good);
    steps("failed", &[&format!("build {TO}")]);
    desk.run(&format!("{all} --out tampered")).ends(0);
    desk.write("tampered/a/a.ninjs.json", "mine");
    desk.write("tampered/b/b.txt", "mine");
    desk.write("tampered/.pressroom/cache.redb", "mine");
    steps("tampered", &["build --to html input/a.md", &format!("build {TO}")]);
}

/// Editions that know nothing of each other, built one by one, and never together.
#[test]
fn the_order_of_editions_does_not_show_in_the_manifest() {
    let desk = TestDir::new();
    project(&desk);
    desk.run("build --to applenews,model,text --out whole").ends(0);
    let whole = desk.all_files("whole");
    for (way, order) in [("one", ["model", "text", "applenews"]), ("two", ["text", "applenews", "model"])] {
        order.iter().for_each(|edition| _ = desk.run(&format!("build --to {edition} --out {way}")).ends(0));
        assert!(desk.all_files(way) == whole, "{way}");
    }
    // An edition that somebody changed is not certified by a build of another.
    desk.write("one/a/a.txt", "x".repeat(whole["a/a.txt"].len()));
    desk.run("build --to model --force --out one").ends(0);
    assert!(desk.all_files("one")["manifest.json"] == whole["manifest.json"]);
    desk.run("build --to text --out one").ends(0);
    assert!(desk.all_files("one") == whole);
}

/// Explainers whose slug gets other capitals, whose source gets another name, or whose folder is something else now.
#[test]
fn what_is_withdrawn_goes_from_where_it_was_before() {
    let desk = TestDir::new();
    let text =
        |slug: &str, more: &str| format!("---\nheadline: Why?\nslug: {slug}\n{more}{FRONT}---\n\nSecret.\n");
    let secret = "embargo: 2099-01-01\n";
    desk.write("input/a.md", text("Why-Rivers", ""));
    desk.write("input/b.md", text("Lakes", ""));
    desk.write("input/c.md", text("c", ""));
    desk.run("build --to text").ends(0);
    desk.write("input/a.md", text("why-rivers", secret));
    desk.write("input/b.md", text("lakes", ""));
    desk.run("build --to text").ends(0);
    if cfg!(target_os = "linux") {
        assert!(!desk.exists("output/Why-Rivers") && !desk.exists("output/Lakes"));
    }
    assert!(!desk.exists("output/why-rivers") && desk.exists("output/lakes/lakes.txt"));
    fs::rename(desk.path("input"), desk.path("moved")).unwrap();
    desk.write("moved/c.md", text("c", secret));
    desk.run("build moved --to text").ends(0);
    assert!(!desk.exists("output/c"), "it is public under its source's earlier name");
    // A file of somebody's where the folder was.
    fs::remove_dir_all(desk.path("output/lakes")).unwrap();
    desk.write("output/lakes", "mine");
    fs::remove_file(desk.path("moved/b.md")).unwrap();
    desk.run("build moved --to text").ends(3).says("it is no folder");
    assert_eq!(fs::read_to_string(desk.path("output/lakes")).unwrap(), "mine");
}

/// What lies in a folder of which nothing is known may be the text that is kept back.
#[test]
fn files_beside_what_is_kept_back_are_named() {
    let desk = TestDir::new();
    desk.write(
        "input/a.md",
        format!("---\nheadline: Why?\nslug: a\nembargo: 2099-01-01\n{FRONT}---\n\nSecret.\n"),
    );
    desk.write("output/a/a.txt", "Secret.");
    desk.run("build --to text").says("output/a/a.txt").says("foreign-file");
    assert!(desk.exists("output/a/a.txt"));
}

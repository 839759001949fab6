//! Built again: only what changed is made, and what is left is as a whole build would make it.

use std::time::{Duration, SystemTime};

use super::*;

/// When a file was written last.
fn written(desk: &TestDir, path: &str) -> SystemTime {
    fs::metadata(desk.path(path)).unwrap().modified().unwrap()
}

/// The files of the output folder that are not those that were there.
fn new_files(desk: &TestDir, before: &BTreeMap<String, SystemTime>) -> Vec<String> {
    let now = times(desk);
    now.into_iter().filter(|(path, time)| before.get(path) != Some(time)).map(|(path, _)| path).collect()
}

fn times(desk: &TestDir) -> BTreeMap<String, SystemTime> {
    desk.all_files("output")
        .into_keys()
        .map(|path| (path.clone(), written(desk, &format!("output/{path}"))))
        .collect()
}

/// The output folder is what a build of everything into an empty folder makes.
#[track_caller]
fn is_whole(desk: &TestDir, arguments: &str) {
    let _ = fs::remove_dir_all(desk.path("fresh"));
    desk.run(&format!("{arguments} --out fresh"));
    let (again, fresh) = (desk.all_files("output"), desk.all_files("fresh"));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&again), names(&fresh));
    let other: Vec<_> =
        again.iter().filter(|(path, bytes)| fresh[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(other.is_empty(), "{other:?}");
}

/// Three explainers and a site.
fn project() -> TestDir {
    let desk = TestDir::new();
    for (name, section) in [("one", "World"), ("two", "World"), ("three", "Science")] {
        desk.write(&format!("input/{name}.md"), explainer(name, section, "Because."));
    }
    desk.write(
        "pressroom.toml",
        "[site]\nname = \"The Example\"\nbase_url = \"https://news.example/\"\nlanguage = \"en\"\n",
    );
    desk
}

fn explainer(name: &str, section: &str, answer: &str) -> String {
    format!(
        "---\nheadline: About {name}?\nsection: {section}\npublished: 2026-01-31T09:00:00Z\nlang: en\n---\n\nThe lede.\n\n\
         ## Why?\n\n{answer}\n"
    )
}

const BUILD: &str = "build --to html,epub,text,ninjs,jsonfeed --allow-same-version";

#[test]
fn nothing_is_made_where_nothing_changed() {
    let desk = project();
    desk.run(BUILD).ends(0).says("3 documents, ");
    let before = times(&desk);
    desk.run(BUILD).ends(0).says("3 documents, 0 files, 3 unchanged");
    assert_eq!(times(&desk), before);
    desk.run(&format!("{BUILD} --force")).ends(0).says("3 documents, 15 files\n");
    is_whole(&desk, BUILD);
}

/// An edition depends on its own part of the configuration.
#[test]
fn another_footer_of_mails_leaves_other_editions_as_they_are() {
    const ALL: &str = "build --to html,epub,pdf,text,email,ninjs --allow-same-version";
    let desk = project();
    let footer = |reason: &str| {
        let site =
            "[site]\nname = \"The Example\"\nbase_url = \"https://news.example/\"\nlanguage = \"en\"\n";
        desk.write("pressroom.toml", format!("{site}[newsletter]\nreason = \"{reason}\"\n"));
    };
    footer("You asked for it.");
    desk.run(ALL);
    let before = times(&desk);
    footer("You ask for it every day.");
    desk.run(ALL);
    let new = new_files(&desk, &before);
    let is_mail = |path: &&String| [".txt", ".eml"].iter().any(|end| path.ends_with(end));
    assert_eq!(new.iter().filter(is_mail).count(), 6, "{new:?}");
    let others: Vec<_> = new.iter().filter(|path| path.contains('/') && !is_mail(path)).collect();
    assert!(others.iter().all(|path| !path.starts_with("one/")), "{others:?}");
}

#[test]
fn a_source_that_changed_is_made_again_with_what_mentions_it() {
    let desk = project();
    desk.run(BUILD).ends(0);
    let before = times(&desk);
    desk.write("input/two.md", explainer("two", "World", "Because it changed."));
    desk.run(BUILD).ends(0).says("2 unchanged");
    let new = new_files(&desk, &before);
    assert!(new.iter().all(|path| !path.starts_with("one/") && !path.starts_with("three/")), "{new:?}");
    for path in ["two/two.html", "two/two.epub", "feed.json", "section/world/feed.json", "manifest.json"] {
        assert!(new.iter().any(|new| new == path), "{path} is not in {new:?}");
    }
    // What does not mention it is left: the page of the section says the same of it.
    for path in ["index.html", "section/world.html", "robots.txt", "section/science/feed.json"] {
        assert!(new.iter().all(|new| new != path), "{path} is in {new:?}");
    }
    is_whole(&desk, BUILD);
}

#[test]
fn a_theme_is_made_again_in_the_editions_that_it_changes() {
    let desk = project();
    desk.run("theme new mine").ends(0);
    let build = format!("{BUILD} --theme themes/mine");
    desk.run(&build).ends(0);
    for (file, comment, extension) in
        [("epub/style.css", "/* new */", "epub"), ("web/style.css", "p { color: #123456 }", "html")]
    {
        let path = desk.path(&format!("themes/mine/{file}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let style = fs::read_to_string(&path).unwrap_or_else(|_| {
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default").join(file))
                .unwrap()
        });
        fs::write(&path, format!("{style}\n{comment}\n")).unwrap();
        let before = times(&desk);
        desk.run(&build).ends(0);
        let of_documents = new_files(&desk, &before).into_iter().filter(|path| path.starts_with("one/"));
        assert_eq!(of_documents.collect::<Vec<_>>(), [format!("one/one.{extension}")], "{file}");
        is_whole(&desk, &build);
    }
    // Words and tokens are everybody's.
    let tokens = desk.path("themes/mine/theme.toml");
    let text = fs::read_to_string(&tokens).unwrap();
    assert!(text.contains("chapters = \"card\""), "{text}");
    fs::write(&tokens, text.replace("chapters = \"card\"", "chapters = \"article\"")).unwrap();
    desk.run(&build).ends(0);
    desk.run(&build).ends(0).says("3 unchanged");
    is_whole(&desk, &build);
}

#[test]
fn configuration_editions_and_pictures_count() {
    let desk = project();
    desk.write("input/one.md", explainer("one", "World", "![A square](one.png)"));
    picture(&desk.path("input/one.png"));
    desk.run(BUILD).ends(0);
    desk.run(BUILD).ends(0).says("3 unchanged");
    let paint = |color| {
        let pixel = image::RgbImage::from_pixel(1, 1, image::Rgb(color));
        pixel.save(desk.path("input/one.png")).unwrap();
    };
    paint([0, 200, 0]);
    desk.run(BUILD).ends(0).says("2 unchanged");
    is_whole(&desk, BUILD);
    // The same picture, written again.
    paint([0, 200, 0]);
    desk.run(BUILD).ends(0).says("3 unchanged");
    fs::remove_file(desk.path("input/one.png")).unwrap();
    desk.run(BUILD).ends(0).says("missing-picture").says("2 unchanged");
    desk.run(BUILD).ends(0).says("missing-picture").says("3 unchanged");
    is_whole(&desk, BUILD);
    picture(&desk.path("input/one.png"));
    desk.run(BUILD).ends(0).says("2 unchanged");
    is_whole(&desk, BUILD);
    desk.write(
        "pressroom.toml",
        "[site]\nname = \"Another\"\nbase_url = \"https://news.example/\"\nlanguage = \"en\"\n",
    );
    desk.run(BUILD).ends(0).says("3 documents, ");
    is_whole(&desk, BUILD);
    // A page leads to other editions: that there are more of them is a change to it.
    let more = BUILD.replace("--to ", "--to amp,");
    desk.run(&more).ends(0);
    is_whole(&desk, &more);
}

#[test]
fn findings_are_said_again() {
    let desk = project();
    desk.write(
        "input/one.md",
        explainer("one", "World", "<marquee>Old</marquee> ![no words](gone.png)\n\n[nowhere](#none)"),
    );
    let said = |ran: Ran| {
        ran.ends(0)
            .err
            .lines()
            .filter(|line| line.contains("input/one.md"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let short = format!("{BUILD} --message-format short");
    let first = said(desk.run(&short));
    assert!(first.len() > 2, "{first:?}");
    let ran = desk.run(&short).says("3 unchanged");
    assert_eq!(said(ran), first);
    // A document with warnings is none that `--strict` lets pass, though it is there.
    desk.run(&format!("{BUILD} --strict")).ends(1).says("1 document");
}

#[test]
fn what_somebody_did_to_the_output_is_mended() {
    let desk = project();
    desk.run(BUILD).ends(0);
    type Change = fn(&Path);
    let breaks: [(&str, Change); 5] = [
        ("one/one.html", |path| fs::write(path, "somebody else's").unwrap()),
        ("one/one.epub", |path| fs::remove_file(path).unwrap()),
        ("two", |path| fs::remove_dir_all(path).unwrap()),
        ("index.html", |path| fs::write(path, "").unwrap()),
        ("feed.json", |path| fs::remove_file(path).unwrap()),
    ];
    for (path, change) in breaks {
        change(&desk.path(&format!("output/{path}")));
        desk.run(BUILD).ends(0);
        is_whole(&desk, BUILD);
    }
    // Written again with the same content: nothing to do.
    let path = desk.path("output/one/one.html");
    let later = SystemTime::now() + Duration::from_secs(60);
    fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    desk.run(BUILD).ends(0).says("0 files, 3 unchanged");
    // The memory is no authority.
    for memory in [b"broken".as_slice(), b""] {
        desk.write("output/.pressroom/cache.redb", memory);
        desk.run(BUILD).ends(0).says("3 documents, 15 files");
        desk.run(BUILD).ends(0).says("0 files, 3 unchanged");
        is_whole(&desk, BUILD);
    }
    fs::remove_dir_all(desk.path("output/.pressroom")).unwrap();
    desk.run("build input/one.md --to html --allow-same-version").ends(0);
    desk.run(BUILD).ends(0);
    is_whole(&desk, BUILD);
}

#[test]
fn what_was_made_of_a_source_that_is_gone_goes() {
    let desk = project();
    desk.run(BUILD).ends(0);
    // Somebody put a file of their own there: it stays.
    desk.write("output/three/notes.txt", "mine");
    for name in ["two", "three"] {
        fs::remove_file(desk.path(&format!("input/{name}.md"))).unwrap();
    }
    // One explainer by its name says nothing of the others.
    desk.run("build input/one.md --to html").ends(0);
    assert!(desk.exists("output/two/two.html"));
    desk.run(BUILD).ends(0).says("1 document, ").says("2 removed");
    assert!(!desk.exists("output/two") && !desk.exists("output/three/three.html"));
    assert!(desk.exists("output/three/notes.txt"));
    fs::remove_dir_all(desk.path("output/three")).unwrap();
    is_whole(&desk, BUILD);
    // Another slug is another folder.
    let text = explainer("one", "World", "Because.").replace("section:", "slug: uno\nsection:");
    desk.write("input/one.md", text);
    desk.run(BUILD).ends(0).says("1 removed");
    assert!(!desk.exists("output/one") && desk.exists("output/uno/uno.html"));
    is_whole(&desk, BUILD);
    // A source that can't be read keeps what was made of it.
    desk.write("input/one.md", "---\nheadline: [\n---\n");
    desk.run(BUILD).ends(1);
    assert!(desk.exists("output/uno/uno.html"));
    // The current folder is a folder, too.
    fs::remove_file(desk.path("input/one.md")).unwrap();
    desk.write("four.md", explainer("four", "World", "Because."));
    desk.run(&BUILD.replace("build", "build .")).ends(0).says("1 removed");
    assert!(!desk.exists("output/uno"));
}

#[test]
fn time_changes_what_lists_say() {
    let desk = project();
    let text = explainer("one", "World", "Because.").replace("section:", "expires: 2026-03-01\nsection:");
    desk.write("input/one.md", text);
    let at = |now: &str| format!("{BUILD} --now {now}");
    desk.run(&at("2026-02-27T12:00:00Z")).ends(0);
    desk.run(&at("2026-02-28T12:00:00Z")).ends(0).says("0 files, 3 unchanged");
    let lists =
        |desk: &TestDir| fs::read_to_string(desk.path("output/index.html")).unwrap().contains("About one");
    assert!(lists(&desk));
    desk.run(&at("2026-03-02T00:00:00Z")).ends(0).says("3 unchanged");
    assert!(!lists(&desk));
    is_whole(&desk, &at("2026-03-02T00:00:00Z"));
    // And back.
    desk.run(&at("2026-02-28T12:00:00Z")).ends(0);
    is_whole(&desk, &at("2026-02-28T12:00:00Z"));
}

#[test]
fn documents_that_fail_are_listed() {
    let desk = project();
    desk.write("input/two.md", "---\nheadline: [\n---\n");
    desk.run(BUILD).ends(1);
    let list = fs::read_to_string(desk.path("output/failed.ndjson")).unwrap();
    let lines: Vec<serde_json::Value> =
        list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (&lines[0]["source"], &lines[0]["diagnostics"][0]["severity"]),
        (&"input/two.md".into(), &"error".into())
    );
    assert_eq!(lines[0]["diagnostics"][0]["line"], 2);
    desk.write("input/two.md", explainer("two", "World", "Because."));
    desk.run(BUILD).ends(0);
    assert!(!desk.exists("output/failed.ndjson"));
    desk.write("output/failed.ndjson", "mine\n");
    desk.run(BUILD).ends(3).says("failed.ndjson is in the way");
    assert_eq!(fs::read(desk.path("output/failed.ndjson")).unwrap(), b"mine\n");
}

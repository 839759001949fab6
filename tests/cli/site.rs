//! The site of a build: index, topics, sitemaps, and what is kept between runs.

use super::*;

/// The addresses that the index leads to.
fn listed(desk: &TestDir) -> Vec<String> {
    let index = fs::read_to_string(desk.path("output/index.html")).unwrap_or_default();
    let links = index.split("<h2><a href=\"").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The site's own files.
fn own(desk: &TestDir) -> Vec<String> {
    let documents = desk.files("output");
    let all = desk.all_files("output").into_keys();
    all.filter(|path| !documents.contains_key(path) && !path.starts_with('.')).collect()
}

#[test]
fn the_samples_make_a_site() {
    let desk = TestDir::new();
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    ran(desk.command("build --to html").arg(&input)).ends(0);
    let manual = fs::read_dir(input.join("manual")).unwrap().map(|entry| entry.unwrap().path());
    let pages = manual.filter(|path| path.extension().is_some_and(|extension| extension == "md")).count();
    assert_eq!(listed(&desk).len(), 5 + pages);
    assert_eq!(listed(&desk)[0], "article-5-guarantees/article-5-guarantees.html");
    let files = desk.all_files("output");
    for link in listed(&desk) {
        assert!(files.contains_key(&link), "{link}");
    }
    // Every local address of every page of the site leads to a file.
    let pages: Vec<_> =
        own(&desk).into_iter().filter(|path| path.ends_with(".html") && path != "404.html").collect();
    assert!(pages.contains(&"language/en.html".to_owned()), "{pages:?}");
    for page in pages {
        let text = String::from_utf8(files[&page].clone()).unwrap();
        let folder = Path::new(&page).parent().unwrap();
        for attribute in [" href=\"", " src=\""] {
            for link in text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                if link.starts_with('#') || link.contains(':') {
                    continue;
                }
                let target = desk.path("output").join(folder).join(link);
                assert!(target.is_file(), "{page}: {link}");
            }
        }
    }
}

#[test]
fn what_earlier_runs_built_stays_listed() {
    let desk = TestDir::new();
    for name in ["a", "b", "c"] {
        desk.explainer(&format!("input/{name}.md"), name);
    }
    desk.run("build --to html").ends(0);
    let before = desk.all_files("output");
    desk.run("build --to html input/b.md").ends(0);
    assert!(before == desk.all_files("output"), "building one again changes nothing");
    desk.write("input/b.md", format!("---\nheadline: Better\nversion: 2\n{FRONT}---\n\nText.\n"));
    desk.run("build --to html input/b.md").ends(0).says("1 document, 3 files");
    assert_eq!(listed(&desk), ["a/a.html", "b/b.html", "c/c.html"]);
    assert!(fs::read_to_string(desk.path("output/index.html")).unwrap().contains(">Better</a>"));
    // A build without web editions leaves the site as it is.
    let before = own(&desk);
    desk.run("build --to text input/a.md").ends(0);
    assert_eq!(own(&desk), before);
    // What is not there any more is not listed.
    fs::remove_dir_all(desk.path("output/a")).unwrap();
    desk.run("build --to html input/b.md").ends(0);
    assert_eq!(listed(&desk), ["b/b.html", "c/c.html"]);
    // Nor is what is withheld from now on.
    desk.write(
        "input/c.md",
        format!("---\nheadline: c\nversion: 2\nstatus: withheld\n{FRONT}---\n\nText.\n"),
    );
    desk.run("build --to html input/c.md").ends(0);
    assert_eq!(listed(&desk), ["b/b.html"]);
    // A memory that is broken is no reason to fail.
    desk.run("build --to html").ends(0);
    desk.write("output/.pressroom/cache.redb", "{");
    let ran = desk.run("build --to html input/b.md").ends(0).says("warning[unreadable]");
    ran.says("run `pressroom build` over all explainers once");
    assert_eq!(listed(&desk), ["b/b.html"]);
    desk.run("build --to html").ends(0);
    assert_eq!(listed(&desk), ["a/a.html", "b/b.html"]);
}

#[test]
fn a_site_that_is_turned_off_goes() {
    let desk = TestDir::new();
    for name in ["a", "b"] {
        desk.write(
            &format!("input/{name}.md"),
            format!("---\nheadline: {name}\nsection: World\n{FRONT}---\n\nText.\n"),
        );
    }
    desk.run("build --to html").ends(0);
    assert_eq!(own(&desk), ["404.html", "index.html", "robots.txt", "section/world.html", "sitemap.xml"]);
    desk.write("output/section/mine.html", "mine");
    desk.write("pressroom.toml", "[site]\npages = false\n");
    desk.run("build --to text").ends(0);
    assert_eq!(
        desk.names("output"),
        ["a/a.html", "a/a.txt", "b/b.html", "b/b.txt", "manifest.json", "section/mine.html"]
    );
    desk.write("pressroom.toml", "[site]\npages = 1\n");
    desk.run("build").ends(2).says("`pages` is true or false");
}

#[test]
fn a_page_that_is_no_longer_made_goes() {
    let desk = TestDir::new();
    for name in ["a", "b"] {
        desk.write(
            &format!("input/{name}.md"),
            format!("---\nheadline: {name}\nsection: World\n{FRONT}---\n\nText.\n"),
        );
    }
    desk.run("build --to html").ends(0);
    assert!(desk.exists("output/section/world.html"));
    desk.explainer("input/b.md", "b");
    desk.run("build --to html input/b.md --allow-same-version").ends(0);
    assert!(!desk.exists("output/section"));
    let manifest = fs::read_to_string(desk.path("output/manifest.json")).unwrap();
    assert!(!manifest.contains("section/"), "{manifest}");
}

#[test]
fn what_pressroom_did_not_write_is_never_overwritten() {
    let desk = TestDir::new();
    for name in ["a", "b"] {
        desk.write(
            &format!("input/{name}.md"),
            format!("---\nheadline: {name}\nsection: World\n{FRONT}---\n\nText.\n"),
        );
    }
    desk.write("output/index.html", "mine");
    let refused = "output/index.html is in the way: Pressroom did not write it";
    desk.run("build --to html").ends(3).says(refused).says("`pages = false`");
    assert_eq!(
        desk.all_files("output").into_keys().collect::<Vec<_>>(),
        ["index.html"],
        "nothing was written"
    );
    desk.run("build --to text").ends(0);
    fs::remove_file(desk.path("output/index.html")).unwrap();
    // A page whose name is only known at the end: everything else is there and listed.
    desk.write("output/section/world.html", "mine");
    desk.run("build --to html").ends(3).says("output/section/world.html is in the way");
    assert_eq!(fs::read(desk.path("output/section/world.html")).unwrap(), b"mine");
    assert!(desk.exists("output/index.html") && desk.exists("output/a/a.html"));
    fs::remove_dir_all(desk.path("output/section")).unwrap();
    // Nor is anything written through a link that leads elsewhere.
    #[cfg(unix)]
    {
        fs::create_dir(desk.path("elsewhere")).unwrap();
        std::os::unix::fs::symlink(desk.path("elsewhere"), desk.path("output/section")).unwrap();
        desk.run("build --to html").ends(3).says("output/section is in the way");
        assert_eq!(desk.names("elsewhere"), [""; 0]);
        fs::remove_file(desk.path("output/section")).unwrap();
    }
    desk.run("build --to html").ends(0);
    assert_eq!(listed(&desk).len(), 2);
}

#[test]
fn what_is_in_the_way_of_a_page_stops_no_other() {
    let desk = TestDir::new();
    desk.write(
        "pressroom.toml",
        "[site]\nname = \"The Desk\"\nlanguage = \"en\"\nbase_url = \"https://news.example/\"\n",
    );
    for (name, section) in [("a", "World"), ("b", "Science"), ("c", "World")] {
        let text = format!("---\nheadline: {name}\nsection: {section}\n{FRONT}---\n\nText.\n");
        desk.write(&format!("input/{name}.md"), text);
    }
    let build = "build --to html,jsonfeed,text";
    desk.run(&format!("{build} --out clean")).ends(0);
    let clean = desk.all_files("clean");
    let of_build: Vec<&str> =
        clean.keys().map(String::as_str).filter(|path| path.contains("world")).collect();
    assert!(of_build.len() > 2, "{of_build:?}");
    desk.run("build --to text").ends(0);
    let foreign = ["output/section/world.html", "output/section/world/feed.json"];
    for path in foreign {
        assert!(clean.contains_key(path.trim_start_matches("output/")), "{of_build:?}");
        desk.write(path, "mine");
    }
    // Once more, when everything else is there.
    for _ in 0..2 {
        let ran = desk.run(&format!("{build} --message-format short")).ends(3);
        for path in foreign {
            assert_eq!(ran.err.matches(&format!("{path} is in the way")).count(), 1, "{}", ran.err);
        }
        assert_eq!(ran.err.matches("error[disk]").count(), 2, "{}", ran.err);
        let mut there = desk.all_files("output");
        for path in foreign {
            let path = path.trim_start_matches("output/");
            assert_eq!(there.insert(path.to_owned(), clean[path].clone()).unwrap(), b"mine");
            assert!(!String::from_utf8_lossy(&there["manifest.json"]).contains(path));
        }
        there.insert("manifest.json".to_owned(), clean["manifest.json"].clone());
        there.remove("failed.ndjson");
        assert_eq!(there.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
        assert!(there == clean);
    }
    foreign.iter().for_each(|path| fs::remove_file(desk.path(path)).unwrap());
    desk.run(build).ends(0);
    assert!(desk.all_files("output") == clean);
    // A merge does the same.
    desk.write("merged/section/world.html", "mine");
    desk.run(&format!("{build} --shard 1/1 --out part")).ends(0);
    desk.run("merge part --out merged").ends(3).says("merged/section/world.html is in the way");
    assert!(desk.exists("merged/index.html") && desk.exists("merged/b/b.html"));
    fs::remove_file(desk.path("merged/section/world.html")).unwrap();
    desk.run("merge part --out merged").ends(0);
    assert!(desk.all_files("merged") == clean);
    // A folder in the place of a page that is not made any more is left there.
    fs::remove_file(desk.path(foreign[0])).unwrap();
    desk.write(&format!("{}/notes.txt", foreign[0]), "mine");
    fs::remove_file(desk.path("input/a.md")).unwrap();
    fs::remove_file(desk.path("input/c.md")).unwrap();
    desk.run(build).ends(0);
    assert!(desk.exists(&format!("{}/notes.txt", foreign[0])));
    assert!(!desk.all_files("output").keys().any(|path| path == "section/world/feed.json"));
}

#[test]
fn a_run_that_was_killed_within_the_site_is_no_stranger() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "a");
    desk.run("build --to html").ends(0);
    let whole = desk.all_files("output");
    // Killed after the manifest named the new files, before all were in their places.
    fs::create_dir(desk.path("output/.pressroom-stage-dead")).unwrap();
    desk.write("output/index.html", "of another length than the manifest says");
    fs::remove_file(desk.path("output/404.html")).unwrap();
    desk.run("build --to html").ends(0);
    assert!(whole == desk.all_files("output"));
}

#[test]
fn the_sites_names_are_no_slugs() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    desk.write("input/b.md", format!("---\nheadline: B\nslug: Section\n{FRONT}---\n\nText.\n"));
    let ran = desk.run("build --to html --message-format short").ends(1);
    ran.says(
        "input/b.md:3:7: error[reserved-slug]: `Section` is the name of a file or folder of the site itself",
    );
    assert_eq!(desk.names("output"), ["a/a.html", "manifest.json"]);
    // Whatever is built: the next build may make them.
    desk.write("pressroom.toml", "[site]\npages = false\n");
    desk.run("build --to text").ends(1).says("reserved-slug");
    assert!(!desk.exists("output/Section"));
}

#[test]
fn only_what_is_news_depends_on_the_day() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "a");
    desk.write("pressroom.toml", "[site]\nname = \"The Desk\"\nbase_url = \"https://news.example/\"\n");
    desk.run("build --to html,text --now 2026-02-01").ends(0);
    let fresh = desk.all_files("output");
    assert!(
        String::from_utf8_lossy(&fresh["news-sitemap.xml"])
            .contains("<news:publication_date>2026-01-31T09:00:00+00:00<")
    );
    desk.run("build --to html,text --now 2026-02-03").ends(0);
    let stale = desk.all_files("output");
    let changed: Vec<_> =
        fresh.iter().filter(|(path, text)| stale.get(*path) != Some(text)).map(|(path, _)| path).collect();
    assert_eq!(changed, ["manifest.json", "news-sitemap.xml", "robots.txt"]);
}

#[test]
fn translations_of_earlier_runs_count() {
    let desk = TestDir::new();
    desk.explainer("input/why.md", "Why");
    desk.run("build --to html").ends(0);
    let chomu = "---\nheadline: Чому\nlanguage: uk\npublished: 2026-01-31\ncanonical_url: https://news.example/chomu\n";
    desk.write("new/chomu.md", format!("{chomu}translation_of: why\n---\n\nТекст.\n"));
    let ran = desk.run("build new --to html --message-format short").ends(0);
    assert!(!ran.err.contains("translation"), "{}", ran.err);
    let sitemap = fs::read_to_string(desk.path("output/sitemap.xml")).unwrap();
    assert!(sitemap.contains("hreflang=\"uk\" href=\"https://news.example/chomu\""), "{sitemap}");
    desk.write("new/chomu.md", format!("{chomu}version: 2\ntranslation_of: whi\n---\n\nТекст.\n"));
    let ran = desk.run("build new --to html --message-format short").ends(0);
    ran.says("new/chomu.md:7:17: warning[translation]: no explainer here has the slug `whi`");
}

#[test]
fn a_theme_whose_index_fails_is_said_by_check_too() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "a");
    desk.write("themes/x/theme.toml", "extends = \"default\"\n");
    desk.write("themes/x/web/site/entry.html", "<li>{{ entry.nothing.there }}</li>");
    desk.run("check --to html --theme themes/x").ends(1).says("web/site/").says("site/entry.html");
    desk.run("build --to html --theme themes/x").ends(1).says("web/site/").says("site/entry.html");
    assert_eq!(desk.names("output"), ["a/a.html", "manifest.json"]);
    assert!(!desk.exists("output/index.html"));
}

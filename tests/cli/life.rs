//! The life of an explainer: versions, notices, embargoes, drafts.

use super::*;

impl TestDir {
    /// An explainer with more front matter and a text of its own.
    fn story(&self, slug: &str, more: &str, text: &str) {
        let front = format!("headline: Story {slug}\nlanguage: en\npublished: 2026-01-31T09:00:00Z\n");
        let front = format!("{front}canonical_url: https://news.example/{slug}\n{more}");
        self.write(
            &format!("input/{slug}.md"),
            format!("---\n{front}---\n\n{text}\n\n## Why?\n\nBecause.\n"),
        );
    }

    fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path("output/manifest.json")).unwrap()).unwrap()
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }
}

const SECRET: &str = "A sentence that partners must not get.";

#[test]
fn the_manifest_lists_documents_and_their_cards() {
    let desk = TestDir::new();
    desk.story("b", "version: 4\n", "One.");
    desk.story("a", "", "One.");
    desk.run("build --to html,model").ends(0);
    let manifest = desk.manifest();
    assert_eq!(manifest["format"], "pressroom-manifest/3");
    let documents = manifest["documents"].as_array().unwrap();
    let slugs: Vec<_> = documents.iter().map(|document| document["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["a", "b"]);
    let b = &documents[1];
    assert_eq!(
        (&b["source"], &b["version"], &b["status"], &b["hash"]),
        (&"input/b.md".into(), &4.into(), &"usable".into(), &"pressroom-document/1".into())
    );
    assert_eq!(b["cards"][0]["id"], "why");
    for hash in [&b["sha256"], &b["cards"][0]["sha256"]] {
        assert_eq!(hash.as_str().unwrap().len(), 64);
    }
    // Its files are those that the list of all has in its folder.
    let all = manifest["files"].as_array().unwrap();
    for document in documents {
        let folder = format!("{}/", document["slug"].as_str().unwrap());
        let own: Vec<_> =
            all.iter().filter(|file| file["path"].as_str().unwrap().starts_with(&folder)).collect();
        let files = document["files"].as_array().unwrap();
        assert_eq!((files.len(), own.len()), (2, 2));
        for (file, own) in files.iter().zip(own) {
            assert!(["path", "bytes", "sha256"].iter().all(|name| file[name] == own[name]), "{file}");
            assert_eq!(file.as_object().unwrap().len(), 3);
        }
    }
    // What stands before a card changes the document, but not the card.
    desk.story("b", "version: 5\n", "Two.");
    desk.run("build --to html input/b.md").ends(0);
    let after = desk.manifest();
    assert_eq!(after["documents"][0], manifest["documents"][0]);
    assert_eq!(after["documents"][1]["cards"], manifest["documents"][1]["cards"]);
    assert_ne!(after["documents"][1]["sha256"], manifest["documents"][1]["sha256"]);
}

#[test]
fn a_draft_changes_as_often_as_it_likes() {
    let desk = TestDir::new();
    desk.story("a", "", "One.");
    desk.run("build --to ninjs,text").ends(0);
    assert_eq!(desk.manifest()["published"], serde_json::json!([]));
    for text in ["Two.", "Three."] {
        desk.story("a", "", text);
        desk.run("build --to ninjs,text").ends(0);
        assert!(desk.text("output/a/a.txt").contains(text));
    }
    // What is published is what is there, also where nothing has to be made for it.
    desk.run("build --to ninjs,text --publish").ends(0).says("1 unchanged");
    let published = desk.manifest()["published"].clone();
    assert_eq!((&published[0]["slug"], &published[0]["version"]), (&"a".into(), &1.into()));
    assert_eq!(published[0]["sha256"], desk.manifest()["documents"][0]["sha256"]);
    // The next version is a draft again, until it is published.
    for text in ["Four.", "Five.", "Four."] {
        desk.story("a", "version: 2\n", text);
        desk.run("build --to ninjs,text").ends(0);
    }
    assert_eq!(desk.manifest()["published"], published);
    desk.run("build --to ninjs,text --publish").ends(0);
    assert_eq!(desk.manifest()["published"][0]["version"], 2);
}

#[test]
fn what_was_published_changes_with_a_higher_version() {
    let desk = TestDir::new();
    desk.story("a", "version: 2\n", "One.");
    desk.story("b", "", "One.");
    desk.run("build --to html,text --publish").ends(0);
    let before = desk.files("output");
    // The same again is the same version.
    for publish in ["", " --publish", " --publish --force"] {
        desk.run(&format!("build --to html,text{publish}")).ends(0);
        assert!(before == desk.files("output"));
    }
    desk.story("a", "version: 2\n", "Two.");
    desk.story("b", "", "Two.");
    desk.story("c", "", "One.");
    for publish in ["", " --publish"] {
        let ran = desk.run(&format!("build --to html,text --message-format short{publish}")).ends(1);
        let ran = ran.says(
            "input/a.md:6:10: error[same-version]: the explainer changed since version 2 was published, and is still version 2",
        );
        let ran = ran.says("input/b.md:1:1: error[same-version]");
        ran.says("3 documents").says("2 errors in 2 documents");
        let after = desk.files("output");
        assert!(after.contains_key("c/c.html"), "others are written");
        assert!(["a/a.html", "b/b.txt"].iter().all(|path| before[*path] == after[*path]));
    }
    // A version that sinks is no better; one that grows is.
    desk.story("a", "version: 1\n", "Two.");
    desk.run("build --to html input/a.md").ends(1).says("say `version: 3`");
    desk.story("a", "version: 3\n", "Two.");
    desk.run("build --to html input/a.md").ends(0);
    // Nothing is compared by `check`, nor where that is asked for.
    desk.run("check --to html").ends(0);
    desk.run("build --to html --allow-same-version").ends(0);
    // The next build sees it, though it has nothing to make.
    desk.run("build --to html").ends(1).says("1 error in 1 document");
    desk.run("build --to html --publish --allow-same-version").ends(0);
    desk.run("build --to html").ends(0);
}

#[test]
fn what_was_published_is_known_when_nothing_of_it_is_there() {
    let desk = TestDir::new();
    desk.story("a", "", "One.");
    desk.story("b", "", "One.");
    desk.run("build --to ninjs --publish").ends(0);
    // Partners know a slug, not a source; embargoed or gone, it is the same item when it comes back.
    std::fs::remove_file(desk.path("input/b.md")).unwrap();
    desk.story("a", "embargo: 2099-01-01\n", "One.");
    desk.run("build --to ninjs").ends(0);
    assert!(!desk.exists("output/a") && !desk.exists("output/b"));
    let published = desk.manifest()["published"].clone();
    assert_eq!(published.as_array().unwrap().len(), 2);
    desk.story("a", "", "Two.");
    desk.story("other", "slug: b\n", "Two.");
    let ran = desk.run("build --to ninjs --message-format short").ends(1);
    ran.says("2 errors in 2 documents");
    // Nor does it depend on what is nobody else's business.
    std::fs::remove_dir_all(desk.path("output/.pressroom")).unwrap();
    desk.run("build --to ninjs").ends(1).says("2 errors in 2 documents");
    assert_eq!(desk.manifest()["published"], published);
    desk.story("a", "", "One.");
    desk.story("other", "version: 2\nslug: b\n", "Two.");
    desk.run("build --to ninjs --publish").ends(0);
}

#[test]
fn what_an_earlier_version_of_pressroom_built_counts_as_published() {
    let desk = TestDir::new();
    desk.story("a", "", "One.");
    desk.run("build --to ninjs").ends(0);
    let mut manifest = desk.manifest();
    manifest["format"] = "pressroom-manifest/2".into();
    manifest.as_object_mut().unwrap().remove("published");
    for document in manifest["documents"].as_array_mut().unwrap() {
        document.as_object_mut().unwrap().remove("files");
    }
    desk.write("output/manifest.json", manifest.to_string());
    desk.story("a", "", "Two.");
    desk.run("build --to ninjs").ends(1).says("error[same-version]");
    desk.story("a", "version: 2\n", "Two.");
    desk.run("build --to ninjs").ends(0);
    assert_eq!(desk.manifest()["published"][0]["version"], 1);
}

#[test]
fn of_a_canceled_explainer_there_are_notices_only() {
    let desk = TestDir::new();
    let text = format!("{SECRET}\n\n![A pixel](p.png)");
    desk.story("a", "", &text);
    desk.story("b", "", "One.");
    picture(&desk.path("input/p.png"));
    desk.run("build --to html,text,email,ninjs,model --publish").ends(0);
    assert!(desk.text("output/index.html").contains("Story a"));
    // A notice needs a version of its own, or partners would not see it.
    desk.story("a", "status: canceled\n", &text);
    desk.run("build --to html,ninjs").ends(1).says("error[same-version]");
    assert!(desk.exists("output/a/a.html"));
    desk.story("a", "version: 2\nstatus: canceled\n", &text);
    // Also what was not asked for goes: it has the text.
    desk.run("build --to html,ninjs").ends(0).says("1 withheld or canceled (notices only)");
    let of_a = || desk.names("output").into_iter().filter(|path| path.starts_with("a/")).collect::<Vec<_>>();
    assert_eq!(of_a(), ["a/a.ninjs.json"]);
    assert!(desk.exists("output/b/b.eml"));
    let notice = desk.text("output/a/a.ninjs.json");
    assert!(notice.contains("canceled") && !notice.contains(SECRET), "{notice}");
    for (path, content) in desk.all_files("output") {
        let content = String::from_utf8_lossy(&content);
        assert!(!content.contains(SECRET), "{path}");
        let listed = path.ends_with(".html") || path.ends_with(".xml");
        assert!(!listed || !content.contains("Story a"), "{path}");
    }
    assert_eq!(
        (&desk.manifest()["documents"][0]["status"], &desk.manifest()["documents"][0]["version"]),
        (&"canceled".into(), &2.into())
    );
    // A notice that is there stays where others are made.
    desk.run("build --to model").ends(0);
    assert_eq!(of_a(), ["a/a.model.json", "a/a.ninjs.json"]);
    assert!(!desk.text("output/a/a.model.json").contains(SECRET));
    // The whole text is still looked at.
    desk.story("a", "version: 2\nstatus: canceled\n", "A [link](#nowhere).");
    desk.run("check --to html").ends(0).says("warning[broken-link]");
    desk.run("build --to model").ends(0).says("warning[broken-link]");
    // And it can come back.
    desk.story("a", "version: 3\n", &text);
    desk.run("build --to html").ends(0);
    assert!(of_a().contains(&"a/a.html".to_owned()) && of_a().contains(&"a/a.ninjs.json".to_owned()));
}

#[test]
fn what_is_withheld_and_has_no_notice_is_gone() {
    let desk = TestDir::new();
    desk.story("a", "", SECRET);
    desk.story("b", "", "One.");
    desk.run("build --to html,text").ends(0);
    desk.story("a", "version: 2\nstatus: withheld\n", SECRET);
    desk.run("build --to html,text").ends(0).says(", 1 withheld or canceled (notices only)\n");
    assert_eq!(desk.names("output"), ["b/b.html", "b/b.txt", "manifest.json"]);
    assert_eq!(desk.manifest()["documents"].as_array().unwrap().len(), 1);
}

#[test]
fn the_site_forgets_what_was_taken_back_whatever_a_run_makes() {
    let desk = TestDir::new();
    desk.write("pressroom.toml", "[site]\nbase_url = \"https://news.example/\"\n");
    for slug in ["first", "second", "third"] {
        desk.story(slug, "", "One.");
    }
    desk.run("build --to html,jsonfeed").ends(0);
    let listed = |slug: &str| {
        let names = [format!("Story {slug}"), format!("news.example/{slug}")];
        let files = desk.all_files("output").into_iter();
        let about_all =
            files.filter(|(path, _)| !path.starts_with(&format!("{slug}/")) && !path.starts_with('.'));
        let naming = about_all.filter(|(_, content)| {
            let content = String::from_utf8_lossy(content);
            names.iter().any(|name| content.contains(name))
        });
        naming.map(|(path, _)| path).collect::<Vec<_>>()
    };
    for path in ["feed.json", "index.html", "sitemap.xml"] {
        assert!(listed("first").contains(&path.to_owned()), "{:?}", listed("first"));
    }
    desk.story("first", "version: 2\nstatus: withheld\n", "One.");
    desk.story("second", "embargo: 2099-01-01\n", "One.");
    desk.run("build --to model input/first.md input/second.md").ends(0);
    assert_eq!((listed("first"), listed("second")), (Vec::new(), Vec::new()));
    assert!(listed("third").len() >= 3);
}

#[test]
fn an_embargoed_explainer_is_not_built_before_its_time() {
    let desk = TestDir::new();
    let chomu = "language: uk\ntranslation_of: a\n";
    desk.story("a", "", "One.");
    desk.story("b", "", SECRET);
    desk.run("build --to html,model --now 2026-02-01").ends(0);
    desk.story("b", "version: 2\nembargo: 2026-03-01T06:00:00+01:00\n", SECRET);
    desk.story("c", "embargo: 2026-02-03\n", SECRET);
    desk.write(
        "input/d.md",
        format!(
            "---\nheadline: Чому\n{}embargo: 2026-03-02\n{chomu}---\n\nТекст.\n",
            FRONT.replace("language: en\n", "")
        ),
    );
    // Everything is looked at, and nothing of it is there.
    let before = desk.run("build --to html,model --now 2026-02-02 --strict").ends(0);
    before.says(", 3 embargoed (the first until 2026-02-03)\n");
    assert_eq!(desk.names("output"), ["a/a.html", "a/a.model.json", "manifest.json"]);
    for (path, content) in desk.all_files("output") {
        let content = String::from_utf8_lossy(&content);
        assert!(!["Story b", "Story c", "Чому"].iter().any(|hidden| content.contains(hidden)), "{path}");
    }
    // For partners it can be made, and is listed nowhere.
    desk.run("build --to html,model --now 2026-02-02 --include-embargoed").ends(0);
    assert!(desk.text("output/b/b.html").contains(SECRET));
    assert!(!desk.text("output/index.html").contains("Story b"));
    assert!(!desk.text("output/a/a.html").contains("hreflang=\"uk\""));
    // What was made for partners goes again.
    desk.run("build --to html,model --now 2026-03-01T04:59:59Z")
        .ends(0)
        .says("2 embargoed (the first until 2026-03-01T06:00:00+01:00)");
    assert!(desk.exists("output/c/c.html") && !desk.exists("output/b"));
    desk.run("build --to html,model --now 2026-03-02").ends(0);
    assert!(desk.text("output/index.html").contains("Story b"));
    assert!(desk.text("output/a/a.html").contains("hreflang=\"uk\""));
}

#[test]
fn a_draft_is_built_only_when_asked_and_says_so() {
    let desk = TestDir::new();
    desk.story("a", "", "One.");
    desk.story("b", "", SECRET);
    desk.run("build --to html,text,model,ninjs").ends(0);
    assert!(desk.exists("output/b/b.html"));
    // What was built of it goes, as under an embargo.
    desk.story("b", "draft: true\n", SECRET);
    desk.run("build --to html,text,model,ninjs").ends(0).says(", 1 draft left out\n");
    assert!(!desk.exists("output/b"));
    desk.run("build --drafts --to html,text,model,ninjs").ends(0);
    assert!(desk.text("output/b/b.html").contains("<h1>[Draft] Story b</h1>"));
    assert!(desk.text("output/b/b.txt").starts_with("[Draft] Story b\n"));
    assert!(!desk.exists("output/b/b.model.json") && !desk.exists("output/b/b.ninjs.json"));
    for list in ["output/index.html", "output/sitemap.xml"] {
        assert!(!desk.text(list).contains("Story b") && !desk.text(list).contains("b.html"), "{list}");
    }
    // It changes as it likes, and nothing marked stays when it is done.
    desk.story("b", "draft: true\n", "Another text.");
    desk.run("build --drafts --to html,text").ends(0);
    desk.run("build --drafts --to html,text").ends(0).says("unchanged");
    desk.story("b", "", "The last text.");
    desk.run("build --to html").ends(0);
    assert!(desk.text("output/b/b.html").contains("<h1>Story b</h1>") && !desk.exists("output/b/b.txt"));
    desk.story("c", "draft: true\n", "Three.");
    desk.run("digest --title Week --out week.txt").ends(0).says("1 draft left out\n");
    desk.run("digest --title Week --out week.txt --drafts").ends(0);
    assert!(desk.text("week.txt").contains("[Draft] Story c"));
}

#[test]
fn what_another_source_made_under_the_slug_of_an_embargoed_one_stays() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    desk.run("build --to text").ends(0);
    desk.write("next/a.md", format!("---\nheadline: Next\nembargo: 2099-01-01\n{FRONT}---\n\nText.\n"));
    desk.run("build --to text next").ends(0).says("1 embargoed (until 2099-01-01)");
    assert!(desk.exists("output/a/a.txt"));
    desk.run("build --to text").ends(0);
}

#[test]
fn a_digest_binds_only_what_may_be_seen() {
    let desk = TestDir::new();
    desk.story("a", "", "One.");
    desk.story("b", "embargo: 2026-03-01\n", "Two.");
    desk.story("c", "status: withheld\n", "Three.");
    let ran = desk.run("digest --title Week --out week.txt --now 2026-02-01").ends(0);
    ran.says("1 explainer bound in 1 file, 1 withheld or canceled, 1 embargoed (until 2026-03-01)\n");
    let bound = |arguments: &str| {
        desk.run(&format!("digest --title Week --out week.txt {arguments}")).ends(0);
        let text = desk.text("week.txt");
        ["Story a", "Story b", "Story c"].map(|story| text.contains(story))
    };
    assert_eq!(bound("--now 2026-02-01"), [true, false, false]);
    assert_eq!(bound("--now 2026-03-01"), [true, true, false]);
    assert_eq!(bound("--now 2026-02-01 --include-embargoed"), [true, true, false]);
    desk.run("digest input/c.md --title Week --out none.txt")
        .ends(2)
        .says("nothing to bind: 1 withheld or canceled");
    assert!(!desk.exists("none.txt"));
}

#[test]
#[cfg(feature = "send")]
fn a_withheld_newsletter_is_not_sent() {
    let desk = TestDir::new();
    desk.write(
        "pressroom.toml",
        "[newsletter]\nfrom = \"The Desk <a@news.example>\"\n[smtp]\nhost = \"mail.example.org\"\n",
    );
    desk.story("a", "", SECRET);
    desk.run("build --to email,model").ends(0);
    desk.story("a", "version: 2\nstatus: withheld\n", SECRET);
    desk.run("build --to email,model").ends(0);
    let ran = desk.run("send a --to reader@example.org --dry-run").ends(2);
    ran.says("`a` is withheld: it must not be used, and there is no newsletter of it");
}

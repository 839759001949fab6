//! Handing over to partners: `pack`, `verify` and `key`.

use std::process::Command as Tool;

use super::*;

/// A newsroom with two explainers, one of them with a picture that is for partners, and a pair of keys.
fn project() -> TestDir {
    let desk = TestDir::new();
    desk.explainer("input/one.md", "One");
    desk.write(
        "input/два.md",
        format!("---\nheadline: Two\n{FRONT}---\n\n## Why?\n\n![A pixel](p.png){{syndicate=true}}\n"),
    );
    picture(&desk.path("input/p.png"));
    desk.run("build --to ninjs,model,text").ends(0);
    desk.run("key press").ends(0).says("press.key signs");
    desk
}

/// What the archive holds, as another program reads it: names in their order.
fn listed(desk: &TestDir, package: &str) -> Option<Vec<String>> {
    let zstd = Tool::new("zstd").arg("-dqc").arg(desk.path(package)).output().ok()?;
    fs::write(desk.path("listed.tar"), zstd.stdout).unwrap();
    let tar =
        Tool::new("tar").env("LC_ALL", "C.UTF-8").arg("-tf").arg(desk.path("listed.tar")).output().ok()?;
    assert!(tar.status.success() && tar.stderr.is_empty(), "{}", String::from_utf8_lossy(&tar.stderr));
    fs::remove_file(desk.path("listed.tar")).unwrap();
    Some(String::from_utf8(tar.stdout).unwrap().lines().map(|line| line.trim().to_owned()).collect())
}

#[test]
fn what_is_packed_comes_out_as_it_was() {
    let desk = project();
    desk.run("pack --sign press.key p.tar.zst").ends(0).says("signed in p.tar.zst.minisig");
    let ran = desk.run("verify p.tar.zst --key press.pub --extract got").ends(0).says("is good: signed by ");
    assert!(ran.err.contains("file:p.tar.zst, manifest-sha256:"), "{}", ran.err);
    let (built, got) = (desk.all_files("output"), desk.all_files("got"));
    let names: Vec<_> = got.keys().map(String::as_str).collect();
    let media: Vec<_> = names.iter().filter(|name| name.contains("/media/")).collect();
    // The picture as it came, and the form that the text shows.
    assert_eq!(media.len(), 2, "{names:?}");
    for (name, content) in got.iter().filter(|(name, _)| *name != "manifest.json") {
        assert!(
            name.ends_with("ninjs.json") || name.ends_with("model.json") || name.contains("/media/"),
            "{name}"
        );
        assert_eq!(built.get(name), Some(content), "{name}");
    }
    assert_eq!(names.len(), 7, "{names:?}");
    let manifest: serde_json::Value = serde_json::from_slice(&got["manifest.json"]).unwrap();
    let slugs: Vec<_> = manifest["documents"].as_array().unwrap().iter().map(|one| &one["slug"]).collect();
    assert_eq!(slugs, ["one", "два"]);
    let files = manifest["files"].as_array().unwrap();
    let listed_there: Vec<_> = files.iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert!(files.iter().all(|file| !file["source"].as_str().unwrap().contains('/')));
    assert!(!got["manifest.json"].windows(6).any(|word| word == b"\"text\""));
    if let Some(listed) = listed(&desk, "p.tar.zst") {
        assert_eq!(listed[0], "manifest.json");
        // tar shows names in other scripts by their bytes.
        assert_eq!(listed.len(), 1 + listed_there.len());
    }
    // What was extracted is an output folder of its own.
    desk.run("pack --out-dir got again.tar.zst").ends(0);
    desk.run("verify again.tar.zst").ends(0).says("nobody knows whose it is");
}

#[test]
fn what_is_packed_is_published() {
    let desk = project();
    desk.explainer("input/draft.md", "Draft");
    desk.run("build --to text input/draft.md").ends(0);
    desk.run("pack p.tar.zst").ends(0).says("2 explainers are published with it");
    let manifest = |path: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(desk.path(path)).unwrap()).unwrap()
    };
    let published = manifest("output/manifest.json")["published"].clone();
    let slugs: Vec<_> = published.as_array().unwrap().iter().map(|one| one["slug"].clone()).collect();
    assert_eq!(slugs, ["one", "два"], "what is not for partners is a draft still");
    // Again it is the same, and nothing is new.
    let ran = desk.run("pack again.tar.zst").ends(0);
    assert!(!ran.err.contains("published"), "{}", ran.err);
    assert!(fs::read(desk.path("p.tar.zst")).unwrap() == fs::read(desk.path("again.tar.zst")).unwrap());
    desk.run("verify p.tar.zst --extract got").ends(0);
    assert_eq!(manifest("got/manifest.json")["published"], published);
    // From now on a change has a higher version, and no package holds another.
    desk.explainer("input/one.md", "One and more");
    desk.run("build --to ninjs").ends(1).says("is still version 1");
    desk.run("build --to ninjs --allow-same-version").ends(0);
    let ran = desk.run("pack other.tar.zst").ends(1);
    ran.says("input/one.md: the explainer changed since version 1 was published").says("say `version: 2`");
    desk.run("pack other.tar.zst --to feeds").ends(2);
    assert!(!desk.exists("other.tar.zst"));
    let text = fs::read_to_string(desk.path("input/one.md")).unwrap();
    desk.write("input/one.md", text.replacen("---\n", "---\nversion: 2\n", 1));
    desk.run("build --to ninjs,model,text").ends(0);
    desk.run("pack other.tar.zst").ends(0).says("2 explainers are published with it");
    let published = manifest("output/manifest.json")["published"].clone();
    let versions: Vec<_> = published.as_array().unwrap().iter().map(|one| one["version"].clone()).collect();
    assert_eq!(versions, [1, 2, 1], "that of the draft, too");
    desk.run("build --to ninjs,model,text").ends(0).says("3 unchanged");
}

#[test]
fn the_same_editions_give_the_same_bytes() {
    let desk = project();
    desk.run("pack a.tar.zst").ends(0).says("not signed");
    desk.run("build --to ninjs,model,text --jobs 1").ends(0);
    for file in desk.all_files("output").keys() {
        let file = fs::File::options().append(true).open(desk.path(&format!("output/{file}"))).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    }
    desk.run("pack b.tar.zst").ends(0);
    let bytes = |name: &str| fs::read(desk.path(name)).unwrap();
    assert_eq!(bytes("a.tar.zst"), bytes("b.tar.zst"));
}

#[test]
fn every_change_is_refused() {
    let desk = project();
    desk.run("pack --to ninjs --sign press.key p.tar.zst").ends(0);
    desk.run("key other").ends(0);
    desk.run("verify p.tar.zst --key other.pub --extract got").ends(1).says("is by the key");
    let (package, signature) = (desk.path("p.tar.zst"), desk.path("p.tar.zst.minisig"));
    let (good, signed) = (fs::read(&package).unwrap(), fs::read(&signature).unwrap());
    for index in [0, 4, 5, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[index] ^= 0x10;
        fs::write(&package, bad).unwrap();
        desk.run("verify p.tar.zst --key press.pub --extract got").ends(1).says("was changed");
    }
    fs::write(&package, &good).unwrap();
    let text = String::from_utf8(signed.clone()).unwrap();
    fs::write(&signature, text.replace("file:p", "file:q")).unwrap();
    desk.run("verify p.tar.zst --key press.pub --extract got").ends(1).says("was changed");
    fs::remove_file(&signature).unwrap();
    desk.run("verify p.tar.zst --key press.pub --extract got").ends(1).says("is not signed");
    fs::write(desk.path("elsewhere"), &signed).unwrap();
    assert!(!desk.exists("got"));
    let key = fs::read_to_string(desk.path("press.pub")).unwrap();
    let key = key.lines().last().unwrap();
    desk.run(&format!("verify p.tar.zst --signature elsewhere --key {key} --extract got")).ends(0);
    assert!(desk.exists("got/manifest.json"));
    desk.run("verify p.tar.zst --extract got").ends(2).says("got is there already");
    let left: Vec<_> = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".pressroom")), "{left:?}");
}

#[test]
fn the_result_is_there_for_programs() {
    let desk = project();
    desk.run("pack --sign press.key p.tar.zst").ends(0);
    let line = |arguments: &str, code: i32| -> serde_json::Value {
        let ran = desk.run(&format!("verify p.tar.zst --message-format json {arguments}")).ends(code);
        assert_eq!(ran.err, "");
        serde_json::from_str(&ran.out).unwrap()
    };
    let good = line("--key press.pub", 0);
    assert_eq!((&good["good"], &good["files"]), (&true.into(), &6.into()));
    assert!(good["comment"].as_str().unwrap().starts_with("file:p.tar.zst"));
    assert_eq!(good["signed_by"].as_str().unwrap().len(), 16);
    assert!(line("", 0)["signed_by"].is_null());
    let refused = line("--max-files 4", 1);
    assert_eq!(refused["good"], false);
    assert!(refused["message"].as_str().unwrap().contains("--max-files"));
}

#[test]
fn a_good_package_in_the_place_of_another_is_refused() {
    let desk = project();
    desk.run("pack --sign press.key --to ninjs one.tar.zst").ends(0);
    desk.run("pack --sign press.key --to model two.tar.zst").ends(0);
    for (from, to) in [("one.tar.zst", "two.tar.zst"), ("one.tar.zst.minisig", "two.tar.zst.minisig")] {
        fs::copy(desk.path(from), desk.path(to)).unwrap();
    }
    let verify = "verify two.tar.zst --key press.pub --extract got";
    desk.run(verify).ends(1).says("the signature is of one.tar.zst, not of two.tar.zst");
    assert!(!desk.exists("got"));
    desk.run(&format!("{verify} --name one.tar.zst")).ends(0);
}

#[test]
fn an_older_package_is_not_accepted_again() {
    let desk = project();
    let verify = |package: &str| desk.run(&format!("verify {package} --key press.pub --newer-than last"));
    let pack = |day: u32| {
        let mut command = desk.command("pack --sign press.key p.tar.zst");
        ran(command.env("SOURCE_DATE_EPOCH", (1_785_000_000 + day * 86_400).to_string())).ends(0);
    };
    let keep = |to: &str| {
        fs::create_dir_all(desk.path(to)).unwrap();
        for file in ["p.tar.zst", "p.tar.zst.minisig"] {
            fs::copy(desk.path(file), desk.path(&format!("{to}/{file}"))).unwrap();
        }
    };
    pack(0);
    keep("first");
    desk.run("verify p.tar.zst --newer-than last").ends(2).says("--key");
    verify("p.tar.zst").ends(0);
    verify("p.tar.zst").ends(0);
    // The clock went back: the serial grows all the same.
    pack(0);
    keep("second");
    verify("first/p.tar.zst").ends(0);
    verify("p.tar.zst").ends(0);
    let ran = verify("first/p.tar.zst").ends(1);
    ran.says(
        "is older than the last accepted one: its serial is 1785000000, that of p.tar.zst was 1785000001",
    );
    let line = desk.run("verify p.tar.zst --key press.pub --message-format json").ends(0).out;
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (line["serial"].as_u64(), line["date"].as_str()),
        (Some(1_785_000_001), Some("2026-07-25T17:20:00Z"))
    );
    // What is refused changes nothing, and neither does what is not good.
    let before = fs::read(desk.path("last")).unwrap();
    pack(1);
    let text = fs::read_to_string(desk.path("p.tar.zst.minisig")).unwrap();
    desk.write("p.tar.zst.minisig", text.replace("serial:17", "serial:97"));
    verify("p.tar.zst").ends(1).says("was changed");
    desk.run("verify second/p.tar.zst --key press.pub --newer-than last --max-files 1").ends(1);
    assert_eq!(fs::read(desk.path("last")).unwrap(), before);
    desk.write("p.tar.zst.minisig", text);
    verify("p.tar.zst").ends(0);
    verify("second/p.tar.zst").ends(1);
    desk.write("last", "{}");
    verify("p.tar.zst").ends(2).says("does not hold the last accepted package");
}

#[test]
fn a_build_that_was_changed_is_not_packed() {
    let desk = project();
    desk.run("pack p.tar.zst").ends(0);
    let before = fs::read(desk.path("p.tar.zst")).unwrap();
    let path = desk.path("output/one/one.ninjs.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("One", "Two")).unwrap();
    desk.run("pack p.tar.zst").ends(1).says("one.ninjs.json is not as manifest.json says");
    fs::write(&path, text.clone() + " ").unwrap();
    desk.run("pack p.tar.zst").ends(1).says("one.ninjs.json is not as manifest.json says");
    fs::remove_file(&path).unwrap();
    desk.run("pack p.tar.zst").ends(1).says("one.ninjs.json is gone");
    assert_eq!(before, fs::read(desk.path("p.tar.zst")).unwrap());
    fs::write(&path, text).unwrap();
    desk.run("pack p.tar.zst").ends(0);
    desk.run("pack x.zip").ends(2).says("expected one like");
    desk.run("pack nowhere/p.tar.zst").ends(2).says("there is no folder nowhere");
    desk.run("pack --out-dir nowhere p.tar.zst").ends(2).says("pressroom build");
    desk.run("pack --to epub p.tar.zst").ends(2).says("no file of epub");
    desk.run("pack --sign press.pub p.tar.zst").ends(2).says("secret key");
    desk.run("pack --sign none.key p.tar.zst").ends(2).says("there is no none.key");
    desk.write("p.tar.zst.minisig", "old");
    desk.run("pack p.tar.zst").ends(2).says("not of this package");
}

#[test]
fn pictures_that_are_not_for_partners_stay() {
    let desk = project();
    desk.write("input/three.md", format!("---\nheadline: Three\n{FRONT}---\n\n## Why?\n\n![Ours](q.png)\n"));
    image::RgbImage::from_pixel(2, 2, image::Rgb([0, 0, 99])).save(desk.path("input/q.png")).unwrap();
    desk.run("build --to ninjs,model").ends(0);
    desk.run("pack p.tar.zst").ends(0).says("`model` of three stays here");
    desk.run("verify p.tar.zst --extract some").ends(0);
    let some = desk.all_files("some");
    let three: Vec<_> = some.keys().filter(|name| name.starts_with("three/")).collect();
    assert_eq!(three, ["three/three.ninjs.json"]);
    assert!(some.contains_key("one/one.model.json"));
    desk.run("pack --to ninjs,model p.tar.zst").ends(0);
    desk.run("verify p.tar.zst --extract all").ends(0);
    assert_eq!(desk.all_files("all").keys().filter(|name| name.starts_with("three/")).count(), 3);
}

#[test]
fn feeds_of_the_build_go_along() {
    let desk = project();
    desk.write("pressroom.toml", "[site]\nname = \"The Example\"\nbase_url = \"https://news.example/\"\n");
    desk.run("build --to jsonfeed,text").ends(0);
    desk.run("pack p.tar.zst").ends(0);
    desk.run("verify p.tar.zst --extract got").ends(0);
    let got = desk.all_files("got");
    for name in ["feed.json", "atom.xml", "rss.xml", "one/one.feed.json"] {
        assert!(got.contains_key(name), "{name} is not among {:?}", got.keys());
    }
    assert!(!got.contains_key("one/one.txt"));
    desk.run("pack --to feeds f.tar.zst").ends(0);
    desk.run("verify f.tar.zst --extract feeds").ends(0);
    assert!(desk.all_files("feeds").keys().all(|name| !name.starts_with("one/")));
}

#[test]
fn keys_are_never_overwritten_and_may_have_a_password() {
    let desk = project();
    desk.run("key press").ends(2).says("press.key is there already");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(desk.path("press.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let with =
        |arguments: &str, password: &str| ran(desk.command(arguments).env("MINISIGN_PASSWORD", password));
    with("key locked", "secret words").ends(0).says("with the password");
    with("pack --sign locked.key p.tar.zst", "other words").ends(2).says("Wrong password");
    desk.run("pack --sign locked.key p.tar.zst").ends(2).says("MINISIGN_PASSWORD");
    assert!(!desk.exists("p.tar.zst"));
    with("pack --sign locked.key p.tar.zst", "secret words").ends(0);
    desk.run("verify p.tar.zst --key locked.pub").ends(0);
}

/// The tool itself takes our signatures and keys, and we take its own. Where it is not installed, a published signature has
/// to do, which a test of the crate `package` checks; but where tests/run sets PRESSROOM_TOOLS, this test fails.
#[test]
fn the_minisign_tool_and_pressroom_understand_each_other() {
    let desk = project();
    desk.run("pack --sign press.key p.tar.zst").ends(0);
    let tool = |arguments: &str| {
        let mut tool = Tool::new("minisign");
        tool.current_dir(desk.path("")).args(arguments.split_whitespace()).output()
    };
    let Ok(verified) = tool("-V -p press.pub -m p.tar.zst") else {
        assert!(std::env::var_os("PRESSROOM_TOOLS").is_none(), "minisign is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && said.contains("manifest-sha256:"), "{said}");
    assert!(tool("-G -W -p theirs.pub -s theirs.key").unwrap().status.success());
    desk.run("pack --sign theirs.key q.tar.zst").ends(0);
    desk.run("verify q.tar.zst --key theirs.pub").ends(0);
    fs::remove_file(desk.path("q.tar.zst.minisig")).unwrap();
    assert!(tool("-S -s press.key -m q.tar.zst").unwrap().status.success());
    desk.run("verify q.tar.zst --key press.pub").ends(0);
}

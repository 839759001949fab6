//! What a build leaves when something goes wrong in the middle of it: every document is one that a build which ended
//! would have made, and the next build mends the rest.

mod after;
mod commands;
#[cfg(target_os = "linux")]
mod disk;
mod inputs;
mod killed;
#[cfg(unix)]
mod together;

use std::{
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::*;
use crate::{archive::generator::Random, effort::Effort};

/// All kinds of files: with pictures beside them and within, and such that a feed is made of.
const EDITIONS: &str = "html,text,ninjs,jsonfeed";

/// How many versions of each article there are: each of two texts with each of two pictures.
const VERSIONS: usize = 4;

/// The configuration, so that there are pages and feeds of a site.
const CONFIGURATION: &str = "[site]\nname = \"The Archive\"\nbase_url = \"https://archive.example/\"\n";

/// Articles in several versions, and what builds that end make of them.
struct Archive {
    desk: TestDir,
    /// Version -> article -> what is made of it.
    made: Vec<Vec<Made>>,
    /// Which version of each article there is in `input`.
    current: Vec<usize>,
}

/// A document as a build that ended leaves it.
struct Made {
    /// Path in the output folder -> content.
    files: BTreeMap<String, Vec<u8>>,
    /// What the manifest says of the document and of its files.
    listed: Listed,
}

/// What a manifest says of one document: its record, and the entries of its files.
#[derive(Debug, Default, PartialEq)]
struct Listed {
    record: Value,
    files: Vec<Value>,
}

fn slug(number: usize) -> String {
    format!("a{number:03}")
}

/// The text of an article and its picture. It is short, so that a build is.
fn source(number: usize, version: usize) -> (String, Vec<u8>) {
    let (text, picture) = (version % 2, (version / 2) as u8);
    // As long as each other: what has changed can't be seen by its size.
    let word = ["first", "other"][text];
    let (slug, section) = (slug(number), (number + text) % 3);
    let text = format!(
        "---\nheadline: The {word} of {number}?\n{FRONT}section: S{section}\n---\n\nThe {word} lede of {number}.\n\n\
         ## Why the {word}?\n\n![A picture]({slug}.png \"Of {number}\"){{syndicate=true}}\n\nThe {word}[^1] word.\n\n\
         ## What then?\n\n- The {word} item.\n\n[^1]: The {word} note.\n"
    );
    let mut png = std::io::Cursor::new(Vec::new());
    let pixel = image::Rgb([number as u8, (number / 256) as u8, picture]);
    image::RgbImage::from_pixel(4, 4, pixel).write_to(&mut png, image::ImageFormat::Png).unwrap();
    (text, png.into_inner())
}

/// A folder in memory, where there is one and it is large enough: hundreds of builds are not to wear out a disk.
#[cfg(target_os = "linux")]
fn in_memory() -> Option<tempfile::TempDir> {
    let place = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(place).ok()?;
    let enough = room.f_bavail * room.f_frsize > 512 << 20;
    enough.then(|| tempfile::tempdir_in(place).ok()).flatten()
}

#[cfg(not(target_os = "linux"))]
fn in_memory() -> Option<tempfile::TempDir> {
    None
}

impl Archive {
    fn new(articles: usize) -> Self {
        let desk = TestDir { folder: in_memory().unwrap_or_else(|| tempfile::tempdir().unwrap()) };
        desk.write("pressroom.toml", CONFIGURATION);
        let mut archive = Self { desk, made: Vec::new(), current: vec![VERSIONS; articles] };
        for version in 0..VERSIONS {
            (0..articles).for_each(|number| archive.turn(number, version));
            archive.build("reference");
            let mut listed = archive.listed("reference").unwrap();
            let made = |number| Made {
                files: archive.document("reference", number).unwrap(),
                listed: listed.remove(&slug(number)).unwrap(),
            };
            let made: Vec<_> = (0..articles).map(made).collect();
            assert!(archive.made.iter().all(|other| {
                other.iter().zip(&made).all(|(one, two)| one.files.len() > 4 && one.files != two.files)
            }));
            archive.made.push(made);
            fs::remove_dir_all(archive.desk.path("reference")).unwrap();
        }
        archive
    }

    /// Puts another version of an article in the place of the one that is there, each of its files in one step.
    fn turn(&mut self, number: usize, version: usize) {
        if self.current[number] == version {
            return;
        }
        let (text, picture) = source(number, version);
        for (extension, content) in [("png", picture), ("md", text.into_bytes())] {
            self.desk.write("new", content);
            fs::create_dir_all(self.desk.path("input")).unwrap();
            let target = self.desk.path(&format!("input/{}.{extension}", slug(number)));
            fs::rename(self.desk.path("new"), target).unwrap();
        }
        self.current[number] = version;
    }

    /// Takes the text of an article away.
    fn remove(&mut self, number: usize) {
        let _ = fs::remove_file(self.desk.path(&format!("input/{}.md", slug(number))));
        self.current[number] = VERSIONS;
    }

    /// What a build into a folder is called with.
    fn arguments(output: &str) -> String {
        format!("build --to {EDITIONS} --jobs 2 --allow-same-version --out {output}")
    }

    /// Starts a build into `output`, and lets it run.
    fn start(&self) -> Child {
        self.spawn(&Self::arguments("output"))
    }

    /// Starts a command, and lets it run.
    fn spawn(&self, arguments: &str) -> Child {
        std::process::Command::new(env!("CARGO_BIN_EXE_pressroom"))
            .current_dir(self.desk.folder.path())
            .args(arguments.split_whitespace())
            .env("SOURCE_DATE_EPOCH", "1785000000")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Builds everything; nothing is wrong, or strange.
    #[track_caller]
    fn build(&self, output: &str) {
        let ran = self.desk.run(&Self::arguments(output)).ends(0);
        assert!(!ran.err.contains("warning"), "{}", ran.err);
    }

    /// The next build ends well, and leaves what one into a new folder leaves.
    #[track_caller]
    fn mend(&self) {
        self.build("output");
        self.check_mended();
    }

    /// What there is in `output` is what a build into a new folder leaves.
    #[track_caller]
    fn check_mended(&self) {
        let _ = fs::remove_dir_all(self.desk.path("fresh"));
        self.build("fresh");
        let (mended, fresh) = (self.outcome("output"), self.outcome("fresh"));
        assert_eq!(mended.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>());
        for (path, content) in &fresh {
            assert!(mended[path] == *content, "{path} is not as a build into a new folder makes it");
        }
        let left = self.left_over("output");
        assert!(left.is_empty(), "{left:?} is left over");
    }

    /// Every file of an output folder but Pressroom's memory.
    fn outcome(&self, output: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.desk.all_files(output);
        files.retain(|path, _| !path.starts_with(".pressroom/"));
        files
    }

    /// What is on its way in a folder, of a run that goes on or died.
    fn left_over(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.desk.path(folder)).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".pressroom-")).collect()
    }

    /// Waits until a build has got so far that `holds`, or has ended.
    fn wait_until(child: &mut Child, mut holds: impl FnMut() -> bool) {
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() && !holds() {
            assert!(begun.elapsed() < Duration::from_secs(120), "the build does not go on");
            thread::sleep(Duration::from_micros(100));
        }
    }

    /// The files of a document in an output folder; `None`: it has no folder there.
    fn document(&self, output: &str, number: usize) -> Option<BTreeMap<String, Vec<u8>>> {
        let folder = format!("{output}/{}", slug(number));
        self.desk.exists(&folder).then(|| self.desk.all_files(&folder))
    }

    /// Which version of each document there is in `output`; each is there as a whole or not at all.
    #[track_caller]
    fn versions(&self) -> Vec<Option<usize>> {
        let mut versions = Vec::new();
        for number in 0..self.current.len() {
            versions.push(self.document("output", number).map(|found| {
                let version = self.made.iter().position(|made| made[number].files == found);
                version.unwrap_or_else(|| panic!("{} is torn: {:?}", slug(number), found.keys()))
            }));
        }
        versions
    }

    /// What a manifest says of each document, by slug; `None` where there is none.
    fn listed(&self, output: &str) -> Option<BTreeMap<String, Listed>> {
        let manifest = self.manifest(output)?;
        let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
        for record in manifest["documents"].as_array().unwrap() {
            listed.entry(record["slug"].as_str().unwrap().to_owned()).or_default().record = record.clone();
        }
        for file in manifest["files"].as_array().unwrap().iter().filter(|file| file["source"] != "") {
            let (slug, _) = file["path"].as_str().unwrap().split_once('/').unwrap();
            listed.entry(slug.to_owned()).or_default().files.push(file.clone());
        }
        Some(listed)
    }

    fn manifest(&self, output: &str) -> Option<Value> {
        let text = fs::read(self.desk.path(&format!("{output}/manifest.json"))).ok()?;
        Some(serde_json::from_slice(&text).expect("a manifest is whole"))
    }

    /// The manifest says of each document what a build that ended once said of it. Of one that a build wrote which did not end,
    /// it may know no more than files that it knew before.
    #[track_caller]
    fn check_manifest(&self) {
        for (slug, listed) in self.listed("output").unwrap_or_default() {
            let number: usize = slug[1..].parse().unwrap();
            let is = |known: &Listed| match listed.record.is_null() {
                true => listed.files.iter().all(|file| known.files.contains(file)),
                false => *known == listed,
            };
            let known = self.made.iter().any(|made| is(&made[number].listed));
            assert!(known, "the manifest says of {slug} {listed:#?}");
        }
    }

    /// The manifest says of each document what is there.
    #[track_caller]
    fn check_listed(&self, versions: &[Option<usize>]) {
        let listed = self.listed("output").unwrap();
        for (number, version) in versions.iter().enumerate() {
            let expected = version.map(|version| &self.made[version][number].listed);
            assert!(listed.get(&slug(number)) == expected, "{} is listed wrongly", slug(number));
        }
    }

    /// The manifest says of each file what is there.
    #[track_caller]
    fn check_listed_files(&self) {
        for file in self.manifest("output").unwrap()["files"].as_array().unwrap() {
            let path = file["path"].as_str().unwrap();
            let content = fs::read(self.desk.path(&format!("output/{path}"))).unwrap();
            assert_eq!(file["sha256"], pressroom_document::sha256(&content), "{path} is listed wrongly");
        }
    }

    /// The files about the build are whole. That the next build takes them for Pressroom's is seen when it mends.
    #[track_caller]
    fn check_site(&self) {
        for (path, content) in self.site() {
            assert!(is_whole(&path, &content), "{path} is torn");
        }
    }

    /// The files about the build.
    fn site(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(self.desk.path("output")).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let is_document = name.strip_prefix('a').is_some_and(|rest| rest.parse::<usize>().is_ok());
            if name.starts_with(".pressroom") || name == "failed.ndjson" || is_document {
                continue;
            }
            if entry.path().is_file() {
                files.insert(name, fs::read(entry.path()).unwrap());
            } else {
                let below = self.desk.all_files(&format!("output/{name}")).into_iter();
                files.extend(below.map(|(path, content)| (format!("{name}/{path}"), content)));
            }
        }
        files
    }
}

/// True for a file of a site that has its end.
fn is_whole(path: &str, content: &[u8]) -> bool {
    let text = std::str::from_utf8(content).unwrap().trim_end();
    let extension = path.rsplit_once('.').unwrap().1;
    match extension {
        "json" => serde_json::from_str::<Value>(text).is_ok(),
        "html" => text.ends_with("</html>"),
        "xml" => ["urlset", "feed", "rss"].iter().any(|root| text.ends_with(&format!("</{root}>"))),
        "txt" => content.ends_with(b"\n"),
        _ => panic!("{path} is no file of a site"),
    }
}

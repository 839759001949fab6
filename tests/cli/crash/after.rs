//! What a killed build published is known to the next, whatever happens to its sources in between: put under embargo, withdrawn,
//! deleted, renamed, built in another theme. The output folder is then what a build into a new folder makes, with its manifest.
//!
//! `PRESSROOM_KILLS=N cargo test --test main killed_builds_are_followed` kills N builds, in place of a few (`tests/effort.rs`).

use super::*;

const ARTICLES: usize = 12;

/// What happens to an explainer after a build of it was killed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    Embargo,
    Draft,
    Withhold,
    Cancel,
    Delete,
    /// Another name of the file, and with it of the folder.
    File,
    Slug,
    SlugAndEmbargo,
    SlugAndDraft,
    FileAndEmbargo,
    Text,
    /// Nothing more is published of it than text without a picture.
    Picture,
}

const CHANGES: [Change; 12] = [
    Change::Embargo,
    Change::SlugAndEmbargo,
    Change::Delete,
    Change::Slug,
    Change::File,
    Change::Draft,
    Change::FileAndEmbargo,
    Change::Withhold,
    Change::SlugAndDraft,
    Change::Picture,
    Change::Cancel,
    Change::Text,
];

impl Archive {
    /// Changes the source of an article; gives true for one of which nothing may be seen any more under its old slug.
    fn change(&mut self, number: usize, change: Change) -> bool {
        let path = format!("input/{}.md", slug(number));
        let text = fs::read_to_string(self.desk.path(&path)).unwrap();
        let with = |lines: &str| text.replacen("---\n", &format!("---\n{lines}"), 1);
        let other = format!("input/b{number:03}.md");
        let renamed = format!("slug: b{number:03}\n");
        let embargo = "embargo: 2099-01-01\n";
        match change {
            Change::Embargo => self.desk.write(&path, with(embargo)),
            Change::Draft => self.desk.write(&path, with("draft: true\n")),
            Change::Withhold => self.desk.write(&path, with("status: withheld\n")),
            Change::Cancel => self.desk.write(&path, with("status: canceled\n")),
            Change::Slug => self.desk.write(&path, with(&renamed)),
            Change::SlugAndEmbargo => self.desk.write(&path, with(&(renamed + embargo))),
            Change::SlugAndDraft => self.desk.write(&path, with(&(renamed + "draft: true\n"))),
            Change::Text => self.desk.write(&path, text.replace("lede", "beginning")),
            Change::Picture => {
                let lines = text.lines().filter(|line| !line.starts_with("!["));
                self.desk.write(&path, lines.map(|line| format!("{line}\n")).collect::<String>());
            }
            Change::Delete => {}
            Change::File => self.desk.write(&other, &text),
            Change::FileAndEmbargo => self.desk.write(&other, with(embargo)),
        }
        if matches!(change, Change::Delete | Change::File | Change::FileAndEmbargo) {
            fs::remove_file(self.desk.path(&path)).unwrap();
        }
        self.current[number] = VERSIONS;
        !matches!(change, Change::Text | Change::Picture | Change::Withhold | Change::Cancel)
    }

    /// Puts all articles in a version, and takes away what else there is.
    fn reset(&mut self, version: usize) {
        let _ = fs::remove_dir_all(self.desk.path("input"));
        self.current = vec![VERSIONS; ARTICLES];
        (0..ARTICLES).for_each(|number| self.turn(number, version));
    }

    /// The articles that are published in the current version and that the manifest does not know in it.
    fn unknown(&self) -> Vec<usize> {
        let listed = self.listed("output").unwrap_or_default();
        let is_unknown = |number: &usize| {
            let made = &self.made[self.current[*number]][*number];
            self.document("output", *number).as_ref() == Some(&made.files)
                && listed.get(&slug(*number)) != Some(&made.listed)
        };
        (0..ARTICLES).filter(is_unknown).collect()
    }
}

#[test]
fn killed_builds_are_followed_by_what_a_clean_build_makes() {
    let rounds = Effort { sweep: "kills", short: CHANGES.len(), long: 200 }.now();
    let mut archive = Archive::new(ARTICLES);
    let mut random = Random::new(16, 0);
    let (mut unknown, mut span) = (0, Duration::from_millis(400));
    for round in 0..rounds {
        // Every other build is the first into its folder.
        if round % 2 == 0 {
            let _ = fs::remove_dir_all(archive.desk.path("output"));
        }
        archive.reset(round % VERSIONS);
        kill(&archive, round, &mut random, &mut span);
        let published = archive.unknown();
        unknown += usize::from(!published.is_empty());
        // One of which only the journal knows, and others.
        let first = published.first().copied().unwrap_or_default();
        let mut changed = vec![(first, CHANGES[round % CHANGES.len()])];
        for _ in 0..random.below(4) {
            let number = random.below(ARTICLES);
            if changed.iter().all(|(other, _)| *other != number) {
                changed.push((number, CHANGES[random.below(CHANGES.len())]));
            }
        }
        let gone: Vec<usize> = changed
            .iter()
            .filter(|(number, change)| archive.change(*number, *change))
            .map(|(number, _)| *number)
            .collect();
        let theme = if random.chance(30) { " --theme bulletin" } else { "" };
        // What was known is lost now and then.
        if random.chance(20) {
            let _ = fs::remove_dir_all(archive.desk.path("output/.pressroom"));
        }
        let build =
            |output: &str| archive.desk.run(&format!("{}{theme}", Archive::arguments(output))).ends(0);
        let said = build("output").err;
        for number in &gone {
            let path = format!("output/{}", slug(*number));
            assert!(!archive.desk.exists(&path), "round {round}: {path} is still there: {changed:?}\n{said}");
        }
        let _ = fs::remove_dir_all(archive.desk.path("fresh"));
        build("fresh");
        let (mended, fresh) = (archive.outcome("output"), archive.outcome("fresh"));
        assert_eq!(
            mended.keys().collect::<Vec<_>>(),
            fresh.keys().collect::<Vec<_>>(),
            "round {round}: {changed:?}"
        );
        for (path, content) in &fresh {
            assert!(mended[path] == *content, "round {round}: {path} is not as in a new folder: {changed:?}");
        }
        let left = archive.left_over("output");
        assert!(left.is_empty(), "round {round}: {left:?} is left over");
    }
    assert!(unknown > rounds / 2, "only {unknown} of {rounds} killed builds published what nobody knew of");
}

/// Kills a build: when its first documents are in their places, at its end, or at any moment.
fn kill(archive: &Archive, round: usize, random: &mut Random, span: &mut Duration) {
    let mut child = archive.start();
    let begun = Instant::now();
    let new = |number: usize| {
        let path = archive.desk.path(&format!("output/{0}/{0}.txt", slug(number)));
        let made = &archive.made[archive.current[number]][number].files;
        fs::read(path).is_ok_and(|text| text == made[&format!("{}.txt", slug(number))])
    };
    match round % 4 {
        3 => {
            let moment = *span * random.below(1_000) as u32 / 1_000;
            Archive::wait_until(&mut child, || begun.elapsed() >= moment);
        }
        _ => {
            let wanted = 1 + random.below(ARTICLES / 2);
            Archive::wait_until(&mut child, || (0..ARTICLES).filter(|number| new(*number)).count() >= wanted);
        }
    }
    child.kill().unwrap();
    if child.wait().unwrap().success() {
        *span = begun.elapsed();
    }
}

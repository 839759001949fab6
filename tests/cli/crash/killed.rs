//! Killed at any moment, a build leaves documents that are whole, and the next one mends everything.

use super::*;

const ARTICLES: usize = 200;
/// A run of all tests has time for some rounds; `PRESSROOM_LONG=kills` kills more builds.
const ROUNDS: Effort = Effort { sweep: "kills", short: 60, long: 200 };
/// How many times as many rounds there may be until enough was seen.
const MOST_ROUNDS: usize = 4;
/// After so many rounds a build is let alone, and must have mended everything.
const MENDED: usize = 20;

/// What was seen in all rounds.
#[derive(Default, Debug)]
struct Seen {
    /// Killed while they wrote.
    killed: usize,
    /// Killed when some documents were new, and others were not.
    between: usize,
    /// Killed when the files about the build were being written.
    ending: usize,
    /// Ended before they could be killed.
    ended: usize,
}

#[test]
fn killed_builds_leave_whole_documents_and_the_next_build_mends_everything() {
    let mut archive = Archive::new(ARTICLES);
    let mut random = Random::new(8, 0);
    let (rounds, mut seen) = (ROUNDS.now(), Seen::default());
    // Up to how many doublings of a microsecond a build is left alone when its end has begun. The end takes longer on some disks
    // than on others, and longer where other programs run beside it: what was missed says which way.
    let mut reach = 14;
    let begun = Instant::now();
    archive.build("output");
    // How long a build takes; as long as most are killed before they end.
    let mut span = begun.elapsed();
    let (mut before, mut all_there) = (archive.versions(), true);
    for round in 0..MOST_ROUNDS * rounds {
        // How fast the machine is decides how many builds are caught where, and so how many rounds that takes.
        if round >= rounds && seen.is_enough(rounds) {
            break;
        }
        if round % 50 == 30 {
            fs::remove_dir_all(archive.desk.path("output")).unwrap();
            (before, all_there) = (vec![None; ARTICLES], false);
        }
        turn(&mut archive, &mut random);
        let mut child = archive.start();
        let at_end = random.chance(25);
        if at_end {
            until_the_end(&archive, &mut child);
            thread::sleep(Duration::from_micros(1 << random.below(reach)));
        } else {
            thread::sleep(span * random.below(1_000) as u32 / 1_000);
        }
        child.kill().unwrap();
        let ended = child.wait().unwrap().code();
        let after = archive.versions();
        assert!(!all_there || after.iter().all(Option::is_some), "round {round}: a document is gone");
        archive.check_manifest();
        archive.check_site();
        if let Some(code) = ended {
            assert_eq!(code, 0, "round {round}");
            check_ended(&archive, &after);
            all_there = true;
            seen.ended += 1;
            if at_end {
                reach = (reach - 1).max(1);
            } else {
                span = span * 9 / 10;
            }
        } else {
            record(&mut seen, &archive, &before, &after, at_end);
            if at_end {
                reach = (reach + 1).min(18);
            } else {
                span = span * 51 / 50;
            }
        }
        before = after;
        if round % MENDED == MENDED - 1 {
            archive.mend();
            (before, all_there) = (archive.versions(), true);
        }
    }
    eprintln!("{seen:?} in {:?}", begun.elapsed());
    assert!(seen.is_enough(rounds), "{seen:?}");
}

impl Seen {
    /// Returns true if builds were caught at each moment that matters, as often as so many rounds ask for.
    fn is_enough(&self, rounds: usize) -> bool {
        self.killed > rounds / 2 && self.between > rounds / 5 && self.ending > rounds / 40
    }
}

/// Other versions of all articles, of some, or of one.
fn turn(archive: &mut Archive, random: &mut Random) {
    let (version, kind) = (random.below(VERSIONS), random.below(10));
    for number in 0..ARTICLES {
        match kind {
            0 => archive.turn(number, random.below(VERSIONS)),
            1 if number != random.below(ARTICLES) => {}
            _ => archive.turn(number, version),
        }
    }
}

/// Waits until one of the files about the build is a new one.
fn until_the_end(archive: &Archive, child: &mut Child) {
    let files = ["manifest.json", "index.html", "feed.json", "sitemap.xml"];
    let files = files.map(|name| archive.desk.path(&format!("output/{name}")));
    let written = || files.each_ref().map(|path| path.metadata().and_then(|file| file.modified()).ok());
    let before = written();
    Archive::wait_until(child, || written() != before);
}

/// A build that ended before it was killed left what it was asked for.
fn check_ended(archive: &Archive, versions: &[Option<usize>]) {
    assert!(archive.current.iter().zip(versions).all(|(current, found)| *found == Some(*current)));
    archive.check_listed(versions);
}

fn record(
    seen: &mut Seen,
    archive: &Archive,
    before: &[Option<usize>],
    after: &[Option<usize>],
    at_end: bool,
) {
    if archive.left_over("output").is_empty() {
        return;
    }
    seen.killed += 1;
    let wanted = |versions: &[Option<usize>]| {
        archive.current.iter().zip(versions).filter(|(current, found)| Some(**current) == **found).count()
    };
    let (had, has) = (wanted(before), wanted(after));
    seen.between += usize::from(had < has && has < ARTICLES);
    seen.ending += usize::from(at_end && has == ARTICLES);
}

/// What Pressroom remembers beside the documents is no authority: lost or broken, after a run that was killed as well, it
/// costs time and nothing else.
#[test]
fn a_broken_memory_after_a_killed_build_is_mended() {
    let archive = Archive::new(40);
    archive.build("output");
    broken_after_kill(archive, 40, |_| {});
}

/// The same where the first build of all was killed, so that there may be no manifest that knows what is Pressroom's.
#[test]
fn a_broken_memory_after_a_killed_first_build_is_mended() {
    broken_after_kill(Archive::new(10), 30, |archive| {
        let _ = fs::remove_dir_all(archive.desk.path("output"));
    });
}

/// Kills builds, breaks what they remembered, and has the next one mend it.
fn broken_after_kill(mut archive: Archive, rounds: usize, before: impl Fn(&Archive)) {
    let mut random = Random::new(11, 0);
    let mut span = Duration::from_millis(500);
    let (mut broken, mut killed) = (0, 0);
    for round in 0..rounds {
        (0..archive.current.len()).for_each(|number| archive.turn(number, random.below(VERSIONS)));
        before(&archive);
        let begun = Instant::now();
        let mut child = archive.start();
        if round % 2 == 0 {
            until_the_end(&archive, &mut child);
            thread::sleep(Duration::from_micros(1 << random.below(13)));
        } else {
            thread::sleep(span * random.below(1_000) as u32 / 1_000);
        }
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            span = begun.elapsed();
        }
        killed += usize::from(!archive.left_over("output").is_empty());
        broken += damage(&archive, &mut random);
        archive.versions();
        let ran = archive.desk.run(&Archive::arguments("output")).ends(0);
        assert!(!ran.err.contains("error"), "{}", ran.err);
        archive.check_mended();
    }
    assert!(broken > 5 && killed > rounds / 3, "{broken} files were broken after {killed} runs were killed");
}

/// Takes the memory away, cuts it off, or writes something else into it; gives how many files of it are hurt.
fn damage(archive: &Archive, random: &mut Random) -> usize {
    let memory = archive.desk.path("output/.pressroom");
    let kind = random.below(4);
    if kind == 0 {
        return usize::from(fs::remove_dir_all(memory).is_ok());
    }
    let mut hurt = 0;
    for entry in fs::read_dir(memory).into_iter().flatten().flatten() {
        let mut content = fs::read(entry.path()).unwrap();
        let at = random.below(content.len());
        match kind {
            1 => content.truncate(at),
            2 => content.iter_mut().skip(at).take(1 << random.below(14)).for_each(|byte| *byte ^= 0x5a),
            _ => content = b"something else".to_vec(),
        }
        fs::write(entry.path(), content).unwrap();
        hurt += 1;
    }
    hurt
}

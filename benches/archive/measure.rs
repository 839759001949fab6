//! Builds archives in processes of their own, and says how long it took and how much memory they had.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use pressroom_build::{Job, Observer, execute};
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, DiagnosticReport, Source};
use pressroom_editions::registry;
use pressroom_input::discover;
use pressroom_render::EditionKind;
use pressroom_theme::{DEFAULT, Theme};

use super::{
    Arguments, USAGE,
    generator::{CONFIGURATION, Plan},
    number,
};

/// What is to be measured.
pub(crate) struct Wish {
    /// Sizes of archives.
    articles: Vec<usize>,
    /// Names of editions, with commas.
    editions: String,
    /// Numbers of threads; the ratio is that of the last to the first.
    threads: Vec<usize>,
    /// How often each is built; the fastest counts.
    repeat: usize,
}

impl Wish {
    /// What the arguments say.
    pub(crate) fn parse(arguments: &mut Arguments) -> Result<Self, String> {
        let wish = Self {
            articles: arguments.numbers("--articles", &[1_000])?,
            editions: arguments.option("--to")?.unwrap_or_else(|| "amp,html,epub,text,ninjs".to_owned()),
            threads: arguments.numbers("--threads", &[1, 2])?,
            repeat: arguments.numbers("--repeat", &[3])?[0].max(1),
        };
        editions(&wish.editions)?;
        if arguments.left.is_empty() { Ok(wish) } else { Err(USAGE.to_owned()) }
    }
}

/// What a build took.
#[derive(Clone, Copy)]
struct Taken {
    seconds: f64,
    /// The most memory that the process had, in bytes (`VmHWM`).
    peak: u64,
}

/// Builds archives of all sizes with all numbers of threads, and prints a table.
pub(crate) fn measure(plan: Plan, wish: &Wish) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    println!("Editions: {}. Best of {}.\n", wish.editions, wish.repeat);
    println!(
        "| explainers | threads | seconds | start and pictures | the rest | to one thread | the rest to one thread | peak MiB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    for articles in &wish.articles {
        let archive = folder.path().join(format!("archive-{articles}"));
        let plan = Plan { articles: *articles, ..plan };
        plan.write(&archive).map_err(|error| format!("the archive can't be written: {error}"))?;
        let pool = folder.path().join(format!("pool-{articles}"));
        write_pool(&plan, &archive, &pool)
            .map_err(|error| format!("the pictures can't be written: {error}"))?;
        let mut first = None;
        for threads in &wish.threads {
            let pictures = best(&pool, wish, *threads)?;
            let all = best(&archive, wish, *threads)?;
            let rest = all.seconds - pictures.seconds;
            let (first_all, first_rest): (f64, f64) = *first.get_or_insert((all.seconds, rest));
            println!(
                "| {articles} | {threads} | {:.2} | {:.2} | {rest:.2} | {:.2} | {:.2} | {} |",
                all.seconds,
                pictures.seconds,
                first_all / all.seconds,
                first_rest / rest,
                all.peak / 1_048_576,
            );
        }
        fs::remove_dir_all(&pool).map_err(|error| error.to_string())?;
        fs::remove_dir_all(&archive).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// One explainer with all pictures that the archive shows: what a build takes for them, once, and to start.
fn write_pool(plan: &Plan, archive: &Path, folder: &Path) -> io::Result<()> {
    let mut text =
        "---\ntitle: All pictures?\nlang: en\ndate: 2025-01-01\n---\n\n## All?\n\nAll of them.\n".to_owned();
    fs::create_dir_all(folder.join("pictures"))?;
    for path in plan.shown() {
        fs::copy(archive.join(&path), folder.join(&path))?;
        text.push_str(&format!("\n![One.]({path} \"One.\"){{credit=\"One\" syndicate=true}}\n"));
    }
    fs::write(folder.join("pool.md"), text)
}

/// The fastest of some builds, with the largest peak of them all.
fn best(archive: &Path, wish: &Wish, threads: usize) -> Result<Taken, String> {
    let mut best: Option<Taken> = None;
    for _ in 0..wish.repeat {
        let taken = build_apart(archive, &wish.editions, threads)?;
        let so_far = best.unwrap_or(taken);
        best = Some(Taken { seconds: so_far.seconds.min(taken.seconds), peak: so_far.peak.max(taken.peak) });
    }
    best.ok_or_else(|| USAGE.to_owned())
}

/// Builds an archive in another process.
fn build_apart(archive: &Path, editions: &str, threads: usize) -> Result<Taken, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let arguments = [editions, &threads.to_string()];
    let output = Command::new(program).arg("build").arg(archive).args(arguments).output();
    let output = output.map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let mut numbers = said.split_whitespace();
    match (output.status.success(), numbers.next(), numbers.next()) {
        (true, Some(seconds), Some(peak)) => Ok(Taken { seconds: number(seconds)?, peak: number(peak)? }),
        _ => Err(format!("a build failed: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// What the other process does: builds an archive, and prints seconds and the peak of its memory in bytes.
pub(crate) fn build(arguments: &[String]) -> Result<(), String> {
    let [archive, to, threads] = arguments else { return Err(USAGE.to_owned()) };
    let output = tempfile::tempdir().map_err(|error| error.to_string())?;
    let start = Instant::now();
    let inputs = discover(&[PathBuf::from(archive)], None).map_err(|error| format!("{error:?}"))?;
    let theme = Theme::builtin(DEFAULT).map_err(|(_, found)| format!("{found:?}"))?;
    let outcome = execute(
        &Job {
            inputs: &inputs,
            searched: &[],
            force: true,
            editions: &editions(to)?,
            theme: &theme,
            site: &site(),
            output: Some(output.path()),
            threads: number(threads)?,
            check: &CheckPolicy::default(),
            publish: false,
            allow_same_version: false,
            include_embargoed: false,
            drafts: false,
            shard: None,
            workers: None,
            now: jiff::Timestamp::from_second(1_785_000_000).map_err(|error| error.to_string())?,
        },
        &Silent,
    );
    let seconds = start.elapsed().as_secs_f64();
    let outcome = outcome.map_err(|failure| format!("{failure:?}"))?;
    if outcome.documents != inputs.len() || outcome.errors + outcome.warnings + outcome.refused > 0 {
        return Err(format!("not all is well: {outcome:?}"));
    }
    println!("{seconds} {}", peak()?);
    Ok(())
}

fn editions(names: &str) -> Result<Vec<EditionKind>, String> {
    let find = |name: &str| registry().iter().find(|kind| kind.name == name).copied();
    names.split(',').map(|name| find(name).ok_or_else(|| format!("there is no edition {name}"))).collect()
}

fn site() -> Site {
    pressroom_config::configuration(&Source::new("pressroom.toml", CONFIGURATION)).0.site
}

/// The most memory that this process had so far, in bytes.
fn peak() -> Result<u64, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM: this is no Linux")?;
    number::<u64>(kibibytes).map(|kibibytes| kibibytes * 1_024)
}

/// Watches and says nothing.
struct Silent;

impl Observer for Silent {
    fn progress(&self, _: usize) {}

    fn document(&self, report: &DiagnosticReport) {
        for finding in report.findings.iter().take(3) {
            eprintln!("{}: {finding:?}", report.source.name);
        }
    }
}

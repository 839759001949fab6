//! `pressroom doctor`: can this machine make every edition of these explainers?

#[cfg(feature = "pdf")]
mod fonts;
mod health;

use std::{fmt::Write as _, path::Path, thread};

use self::health::{Health, HealthCheck};
use crate::cli::{
    args::{Doctor, MessageFormat, Strictness},
    clock,
    exit::{CommandResult, ExitStatus},
    project::Project,
    terminal::{escape_control, print, printer::Printer},
};
use pressroom_build::{output::cache::ReadOnlyCache, sandbox_gap};
use pressroom_diagnostics::counted;
use pressroom_files::{
    disk::{self, Scratch},
    folder,
};

/// Less free space than this is a warning: a build of some thousand explainers with pictures.
const FREE_SPACE: u64 = 1 << 30;

/// Checks the machine; prints one line for each part, and a remedy where one is needed.
pub(super) fn doctor(arguments: &Doctor) -> CommandResult {
    let printer = Printer::new(MessageFormat::Human);
    let now = clock::read_now(None)?;
    let loaded = Project::with_theme(&arguments.common, &printer, &Strictness::default())?;
    let project = &loaded.0;
    let mut checks = vec![check_program(), check_clock(now)];
    checks.push(match &project.configuration.site.timezone {
        Some(zone) => HealthCheck::good("time zone", format!("{zone:?}, from the database in the program")),
        None => {
            HealthCheck::good("time zone", "UTC; set `timezone` under [site] for times without an offset")
        }
    });
    #[cfg(feature = "pdf")]
    checks.extend(fonts::check_fonts(arguments, project, &loaded.1)?);
    checks.extend(check_output(&arguments.out));
    checks.push(match sandbox_gap() {
        None => {
            HealthCheck::good("isolation", "Landlock and seccomp fence in the workers of `build --isolate`")
        }
        Some(gap) => HealthCheck::warning(
            "isolation",
            gap.trim_start_matches("note: "),
            "build explainers of strangers with `--isolate` on Linux 5.13 or newer",
        ),
    });
    if cfg!(feature = "send") {
        checks.push(HealthCheck::good("certificates", "those of Mozilla, in the program"));
    }
    print(&show(&checks));
    Ok(match checks.iter().any(|check| check.health == Health::Error) {
        true => ExitStatus::FoundErrors,
        false => ExitStatus::Done,
    })
}

/// One line for each check, with its remedy below it.
fn show(checks: &[HealthCheck]) -> String {
    let mut out = String::new();
    for HealthCheck { subject, health, message, help } in checks {
        let mark = match health {
            Health::Good => "ok",
            Health::Warning => "warning",
            Health::Error => "error",
        };
        let _ = writeln!(out, "{mark:<8} {subject}: {}", escape_control(message));
        if let Some(help) = help {
            let _ = writeln!(out, "         help: {}", escape_control(help));
        }
    }
    let count = |health| checks.iter().filter(|check| check.health == health).count();
    let _ = match (count(Health::Error), count(Health::Warning)) {
        (0, 0) => writeln!(out, "\nThis machine can make every edition."),
        (errors, warnings) => {
            writeln!(out, "\n{}, {}", counted(errors, "error"), counted(warnings, "warning"))
        }
    };
    out
}

fn check_program() -> HealthCheck {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let parts = [
        ("pdf", cfg!(feature = "pdf")),
        ("proof", cfg!(feature = "proof")),
        ("send", cfg!(feature = "send")),
    ];
    let missing: Vec<&str> = parts.iter().filter(|(_, built)| !built).map(|(name, _)| *name).collect();
    let version = env!("CARGO_PKG_VERSION");
    match missing.is_empty() {
        true => HealthCheck::good("program", format!("Pressroom {version}, {}", counted(cores, "core"))),
        false => HealthCheck::warning(
            "program",
            format!("Pressroom {version} was built without {}", missing.join(", ")),
            "build it with its default features",
        ),
    }
}

/// Embargoes depend on the clock.
fn check_clock(now: jiff::Timestamp) -> HealthCheck {
    let day = now.strftime("%Y-%m-%d %H:%M UTC").to_string();
    match now.as_second() < FIRST_DAY {
        true => HealthCheck::error(
            "clock",
            format!("it says {day}, which is past"),
            "set the machine's clock: embargoes depend on it",
        ),
        false => HealthCheck::good("clock", day),
    }
}

/// 1 January 2026: no machine that runs this program has an earlier day.
const FIRST_DAY: i64 = 1_767_225_600;

/// Can the output folder hold a build, and is its cache of this version?
fn check_output(output: &Path) -> Vec<HealthCheck> {
    let place = format!("the output folder {}", output.display());
    let unusable =
        |why: &str| HealthCheck::error("output", format!("{place} {why}"), "name another with --out");
    // The nearest folder that is there already.
    let known = output
        .ancestors()
        .map(or_here)
        .find_map(|path| disk::metadata(path).transpose().map(|found| (path, found)));
    let folder = match known {
        Some((folder, Ok(found))) if found.is_dir() => folder,
        Some((path, Ok(_))) => {
            return vec![unusable(&format!("can't be made: {} is a file", path.display()))];
        }
        Some((_, Err(error))) => return vec![unusable(&format!("can't be looked at: {error}"))],
        None => return vec![unusable("can't be made")],
    };
    let mut checks = vec![match try_disk(folder) {
        Ok(true) => HealthCheck::good(
            "output",
            format!("{place} can be written to, and folders change places in one step"),
        ),
        Ok(false) => HealthCheck::warning(
            "output",
            format!("on the disk of {place}, folders can't change places in one step"),
            "readers may see a folder missing for a moment; build on a local disk and copy the result",
        ),
        Err(error) => unusable(&format!("can't be written to: {error}")),
    }];
    match disk::free_space(folder) {
        Ok(Some(free)) if free < FREE_SPACE => checks.push(HealthCheck::warning(
            "space",
            format!("{} MB are free where {place} is", free >> 20),
            "free some space: a build briefly needs twice the size of its editions",
        )),
        Ok(Some(free)) => checks.push(HealthCheck::good("space", format!("{} GB are free", free >> 30))),
        // Where the system doesn't say, there is nothing to report.
        Ok(None) | Err(_) => {}
    }
    if disk::is_folder(&output.join(".pressroom")).unwrap_or_default() {
        checks.push(match ReadOnlyCache::open(output) {
            Ok(Ok(_)) => HealthCheck::good("cache", "of this version of Pressroom"),
            Ok(Err(error)) => {
                HealthCheck::warning("cache", error.to_string(), "the next build makes everything anew, once")
            }
            Err(error) => HealthCheck::error("cache", error.to_string(), "check the disk, then build again"),
        });
    }
    checks
}

/// The current folder in place of an empty path.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// Writes two folders into another and exchanges them; false if the disk can't do that.
fn try_disk(folder: &Path) -> std::io::Result<bool> {
    let scratch = Scratch::new(folder, ".pressroom-")?;
    let (one, other) = (scratch.path().join("one"), scratch.path().join("other"));
    folder::make_folder(&one)?;
    folder::make_folder(&other)?;
    let can = folder::exchange(&one, &other).is_ok();
    scratch.close()?;
    Ok(can)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_the_program_was_made_is_an_error() {
        assert_eq!(check_clock(jiff::Timestamp::UNIX_EPOCH).health, Health::Error);
        assert_eq!(check_clock(jiff::Timestamp::from_second(FIRST_DAY).unwrap()).health, Health::Good);
    }

    #[test]
    fn what_is_wrong_stands_above_its_remedy() {
        let checks = [HealthCheck::good("one", "fine"), HealthCheck::error("two", "torn \x1b[1m", "sew it")];
        let expected = "ok       one: fine\nerror    two: torn \u{fffd}[1m\n         help: sew it\n\n1 error, 0 warnings\n";
        assert_eq!(show(&checks), expected);
    }
}

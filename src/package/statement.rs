//! The signed statement about a package: its name, serial and date. It is minisign's trusted comment, fields with a tab
//! between them.
//!
//! The package itself holds neither serial nor date, so that the same editions give the same bytes.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::{error::PackageError, format::read_small};
use pressroom_files::folder::knows_no_locks;

/// The form of the file that remembers the last accepted package.
const FORM: &str = "pressroom-accepted/1";

/// What a signature says of a package, as far as it says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// The file's name when it was signed.
    pub file: Option<String>,
    /// Greater than that of every package before it: seconds since 1970, or one more than the one before.
    pub serial: Option<u64>,
    /// When it was packed, as RFC 3339 says it.
    pub date: Option<String>,
}

impl Statement {
    /// Reads a trusted comment. What the minisign tool writes itself has a name, and its time is the serial.
    pub(crate) fn read(comment: &str) -> Self {
        let field = |name: &str| {
            let mut fields = comment.split('\t').filter_map(|field| field.split_once(':'));
            fields.find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        let number = |name: &str| field(name)?.parse().ok();
        Self {
            file: field("file").map(str::to_owned),
            serial: number("serial").or_else(|| number("timestamp")),
            date: field("date").map(str::to_owned),
        }
    }

    /// The trusted comment of a package that is packed `now`. `before` is the text of the signature that it takes the place of.
    pub(crate) fn write(name: &str, manifest_sha256: &str, now: Timestamp, before: Option<&str>) -> String {
        let earlier =
            before.and_then(|text| text.lines().find_map(|line| line.strip_prefix("trusted comment: ")));
        let earlier = earlier.and_then(|comment| Self::read(comment).serial);
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let serial = earlier.map_or(seconds, |earlier| seconds.max(earlier.saturating_add(1)));
        let date = Timestamp::from_second(now.as_second()).unwrap_or(now);
        format!("file:{name}\tmanifest-sha256:{manifest_sha256}\tserial:{serial}\tdate:{date}")
    }

    /// Refuses a package that has another name than its signature says: a good package in the place of another.
    pub(crate) fn check_name(&self, package: &Path, named: Option<&str>) -> Result<(), PackageError> {
        let own = package.file_name().map(|name| name.to_string_lossy());
        let expected = named.or(own.as_deref()).unwrap_or_default();
        match &self.file {
            Some(file) if file == expected => Ok(()),
            Some(file) => Err(PackageError::Mismatch(format!(
                "the signature is of {file}, not of {expected}; if the package was renamed, say `--name {file}`"
            ))),
            None => Err(PackageError::Mismatch(format!(
                "the signature does not say that it is of {expected}: it names no file"
            ))),
        }
    }
}

/// The last package that a partner accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Accepted {
    format: String,
    serial: u64,
    file: String,
    date: Option<String>,
    /// SHA-256 of the package.
    sha256: String,
}

impl Accepted {
    /// A package of this SHA-256, with what its signature says.
    pub(crate) fn new(statement: &Statement, sha256: &str) -> Result<Self, PackageError> {
        let Some(serial) = statement.serial else {
            let message = "the signature says no serial, so that nobody knows whether the package is a new one; \
                           it must be packed with a newer Pressroom";
            return Err(PackageError::Mismatch(message.to_owned()));
        };
        let file = statement.file.clone().unwrap_or_default();
        let (format, date) = (FORM.to_owned(), statement.date.clone());
        Ok(Self { format, serial, file, date, sha256: sha256.to_owned() })
    }

    /// Remembers the package in the file at `path`, unless it is older than the one that the file remembers, or another one of
    /// the same serial. There is no such file before the first package. If several processes do this at the same time, one
    /// waits for the other.
    pub(crate) fn accept(&self, path: &Path) -> Result<(), PackageError> {
        loop {
            match lock(path)? {
                LockState::Locked(_file) => {
                    self.check(path)?;
                    return self.keep(path);
                }
                LockState::Absent if self.keep_first(path)? => return Ok(()),
                // Another process was faster.
                LockState::Absent | LockState::Replaced => {}
            }
        }
    }

    /// Refuses the package if it is older than the one that the file at `path` remembers, or another one of the same serial.
    fn check(&self, path: &Path) -> Result<(), PackageError> {
        let before: Option<Self> = serde_json::from_str(&read_small(path)?).ok();
        let Some(before) = before.filter(|before| before.format == FORM) else {
            return Err(PackageError::Usage(format!(
                "{} does not hold the last accepted package: expected a file that --newer-than wrote",
                path.display()
            )));
        };
        if self.serial > before.serial || (self.serial == before.serial && self.sha256 == before.sha256) {
            return Ok(());
        }
        let older = if self.serial < before.serial {
            "is older than"
        } else {
            "is another package with the serial of"
        };
        Err(PackageError::Mismatch(format!(
            "the package {older} the last accepted one: its serial is {}, that of {} was {}",
            self.serial, before.file, before.serial
        )))
    }

    /// Remembers the package, in one step.
    fn keep(&self, path: &Path) -> Result<(), PackageError> {
        let failed = |error: io::Error| PackageError::disk(path, "written", &error);
        let file = self.staged(path).map_err(failed)?;
        file.persist(path).map(|_| ()).map_err(|error| failed(error.error))
    }

    /// Remembers the first package, in one step; false if there is a file by now.
    fn keep_first(&self, path: &Path) -> Result<bool, PackageError> {
        let failed = |error: io::Error| PackageError::disk(path, "written", &error);
        match self.staged(path).map_err(failed)?.persist_noclobber(path) {
            Ok(_) => Ok(true),
            // A link that leads nowhere is there, and nothing can be read from it.
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                fs::metadata(path).map(|_| false).map_err(failed)
            }
            Err(error) => Err(failed(error.error)),
        }
    }

    /// What is remembered, in a file beside `path`.
    fn staged(&self, path: &Path) -> io::Result<NamedTempFile> {
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let mut file = NamedTempFile::new_in(folder)?;
        let text = serde_json::to_string(self).unwrap_or_default() + "\n";
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all())?;
        Ok(file)
    }
}

/// The file that remembers the last accepted package, for one process of several.
enum LockState {
    /// It is this process's until this is dropped.
    Locked(File),
    /// There is none.
    Absent,
    /// Another process replaced it while this one waited.
    Replaced,
}

/// Waits until no other process has the file at `path`. Disks that know no locks go without.
fn lock(path: &Path) -> Result<LockState, PackageError> {
    let failed = |error: io::Error| PackageError::disk(path, "read", &error);
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LockState::Absent),
        file => file.map_err(failed)?,
    };
    match file.lock() {
        Err(error) if !knows_no_locks(&error) => return Err(failed(error)),
        _ => {}
    }
    match is_at(&file, path) {
        Ok(true) => Ok(LockState::Locked(file)),
        Ok(false) => Ok(LockState::Replaced),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(LockState::Replaced),
        Err(error) => Err(failed(error)),
    }
}

/// True for the file that stands at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let same = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    Ok(same(file.metadata()?) == same(fs::metadata(path)?))
}

/// The same, for systems that tell no files from each other.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_grow_whatever_the_clock_says() {
        let now = |second| Timestamp::from_second(second).unwrap();
        let comment = Statement::write("p.tar.zst", "ab", now(1_785_000_000), None);
        assert_eq!(
            comment,
            "file:p.tar.zst\tmanifest-sha256:ab\tserial:1785000000\tdate:2026-07-25T17:20:00Z"
        );
        let signature =
            |comment: &str| format!("untrusted comment: x\nRUQ=\ntrusted comment: {comment}\nAA==\n");
        for (second, serial) in
            [(1_785_000_009, 1_785_000_009), (1_785_000_000, 1_785_000_001), (0, 1_785_000_001)]
        {
            let next = Statement::write("p.tar.zst", "ab", now(second), Some(&signature(&comment)));
            assert_eq!(Statement::read(&next).serial, Some(serial));
        }
        let tool = Statement::read("timestamp:1556193335\tfile:test\thashed");
        assert_eq!((tool.serial, tool.file.as_deref()), (Some(1_556_193_335), Some("test")));
        assert_eq!(Statement::read("anything"), Statement::default());
    }

    fn accepted(serial: u64) -> Accepted {
        let statement = Statement { serial: Some(serial), ..Statement::default() };
        Accepted::new(&statement, &format!("sha256 of {serial}")).unwrap()
    }

    fn remembered(path: &Path) -> u64 {
        serde_json::from_str::<Accepted>(&fs::read_to_string(path).unwrap()).unwrap().serial
    }

    /// Another process accepts a newer package while this one waits to accept an older.
    #[test]
    #[cfg(unix)]
    fn an_older_package_is_refused_whoever_is_faster() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("accepted.json");
        accepted(1).accept(&path).unwrap();
        let LockState::Locked(other) = lock(&path).unwrap() else { panic!("nobody else has it") };
        std::thread::scope(|scope| {
            let (begun, begins) = std::sync::mpsc::channel();
            let late = scope.spawn({
                let path = &path;
                move || {
                    begun.send(()).unwrap();
                    accepted(2).accept(path)
                }
            });
            begins.recv().unwrap();
            std::thread::sleep(std::time::Duration::from_millis(50));
            accepted(3).keep(&path).unwrap();
            drop(other);
            let error = late.join().unwrap().unwrap_err();
            assert!(error.to_string().contains("is older than the last accepted one"), "{error:?}");
        });
        assert_eq!(remembered(&path), 3);
    }

    /// Many at once, from the first package on: each sees those before it, and the newest is remembered.
    #[test]
    fn the_newest_of_many_is_remembered() {
        for _ in 0..20 {
            let base = tempfile::tempdir().unwrap();
            let path = base.path().join("accepted.json");
            std::thread::scope(|scope| {
                for serial in [3, 8, 1, 6, 2, 7, 5, 4] {
                    let path = &path;
                    scope.spawn(move || accepted(serial).accept(path));
                }
            });
            assert_eq!(remembered(&path), 8);
            assert_eq!(fs::read_dir(base.path()).unwrap().count(), 1, "nothing is left beside it");
        }
    }

    #[test]
    fn a_signature_is_of_one_name() {
        let check =
            |comment: &str, path: &str, named| Statement::read(comment).check_name(Path::new(path), named);
        assert!(check("file:p.tar.zst", "in/p.tar.zst", None).is_ok());
        assert!(check("file:p.tar.zst", "in/tmp", Some("p.tar.zst")).is_ok());
        let error = check("file:p.tar.zst", "in/q.tar.zst", None).unwrap_err();
        assert!(error.to_string().contains("is of p.tar.zst, not of q.tar.zst"), "{error:?}");
        assert!(check("serial:1", "p.tar.zst", None).is_err());
    }
}

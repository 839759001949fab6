//! The signed statement about a package: its name, serial and date. It is minisign's trusted comment, fields with a tab
//! between them.
//!
//! The package itself holds neither serial nor date, so that the same editions give the same bytes.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{HandoverError, signature::read_small};

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
    pub(crate) fn check_name(&self, package: &Path, named: Option<&str>) -> Result<(), HandoverError> {
        let own = package.file_name().map(|name| name.to_string_lossy());
        let expected = named.or(own.as_deref()).unwrap_or_default();
        match &self.file {
            Some(file) if file == expected => Ok(()),
            Some(file) => Err(HandoverError::Mismatch(format!(
                "the signature is of {file}, not of {expected}; if the package was renamed, say `--name {file}`"
            ))),
            None => Err(HandoverError::Mismatch(format!(
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
    pub(crate) fn new(statement: &Statement, sha256: &str) -> Result<Self, HandoverError> {
        let Some(serial) = statement.serial else {
            let message = "the signature says no serial, so that nobody knows whether the package is a new one; \
                           it must be packed with a newer Pressroom";
            return Err(HandoverError::Mismatch(message.to_owned()));
        };
        let file = statement.file.clone().unwrap_or_default();
        let (format, date) = (FORM.to_owned(), statement.date.clone());
        Ok(Self { format, serial, file, date, sha256: sha256.to_owned() })
    }

    /// Refuses the package if it is older than the one that the file at `path` remembers, or another one of the same serial.
    /// There is no such file before the first package.
    pub(crate) fn check(&self, path: &Path) -> Result<(), HandoverError> {
        if fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Ok(());
        }
        let before: Option<Self> = serde_json::from_str(&read_small(path)?).ok();
        let Some(before) = before.filter(|before| before.format == FORM) else {
            return Err(HandoverError::Usage(format!(
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
        Err(HandoverError::Mismatch(format!(
            "the package {older} the last accepted one: its serial is {}, that of {} was {}",
            self.serial, before.file, before.serial
        )))
    }

    /// Remembers the package, in one step.
    pub(crate) fn keep(&self, path: &Path) -> Result<(), HandoverError> {
        let failed = |error: io::Error| HandoverError::disk(path, "written", &error);
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let text = serde_json::to_string(self).unwrap_or_default() + "\n";
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(path).map(|_| ()).map_err(|error| failed(error.error))
    }
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

    #[test]
    fn a_signature_is_of_one_name() {
        let check =
            |comment: &str, path: &str, named| Statement::read(comment).check_name(Path::new(path), named);
        assert!(check("file:p.tar.zst", "in/p.tar.zst", None).is_ok());
        assert!(check("file:p.tar.zst", "in/tmp", Some("p.tar.zst")).is_ok());
        let error = check("file:p.tar.zst", "in/q.tar.zst", None).unwrap_err();
        assert!(error.message().contains("is of p.tar.zst, not of q.tar.zst"), "{error:?}");
        assert!(check("serial:1", "p.tar.zst", None).is_err());
    }
}

//! `failed.ndjson`: the documents of the last run that could not be made as they should, for whoever builds them again.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::error::{Obstacle, OutputError};
use pressroom_diagnostics::{DiagnosticReport, FindingRecord};
use pressroom_document::paths::FAILED;
use pressroom_files::{DiskError, disk};

/// A line of the list.
#[derive(Serialize)]
struct Failed<'a> {
    /// The source.
    source: &'a str,
    /// What is wrong with it.
    diagnostics: Vec<FindingRecord<'a>>,
}

/// The list of one run, staged until the run ends. It grows on the disk, not in memory.
pub(crate) struct Failures {
    output: PathBuf,
    staged: PathBuf,
    /// `None` until a document fails.
    file: Option<BufWriter<File>>,
    result: io::Result<()>,
}

impl Failures {
    /// An empty list, which will stand in `output` and waits in `stage`.
    ///
    /// # Errors
    /// A message: a file of somebody else's is in the way.
    pub(crate) fn new(output: &Path, stage: &Path) -> Result<Self, OutputError> {
        let path = output.join(FAILED);
        let unreadable = DiskError::reading(&path);
        if disk::link_metadata(&path).map_err(unreadable)?.is_some() && !is_ours(&path).map_err(unreadable)? {
            return Err(Obstacle::List(path).into());
        }
        Ok(Self { output: output.to_owned(), staged: stage.join(FAILED), file: None, result: Ok(()) })
    }

    /// Lists a document that has errors.
    pub(crate) fn add(&mut self, report: &DiagnosticReport) {
        if report.errors() == 0 || self.result.is_err() {
            return;
        }
        self.result = self.write(report);
    }

    fn write(&mut self, report: &DiagnosticReport) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(BufWriter::new(File::create(&self.staged)?)),
        };
        let failed = Failed { source: &report.source.name, diagnostics: report.records().collect() };
        serde_json::to_writer(&mut *file, &failed)?;
        file.write_all(b"\n")
    }

    /// Puts the list in its place; where no document failed, there is none.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn finish(self) -> Result<(), OutputError> {
        let Self { output, staged, file, result } = self;
        let path = output.join(FAILED);
        let put = || match file {
            Some(mut file) => result.and_then(|()| file.flush()).and_then(|()| fs::rename(staged, &path)),
            None => match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => result,
            },
        };
        Ok(put().map_err(DiskError::writing(&path))?)
    }
}

/// Shows the source of each document that the last run in an output folder could not make as it should.
///
/// # Errors
/// A message: the disk refuses, or the list can't be read.
pub(super) fn each_failed(output: &Path, mut show: impl FnMut(String)) -> Result<(), OutputError> {
    #[derive(Deserialize)]
    struct FailedLine {
        source: String,
    }
    let path = output.join(FAILED);
    let failed = DiskError::reading(&path);
    let file = match File::open(&path) {
        Err(error) if disk::is_absent(&error) => return Ok(()),
        file => file.map_err(failed)?,
    };
    for line in BufReader::new(file).lines() {
        let line: FailedLine =
            serde_json::from_str(&line.map_err(failed)?).map_err(|error| failed(error.into()))?;
        show(line.source);
    }
    Ok(())
}

/// True for a list that an earlier run left.
///
/// # Errors
/// The disk can't tell.
fn is_ours(path: &Path) -> io::Result<bool> {
    #[derive(Deserialize)]
    struct FailedLine {
        #[serde(rename = "source")]
        _source: String,
        #[serde(rename = "diagnostics")]
        _diagnostics: serde::de::IgnoredAny,
    }
    let first = || -> io::Result<String> {
        let mut line = String::new();
        BufReader::new(File::open(path)?).read_line(&mut line)?;
        Ok(line)
    };
    if !disk::is_file(path)? {
        return Ok(false);
    }
    match first() {
        Ok(line) => Ok(serde_json::from_str::<FailedLine>(&line).is_ok()),
        // It is no text.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(false),
        Err(error) => Err(error),
    }
}

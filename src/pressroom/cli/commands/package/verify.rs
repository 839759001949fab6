//! `pressroom verify`.

use serde::Serialize;

use crate::cli::{
    args::{self, MessageFormat},
    exit::{CommandResult, ExitStatus, package_status},
    terminal::{escape_control, print, print_status},
};
use pressroom_diagnostics::counted;
use pressroom_package::{Limits, PackageError, Verified, VerifyJob, VerifyingKey};

/// The result as a program reads it: one JSON object on standard output. What is not known is `null`.
#[derive(Serialize)]
struct Verdict<'a> {
    file: &'a str,
    /// The package is what it says.
    good: bool,
    /// The key by which it is signed; `null` where no signature was asked for.
    signed_by: Option<&'a str>,
    /// The comment of the signature.
    comment: Option<&'a str>,
    /// The package's serial, which grows from one to the next.
    serial: Option<u64>,
    /// When it was packed.
    date: Option<&'a str>,
    files: Option<usize>,
    bytes: Option<u64>,
    /// The reason of a refusal.
    message: Option<&'a str>,
}

/// Checks a package.
pub(in crate::cli::commands) fn verify(arguments: &args::Verify) -> CommandResult {
    let result = check(arguments);
    match (arguments.message_format, result) {
        (MessageFormat::Json, result) => {
            print(&to_json_line(arguments, &result));
            Ok(result.err().map_or(ExitStatus::Done, |error| package_status(&error)))
        }
        (MessageFormat::Human | MessageFormat::Short, result) => {
            print_status(&escape_control(&summarize(arguments, &result?)));
            Ok(ExitStatus::Done)
        }
    }
}

fn check(arguments: &args::Verify) -> Result<Verified, PackageError> {
    let key = arguments.key.as_deref().map(VerifyingKey::open).transpose()?;
    pressroom_package::verify(&VerifyJob {
        package: &arguments.package,
        key: key.as_ref(),
        signature: arguments.signature.as_deref(),
        name: arguments.name.as_deref(),
        newer_than: arguments.newer_than.as_deref(),
        extract: arguments.extract.as_deref(),
        limits: Limits {
            files: usize::try_from(arguments.max_files).unwrap_or(usize::MAX),
            bytes: u64::from(arguments.max_size) << 20,
        },
    })
}

fn to_json_line(arguments: &args::Verify, result: &Result<Verified, PackageError>) -> String {
    let verified = result.as_ref().ok();
    let message = result.as_ref().err().map(PackageError::to_string);
    let signer = verified.and_then(|verified| verified.signer.as_ref());
    let verdict = Verdict {
        file: &arguments.package.to_string_lossy(),
        good: verified.is_some(),
        signed_by: signer.map(|signer| signer.key.as_str()),
        comment: signer.map(|signer| signer.comment.as_str()),
        serial: signer.and_then(|signer| signer.statement.serial),
        date: signer.and_then(|signer| signer.statement.date.as_deref()),
        files: verified.map(|verified| verified.files),
        bytes: verified.map(|verified| verified.bytes),
        message: message.as_deref(),
    };
    serde_json::to_string(&verdict).unwrap_or_default()
        + "
"
}

fn summarize(arguments: &args::Verify, verified: &Verified) -> String {
    let package = arguments.package.display();
    let mut summary = match &verified.signer {
        Some(signer) => {
            let comment = signer.comment.replace('\t', ", ");
            format!("{package} is good: signed by {} ({comment}), ", signer.key)
        }
        None => format!("{package} is whole, but nobody knows whose it is (no --key): "),
    };
    summary.push_str(&format!("{}, {}\n", counted(verified.files, "file"), counted(verified.bytes, "byte")));
    if let Some(target) = &arguments.extract {
        summary.push_str(&format!("extracted to {}\n", target.display()));
    }
    summary
}

//! `pressroom verify`.

use serde::Serialize;

use super::{
    DONE,
    args::{self, MessageFormat},
    output::{print, print_error, visible},
    pack::{code, files, refuse},
};
use pressroom_package::{HandoverError, Limits, Verified, VerifyJob, VerifyingKey};

/// The result as a program reads it: one JSON object on standard output. What is not known is `null`.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    /// True where it is what it says.
    good: bool,
    /// The key by which it is signed; `null` where no signature was asked for.
    signed_by: Option<&'a str>,
    /// What the signature says of it.
    comment: Option<&'a str>,
    /// The package's serial, which grows from one to the next.
    serial: Option<u64>,
    /// When it was packed.
    date: Option<&'a str>,
    files: Option<usize>,
    bytes: Option<u64>,
    /// Why it is refused.
    message: Option<&'a str>,
}

/// Checks a package.
pub(super) fn verify(arguments: &args::Verify) -> u8 {
    let result = check(arguments);
    match (arguments.message_format, result) {
        (MessageFormat::Json, result) => machine(arguments, &result),
        (MessageFormat::Human | MessageFormat::Short, Ok(verified)) => {
            print_error(&visible(&summary(arguments, &verified)));
            DONE
        }
        (MessageFormat::Human | MessageFormat::Short, Err(error)) => refuse(&error),
    }
}

fn check(arguments: &args::Verify) -> Result<Verified, HandoverError> {
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

fn machine(arguments: &args::Verify, result: &Result<Verified, HandoverError>) -> u8 {
    let verified = result.as_ref().ok();
    let signer = verified.and_then(|verified| verified.signer.as_ref());
    let line = Line {
        file: &arguments.package.to_string_lossy(),
        good: verified.is_some(),
        signed_by: signer.map(|signer| signer.key.as_str()),
        comment: signer.map(|signer| signer.comment.as_str()),
        serial: signer.and_then(|signer| signer.statement.serial),
        date: signer.and_then(|signer| signer.statement.date.as_deref()),
        files: verified.map(|verified| verified.files),
        bytes: verified.map(|verified| verified.bytes),
        message: result.as_ref().err().map(HandoverError::message),
    };
    print(&(serde_json::to_string(&line).unwrap_or_default() + "\n"));
    result.as_ref().err().map_or(DONE, code)
}

fn summary(arguments: &args::Verify, verified: &Verified) -> String {
    let package = arguments.package.display();
    let mut said = match &verified.signer {
        Some(signer) => {
            let comment = signer.comment.replace('\t', ", ");
            format!("{package} is good: signed by {} ({comment}), ", signer.key)
        }
        None => format!("{package} is whole, but nobody knows whose it is (no --key): "),
    };
    said.push_str(&format!("{}, {} bytes\n", files(verified.files), verified.bytes));
    if let Some(target) = &arguments.extract {
        said.push_str(&format!("extracted to {}\n", target.display()));
    }
    said
}

//! When this is: asked once, here, and handed on.

use jiff::Timestamp;

use super::exit::CommandError;
use pressroom_document::Date;

/// The variable that fixes the time of a build (<https://reproducible-builds.org/specs/source-date-epoch/>): seconds
/// since 1970 in UTC.
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The moment that was named, else that of `SOURCE_DATE_EPOCH`, else now.
///
/// # Errors
/// The variable is no time.
pub(super) fn read_now(named: Option<Date>) -> Result<Timestamp, CommandError> {
    if let Some(named) = named {
        return Ok(named.timestamp());
    }
    let Some(written) = std::env::var_os(SOURCE_DATE_EPOCH).filter(|text| !text.is_empty()) else {
        return Ok(Timestamp::now());
    };
    let seconds = written.to_str().and_then(|text| text.parse().ok());
    let moment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    moment.ok_or_else(|| {
        let written = written.to_string_lossy();
        CommandError::usage(format!(
            "{SOURCE_DATE_EPOCH} is `{written}`: expected seconds since 1970, such as 1767225600"
        ))
    })
}

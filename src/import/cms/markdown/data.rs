//! Pictures that stand in the text as `data:` addresses, as Google's export has them.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::files::Files;
use crate::{Action, FindingKind, ImportFinding};

/// Puts the path of a file in the place of each picture.
pub(super) fn take_pictures(text: &str, files: &mut Files<'_>, findings: &mut Vec<ImportFinding>) -> String {
    let mut out = String::with_capacity(text.len().min(1 << 20));
    let mut rest = text;
    while let Some(at) = rest.find("data:image/") {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\''))
            .unwrap_or(from.len());
        let (address, after) = from.split_at(end);
        out.push_str(before);
        match decode(address) {
            Some((extension, bytes)) => out.push_str(&files.keep(&name(before), extension, bytes)),
            None => {
                out.push_str("picture-that-could-not-be-read");
                findings.push(ImportFinding {
                    kind: FindingKind::Picture,
                    action: Action::LeftOut,
                    place: format!("line {}", out.lines().count()),
                    text: address.chars().take(80).collect(),
                    message: "a picture in the text can't be read".to_owned(),
                });
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The name of a picture: that of its definition, as in `[image1]: <data:...>`.
fn name(before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let label = line.strip_prefix('[').and_then(|line| line.split_once("]:")).map(|(label, _)| label);
    let label: String =
        label.unwrap_or_default().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if label.is_empty() { "picture".to_owned() } else { label.to_ascii_lowercase() }
}

fn decode(address: &str) -> Option<(&'static str, Vec<u8>)> {
    let (kind, data) = address.strip_prefix("data:image/")?.split_once(";base64,")?;
    let extension = match kind {
        "png" => "png",
        "jpeg" | "jpg" => "jpg",
        "gif" => "gif",
        "webp" => "webp",
        _ => return None,
    };
    let bytes = BASE64_STANDARD.decode(data).ok()?;
    (!bytes.is_empty()).then_some((extension, bytes))
}

//! One cause, one finding: two findings that come from one slip of the writer become one.

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, nearest};

/// Merges findings of one cause.
pub(crate) fn merge(found: &mut Diagnostics) {
    join_misspelt_keys(found);
    join_scripts(found);
    pair_footnotes(found);
}

/// A key that is misspelt is why its value is missing: what is missing is said at the place of the key.
fn join_misspelt_keys(found: &mut Diagnostics) {
    let is_misspelt = |finding: &Diagnostic| finding.code == Code::UnknownKey && finding.cause.is_some();
    let codes = [Code::MissingHeadline, Code::MissingLanguage, Code::MissingDate, Code::MissingCanonicalUrl];
    let all = found.iter().enumerate().map(|(at, finding)| (finding.code, at));
    let mut missing: Vec<(Code, usize)> = all.filter(|(code, _)| codes.contains(code)).collect();
    let mut joined = Vec::new();
    for at in 0..found.len() {
        let Some(key) = found.get(at).filter(|finding| is_misspelt(finding)).cloned() else { continue };
        // The first key counts.
        let Some(place) = missing.iter().position(|(code, _)| Some(*code) == key.cause) else { continue };
        if let Some(missing) = found.get_mut(missing.swap_remove(place).1) {
            missing.message = format!("{}: `{}` is not a key", missing.message, name_of(&key));
            missing.span = key.span;
            missing.help = key.help;
            joined.push(at);
        }
    }
    remove(found, &joined);
}

/// A script that is never closed was dropped as far as it goes: the finding about its end says so.
fn join_scripts(found: &mut Diagnostics) {
    let place = |finding: &Diagnostic| finding.span.unwrap_or_default();
    let unclosed: Vec<_> =
        found.iter().filter(|one| one.code == Code::UnclosedHtml).map(|one| place(one).start).collect();
    if unclosed.is_empty() {
        return;
    }
    found.retain(|finding| {
        let span = place(finding);
        // The content begins right behind the tag, or the tag within its block.
        let is_same = |start: &u32| (span.start..=span.end.saturating_add(1)).contains(start);
        finding.code != Code::DroppedHtml || !unclosed.iter().take(MOST).any(is_same)
    });
}

/// Takes out the findings with these numbers.
fn remove(found: &mut Diagnostics, numbers: &[usize]) {
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !numbers.contains(&(at - 1))
    });
}

/// A reference to a note that is not there, and a note with nearly the same name that nothing refers to, are one slip.
fn pair_footnotes(found: &mut Diagnostics) {
    let places = |code: Code| -> Vec<usize> {
        let all = found.iter().enumerate().filter(|(_, finding)| finding.code == code);
        all.map(|(at, _)| at).take(MOST).collect()
    };
    let (undefined, mut unused) = (places(Code::UndefinedFootnote), places(Code::UnusedFootnote));
    let alone = undefined.len() == 1 && unused.len() == 1;
    let mut explained = Vec::new();
    for at in undefined {
        let Some(written) = found.get(at).map(|finding| name_of(finding).to_owned()) else { continue };
        let names: Vec<String> = unused
            .iter()
            .filter_map(|other| found.get(*other))
            .map(|other| name_of(other).to_owned())
            .collect();
        let meant = nearest(&written, names.iter().map(String::as_str));
        // Numbers are near to each other without being slips, unless one of each is left over.
        let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
        let meant = match is_number(&written) {
            true => names.first().filter(|name| alone && is_number(name)).map(String::as_str),
            false => meant,
        };
        let Some(name) = meant else { continue };
        let Some(meant) = names.iter().position(|other| other == name) else { continue };
        if let Some(finding) = found.get_mut(at) {
            finding.help = Some(format!(
                "did you mean [^{name}]? nothing refers to that note, so Pressroom prints it as text at the end"
            ));
        }
        explained.push(unused.remove(meant));
    }
    remove(found, &explained);
}

/// For how many findings of a kind a pair is looked for.
const MOST: usize = 50;

/// The name between the first two backticks of a message.
fn name_of(finding: &Diagnostic) -> &str {
    finding.message.split('`').nth(1).unwrap_or_default()
}

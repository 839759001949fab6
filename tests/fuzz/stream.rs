//! Records of `pressroom stream`: every line that comes in gives a record for each edition, whatever is in it.

use std::{collections::BTreeMap, sync::LazyLock};

use pressroom_diagnostics::CheckPolicy;
use pressroom_editions::registry;
use pressroom_operations::{StreamJob, stream};
use pressroom_render::EditionKind;
use serde_json::{Value, json};

use super::{
    Target,
    documents::{SITE, SOURCES, lossy},
    json, mutate,
    random::Random,
    run,
    well_formed::THEME,
};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "id", "markdown", "model", "base", "1", "a/b", "..", "../x", "failed.ndjson", "", "\u{0}", "\\u0000",
    "\\ud800", "İ", "con", "\n", "\r", "\r\n", " ", "{", "}", "[", "]", ":", ",", "\"", "\\", "null",
    "true", "1e999", "{\"id\":\"1\",\"markdown\":\"# Why?\"}", "# Why?\\n\\n## Who?\\n\\nYou.", "\u{feff}",
    "\u{2028}",
];

static RECORDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let short = SOURCES.iter().filter(|text| text.len() < 1500).enumerate();
    let mut all: Vec<_> =
        short.map(|(at, text)| json!({ "id": format!("r{at}"), "markdown": text })).collect();
    all.push(json!({ "id": "1", "markdown": "# Why?\n\n## Who asks?\n\nYou." }));
    all.push(json!({ "id": "İ", "markdown": "text", "base": "x" }));
    all.push(json!({ "id": "m", "model": { "format": "pressroom-document/1", "metadata": { "slug": "m", "headline": "H",
        "language": "en", "version": 1 } } }));
    all
});

static EDITIONS: LazyLock<Vec<EditionKind>> = LazyLock::new(|| {
    registry().iter().filter(|kind| ["text", "model"].contains(&kind.name)).copied().collect()
});

pub(crate) struct Records;

impl Target for Records {
    fn name(&self) -> &'static str {
        "stream"
    }

    fn short(&self) -> u64 {
        60
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        RECORDS.iter().map(|record| format!("{record}\n").into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..1 + random.below(4) {
            let (one, other) = (random.below(RECORDS.len()), random.below(RECORDS.len()));
            match random.below(3) {
                0 => out.extend(RECORDS[one].to_string().bytes()),
                _ => out.extend(json::mutated(random, &RECORDS[one], &RECORDS[other], WORDS)),
            }
            out.push(b'\n');
        }
        if random.once_in(8) {
            mutate::bytes(random, &mut out);
        }
        out
    }

    /// Changes one line as JSON, or the whole as a text.
    fn mutated(&self, random: &mut Random, input: &[u8]) -> Vec<u8> {
        let mut lines: Vec<Vec<u8>> = input.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let at = random.below(lines.len());
        let other = &RECORDS[random.below(RECORDS.len())];
        match serde_json::from_slice(&lines[at]) {
            Ok(value) if !random.once_in(3) => lines[at] = json::mutated(random, &value, other, WORDS),
            Ok(_) | Err(_) => return mutate::text(random, &[lossy(input)], WORDS).into_bytes(),
        }
        lines.join(&b'\n')
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let (one, other) = (streamed(input, 1)?, streamed(input, 3)?);
        if one != other {
            return Err("threads change what comes out".to_owned());
        }
        let lines = input.split(|byte| *byte == b'\n').enumerate();
        let lines: Vec<_> =
            lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(at, _)| at as u64 + 1).collect();
        let mut counted: BTreeMap<u64, usize> = BTreeMap::new();
        for record in one.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let record: Value = serde_json::from_slice(record)
                .map_err(|error| format!("what goes out is no JSON: {error}"))?;
            *counted.entry(record["line"].as_u64().unwrap_or(0)).or_default() += 1;
            if record["status"] == "made" && record["files"].as_array().is_none_or(Vec::is_empty) {
                return Err(format!("an edition is made, and has no file: {record}"));
            }
        }
        let expected = lines
            .iter()
            .all(|line| counted.get(line).is_some_and(|count| [1, EDITIONS.len()].contains(count)));
        match expected && counted.len() == lines.len() {
            true => Ok(()),
            false => Err(format!("lines {lines:?} came in, and out went {counted:?}")),
        }
    }
}

fn streamed(input: &[u8], threads: usize) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let check = CheckPolicy::default();
    let job = StreamJob {
        editions: &EDITIONS,
        theme: &THEME,
        site: &SITE,
        bases: None,
        output: None,
        threads,
        ordered: true,
        check: &check,
        now: jiff::Timestamp::from_second(1_785_000_000).map_err(|error| error.to_string())?,
        include_embargoed: false,
        drafts: true,
    };
    stream(&job, input, &mut out).map_err(|failure| format!("the stream ends: {failure:?}"))?;
    Ok(out)
}

#[test]
fn stream_records() {
    run(&Records);
}

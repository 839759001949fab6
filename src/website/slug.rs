//! File names for sections and tags.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use pressroom_document::{DigestSet, reserved::is_device, sha256, word};

/// The most bytes of a name before what tells it from others.
const LONGEST: usize = 80;

/// A file name for each of some different names: letters, digits and their marks in lower case, joined by `-`. Of
/// names that come to the same, such as "C" and "c", all but the first in alphabetical order get a mark made of their
/// own letters, so that no two share one. Only those that are `wanted` are given.
pub(crate) fn slugs<'a>(
    names: impl IntoIterator<Item = &'a str>,
    wanted: impl Fn(&str) -> bool,
) -> BTreeMap<&'a str, String> {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let mut taken = DigestSet::default();
    let mut found = BTreeMap::new();
    for name in names {
        let plain = plain(name);
        let folded = word::fold_case(&plain);
        let slug = match plain.is_empty() || is_device(&plain) || taken.contains(&folded) {
            true => format!("{plain}-{}", mark(name)).trim_start_matches('-').to_owned(),
            false => plain,
        };
        taken.insert(&word::fold_case(&slug));
        if wanted(name) {
            found.insert(name, slug);
        }
    }
    found
}

fn plain(name: &str) -> String {
    let mut out = String::new();
    for (character, kept) in word::characters(&word::lower_case(name, None)) {
        if kept {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let ends = out.grapheme_indices(true).map(|(at, cluster)| at + cluster.len());
    let end = ends.take_while(|end| *end <= LONGEST).last().unwrap_or_default();
    out.truncate(end);
    out.trim_end_matches(['-', '\u{200C}', '\u{200D}']).to_owned()
}

/// Ten hexadecimal digits of a name.
fn mark(name: &str) -> String {
    sha256(name.as_bytes()).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::slugs;

    #[test]
    fn names_of_every_script_get_files_of_their_own() {
        let long = "x".repeat(300);
        let names = ["C", "c", "C++", "a/b", "a b", "..", "علوم وبيئة", "Економіка", "World", "", &long];
        let found = slugs(names, |_| true);
        assert_eq!(found["World"], "world");
        assert_eq!(found["Економіка"], "економіка");
        assert_eq!(found["علوم وبيئة"], "علوم-وبيئة");
        assert_eq!(slugs(["हिन्दी प्रश्न"], |_| true)["हिन्दी प्रश्न"], "हिन्दी-प्रश्न");
        assert_eq!(slugs(["A\u{308}cker"], |_| true)["A\u{308}cker"], "äcker");
        assert_eq!((found["C"].as_str(), found["a b"].as_str()), ("c", "a-b"));
        for (name, plain) in [("c", "c-"), ("C++", "c-"), ("a/b", "a-b-")] {
            assert!(
                found[name].starts_with(plain) && found[name].len() == plain.len() + 10,
                "{}",
                found[name]
            );
        }
        let different: std::collections::BTreeSet<_> = found.values().collect();
        assert_eq!(different.len(), names.len());
        assert!(
            found.values().all(|slug| !slug.is_empty() && slug.len() <= 92 && !slug.contains(['/', '.']))
        );
        // Others coming or going change nothing for those that share with nobody.
        assert_eq!(slugs(["World"], |_| true)["World"], "world");
        // Some disks take these for one name, or for none.
        let alike = slugs(["νόσος", "νόσοσ", "Con", "Nul"], |_| true);
        assert_eq!(alike["νόσος"], "νόσος");
        assert!(["νόσοσ", "Con", "Nul"].iter().all(|name| alike[*name].contains('-')), "{alike:?}");
        // What has no file takes its name from others all the same: it may have one tomorrow.
        let one = slugs(["C", "c"], |name| name == "c");
        assert_eq!((one.len(), &one["c"]), (1, &found["c"]));
    }
}

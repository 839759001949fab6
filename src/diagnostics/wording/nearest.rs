//! The known name that somebody most likely meant.

/// The name among `known` that is nearest to `written`, if one is near enough to be worth proposing.
///
/// Of three to five letters one may differ, of up to nine two, else three; of two, none but their case. A bad guess is worse
/// than none.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let other = lower.chars().count();
            let most = most(length.max(other));
            let too_long = other.abs_diff(length) > most;
            let distance = if too_long { usize::MAX } else { strsim::damerau_levenshtein(&written, &lower) };
            match is_extension(&written, &lower) {
                _ if distance <= most => Some((distance, name)),
                true => Some((MOST + 1, name)),
                false => None,
            }
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters may differ at most.
const MOST: usize = 3;

/// How many letters may differ of so many.
fn most(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => MOST,
    }
}

/// Returns true if one name goes on after the other ends, as in `lang` and `language`.
fn is_extension(written: &str, name: &str) -> bool {
    written.len() >= 3 && name.len() >= 3 && (name.starts_with(written) || written.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn proposes_only_what_is_near() {
        let known = ["html", "epub", "language", "base_url", "section", "headline"];
        assert_eq!(nearest("htlm", known), Some("html"));
        assert_eq!(nearest("HTML", known), Some("html"));
        assert_eq!(nearest("lang", known), Some("language"));
        assert_eq!(nearest("baseurl", known), Some("base_url"));
        assert_eq!(nearest("headine", known), Some("headline"));
        for unlike in ["docx", "caption", "uk", "e", ""] {
            assert_eq!(nearest(unlike, known), None, "{unlike}");
        }
        assert_eq!(nearest("uk", ["en"]), None);
        assert_eq!(nearest("tags", ["tagsoup", "tag"]), Some("tag"), "the nearest comes before the longest");
    }
}

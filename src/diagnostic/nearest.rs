//! The known name that somebody most likely meant.

/// The name among `known` that is nearest to `written`, where one is near enough to be worth proposing.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let close_enough = written.chars().count().div_ceil(3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= close_enough || is_extension(&written, &name.to_lowercase()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// True where one name goes on where the other ends, as `lang` and `language`.
fn is_extension(written: &str, name: &str) -> bool {
    written.len() >= 3 && name.len() >= 3 && (name.starts_with(written) || written.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn proposes_only_what_is_near() {
        let known = ["html", "epub", "language", "base_url"];
        assert_eq!(nearest("htlm", known), Some("html"));
        assert_eq!(nearest("lang", known), Some("language"));
        assert_eq!(nearest("baseurl", known), Some("base_url"));
        assert_eq!(nearest("docx", known), None);
    }
}

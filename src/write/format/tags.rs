//! Tags of HTML that say more than the document holds, such as a class.

/// Attributes that the reader knows.
const KNOWN: &[&str] = &[
    "href", "title", "src", "alt", "width", "height", "start", "align", "colspan", "rowspan", "type",
    "checked",
];

/// A tag with an attribute that the reader does not know, and that does not stand in the formatted text, with its place.
pub(super) fn find_lost_tag<'s>(source: &'s str, formatted: &str) -> Option<(usize, &'s str)> {
    source.match_indices('<').find_map(|(at, _)| {
        let rest = source.get(at..)?;
        let tag = rest.get(..rest.find('>')? + 1)?;
        let inner = tag.get(1..tag.len() - 1)?;
        let says_more = inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && inner.split_whitespace().skip(1).filter_map(|word| word.split_once('=')).any(|(name, _)| {
                !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))
                    && !name.is_empty()
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
            });
        (says_more && !formatted.contains(tag)).then_some((at, tag))
    })
}

#[cfg(test)]
mod tests {
    use super::find_lost_tag;

    #[test]
    fn attributes_that_the_reader_passes_over_are_found() {
        assert_eq!(find_lost_tag("a <p class=\"x\">b</p>", "a b"), Some((2, "<p class=\"x\">")));
        assert_eq!(find_lost_tag("`<p class=x>`", "`<p class=x>`"), None);
        assert_eq!(
            find_lost_tag("<a href=\"x\" title='y = z'>b</a> <https://e.org/?a=b> a < b = c>", ""),
            None
        );
    }
}

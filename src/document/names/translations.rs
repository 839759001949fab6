//! Which explainers say the same in different languages.

use std::collections::{BTreeMap, BTreeSet};

/// The original of each document: slug -> the slug of the explainer that it translates, in the end; its own where it
/// translates none.
///
/// `members` are slugs, each with the slug that its `translation_of` names. A chain of translations ends at its first
/// explainer; where translations name each other in a circle, the first of them in alphabetical order counts.
/// An original need not be a member.
pub fn canonical_slugs<'a>(
    members: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
) -> BTreeMap<&'a str, &'a str> {
    let of: BTreeMap<&str, Option<&str>> = members.into_iter().collect();
    let original = |slug: &'a str| {
        let (mut here, mut seen) = (slug, BTreeSet::from([slug]));
        while let Some(next) = of.get(here).copied().flatten() {
            if !seen.insert(next) {
                return circle(next, &of);
            }
            here = next;
        }
        here
    };
    of.keys().map(|slug| (*slug, original(slug))).collect()
}

/// The first slug of a circle that `start` is in.
fn circle<'a>(start: &'a str, of: &BTreeMap<&'a str, Option<&'a str>>) -> &'a str {
    let (mut first, mut here) = (start, start);
    while let Some(next) = of.get(here).copied().flatten().filter(|next| *next != start) {
        first = first.min(next);
        here = next;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::canonical_slugs;

    #[test]
    fn chains_end_at_the_first_explainer_and_circles_at_one() {
        let members = [
            ("a", None),
            ("b", Some("a")),
            ("c", Some("b")),
            ("d", Some("elsewhere")),
            ("x", Some("z")),
            ("y", Some("x")),
            ("z", Some("y")),
            ("into", Some("z")),
            ("self", Some("self")),
        ];
        let found: Vec<_> =
            canonical_slugs(members).into_iter().map(|(slug, root)| format!("{slug}:{root}")).collect();
        assert_eq!(found, ["a:a", "b:a", "c:a", "d:elsewhere", "into:x", "self:self", "x:x", "y:x", "z:x"]);
    }
}

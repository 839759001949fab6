//! Brings explainers that say the same in different languages together.

use std::collections::BTreeMap;

use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{Language, canonical_slugs};
use pressroom_render::Translation;

/// What has to be known of a document to see whose translation it is.
pub(crate) struct Member {
    pub(crate) slug: String,
    pub(crate) language: Language,
    pub(crate) headline: String,
    pub(crate) url: Option<String>,
    /// The slug that its `translation_of` names.
    pub(crate) translation_of: Option<String>,
    /// Whether readers may be led to it.
    pub(crate) public: bool,
}

/// What came of it, member by member.
pub(crate) struct Relation {
    /// The same explainer in other languages, sorted by language; one in each.
    pub(crate) translations: Vec<Translation>,
    /// What is wrong with its `translation_of`.
    pub(crate) finding: Option<Diagnostic>,
}

/// How each member stands to the others. `near` tells which slug of all that there are is most like one that is not there,
/// and not that of the member who names it.
pub(crate) fn relate(members: &[Member], near: &dyn Fn(&str, &str) -> Option<String>) -> Vec<Relation> {
    let of: BTreeMap<&str, &Member> = members.iter().map(|member| (member.slug.as_str(), member)).collect();
    let canonical =
        canonical_slugs(of.values().map(|member| (member.slug.as_str(), member.translation_of.as_deref())));
    let original = |member: &Member| canonical.get(member.slug.as_str()).copied().unwrap_or_default();
    let mut groups: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for member in of.values() {
        groups.entry(original(member)).or_default().push(member);
    }
    for (root, group) in &mut groups {
        // Where a language is there twice, the original counts, else the first slug.
        group.sort_by_key(|member| (member.language.as_str(), member.slug != *root, member.slug.as_str()));
    }
    members
        .iter()
        .map(|member| {
            let group = groups.get(original(member)).map_or(&[][..], Vec::as_slice);
            Relation {
                translations: translations(member, original(member), group),
                finding: finding(member, original(member), group, &of, near),
            }
        })
        .collect()
}

fn translations(member: &Member, original: &str, group: &[&Member]) -> Vec<Translation> {
    let mut found: Vec<Translation> = Vec::new();
    for other in group.iter().filter(|other| other.public && other.language != member.language) {
        if found.last().is_none_or(|last| last.language != other.language) {
            found.push(Translation {
                language: other.language.clone(),
                slug: other.slug.clone(),
                headline: other.headline.clone(),
                url: other.url.clone(),
                is_original: other.slug == original,
            });
        }
    }
    found
}

fn finding(
    member: &Member,
    original: &str,
    group: &[&Member],
    of: &BTreeMap<&str, &Member>,
    near: &dyn Fn(&str, &str) -> Option<String>,
) -> Option<Diagnostic> {
    let named = member.translation_of.as_deref()?;
    let warning = |message: String| Diagnostic::warning(Code::Translation, message);
    if !of.contains_key(named) {
        let finding = warning(format!("no explainer here has the slug `{named}`"));
        return Some(finding.help(match near(named, &member.slug) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "build the original too, or name the slug that it has".to_owned(),
        }));
    }
    if original == member.slug {
        let finding = warning(format!("`{named}` is a translation of this explainer itself"));
        return Some(finding.help("the original has no `translation_of`"));
    }
    let same = group.iter().find(|other| other.slug != member.slug && other.language == member.language)?;
    let message = format!("`{}` is the same explainer in the same language, {}", same.slug, member.language);
    Some(warning(message).help("give each translation its own `language`; pages link to one for each"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(slug: &str, language: &str, of: Option<&str>) -> Member {
        Member {
            slug: slug.to_owned(),
            language: language.parse().unwrap(),
            headline: format!("About {slug}"),
            url: None,
            translation_of: of.map(str::to_owned),
            public: slug != "secret",
        }
    }

    /// "slug: translations; finding"
    fn related(members: &[Member]) -> Vec<String> {
        let relations = relate(members, &|_, _| None);
        let line = |(member, relation): (&Member, Relation)| {
            let others: Vec<_> = relation.translations.iter().map(|other| other.slug.as_str()).collect();
            let said = relation.finding.map(|finding| finding.message).unwrap_or_default();
            format!("{}: {}; {said}", member.slug, others.join(" "))
        };
        members.iter().zip(relations).map(line).collect()
    }

    #[test]
    fn every_member_of_a_family_knows_the_others() {
        let members = [
            member("why", "en", None),
            member("chomu", "uk", Some("why")),
            member("pourquoi", "fr", Some("chomu")),
            member("secret", "de", Some("why")),
            member("other", "en", None),
        ];
        assert_eq!(
            related(&members),
            [
                "why: pourquoi chomu; ",
                "chomu: why pourquoi; ",
                "pourquoi: why chomu; ",
                "secret: why pourquoi chomu; ",
                "other: ; "
            ]
        );
        // Of a chain, all know the same original: the page of `pourquoi` too, which translates a translation.
        for relation in relate(&members, &|_, _| None).iter().skip(1).take(3) {
            let originals = relation.translations.iter().filter(|other| other.is_original);
            assert_eq!(originals.map(|other| other.slug.as_str()).collect::<Vec<_>>(), ["why"]);
        }
    }

    #[test]
    fn mistakes_are_found() {
        let members = [
            member("why", "en", None),
            member("again", "en", Some("why")),
            member("chomu", "uk", Some("wy")),
            member("self", "uk", Some("self")),
            member("ar1", "ar", Some("why")),
            member("ar2", "ar", Some("why")),
        ];
        assert_eq!(
            related(&members),
            [
                "why: ar1; ",
                "again: ar1; `why` is the same explainer in the same language, en",
                "chomu: ; no explainer here has the slug `wy`",
                "self: ; `self` is a translation of this explainer itself",
                "ar1: why; `ar2` is the same explainer in the same language, ar",
                "ar2: why; `ar1` is the same explainer in the same language, ar",
            ]
        );
        let near = |named: &str, own: &str| (named == "wy" && own == "chomu").then(|| "why".to_owned());
        let help = relate(&members, &near).swap_remove(2).finding.unwrap().help;
        assert_eq!(help.as_deref(), Some("did you mean `why`?"));
    }
}

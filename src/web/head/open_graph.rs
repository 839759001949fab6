//! The Open Graph protocol (ogp.me), which the cards of social networks are made from, and what Twitter's wants besides.

use icu_locale::{Locale, LocaleExpander};
use url::Url;

use super::{
    meta_tags::{named, property},
    page_facts::{LeadPicture, PageFacts},
};
use pressroom_document::{Date, Language};
use pressroom_render::markup::Markup;

pub(crate) fn push(out: &mut Markup, facts: &PageFacts<'_>) {
    let metadata = &facts.document.metadata;
    property(out, "og:type", "article");
    property(out, "og:title", &metadata.headline);
    property(out, "og:description", &facts.description());
    facts.canonical().into_iter().for_each(|url| property(out, "og:url", url));
    facts.context.site.name.iter().for_each(|name| property(out, "og:site_name", name));
    locale(&metadata.language).iter().for_each(|locale| property(out, "og:locale", locale));
    let others = facts.translations().filter_map(|(other, _)| locale(&other.language));
    others.for_each(|other| property(out, "og:locale:alternate", &other));
    // The protocol wants absolute URLs.
    let picture = facts.lead_picture().filter(|picture| Url::parse(&picture.url).is_ok());
    if let Some(picture) = &picture {
        push_picture(out, picture);
    }
    let dates = [("published", metadata.date_published), ("modified", metadata.date_modified)];
    for (name, date) in dates.into_iter().filter_map(|(name, date)| Some((name, date?))) {
        property(out, &format!("article:{name}_time"), &Date::rfc3339(date));
    }
    let authors = metadata.authors.iter().filter_map(|author| author.url.as_deref());
    authors.for_each(|url| property(out, "article:author", url));
    metadata.section.iter().for_each(|section| property(out, "article:section", section));
    metadata.keywords.iter().for_each(|tag| property(out, "article:tag", tag));
    named(out, "twitter:card", if picture.is_some() { "summary_large_image" } else { "summary" });
    let alt = picture.as_ref().and_then(alternative_text);
    alt.into_iter().for_each(|alt| named(out, "twitter:image:alt", alt));
}

fn push_picture(out: &mut Markup, picture: &LeadPicture<'_>) {
    property(out, "og:image", &picture.url);
    if let Some((width, height)) = picture.size {
        property(out, "og:image:width", &width.to_string());
        property(out, "og:image:height", &height.to_string());
    }
    alternative_text(picture).into_iter().for_each(|alt| property(out, "og:image:alt", alt));
}

fn alternative_text<'a>(picture: &LeadPicture<'a>) -> Option<&'a str> {
    picture.lead.image.alt.as_deref().filter(|alt| !alt.is_empty())
}

/// A language with a territory, as in `uk_UA`: the protocol knows no other. Where the tag names none, it is the one
/// where most speak the language (UTS #35, "Likely Subtags").
fn locale(language: &Language) -> Option<String> {
    let mut id = Locale::try_from_str(language.as_str()).ok()?.id;
    LocaleExpander::new_common().maximize(&mut id);
    Some(format!("{}_{}", id.language, id.region?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_have_a_territory() {
        for (tag, expected) in
            [("uk", "uk_UA"), ("pt-BR", "pt_BR"), ("sr-Latn", "sr_RS"), ("en-GB", "en_GB"), ("he", "he_IL")]
        {
            assert_eq!(locale(&tag.parse().unwrap()).as_deref(), Some(expected));
        }
    }
}

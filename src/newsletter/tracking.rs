//! Campaign parameters: what tells a site's statistics that a reader came by the newsletter.

use std::borrow::Cow;

use url::{Host, Url};

use pressroom_config::Mailing;

/// The parameters that links to the web get.
#[derive(Debug)]
pub(super) struct Tracking<'a> {
    parameters: Vec<(&'a str, Cow<'a, str>)>,
    excluded: &'a [String],
}

impl<'a> Tracking<'a> {
    /// The parameters that the site asks for; `{slug}` in a value is the document's.
    pub(super) fn new(mailing: &'a Mailing, slug: &str) -> Self {
        let value = |value: &'a String| match value.contains("{slug}") {
            true => Cow::Owned(value.replace("{slug}", slug)),
            false => Cow::Borrowed(value.as_str()),
        };
        let parameters = mailing.utm.iter().map(|(name, text)| (name.as_str(), value(text))).collect();
        Self { parameters, excluded: &mailing.utm_exclude }
    }

    /// A URL with the parameters. What stands in its query already stays, and is not said twice; anything that does not
    /// lead to the web, or to a host that wants none, stays as it is.
    pub(super) fn tagged<'u>(&self, url: &'u str) -> Cow<'u, str> {
        if self.parameters.is_empty() {
            return Cow::Borrowed(url);
        }
        match Url::parse(url) {
            Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && !self.is_excluded(&parsed) => {
                Cow::Owned(self.with_parameters(parsed))
            }
            Ok(_) | Err(_) => Cow::Borrowed(url),
        }
    }

    fn with_parameters(&self, mut url: Url) -> String {
        let known: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let missing = self.parameters.iter().filter(|(name, _)| !known.iter().any(|known| known == name));
        // The query that was written stays letter by letter, which a serializer of pairs would not promise.
        let mut query = url.query().unwrap_or_default().to_owned();
        for (name, value) in missing {
            if !query.is_empty() && !query.ends_with('&') {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
        }
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        url.into()
    }

    fn is_excluded(&self, url: &Url) -> bool {
        let Some(host) = url.host() else { return true };
        let name = host.to_string();
        self.excluded.iter().any(|excluded| {
            let below = name.strip_suffix(excluded.as_str()).is_some_and(|rest| rest.ends_with('.'));
            name == *excluded || (below && matches!(host, Host::Domain(_)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_once_and_leave_the_rest_alone() {
        let mailing = Mailing {
            utm: vec![
                ("utm_source".to_owned(), "the letter & more".to_owned()),
                ("utm_campaign".to_owned(), "week-{slug}".to_owned()),
            ],
            utm_exclude: vec!["example.com".to_owned()],
            ..Mailing::default()
        };
        let tracking = Tracking::new(&mailing, "nato");
        let added = "utm_source=the+letter+%26+more&utm_campaign=week-nato";
        for (url, expected) in [
            ("https://example.org/a", format!("https://example.org/a?{added}")),
            ("https://example.org/?b=%20c&d#e", format!("https://example.org/?b=%20c&d&{added}#e")),
            (
                "https://example.org/?utm_source=x",
                "https://example.org/?utm_source=x&utm_campaign=week-nato".to_owned(),
            ),
            ("https://example.com/a", "https://example.com/a".to_owned()),
            ("https://www.example.com/a?b", "https://www.example.com/a?b".to_owned()),
            ("https://notexample.com/", format!("https://notexample.com/?{added}")),
            ("mailto:a@example.org", "mailto:a@example.org".to_owned()),
            ("tel:+123", "tel:+123".to_owned()),
        ] {
            assert_eq!(tracking.tagged(url), expected);
            assert_eq!(tracking.tagged(&tracking.tagged(url)), expected);
        }
    }
}

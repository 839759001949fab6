//! Links by which readers pass a card on: plain ones, which fetch nothing until they are followed.

use minijinja::{Value, context};

use pressroom_config::ShareService;
use pressroom_theme::{MessageKey, Messages};

/// The links for a card of a name and a question, in the order that the site asks for.
pub(crate) fn build_links(
    services: &[ShareService],
    messages: &Messages,
    (card, question): (&str, &str),
    permalink: &str,
) -> Vec<Value> {
    let card = messages.aside(card);
    let link = |service: &ShareService| {
        let name = service_name(*service).unwrap_or_else(|| messages.get(MessageKey::ShareEmail));
        context! {
            service => service.key(),
            name => name,
            label => format!("{}{name}{card}", messages.label(messages.get(MessageKey::Share))),
            url => build_share_url(*service, question, permalink),
        }
    };
    services.iter().map(link).collect()
}

/// The service's own name; mail has none.
fn service_name(service: ShareService) -> Option<&'static str> {
    match service {
        ShareService::Email => None,
        ShareService::Bluesky => Some("Bluesky"),
        ShareService::Mastodon => Some("Mastodon"),
        ShareService::Facebook => Some("Facebook"),
        ShareService::X => Some("X"),
        ShareService::Whatsapp => Some("WhatsApp"),
        ShareService::Telegram => Some("Telegram"),
        ShareService::Linkedin => Some("LinkedIn"),
    }
}

fn build_share_url(service: ShareService, question: &str, permalink: &str) -> String {
    let (title, link) = (percent_encode(question), percent_encode(permalink));
    match service {
        // RFC 6068, section 2
        ShareService::Email => format!("mailto:?subject={title}&body={link}"),
        ShareService::Bluesky => format!("https://bsky.app/intent/compose?text={title}%20{link}"),
        ShareService::Mastodon => format!("https://share.joinmastodon.org/#text={title}%20{link}"),
        ShareService::Facebook => format!("https://www.facebook.com/sharer/sharer.php?u={link}"),
        ShareService::X => format!("https://x.com/intent/post?text={title}&url={link}"),
        ShareService::Whatsapp => format!("https://wa.me/?text={title}%20{link}"),
        ShareService::Telegram => format!("https://t.me/share/url?url={link}&text={title}"),
        ShareService::Linkedin => format!("https://www.linkedin.com/sharing/share-offsite/?url={link}"),
    }
}

/// Text as part of a query: all but the unreserved characters of RFC 3986, section 2.3, as the bytes of UTF-8. White
/// space is one space.
fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.split_whitespace().collect::<Vec<_>>().join(" ").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_arrives_whole() {
        let (question, permalink) = ("Why «A & B»?\n100 % + #1", "https://a.example/x/?q=1&r=2#b");
        for service in ShareService::ALL {
            let url = url::Url::parse(&build_share_url(*service, question, permalink)).unwrap();
            let query = url.query().or(url.fragment()).unwrap();
            let values: Vec<_> =
                url::form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned()).collect();
            assert!(values.iter().any(|value| value.ends_with(permalink)), "{url}");
            let titled = !matches!(service, ShareService::Facebook | ShareService::Linkedin);
            assert_eq!(
                values.iter().any(|value| value.starts_with("Why «A & B»? 100 % + #1")),
                titled,
                "{url}"
            );
        }
    }
}

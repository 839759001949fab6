//! The table `[newsletter]` of `pressroom.toml`.

use lettre::Address;
use toml::{Spanned, de::DeValue};

use super::reader::{Reader, span};
use crate::{MailPictures, Mailing, References, Sender, UNSUBSCRIBE_TOKEN};
use pressroom_diagnostics::{Code, Diagnostic, nearest};

/// How wide a newsletter may be, in cells.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// How long an address may be, in bytes: it has to fit a line of a mail's header (998 octets, RFC 5322, section 2.1.1).
const LONGEST: usize = 800;

/// The keys of `utm`: each is a parameter with `utm_` before it.
const UTM: &[&str] = &["source", "medium", "campaign", "term", "content", "id"];

impl Reader {
    pub(super) fn newsletter(&mut self, key: &str, value: &Spanned<DeValue<'_>>, mailing: &mut Mailing) {
        match key {
            "reason" => mailing.reason = self.line(key, value),
            "address" => mailing.address = self.lines(key, value),
            "unsubscribe" => mailing.unsubscribe = self.unsubscribe(value),
            "width" => mailing.width = self.width(value),
            "ascii" => mailing.ascii = self.flag(key, value).unwrap_or_default(),
            "references" => {
                let words = [("card", References::Card), ("end", References::End)];
                mailing.references = self.choice(key, value, &words).unwrap_or_default();
            }
            "teaser" => mailing.teaser = self.flag(key, value).unwrap_or_default(),
            "view_online" => mailing.view_online = self.flag(key, value),
            "from" => mailing.from = self.sender(value),
            "list_id" => mailing.list_id = self.list_id(value),
            "pictures" => {
                let words =
                    [("url", MailPictures::Url), ("cid", MailPictures::Cid), ("none", MailPictures::None)];
                mailing.pictures = self.choice(key, value, &words).unwrap_or_default();
            }
            "utm" => mailing.utm = self.utm(value),
            "utm_exclude" => mailing.utm_exclude = self.hosts(key, value),
            _ => {}
        }
    }

    fn unsubscribe(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let schemes = ["https", "http", "mailto"];
        let text = self.line("unsubscribe", value)?.replace("{token}", UNSUBSCRIBE_TOKEN);
        // What a header's brackets can't hold is percent-encoded in a URL's normal form, all but these.
        match url::Url::parse(&text) {
            Ok(url)
                if schemes.contains(&url.scheme()) && url.as_str().is_ascii() && text.len() <= LONGEST =>
            {
                Some(url.to_string().replace('<', "%3C").replace('>', "%3E").replace(' ', "%20"))
            }
            _ => {
                let message = "`unsubscribe` is not an absolute URL of reasonable length: expected https, http or mailto";
                self.wrong(value, message);
                None
            }
        }
    }

    fn width(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        let number = value.get_ref().as_integer();
        let width = number.and_then(|number| usize::from_str_radix(number.as_str(), number.radix()).ok());
        let width = width.filter(|width| WIDTHS.contains(width));
        if width.is_none() {
            let (least, most) = (WIDTHS.start(), WIDTHS.end());
            self.wrong(value, &format!("`width` is a number of columns: expected {least} to {most}"));
        }
        width
    }

    pub(super) fn flag(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value, &format!("`{key}` is true or false, without quotes"));
        }
        flag
    }

    fn choice<T: Copy>(&mut self, key: &str, value: &Spanned<DeValue<'_>>, words: &[(&str, T)]) -> Option<T> {
        let text = self.line(key, value)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.wrong(value, &format!("`{key}` is one of {}", known.join(", ")));
        }
        found
    }

    /// `user@host`, or `Name <user@host>`.
    fn sender(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Sender> {
        let text = self.line("from", value)?;
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
            None => ("", text.as_str()),
        };
        match address.parse::<Address>() {
            Ok(_) if address.is_ascii() && text.len() <= LONGEST => {
                let name = (!name.is_empty()).then(|| name.to_owned());
                Some(Sender { name, address: address.to_owned() })
            }
            Ok(_) | Err(_) => {
                self.wrong(value, "`from` is not a mail address: expected user@host or Name <user@host>");
                None
            }
        }
    }

    /// Labels with dots between them (RFC 2919, section 2).
    fn list_id(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = self.line("list_id", value)?;
        let text = text.trim_start_matches('<').trim_end_matches('>');
        let label = |label: &str| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        if text.len() <= 255 && text.contains('.') && text.split('.').all(label) {
            return Some(text.to_owned());
        }
        self.wrong(value, "`list_id` is not a list's identifier: expected one like explainers.example.org");
        None
    }

    fn utm(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<(String, String)> {
        let DeValue::Table(entries) = value.get_ref() else {
            self.wrong(
                value,
                "`utm` is a table: expected { source = \"…\", medium = \"…\", campaign = \"…\" }",
            );
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in entries {
            let written = key.get_ref().as_ref();
            match UTM.iter().find(|known| **known == written) {
                Some(known) => {
                    found.extend(self.line(known, value).map(|text| (format!("utm_{known}"), text)));
                }
                None => {
                    let help = match nearest(written, UTM.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known in utm: {}", UTM.join(", ")),
                    };
                    let finding =
                        Diagnostic::warning(Code::UnknownKey, format!("`{written}` means nothing in utm"));
                    self.found.push(finding.with_span(span(&key.span())).help(help));
                }
            }
        }
        // In the order that is usual, whatever the order in the file.
        found.sort_by_key(|(name, _)| UTM.iter().position(|known| name.ends_with(known)));
        found
    }

    fn hosts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let DeValue::Array(entries) = value.get_ref() else {
            self.wrong(value, &format!("`{key}` is a list of hosts: expected [\"example.org\", …]"));
            return Vec::new();
        };
        let mut hosts = Vec::new();
        for entry in entries {
            let Some(text) = self.line(key, entry) else { continue };
            match url::Host::parse(&text) {
                Ok(host) => hosts.push(host.to_string()),
                Err(_) => {
                    self.wrong(entry, &format!("`{text}` is not a host: expected one like example.org"))
                }
            }
        }
        hosts
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::{MailPictures, References, Sender};

    fn read(text: &str) -> (crate::Mailing, Vec<(Code, String)>) {
        let (configuration, found) =
            configuration(&Source::new("pressroom.toml", format!("[newsletter]\n{text}")));
        let found = found.into_iter().map(|finding| (finding.code, finding.help.unwrap_or(finding.message)));
        (configuration.site.newsletter, found.collect())
    }

    #[test]
    fn every_key_arrives() {
        let (mailing, found) = read(
            "from = '\"The Desk\" <letters@desk.example>'\nlist_id = '<explainers.desk.example>'\n\
             unsubscribe = 'https://desk.example/{token}?a b'\npictures = 'cid'\nreferences = 'end'\nascii = true\n\
             teaser = true\nview_online = false\nutm_exclude = ['Desk.Example', '[::1]']\n\
             utm = { campaign = 'c', source = 's' }\n",
        );
        assert_eq!(found, []);
        let sender = Sender { name: Some("The Desk".to_owned()), address: "letters@desk.example".to_owned() };
        assert_eq!(mailing.from, Some(sender));
        assert_eq!(mailing.list_id.as_deref(), Some("explainers.desk.example"));
        let leave = "https://desk.example/--UNSUBSCRIBE-TOKEN--?a%20b";
        assert_eq!(mailing.unsubscribe.as_deref(), Some(leave));
        assert_eq!((mailing.pictures, mailing.references), (MailPictures::Cid, References::End));
        assert_eq!((mailing.ascii, mailing.teaser, mailing.view_online), (true, true, Some(false)));
        assert_eq!(mailing.utm_exclude, ["desk.example", "[::1]"]);
        let utm = mailing.utm.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        assert_eq!(utm.collect::<Vec<_>>(), [("utm_source", "s"), ("utm_campaign", "c")]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, code, said) in [
            ("from = 'nobody'", Code::WrongType, "`from` is not a mail address"),
            ("from = 'A <a@b> c'", Code::WrongType, "`from` is not a mail address"),
            ("from = 'a@почта.example'", Code::WrongType, "`from` is not a mail address"),
            ("list_id = 'two words.example'", Code::WrongType, "`list_id` is not"),
            ("pictures = 'yes'", Code::WrongType, "one of \"url\", \"cid\", \"none\""),
            ("teaser = 'true'", Code::WrongType, "`teaser` is true or false"),
            ("utm = 'x'", Code::WrongType, "`utm` is a table"),
            ("utm = { sauce = 'x' }", Code::UnknownKey, "did you mean `source`?"),
            ("utm_exclude = ['a b']", Code::WrongType, "`a b` is not a host"),
            ("unsubscribe = 'ftp://a.example/'", Code::WrongType, "`unsubscribe` is not an absolute URL"),
            (
                &format!("unsubscribe = 'https://a.example/{}'", "x".repeat(900)),
                Code::WrongType,
                "reasonable length",
            ),
        ] {
            let (_, found) = read(line);
            assert_eq!(found.len(), 1, "{line}: {found:?}");
            assert!(found[0].0 == code && found[0].1.contains(said), "{line}: {found:?}");
        }
    }
}

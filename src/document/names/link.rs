//! Which URLs are let through, and as what.

use url::Url;

use crate::LinkTarget;
use pressroom_diagnostics::nearest;

/// Schemes that a link may have.
const SCHEMES: &str = "http, https, mailto, tel, a relative path or #id";

/// What a URL in a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It may be used as it is.
    Target(LinkTarget),
    /// `#id`: whether the id exists is not known yet.
    Fragment(String),
    /// Relative, and there is nothing that it is relative to.
    Relative,
    /// Nothing at all.
    Empty,
    /// Not allowed; says why.
    Refused(String),
}

/// Checks a link's URL. `base` is the document's canonical URL.
pub fn check(raw: &str, base: Option<&str>) -> Checked {
    // Browsers ignore control characters and the space around a URL, and some within it (WHATWG URL, 4.4).
    let text: String;
    let text = match raw.contains(char::is_control) {
        true => {
            text = raw.chars().filter(|character| !character.is_control()).collect();
            text.trim()
        }
        false => raw.trim(),
    };
    if text.is_empty() {
        return Checked::Empty;
    }
    if let Some(fragment) = text.strip_prefix('#') {
        let decoded = percent_decode(fragment);
        return if decoded.is_empty() { Checked::Empty } else { Checked::Fragment(decoded) };
    }
    match Url::parse(text) {
        Ok(url) => absolute(&url, text),
        Err(url::ParseError::RelativeUrlWithoutBase) => match base.and_then(|base| Url::parse(base).ok()) {
            Some(base) => match base.join(text) {
                Ok(url) => absolute(&url, text),
                Err(error) => Checked::Refused(format!("this URL is not well-formed: {error}")),
            },
            None if text.starts_with("//") => match Url::parse(&format!("https:{text}")) {
                Ok(url) => absolute(&url, text),
                Err(error) => Checked::Refused(format!("this URL is not well-formed: {error}")),
            },
            None => Checked::Relative,
        },
        Err(error) => Checked::Refused(format!("this URL is not well-formed: {error}")),
    }
}

/// An absolute `http` or `https` URL, normalised; `None` for anything else.
pub fn web(raw: &str) -> Option<String> {
    match check(raw, None) {
        Checked::Target(LinkTarget::External(url)) => Some(url),
        Checked::Target(_)
        | Checked::Fragment(_)
        | Checked::Relative
        | Checked::Empty
        | Checked::Refused(_) => None,
    }
}

/// What was meant by an address without its beginning, or with a slip in its scheme: `www.example.org`,
/// `name@example.org`, `htps://example.org`.
pub fn meant(raw: &str) -> Option<String> {
    let text = raw.trim();
    if ["https://", "http://"].iter().any(|start| text.starts_with(start)) {
        return None;
    }
    if text.starts_with("www.") && text.get(4..).is_some_and(|rest| rest.contains('.')) {
        return Some(format!("https://{text}"));
    }
    let is_plain = |text: &str| !text.is_empty() && !text.contains([':', '/', '?', '#', '@', ' ']);
    if let Some((name, host)) = text.split_once('@')
        && is_plain(name)
        && is_plain(host)
        && host.contains('.')
    {
        return Some(format!("mailto:{text}"));
    }
    let (scheme, rest) = text.split_once(':')?;
    let lower = scheme.to_ascii_lowercase();
    if ["http", "https"].contains(&lower.as_str()) {
        if rest.starts_with("//") {
            return None;
        }
        // A colon too many; slashes too few are mended by browsers and here.
        let host = rest.trim_start_matches([':', '/']);
        return (Url::parse(text).is_err() && host.contains('.')).then(|| format!("{lower}://{host}"));
    }
    let near = nearest(&lower, ["https", "http", "mailto"])?;
    match (near, rest.strip_prefix("//")) {
        ("mailto", None) if lower != near && rest.contains('@') => Some(format!("mailto:{rest}")),
        ("http" | "https", Some(rest)) => Some(format!("{near}://{rest}")),
        _ => None,
    }
}

/// Returns true for a path that only one computer knows: `C:\Pictures\a.png`, `file:///Users/a.png`.
pub fn is_local(raw: &str) -> bool {
    let mut characters = raw.trim().chars();
    let drive = characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.next() == Some(':')
        && matches!(characters.next(), Some('\\' | '/'));
    drive || raw.trim().get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
}

/// True for a path to a file beside the document: no scheme, no host.
pub fn is_path(raw: &str) -> bool {
    let text = raw.trim();
    !text.starts_with("//") && (matches!(Url::parse(text), Err(url::ParseError::RelativeUrlWithoutBase)))
}

/// A path as the file system knows it: without query or fragment, percent-decoded.
pub fn file_path(raw: &str) -> String {
    let path = raw.trim();
    let path = path.split(['?', '#']).next().unwrap_or(path);
    percent_decode(path.strip_prefix("./").unwrap_or(path))
}

fn absolute(url: &Url, text: &str) -> Checked {
    let rest = |scheme: &str| url.as_str().get(scheme.len() + 1..).unwrap_or_default().to_owned();
    match url.scheme() {
        "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
            Checked::Refused("a link may not carry a user's name or password".to_owned())
        }
        "http" | "https" => match host_problem(url) {
            Some(problem) => Checked::Refused(problem),
            None => Checked::Target(LinkTarget::External(tidy(url.as_str()))),
        },
        "mailto" => match rest("mailto") {
            address if address.is_empty() => Checked::Empty,
            address if address.contains('@') || address.starts_with('?') => {
                Checked::Target(LinkTarget::Email(tidy(&address)))
            }
            _ => Checked::Refused("a mailto link needs an address".to_owned()),
        },
        "tel" => match rest("tel") {
            number if number.is_empty() => Checked::Empty,
            number if number.bytes().any(|byte| byte.is_ascii_digit()) && !number.contains(':') => {
                Checked::Target(LinkTarget::Telephone(tidy(&number)))
            }
            _ => Checked::Refused("a tel link needs a number (RFC 3966)".to_owned()),
        },
        other => {
            let shown: String = text.chars().take(40).collect();
            Checked::Refused(format!("a link may not lead to `{shown}` (scheme {other}); allowed: {SCHEMES}"))
        }
    }
}

/// The most bytes of a host's name, and of a part of it between two dots (RFC 1035, section 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// Returns what is wrong with a host that the URL standard lets through and receivers refuse: the AMP validator,
/// EPUBCheck and the Nu Html Checker. All three take ports, IP addresses, underscores and one dot at the end.
pub fn host_problem(url: &Url) -> Option<String> {
    let Some(url::Host::Domain(host)) = url.host() else { return None };
    let shown = || host.chars().take(80).collect::<String>();
    let labels = || host.strip_suffix('.').unwrap_or(host).split('.');
    let odd = |c: &char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if labels().any(str::is_empty) {
        Some(format!(
            "there is no host `{}`: nothing stands between two of its dots, or before the first",
            shown()
        ))
    } else if let Some(odd) = host.chars().find(odd) {
        Some(format!("there is no host `{}`: a host's name can't hold `{odd}`", shown()))
    } else if host.len() > MAX_HOST || labels().any(|label| label.len() > MAX_LABEL) {
        Some(format!(
            "there is no host `{}`: a name has at most {MAX_HOST} characters, and {MAX_LABEL} between two dots",
            shown()
        ))
    } else {
        None
    }
}

/// What the URL standard leaves as it is but receivers stumble over.
fn tidy(url: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?!$&'()*+,;=@".contains(&byte);
    if url.bytes().all(plain) {
        return url.to_owned();
    }
    let mut out = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            ' ' => out.push_str("%20"),
            '"' => out.push_str("%22"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '^' => out.push_str("%5E"),
            '`' => out.push_str("%60"),
            '{' => out.push_str("%7B"),
            '|' => out.push_str("%7C"),
            '}' => out.push_str("%7D"),
            other => out.push(other),
        }
    }
    // A lone percent sign is not an escape.
    let mut fixed = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        fixed.push_str(before);
        let escape = after.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
        fixed.push_str(if escape { "%" } else { "%25" });
        rest = after;
    }
    fixed.push_str(rest);
    // A second `#` within a fragment, or brackets in path and query, are not allowed by RFC 3986.
    match fixed.split_once('#') {
        Some((before, fragment)) => {
            format!("{}#{}", brackets(before), without_brackets(&fragment.replace('#', "%23")))
        }
        None => brackets(&fixed),
    }
}

/// Escapes brackets behind the authority; an IPv6 host keeps its own.
fn brackets(url: &str) -> String {
    let Some(start) =
        ["http://", "https://"].iter().find(|scheme| url.starts_with(**scheme)).map(|s| s.len())
    else {
        return without_brackets(url);
    };
    let path = url.get(start..).and_then(|rest| rest.find(['/', '?'])).map_or(url.len(), |at| start + at);
    let (authority, rest) = url.split_at(path);
    format!("{authority}{}", without_brackets(rest))
}

fn without_brackets(text: &str) -> String {
    text.replace('[', "%5B").replace(']', "%5D")
}

/// A text without the percent signs of URLs; those that stand for no UTF-8 become U+FFFD.
pub fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let escape = (byte == b'%').then(|| text.get(index + 1..index + 3)).flatten();
        match escape.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                index += 3;
            }
            None => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Checked, check, is_local, meant};
    use crate::LinkTarget;

    #[test]
    fn only_allowed_schemes_pass() {
        for wrong in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\tscript:alert(1)",
            "vbscript:x",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "blob:https://example.org/x",
            "view-source:https://example.org",
            "mailto:javascript:alert(1)",
            "tel:javascript:alert(1)",
            "https://user:secret@example.org/",
        ] {
            for base in [None, Some("https://example.org/a/")] {
                assert!(matches!(check(wrong, base), Checked::Refused(_)), "{wrong:?}");
            }
        }
    }

    #[test]
    fn hosts_that_receivers_refuse_are_refused() {
        let long = format!("http://{}.org/", "a".repeat(64));
        let longer = format!("http://{}org/", "abcdefghi.".repeat(26));
        for wrong in [
            "http://a..b",
            "http://www..com/",
            "https://example.org../x",
            "https://.example.org/",
            "http://a b.org/",
            "http://a%20b.org/",
            "http://xn--a.org/",
            "http://xn--zzzzzz99.org/",
            "http://xn--.org/",
            "http://a.xn--/",
            "http://a\u{2024}.b.org/",
            "http://a\u{3002}\u{ff0e}b.org/",
            "http://256.1.1.1/",
            "http://example.123/",
            "http://a~b.org/",
            "http://a!b.org/",
            "http://a$b.org/",
            "http://a&b.org/",
            "http://a'b.org/",
            "http://a(b).org/",
            "http://a*b.org/",
            "http://a+b.org/",
            "http://a,b.org/",
            "http://a;b.org/",
            "http://a=b.org/",
            "http://a\"b.org/",
            "http://a{b.org/",
            "http://user@example.org/",
            "http://:secret@example.org/",
            "http://[::1/",
            "http://[g::1]/",
            "http:///",
            "http://example.org:99999/",
            "http://example.org:x/",
            &long,
            &longer,
        ] {
            for base in [None, Some("https://example.org/a/")] {
                assert!(
                    matches!(check(wrong, base), Checked::Refused(_)),
                    "{wrong:?}: {:?}",
                    check(wrong, base)
                );
                assert_eq!(super::web(wrong), None);
            }
        }
        assert!(matches!(check("//a..b/x", Some("https://example.org/")), Checked::Refused(_)));
        assert!(matches!(check("//a..b/x", None), Checked::Refused(_)));
        // What all three take stays a link.
        for right in [
            "http://example.org./",
            "http://my_blog.example.org/",
            "http://_dmarc.example.org/",
            "http://-a-.example.org/",
            "http://ab--c.org/",
            "http://localhost/",
            "http://example.org:8080/",
            "http://127.0.0.1/",
            "http://[2001:db8::1]:8080/",
            "http://xn--80a1acny.xn--p1ai/",
            "http://xn--zca.de/",
        ] {
            assert_eq!(check(right, None), Checked::Target(LinkTarget::External(right.to_owned())));
        }
    }

    #[test]
    fn slips_are_known() {
        for (written, expected) in [
            ("www.example.org/a", Some("https://www.example.org/a")),
            ("nora@example.org", Some("mailto:nora@example.org")),
            ("htps://example.org", Some("https://example.org")),
            ("htp://example.org", Some("http://example.org")),
            ("https:/example.org/a", None),
            ("https:example.org", None),
            ("http:://example.org", Some("http://example.org")),
            ("maito:a@example.org", Some("mailto:a@example.org")),
            ("https://example.org", None),
            ("HTTPS://example.org", None),
            ("mailto:a@example.org", None),
            ("tel:+1", None),
            ("javascript:alert(1)", None),
            ("ftp://example.org", None),
            ("#id", None),
            ("a/b.html", None),
            ("https://example.org/@name", None),
            ("@name", None),
        ] {
            assert_eq!(meant(written).as_deref(), expected, "{written}");
        }
        assert!(is_local(r"C:\a b.png") && is_local("d:/a.png") && is_local("file:///a.png"));
        assert!(!is_local("img:a.png") && !is_local("c.png") && !is_local("é"));
    }

    #[test]
    fn targets_are_normal() {
        let external = |url: &str| Checked::Target(LinkTarget::External(url.to_owned()));
        assert_eq!(check("HTTPS://Example.ORG/a b", None), external("https://example.org/a%20b"));
        assert_eq!(check("../x", Some("https://example.org/a/b/")), external("https://example.org/a/x"));
        assert_eq!(check("//example.org/x", None), external("https://example.org/x"));
        assert_eq!(check("x.html", None), Checked::Relative);
        assert_eq!(check("#%D0%B0", None), Checked::Fragment("а".to_owned()));
        assert_eq!(
            check("mailto:a@example.org?subject=x y", None),
            Checked::Target(LinkTarget::Email("a@example.org?subject=x%20y".to_owned()))
        );
        assert_eq!(
            check("https://example.org/a|b[1]?q=100%#a#b", None),
            external("https://example.org/a%7Cb%5B1%5D?q=100%25#a%23b")
        );
        assert_eq!(check("http://[::1]:80/x", None), external("http://[::1]/x"));
        assert_eq!(check("http://a.org/#x[://]", None), external("http://a.org/#x%5B://%5D"));
        assert_eq!(
            check("mailto:[a]@b.org?body=x://y", None),
            Checked::Target(LinkTarget::Email("%5Ba%5D@b.org?body=x://y".to_owned()))
        );
        assert_eq!(
            check("https://example.org:99999/", None),
            Checked::Refused("this URL is not well-formed: invalid port number".to_owned())
        );
    }
}

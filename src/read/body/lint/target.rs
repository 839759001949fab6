//! Addresses of links and pictures that were meant otherwise, and read as they were meant.

use std::ops::Range;

use pressroom_diagnostics::{Code, Diagnostic, Source, Span};

/// What an address was meant to be.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) url: String,
    /// A title that was part of the address.
    pub(crate) title: Option<String>,
    pub(crate) finding: Diagnostic,
}

/// The address of a picture that is at `span`.
pub(crate) fn picture(source: &Source, span: Span, url: &str) -> Option<Mended> {
    let written = WrittenAddress::new(source, span);
    let raw = written.as_ref().map_or(url, |written| written.raw);
    if let Some(message) = local(raw).or_else(|| local(url)) {
        let name = file_name(raw).to_owned();
        let shown = if name.contains(' ') { format!("<{name}>") } else { name.clone() };
        let finding = Diagnostic::warning(Code::LocalPath, message).with_span(span);
        let finding =
            finding.help(format!("put the file beside the explainer, and write ![what it shows]({shown})"));
        return Some(Mended { url: name, title: None, finding });
    }
    backslashes(raw, span, written.as_ref()).or_else(|| curly(url, span, written.as_ref()))
}

/// Whether the address of a link deserves a closer look.
pub(crate) fn is_suspect_link(url: &str) -> bool {
    memchr::memchr2(b'\\', b'@', url.as_bytes()).is_some()
        || !url.is_ascii() && url.contains(['“', '”', '„', '«', '‘'])
        || !url.contains(':') && !url.starts_with(['#', '/', '.'])
}

/// Whether raw HTML may hold quotes that are not straight.
pub(crate) fn is_suspect_html(html: &str) -> bool {
    !html.is_ascii() && ["=“", "=”", "=„", "=«", "=‘", "=’", "=″"].iter().any(|sign| html.contains(sign))
}

/// The address of a link that is at `span`.
pub(crate) fn link(source: &Source, span: Span, url: &str) -> Option<Mended> {
    let written = WrittenAddress::new(source, span)?;
    if let Some(mended) = curly(url, span, Some(&written)) {
        return Some(mended);
    }
    if local(written.raw).is_none()
        && !url.contains(':')
        && let Some(mended) = backslashes(written.raw, span, Some(&written))
    {
        return Some(mended);
    }
    let missing = missing_scheme(url)?;
    let at = Span::new(written.start, written.start);
    let mended = format!("{missing}{url}");
    let message = format!("`{}` has no `{missing}`; Pressroom added it", shorten(url));
    let finding =
        Diagnostic::warning(Code::BrokenLink, message).with_span(span).help("write the whole address");
    Some(Mended { url: mended, title: None, finding: finding.edit(at, missing) })
}

/// What lacks at the beginning of a web or mail address.
fn missing_scheme(url: &str) -> Option<&'static str> {
    let host = url.split(['/', '?', '#']).next().unwrap_or_default();
    if url.contains(char::is_whitespace) || url.contains(':') {
        return None;
    }
    if let Some((name, domain)) = url.split_once('@') {
        let plain =
            !name.is_empty() && !name.contains('/') && domain.contains('.') && !domain.contains(['/', '@']);
        return plain.then_some("mailto:");
    }
    let known =
        [".com", ".net", ".gov", ".edu"].iter().any(|end| host.ends_with(end) && host.len() > end.len());
    let folder = host.ends_with(".org") && url.len() > host.len();
    (host.starts_with("www.") || known || folder).then_some("https://")
}

/// The address of a link as it is written.
struct WrittenAddress<'a> {
    raw: &'a str,
    start: usize,
}

impl<'a> WrittenAddress<'a> {
    /// `None` for a link that gets its address elsewhere.
    fn new(source: &'a Source, span: Span) -> Option<Self> {
        let text = source.slice(span);
        let open = text.rfind("](")? + 2;
        let rest = text.get(open..)?;
        let inner = rest.trim_start_matches([' ', '\n', '<']);
        let end = if rest.trim_start().starts_with('<') {
            inner.find('>')?
        } else {
            inner.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(inner.len())
        };
        let start = span.start as usize + open + rest.len() - inner.len();
        Some(Self { raw: inner.get(..end)?, start })
    }

    fn span(&self) -> Span {
        Span::new(self.start, self.start + self.raw.len())
    }
}

/// Why a path can't be used by anybody else.
pub(super) fn local(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && matches!(bytes.get(2), Some(b'\\' | b'/'));
    let share = path.starts_with("\\\\");
    let home = ["/Users/", "/home/", "/Volumes/", "~/", "file:", "%USERPROFILE%"];
    (drive || share || home.iter().any(|start| path.starts_with(start)))
        .then(|| format!("`{}` is a path on one computer: readers can't open it", shorten(path)))
}

/// The last part of a path of any system.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `pic\count.png`
fn backslashes(raw: &str, span: Span, written: Option<&WrittenAddress<'_>>) -> Option<Mended> {
    let is_path = raw.match_indices('\\').any(|(at, _)| {
        raw.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '.'))
    });
    if !is_path || raw.contains("://") {
        return None;
    }
    let url = raw.replace('\\', "/");
    let message = "this path has backslashes; Pressroom read them as slashes";
    let finding = Diagnostic::warning(Code::LocalPath, message).with_span(span).help("write slashes");
    let finding = match written {
        Some(written) => finding.edit(written.span(), &url),
        None => finding,
    };
    Some(Mended { url, title: None, finding })
}

/// `“https://example.org”` and `picture.png“title”`
fn curly(url: &str, span: Span, written: Option<&WrittenAddress<'_>>) -> Option<Mended> {
    let single = url.starts_with(['‘', '’']);
    let quote = |c: char| matches!(c, '“' | '”' | '„' | '«' | '»') || single && matches!(c, '‘' | '’');
    let open = url.find(quote)?;
    let mut inside = url.get(open..)?.chars();
    (inside.next_back().is_some_and(quote) && inside.next().is_some()).then_some(())?;
    let words = inside.as_str().to_owned();
    let before = url.get(..open)?;
    let message = "the quotes here are not straight; Pressroom read them as straight quotes";
    let finding = Diagnostic::warning(Code::AttributeQuotes, message).with_span(span);
    let (mended, title, text, help) = if before.is_empty() {
        (words.clone(), None, words, "an address has no quotes")
    } else {
        (before.to_owned(), Some(words.clone()), format!("{before} \"{words}\""), "write straight quotes")
    };
    let finding = finding.help(help);
    let finding = match written.filter(|written| written.raw == url && !text.contains("\"\"")) {
        Some(written) => finding.edit(written.span(), text),
        None => finding,
    };
    Some(Mended { url: mended, title, finding })
}

/// The places of curly quotes that stand for straight ones in a tag.
pub(super) fn curly_quotes(tag: &str) -> Option<Vec<Range<usize>>> {
    let opens = |c: char| matches!(c, '“' | '”' | '„' | '«' | '‘' | '’' | '‚' | '″');
    let closes = |c: char| matches!(c, '”' | '“' | '»' | '’' | '‘' | '″');
    let mut places = Vec::new();
    let mut rest = 0;
    while let Some(at) = tag.get(rest..).and_then(|text| text.find('=')).map(|at| rest + at + 1) {
        rest = at;
        let value = tag.get(at..)?;
        let Some(quote) = value.chars().next().filter(|c| opens(*c)) else { continue };
        let inner = at + quote.len_utf8();
        let Some((end, close)) = tag.get(inner..)?.char_indices().find(|(_, c)| closes(*c)) else { break };
        if tag.get(inner..inner + end)?.contains('"') {
            break;
        }
        places.push(at..inner);
        rest = inner + end + close.len_utf8();
        places.push(inner + end..rest);
    }
    (!places.is_empty()).then_some(places)
}

/// Raw HTML with straight quotes in its tags, and the finding about it.
pub(crate) fn quotes_in_tags(source: &Source, span: Span, html: &str) -> Option<(String, Diagnostic)> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(begin) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let rest = html.get(begin..)?;
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let is_tag = rest.get(1..).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        let quotes = if is_tag { curly_quotes(rest.get(..end)?) } else { None };
        places.extend(quotes.into_iter().flatten().map(|place| begin + place.start..begin + place.end));
        at = begin + end.max(1);
    }
    let first = places.first()?.clone();
    let mut mended = String::with_capacity(html.len());
    let mut done = 0;
    let message = "the quotes in this tag are not straight; Pressroom read them as straight quotes";
    // Within lists and quotes, the source has markers that the HTML has not.
    let exact = source.slice(span).starts_with(html.trim_end());
    let place =
        |range: &Range<usize>| Span::new(span.start as usize + range.start, span.start as usize + range.end);
    let at = if exact { place(&first) } else { span };
    let mut finding =
        Diagnostic::warning(Code::AttributeQuotes, message).with_span(at).help("write straight quotes");
    for range in places {
        mended.push_str(html.get(done..range.start)?);
        mended.push('"');
        done = range.end;
        if exact {
            finding = finding.edit(place(&range), "\"");
        }
    }
    mended.push_str(html.get(done..)?);
    Some((mended, finding))
}

fn shorten(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

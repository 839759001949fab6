//! What is looked for in a source as a whole.

use icu_normalizer::ComposingNormalizerBorrowed;
use memchr::memmem;

use super::placeholder;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_document::scan::has_byte;

/// Bold lines that end in a question mark: where the first is, and how many there are.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    first: Option<Span>,
    count: usize,
}

impl Questions {
    pub(crate) fn add(&mut self, span: Span) {
        self.first.get_or_insert(span);
        self.count += 1;
    }

    fn report(&self, source: &Source, found: &mut Diagnostics) {
        let Some(span) = self.first else { return };
        let more = match self.count {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let message = format!("this bold line looks like a question, but starts no card{more}");
        let words = source.slice(span).trim_matches(['*', '_', ' ']);
        let finding = Diagnostic::warning(Code::BoldHeading, message).with_span(span);
        found.push(finding.help(format!("write ## {words} if it should start one")));
    }
}

/// Looks at a whole source whose body begins at `start`; `code` are its blocks of code, in order.
pub(crate) fn document(
    source: &Source,
    start: usize,
    code: &[Span],
    questions: &Questions,
    found: &mut Diagnostics,
) {
    conflicts(source, code, found);
    questions.report(source, found);
    front_matter(source.text.get(..start).unwrap_or_default(), found);
    normalization(source, code, found);
}

/// Placeholders in the front matter, but for its comments.
fn front_matter(text: &str, found: &mut Diagnostics) {
    if !placeholder::is_possible(text) {
        return;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let comment = if line.trim_start().starts_with('#') { Some(0) } else { line.find(" #") };
        let value = line.get(..comment.unwrap_or(line.len())).unwrap_or_default();
        placeholder::check_text(value, at, found);
        at += line.len();
    }
}

/// The marks that a version control system puts around two versions of some lines.
fn conflicts(source: &Source, code: &[Span], found: &mut Diagnostics) {
    let text = source.text.as_str();
    if !["<<<<<<< ", ">>>>>>> "].iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some()) {
        return;
    }
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let words = line.trim_end();
        let (opens, closes) = (is_mark(words, "<<<<<<< "), is_mark(words, ">>>>>>> "));
        if !(opens || closes) || is_in(begin, code) {
            continue;
        }
        if opens || !open {
            let message = "a conflict between two versions of the file was never resolved";
            let finding = Diagnostic::error(Code::ConflictMarker, message)
                .with_span(Span::new(begin, begin + words.len()));
            found.push(finding.help(
                "keep the lines of one version, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>",
            ));
        }
        open = opens;
    }
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark)
        .is_some_and(|name| name.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_')))
}

/// True for a place within one of some spans, which are in order.
fn is_in(at: usize, spans: &[Span]) -> bool {
    let after = spans.partition_point(|span| span.start as usize <= at);
    after.checked_sub(1).and_then(|index| spans.get(index)).is_some_and(|span| at < span.end as usize)
}

/// Letters that are written apart from their accents.
fn normalization(source: &Source, code: &[Span], found: &mut Diagnostics) {
    let text = source.text.as_str();
    // Below U+0300, everything is in NFC; most Cyrillic and Han letters, dashes, quotes and signs of money are.
    let bytes = text.as_bytes();
    let is_joined = |at: usize| {
        let letter = bytes.get(at..).unwrap_or_default();
        matches!(
            letter,
            [0xD0 | 0xD1 | 0xE5..=0xE8, ..] | [0xE2, 0x80, 0x90..=0xBE, ..] | [0xE2, 0x82, 0xA0..=0xBF, ..]
        )
    };
    if !has_byte(bytes, |byte| byte >= 0xCC, |at| !is_joined(at)) {
        return;
    }
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    let whole = normalizer.split_normalized(text).0.len();
    if whole == text.len() {
        return;
    }
    let from = text.get(..whole).and_then(|before| before.rfind(char::is_whitespace)).unwrap_or(0);
    let mut finding: Option<Diagnostic> = None;
    let mut at = from;
    let mut ticks = 0;
    for word in text.get(from..).unwrap_or_default().split_inclusive(char::is_whitespace) {
        let begin = at;
        at += word.len();
        let in_code = ticks % 2 == 1 || word.contains('`');
        ticks += word.matches('`').count();
        if word.ends_with('\n') {
            ticks = 0;
        }
        // Code says what it says.
        if in_code
            || word.is_ascii()
            || word.contains(is_compatibility)
            || normalizer.is_normalized(word)
            || is_in(begin, code)
        {
            continue;
        }
        let span = Span::new(begin, begin + word.trim_end().len());
        let message = "letters and their accents are separate characters here (the text is not in NFC)";
        let before = finding.take().unwrap_or_else(|| {
            let help = "run `pressroom fix` to join them; readers see no change";
            Diagnostic::warning(Code::NotNfc, message).with_span(span).help(help)
        });
        finding = Some(before.edit(span, normalizer.normalize(word.trim_end())));
    }
    found.extend(finding);
}

/// Han characters of which NFC makes others that may look otherwise.
fn is_compatibility(character: char) -> bool {
    matches!(character, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' | '\u{2126}' | '\u{212a}' | '\u{212b}')
}

//! The `email` edition: a whole mail, `SLUG.eml`, that lacks nothing but its reader.
//!
//! It is `multipart/alternative` (RFC 2046): the text of `SLUG.txt` first, then HTML for mail programs. Lines end with
//! CRLF and have at most 998 octets; both bodies are UTF-8 in quoted-printable; the header is ASCII.
//!
//! # What a sender may rely on
//!
//! - There is no `To`, `Cc` or `Bcc`: the sender puts `To` in front of the first header, one message for each reader.
//! - `From`, `Subject`, `Date`, `Message-ID`, `List-Id` and `MIME-Version` are there, each once. `Date` is the document's
//!   own date, so that the same document gives the same bytes; a sender may replace it by the time of sending.
//! - Where `[newsletter] unsubscribe` of `pressroom.toml` has `{token}`, the mail has
//!   [`UNSUBSCRIBE_TOKEN`](pressroom_config::UNSUBSCRIBE_TOKEN), letter by letter: in the header `List-Unsubscribe` and in both
//!   bodies. It is never folded, encoded or parted by a soft line break, and in a body it stands on a line of
//!   quoted-printable of its own (between soft line breaks). So a plain replacement of bytes in the whole file is right as
//!   long as the token is at most 70 characters of `A-Z a-z 0-9 - _ . ~`, which neither URLs nor HTML nor
//!   quoted-printable change.
//! - `List-Unsubscribe-Post` (RFC 8058) is there where the URL is an `https` one.

mod blocks;
mod header;
mod inlines;
mod page;
mod pictures;
mod quoted;
mod style;

use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Date as DateHeader},
    },
};
use sha2::{Digest as _, Sha256};

use self::{page::RenderedEmail as Html, pictures::Pictures, style::Style};
use super::{
    letter::{self, RenderedText},
    plan::Plan,
    templates::Templates,
};
use pressroom_config::{MailPictures, Mailing, Sender, Site, SiteTable, UNSUBSCRIBE_TOKEN};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Date, Document, Metadata, paths::edition_file};
use pressroom_images::variants::Variant;
use pressroom_render::{Backend, Context, Edition, EditionKind, plain::filled};
use pressroom_theme::{Theme, TokenTable};

/// The mail, whole.
pub const EMAIL: EditionKind = EditionKind {
    name: "email",
    extension: "eml",
    summary: "the newsletter as a mail: plain text and HTML, ready to be sent",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["text/"],
    theme_tables: &[TokenTable::Light, TokenTable::Dark, TokenTable::Font],
    tables: &[SiteTable::Newsletter],
    prepare: prepare_email,
};

/// The mail's parts, for services that send it.
pub const ESP: EditionKind = EditionKind {
    name: "esp",
    extension: "esp.json",
    summary: "subject, preheader, text and HTML for newsletter services",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["text/"],
    theme_tables: &[TokenTable::Light, TokenTable::Dark, TokenTable::Font],
    tables: &[SiteTable::Newsletter],
    prepare: prepare_esp,
};

/// How long a subject may be before some mail programs cut it, in characters.
const SUBJECT: usize = 255;

fn prepare_email(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Email(Writer::prepare(theme)?)))
}

fn prepare_esp(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Esp(Writer::prepare(theme)?)))
}

struct Email(Writer);

struct Esp(Writer);

/// The parts of a theme that both editions use.
struct Writer {
    templates: Templates,
    style: Style,
}

/// The parts of a mail.
struct Parts {
    subject: String,
    preheader: Option<String>,
    text: RenderedText,
    html: Html,
    warnings: Diagnostics,
}

impl Writer {
    fn prepare(theme: &Theme) -> Result<Self, Diagnostics> {
        Ok(Self { templates: Templates::compile(theme)?, style: Style::new(&theme.tokens) })
    }

    fn parts(
        &self,
        document: &Document,
        context: &Context<'_>,
        pictures: MailPictures,
    ) -> Result<Parts, Diagnostics> {
        let metadata = &document.metadata;
        let mut plan = Plan::new(document, context.site);
        let mut warnings = std::mem::take(&mut plan.warnings);
        let subject = header::one_line(metadata.newsletter.subject.as_deref().unwrap_or(&metadata.headline));
        if subject.chars().count() > SUBJECT {
            let message = format!("the subject is longer than {SUBJECT} characters, which mail programs cut");
            let help = "write a shorter one as `newsletter: {subject: …}` in the front matter";
            warnings.push(Diagnostic::warning(Code::ReceiverLimit, message).help(help));
        }
        let preheader = metadata.newsletter.preheader.as_deref().or(metadata.description.as_deref());
        let preheader = filled(preheader).map(header::one_line);
        let mut text = letter::write(&plan, context, &self.templates).map_err(|finding| vec![finding])?;
        warnings.append(&mut text.warnings);
        let pictures = Pictures::new(document, context, pictures);
        if pictures.nowhere() {
            let message = "the mail's pictures have no address: their texts stand in their place";
            let help = "give `base_url` in [site] of pressroom.toml, or `pictures = \"cid\"` in [newsletter]";
            let finding = Diagnostic::warning(Code::Defaulted, message).help(help);
            warnings.push(finding.follows(Code::MissingCanonicalUrl));
        }
        let mut html = page::write(&plan, context, &self.style, pictures, &subject, preheader.as_deref());
        warnings.append(&mut html.warnings);
        Ok(Parts { subject, preheader, text, html, warnings })
    }
}

impl Backend for Email {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut parts = self.0.parts(document, context, context.site.newsletter.pictures)?;
        let message = message(document, context.site, &mut parts).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the mail can't be put together: {error}"))]
        })?;
        let mut edition =
            Edition::from_file(edition_file(&document.metadata.slug, EMAIL.extension), message.formatted());
        add_linked(&mut edition, parts.html.forms.linked);
        edition.warnings = parts.warnings;
        Ok(edition)
    }
}

impl Backend for Esp {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        // A service takes no pictures with the HTML: they stay on the web.
        let pictures = match context.site.newsletter.pictures {
            MailPictures::Url | MailPictures::Cid => MailPictures::Url,
            MailPictures::None => MailPictures::None,
        };
        let parts = self.0.parts(document, context, pictures)?;
        let json = serde_json::json!({
            "subject": parts.subject,
            "preheader": parts.preheader.unwrap_or_default(),
            "text": parts.text.text,
            "html": parts.html.html,
        });
        let mut json = serde_json::to_vec_pretty(&json).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the JSON can't be written: {error}"))]
        })?;
        json.push(b'\n');
        let mut edition = Edition::from_file(edition_file(&document.metadata.slug, ESP.extension), json);
        add_linked(&mut edition, parts.html.forms.linked);
        edition.warnings = parts.warnings;
        Ok(edition)
    }
}

/// Puts a mail together.
fn message(document: &Document, site: &Site, parts: &mut Parts) -> Result<Message, lettre::error::Error> {
    let metadata = &document.metadata;
    let (mailbox, host) = sender(metadata, site, &mut parts.warnings)?;
    let identity = identity(metadata, parts);
    let mut builder = Message::builder()
        // lettre wants to know a reader; who that is, the sender says.
        .envelope(Envelope::new(Some(mailbox.email.clone()), vec![mailbox.email.clone()])?)
        .from(mailbox)
        .raw_header(header::words("Subject", &parts.subject))
        .header(DateHeader::new(header::moment(date(metadata, &mut parts.warnings))))
        .raw_header(header::literal("Message-ID", &format!("<{identity}@{host}>")));
    let list = site.newsletter.list_id.clone().unwrap_or_else(|| format!("newsletter.{host}"));
    builder = builder.raw_header(header::literal("List-Id", &format!("<{list}>")));
    if let Some(url) = &site.newsletter.unsubscribe {
        builder = builder.raw_header(header::literal("List-Unsubscribe", &format!("<{url}>")));
        if url.starts_with("https:") {
            let one_click = "List-Unsubscribe=One-Click";
            builder = builder.raw_header(header::literal("List-Unsubscribe-Post", one_click));
        }
    }
    let text = SinglePart::builder().header(text_type(&parts.text)).body(quoted::body(&parts.text.text));
    let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(quoted::body(&parts.html.html));
    let boundary = |name: &str| format!("{identity}_{name}");
    let alternative = MultiPart::alternative().boundary(boundary("alternative")).singlepart(text);
    let alternative = match parts.html.forms.carried.as_slice() {
        [] => alternative.singlepart(html),
        carried => {
            let related = MultiPart::related().boundary(boundary("related")).singlepart(html);
            let related = carried.iter().fold(related, |related, form| related.singlepart(picture(form)));
            alternative.multipart(related)
        }
    };
    builder.multipart(alternative)
}

/// Puts the pictures that a mail links to beside it.
fn add_linked(edition: &mut Edition, forms: Vec<Variant>) {
    edition.files.extend(forms.into_iter().map(|form| (form.path(), form.bytes)));
}

fn picture(form: &Variant) -> SinglePart {
    let kind = ContentType::parse(form.media_type.as_str()).unwrap_or(ContentType::TEXT_PLAIN);
    Attachment::new_inline_with_name(pictures::content_id(form), form.name.clone())
        .body(form.bytes.to_vec(), kind)
}

/// How long the token is that takes the place of [`UNSUBSCRIBE_TOKEN`]: SHA-256 in hexadecimal.
const TOKEN_LENGTH: usize = 64;

/// `format=flowed` (RFC 3676), unless a line is too long for it: receivers may refuse lines of more than 78 characters
/// there (section 4.2), and a URL is never broken. A line counts as long as it is with the reader's token in it.
fn text_type(text: &RenderedText) -> ContentType {
    let length = |line: &str| {
        let tokens = line.matches(UNSUBSCRIBE_TOKEN).count();
        line.chars().count() + tokens * (TOKEN_LENGTH - UNSUBSCRIBE_TOKEN.len())
    };
    let flowed = text.text.lines().all(|line| length(line) <= 78);
    let kind = match (flowed, text.delsp) {
        (false, _) => "text/plain; charset=utf-8",
        (true, false) => "text/plain; charset=utf-8; format=flowed",
        (true, true) => "text/plain; charset=utf-8; format=flowed; delsp=yes",
    };
    ContentType::parse(kind).unwrap_or(ContentType::TEXT_PLAIN)
}

/// The sender of the mail, and the site's own host.
fn sender(
    metadata: &Metadata,
    site: &Site,
    warnings: &mut Diagnostics,
) -> Result<(Mailbox, String), lettre::error::Error> {
    let host = |url: &Option<String>| {
        url.as_deref().and_then(|url| url::Url::parse(url).ok()?.host_str().map(str::to_owned))
    };
    let named =
        host(&site.base_url).or_else(|| host(&metadata.canonical_url)).filter(|host| !host.starts_with('['));
    let (name, address) = match &site.newsletter.from {
        Some(Sender { name, address }) => (name.clone(), address.clone()),
        None => {
            let host = named.as_deref().unwrap_or("pressroom.invalid");
            (site.publisher_name().map(str::to_owned), format!("newsletter@{host}"))
        }
    };
    let mut lacks = |message: String, help: &str| {
        // Who has said nothing of a newsletter sends none.
        if site.newsletter != Mailing::default() {
            warnings.push(Diagnostic::warning(Code::Defaulted, message).help(help));
        }
    };
    if site.newsletter.from.is_none() {
        let help = "say who sends it by `from = \"Name <user@host>\"` in [newsletter] of pressroom.toml";
        lacks(format!("the mail has no sender of its own: it comes from {address}"), help);
    }
    if site.newsletter.unsubscribe.is_none() {
        let help = "give `unsubscribe` in [newsletter] of pressroom.toml";
        lacks(
            "the mail doesn't say how to leave the list, which large mail services demand".to_owned(),
            help,
        );
    }
    let email: Address = address.parse().map_err(|_| lettre::error::Error::MissingFrom)?;
    let host = named.unwrap_or_else(|| email.domain().to_owned());
    Ok((Mailbox::new(name, email), host))
}

/// The document's date; without one, the first day of 2000.
fn date(metadata: &Metadata, warnings: &mut Diagnostics) -> Date {
    let published = metadata.date_modified.max(metadata.date_published);
    published.unwrap_or_else(|| {
        let message = "the mail needs a date and the document has none: it says 1 January 2000";
        let finding = Diagnostic::warning(Code::Defaulted, message).follows(Code::MissingDate);
        warnings.push(finding.help("give `published` in the front matter"));
        Date::Day(jiff::civil::date(2000, 1, 1))
    })
}

/// The mail's identifier, made of its content so that the same document gives the same bytes.
fn identity(metadata: &Metadata, parts: &Parts) -> String {
    let mut hash = Sha256::new();
    for piece in [&metadata.slug, &parts.subject, &parts.text.text, &parts.html.html] {
        hash.update(piece.len().to_be_bytes());
        hash.update(piece.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

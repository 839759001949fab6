//! Web pages as browsers save them: the article is found, and everything around it told from it.

mod cards;
mod extent;
mod furniture;
mod json_ld;
mod metadata;

use dom_query::{Document, NodeRef};
use url::Url;

use super::html::{self, HtmlHost, PictureFolder, descendants, name, text};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata, LeadPicture},
};
use pressroom_document::{Block, ImageSource, Language, text as plain};
use pressroom_read::builder::Builder;

/// Reads a saved page.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let mut findings = Vec::new();
    let html = decode(source, &mut findings)?;
    let document = html::parse(&html)?;
    let address = metadata::address(&document, &html);
    let mut metadata = metadata::metadata(&document, address.as_ref(), options.site);
    let producer =
        document.select("meta[name='generator' i]").nodes().first().and_then(|meta| meta.attr("content"));
    for words in furniture::take_out_unseen(&document) {
        findings.push(left_out(FindingKind::HiddenText, String::new(), words, "the page does not show this"));
    }
    take_out_rest(&document, metadata.headline.as_deref(), &mut findings);
    let Some(body) = document.body() else { return Err(ImportError::Empty) };
    let card_level = cards::find_cards(body);
    let mut found = Vec::new();
    let mut builder = Builder::new(&mut found);
    let mut folder = PictureFolder::new(source.beside, address.clone());
    let language = metadata.language.clone().or_else(|| options.site.language.clone());
    let mut host = HtmlHost {
        base: address,
        language: language.unwrap_or_else(Language::english),
        pictures: &mut folder,
        meant: |_| None,
        place: String::new(),
    };
    html::read(&mut builder, body, &mut host, &mut findings);
    let mut draft = builder.finish_all();
    findings.extend(found.iter().map(ImportFinding::of_reader));
    take_lead(&mut draft.blocks, &mut metadata);
    if let Some(lead) = metadata.image.take_if(|lead| !folder.is_key(&lead.path)) {
        match folder.take_picture(&lead.path) {
            Some(path) => metadata.image = Some(LeadPicture { path, ..lead }),
            None => {
                let message = "the lead picture is not beside the page, and its address is none on the web";
                findings.push(left_out(FindingKind::Picture, "image".to_owned(), lead.path, message));
            }
        }
    }
    Ok(vec![Article {
        name: source.stem().to_owned(),
        metadata,
        draft,
        card_level,
        pictures: folder.into_files(),
        producer: producer.map(|producer| producer.to_string()),
        notes: Vec::new(),
        findings,
        ..Article::default()
    }])
}

/// The text of a page, in the encoding that it is in, whatever it says.
fn decode(source: &ImportSource<'_>, findings: &mut Vec<ImportFinding>) -> Result<String, ImportError> {
    let (decoded, found) = source.decode()?;
    for finding in found {
        findings.push(ImportFinding {
            kind: FindingKind::Encoding,
            action: Action::Guessed,
            place: String::new(),
            text: String::new(),
            message: finding.message,
        });
    }
    Ok(decoded.text)
}

/// Takes out all but the article.
fn take_out_rest(document: &Document, headline: Option<&str>, findings: &mut Vec<ImportFinding>) {
    let kept = extent::find_article(document);
    for words in html::mark_notes(document) {
        findings.push(left_out(
            FindingKind::Note,
            "heading".to_owned(),
            words,
            "notes stand where they are referred to",
        ));
    }
    let Some(body) = document.body() else { return };
    let furniture = "it stands around the article, and is none of it";
    if let Some(mut kept) = kept {
        extent::add_overlooked(body, &mut kept);
        for taken in extent::take_out_rest(body, &kept) {
            // The heading of the page is the headline.
            if headline != Some(taken.text.as_str()) {
                findings.push(left_out(FindingKind::Furniture, taken.place, taken.text, furniture));
            }
        }
    }
    for node in furniture::find(body) {
        let words = text(node);
        if !words.is_empty() {
            findings.push(left_out(FindingKind::Furniture, name(node), words, furniture));
        }
        node.remove_from_parent();
    }
    take_out_headline(body, headline);
}

/// The headline is not said again in the text.
fn take_out_headline(body: NodeRef<'_>, headline: Option<&str>) {
    let heading = descendants(body).into_iter().find(|node| matches!(&*name(*node), "h1" | "h2"));
    if let Some(heading) = heading.filter(|heading| headline == Some(&*text(*heading))) {
        heading.remove_from_parent();
    }
}

/// The lead picture stands once: where the text begins with it, its caption and credit are taken from there.
fn take_lead(blocks: &mut Vec<Block>, metadata: &mut ArticleMetadata) {
    let Some(lead) = &mut metadata.image else { return };
    let file = |address: &str| {
        let path = Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.path().to_owned());
        let file = path.rsplit('/').next().unwrap_or_default().to_lowercase();
        file.rsplit_once('.').map_or(file.clone(), |(stem, _)| stem.to_owned())
    };
    let same = |block: &Block| {
        let Block::Figure(figure) = block else { return false };
        let (ImageSource::Missing(path) | ImageSource::Remote { url: path, .. }) = &figure.image.source
        else {
            return false;
        };
        let (one, other) = (file(path), file(&lead.path));
        !one.is_empty() && (one == other || one.replace('_', "-") == other.replace('_', "-"))
    };
    let first = blocks.iter().take(3).position(same);
    if let Some(at) = first
        && let Block::Figure(figure) = blocks.remove(at)
    {
        if let ImageSource::Missing(path) | ImageSource::Remote { url: path, .. } = figure.image.source {
            lead.path = path;
        }
        lead.alt = figure.image.alt.or(lead.alt.take());
        lead.credit = figure.image.credit;
        lead.caption = Some(plain::plain(&figure.caption)).filter(|caption| !caption.is_empty());
    } else if blocks.iter().any(same) {
        metadata.image = None;
    }
}

fn left_out(kind: FindingKind, place: String, text: String, message: &str) -> ImportFinding {
    ImportFinding { kind, action: Action::LeftOut, place, text, message: message.to_owned() }
}

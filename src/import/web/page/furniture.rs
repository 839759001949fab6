//! What stands within an article and is none of it: rows of buttons to share, newsletters, lists of other stories, what to
//! agree to. A site may set them between paragraphs, where no judgement of the whole page sees them.

use dom_query::{Document, NodeRef};

use super::super::html::{class_words, descendants, is_hidden, name, text};

/// Of a block with one of these words in its class, most words are in links or buttons.
const SHARE: &[&str] = &["share", "sharing", "sharebar", "sharedaddy", "addtoany", "social", "sociallinks"];
/// Classes of letters that readers are asked to order.
const NEWSLETTER: &[&str] =
    &["newsletter", "subscribe", "subscription", "signup", "paywall", "promo", "advertisement", "advert"];
/// Classes of what other stories stand in.
const RELATED: &[&str] =
    &["related", "recommended", "recirculation", "readmore", "outbrain", "taboola", "morestories"];
/// Classes of what is for other readers than those who see.
const UNSEEN: &[&str] = &["visuallyhidden", "screenreader", "sronly"];

/// Classes of rows of topics.
const TOPICS: &[&str] = &["tags", "tag", "topics", "categories", "keywords"];
/// What stands where an advertisement stood.
const ADVERTISEMENT: &[&str] = &[
    "advertisement",
    "advertising",
    "ad",
    "anzeige",
    "werbung",
    "publicité",
    "pub",
    "publicidad",
    "anuncio",
    "publicidade",
    "pubblicità",
    "reklama",
    "реклама",
    "إعلان",
    "פרסומת",
    "広告",
    "广告",
    "廣告",
    "광고",
];

/// How many characters a block that asks for something has at most.
const MAX_ASKING: usize = 700;

/// Takes out what can be told by itself, before the article is looked for: what is not shown, and dialogs.
pub(super) fn take_out_unseen(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for node in descendants(document.root()).into_iter().filter(NodeRef::is_element) {
        let role = node.attr_or("role", "").to_ascii_lowercase();
        let is_dialog = name(node) == "dialog" || matches!(&*role, "dialog" | "alertdialog");
        let is_unseen = is_hidden(node) || is_dialog || is_for_screen_readers(node);
        if is_unseen && is_folded(node) {
            // A reader may unfold it.
            node.remove_attrs(&["hidden", "style"]);
        } else if is_unseen && !matches!(&*name(node), "html" | "body") {
            let words = text(node);
            if !words.is_empty() && !matches!(&*name(node), "math" | "annotation") {
                out.push(words);
            }
            node.remove_from_parent();
        }
    }
    out
}

/// True for what is folded away within the text, such as the answer below a question.
fn is_folded(node: NodeRef<'_>) -> bool {
    const FOLDS: &[&str] =
        &["collapsed", "collapsible", "accordion", "callout", "toggle", "faq", "foldable", "expandable"];
    let around = node.ancestors(Some(3));
    std::iter::once(node)
        .chain(around)
        .any(|node| name(node) == "details" || class_words(node).iter().any(|word| FOLDS.contains(&&**word)))
}

fn is_for_screen_readers(node: NodeRef<'_>) -> bool {
    let class = node.attr_or("class", "").to_ascii_lowercase();
    let exact = class.split_whitespace().any(|class| {
        let tight: String = class.chars().filter(|c| c.is_alphanumeric()).collect();
        UNSEEN.contains(&&*tight) || tight == "screenreadertext"
    });
    exact && !matches!(&*name(node), "h1" | "h2" | "body" | "main" | "article")
}

/// The elements within the article that are none of it.
pub(super) fn find(root: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let total = text(root).chars().count();
    let mut found: Vec<NodeRef<'_>> = Vec::new();
    for node in descendants(root).into_iter().filter(NodeRef::is_element) {
        let is_block = matches!(
            &*name(node),
            "div"
                | "section"
                | "aside"
                | "ul"
                | "ol"
                | "nav"
                | "p"
                | "form"
                | "table"
                | "footer"
                | "header"
                | "article"
        );
        if !is_block
            || found.iter().any(|taken| node.ancestors(None).iter().any(|around| around.id == taken.id))
        {
            continue;
        }
        let words = text(node);
        let length = words.chars().count();
        // What is most of the article is the article.
        if length * 3 > total && total > 0 {
            continue;
        }
        if is_furniture(node, length) {
            found.push(node);
        }
    }
    found.extend(trailing_headings(root, &found));
    found
}

fn is_furniture(node: NodeRef<'_>, length: usize) -> bool {
    let classes = class_words(node);
    let tight: String = classes.concat();
    let has = |list: &[&str]| classes.iter().any(|word| list.contains(&&**word));
    if name(node) == "nav" {
        return true;
    }
    if length < 20 && ADVERTISEMENT.contains(&&*text(node).to_lowercase()) {
        return true;
    }
    let links = link_length(node);
    if has(TOPICS) && length > 0 {
        return links * 10 >= length * 8;
    }
    if has(SHARE) && length < 300 {
        return links * 2 >= length || length < 60;
    }
    if has(NEWSLETTER) && length < MAX_ASKING {
        return true;
    }
    let is_related = has(RELATED) || tight.contains("readmore") || tight.contains("morestories");
    if (is_related || starts_with_related(node)) && length > 0 {
        return links * 10 >= length * 4;
    }
    false
}

/// The characters of the links in an element.
fn link_length(node: NodeRef<'_>) -> usize {
    let links = descendants(node).into_iter().filter(|node| matches!(&*name(*node), "a" | "button"));
    links.map(|link| text(link).chars().count()).sum()
}

/// True if a heading such as "Related stories" is the first of an element.
fn starts_with_related(node: NodeRef<'_>) -> bool {
    if matches!(&*name(node), "p") {
        return false;
    }
    let first = descendants(node).into_iter().find(|node| node.is_text() && !node.text().trim().is_empty());
    let Some(first) = first else { return false };
    let mut around = first.ancestors(Some(4)).into_iter().take_while(|around| around.id != node.id);
    let is_label = around
        .any(|around| matches!(&*name(around), "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "b" | "header"));
    is_label && is_related_label(&first.text())
}

/// What stands above what is no part of the text.
fn is_label(words: &str) -> bool {
    const LABELS: &[&str] = &[
        "subscribe",
        "newsletter",
        "newsletters",
        "share",
        "share this",
        "share this article",
        "comments",
        "leave a comment",
        "leave a reply",
        "sign up",
        "follow us",
        "tags",
        "topics",
        "about the author",
        "discussion",
        "advertisement",
        "abonnieren",
        "kommentare",
        "teilen",
        "partager",
        "commentaires",
        "suscríbete",
        "comentarios",
        "compartir",
        "поделиться",
        "комментарии",
        "поділитися",
        "коментарі",
        "subscreva",
        "comentários",
        "condividi",
        "commenti",
    ];
    is_related_label(words)
        || LABELS.contains(&&*words.trim().trim_end_matches([':', '…', '.']).to_lowercase())
}

/// What newsrooms set above lists of other stories, in the languages of the interface.
fn is_related_label(label: &str) -> bool {
    const LABELS: &[&str] = &[
        "related",
        "related stories",
        "related story",
        "related articles",
        "related content",
        "related coverage",
        "related posts",
        "related reading",
        "related topics",
        "read more",
        "read next",
        "read also",
        "see also on",
        "more stories",
        "more on this story",
        "more on this",
        "more from",
        "what to read next",
        "you may also like",
        "you might also like",
        "recommended",
        "recommended for you",
        "recommended stories",
        "most read",
        "most popular",
        "trending",
        "don't miss",
        "up next",
        "latest stories",
        "popular stories",
        "editors' picks",
        "editor's picks",
        "mehr zum thema",
        "lesen sie auch",
        "auch interessant",
        "das könnte sie auch interessieren",
        "verwandte artikel",
        "à lire aussi",
        "lire aussi",
        "sur le même sujet",
        "articles liés",
        "plus d'articles",
        "lea también",
        "te puede interesar",
        "noticias relacionadas",
        "más noticias",
        "leia também",
        "leia mais",
        "leggi anche",
        "potrebbe interessarti",
        "articoli correlati",
        "lees ook",
        "zobacz też",
        "czytaj też",
        "przeczytaj także",
        "читайте также",
        "читайте ещё",
        "по теме",
        "читайте також",
        "також читайте",
        "за темою",
        "اقرأ أيضا",
        "اقرأ أيضاً",
        "مواضيع ذات صلة",
        "קראו גם",
        "כתבות נוספות",
        "関連記事",
        "相关阅读",
        "相关新闻",
        "관련기사",
    ];
    let label = label.trim().trim_end_matches([':', '…', '.']).trim().to_lowercase().replace('’', "'");
    LABELS.contains(&&*label)
}

/// Labels at the end of an article with nothing below them.
fn trailing_headings<'d>(root: NodeRef<'d>, found: &[NodeRef<'d>]) -> Vec<NodeRef<'d>> {
    let mut out = Vec::new();
    for node in descendants(root).into_iter().rev() {
        let is_taken = std::iter::once(node)
            .chain(node.ancestors(None))
            .any(|one| found.iter().any(|taken| taken.id == one.id));
        if is_taken
            || name(node) == "note"
            || node.ancestors(None).iter().any(|around| name(*around) == "note")
        {
            continue;
        }
        if matches!(&*name(node), "h2" | "h3" | "h4" | "h5" | "h6") {
            if !is_label(&text(node)) {
                break;
            }
            out.push(node);
            continue;
        }
        let in_heading = node
            .ancestors(None)
            .iter()
            .any(|around| matches!(&*name(*around), "h2" | "h3" | "h4" | "h5" | "h6"));
        let shows = node.is_text() && !node.text().trim().is_empty();
        if !in_heading && (shows || matches!(&*name(node), "img" | "iframe" | "video" | "audio" | "math")) {
            break;
        }
    }
    out
}

//! Ids and slugs from words.

use std::collections::{BTreeSet, HashMap};

use unicode_segmentation::UnicodeSegmentation;

/// The most characters that a derived id has.
const MAX_ID: usize = 80;

/// An id from a heading's words: letters and digits of any script in lower case, joined by `-`; empty where there are
/// none.
pub(super) fn from_words(text: &str) -> String {
    let mut out = String::new();
    let mut characters = 0;
    for word in text.unicode_words() {
        let word: String =
            word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let length = word.chars().count();
        if word.is_empty() {
            continue;
        }
        if characters + length > MAX_ID {
            if out.is_empty() {
                out = word.chars().take(MAX_ID).collect();
            }
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(&word);
        characters += length + 1;
    }
    out
}

/// A document's slug from any text: ASCII stays readable, other scripts stay themselves; safe as a file name and
/// between slashes of a URL. Empty where nothing is left.
pub(super) fn for_file(text: &str) -> String {
    let mut out = String::new();
    for character in text.trim().chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || matches!(character, '_' | '.') {
            out.push(character);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let mut slug = out.trim_matches(['-', '.']).to_owned();
    slug.truncate(slug.floor_char_boundary(100));
    slug
}

/// True for a slug that [`for_file`] would leave as it is, but for capitals.
pub(super) fn is_file_slug(text: &str) -> bool {
    !text.is_empty() && text.to_lowercase() == for_file(text)
}

/// Ids that were given out in one document.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// The number to try next for an id that was taken.
    next: HashMap<String, u64>,
}

impl Ids {
    /// Takes `wanted`; where it is taken the first free of `wanted-2`, `wanted-3`, ...; where it is reserved, the same
    /// with `id-` before it.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let wanted = if is_reserved(wanted) { format!("id-{wanted}") } else { wanted.to_owned() };
        let id = if self.taken.contains(&wanted) {
            let from = self.next.get(&wanted).copied().unwrap_or(2);
            let mut tries = (from..).map(|n| (n, format!("{wanted}-{n}")));
            let (n, id) = tries.find(|(_, id)| !self.taken.contains(id)).unwrap_or_default();
            self.next.insert(wanted, n + 1);
            id
        } else {
            wanted
        };
        self.taken.insert(id.clone());
        id
    }

    /// Every id that was given out.
    pub(super) fn into_taken(self) -> BTreeSet<String> {
        self.taken
    }
}

/// Ids that editions use themselves, or that a receiver forbids.
fn is_reserved(id: &str) -> bool {
    let lower = id.to_ascii_lowercase();
    let editions = [
        "content",
        "contents",
        "main",
        "top",
        "changes",
        "corrections",
        "footnotes",
        "notes",
        "colophon",
        "signoff",
    ];
    editions.contains(&lower.as_str())
        || ["fn-", "fnref-", "pagebreak-", "__", "amp-", "i-amphtml-"]
            .iter()
            .any(|prefix| lower.starts_with(prefix))
        || AMP_RESERVED.contains(&lower.as_str())
}

/// Ids that could hide a member of a page's objects, in lower case; AMP forbids them whatever their capitals (amphtml,
/// `validator-main.protoascii`, the disallowed values of `id`).
const AMP_RESERVED: &[&str] = &[
    "$p",
    "$proxy",
    "__count__",
    "__definegetter__",
    "__definesetter__",
    "__lookupgetter__",
    "__lookupsetter__",
    "__nosuchmethod__",
    "__parent__",
    "__proto__",
    "acceptcharset",
    "addeventlistener",
    "amp",
    "appendchild",
    "assignedslot",
    "attachshadow",
    "baseuri",
    "checkvalidity",
    "childelementcount",
    "childnodes",
    "classlist",
    "classname",
    "clientheight",
    "clientleft",
    "clienttop",
    "clientwidth",
    "comparedocumentposition",
    "computedname",
    "computedrole",
    "contenteditable",
    "createshadowroot",
    "enqueaction",
    "firstchild",
    "firstelementchild",
    "getanimations",
    "getattribute",
    "getattributenode",
    "getattributenodens",
    "getattributens",
    "getboundingclientrect",
    "getclientrects",
    "getdestinationinsertionpoints",
    "getelementsbyclassname",
    "getelementsbytagname",
    "getelementsbytagnamens",
    "getrootnode",
    "hasattribute",
    "hasattributens",
    "hasattributes",
    "haschildnodes",
    "haspointercapture",
    "innerhtml",
    "innertext",
    "inputmode",
    "insertadjacentelement",
    "insertadjacenthtml",
    "insertadjacenttext",
    "iscontenteditable",
    "isdefaultnamespace",
    "isequalnode",
    "issamenode",
    "lastchild",
    "lastelementchild",
    "lookupnamespaceuri",
    "mozdropzone",
    "mozmatchesselector",
    "mozrequestfullscreen",
    "msdropzone",
    "msmatchesselector",
    "msrequestfullscreen",
    "namespaceuri",
    "nextelementsibling",
    "nextsibling",
    "nodename",
    "nodetype",
    "nodevalue",
    "odropzone",
    "offsetheight",
    "offsetleft",
    "offsetparent",
    "offsettop",
    "offsetwidth",
    "omatchesselector",
    "orequestfullscreen",
    "outerhtml",
    "outertext",
    "ownerdocument",
    "parentelement",
    "parentnode",
    "previouselementsibling",
    "previoussibling",
    "queryselector",
    "queryselectorall",
    "releasepointercapture",
    "removeattribute",
    "removeattributenode",
    "removeattributens",
    "removechild",
    "removeeventlistener",
    "replacechild",
    "reportvalidity",
    "requestpointerlock",
    "scrollheight",
    "scrollintoview",
    "scrollintoviewifneeded",
    "scrollleft",
    "scrollwidth",
    "setattribute",
    "setattributenode",
    "setattributenodens",
    "setattributens",
    "setpointercapture",
    "shadowroot",
    "stylemap",
    "tabindex",
    "tagname",
    "textcontent",
    "tostring",
    "valueof",
    "webkitdropzone",
    "webkitmatchesselector",
    "webkitrequestfullscreen",
];

#[cfg(test)]
mod tests {
    use super::{Ids, for_file, from_words};

    #[test]
    fn ids_keep_every_script() {
        assert_eq!(from_words("What does Article 5 actually say?"), "what-does-article-5-actually-say");
        assert_eq!(from_words("Що таке «стаття 5»?"), "що-таке-стаття-5");
        assert_eq!(from_words("ما هي المادة الخامسة؟"), "ما-هي-المادة-الخامسة");
        assert_eq!(from_words("???"), "");
        assert!(from_words(&"слово ".repeat(100)).chars().count() <= 80);
        assert_eq!(from_words(&"x".repeat(500)).len(), 80);
    }

    #[test]
    fn ids_are_unique() {
        let mut ids = Ids::default();
        assert_eq!(
            [ids.take("a"), ids.take("a"), ids.take("a-2"), ids.take("a")],
            ["a", "a-2", "a-2-2", "a-3"]
        );
    }

    #[test]
    fn ids_never_hide_members_of_a_page() {
        for id in
            ["innerHTML", "tostring", "AMP", "__proto__", "webkitdropzone", "amp-x", "fn-1", "i-amphtml-x"]
        {
            assert_ne!(Ids::default().take(id), id);
        }
        assert_eq!(Ids::default().take("Article-5"), "Article-5");
    }

    #[test]
    fn slugs_are_file_names() {
        for (text, slug) in
            [("My Article!", "my-article"), ("../../etc", "etc"), (".hidden", "hidden"), ("", "")]
        {
            assert_eq!(for_file(text), slug);
        }
    }
}

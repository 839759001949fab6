//! Ids and slugs from words.

use std::collections::{BTreeSet, HashMap};

use unicode_segmentation::UnicodeSegmentation;

use crate::{Language, word};

/// The most characters that a derived id has.
const MAX_ID: usize = 80;

/// The most bytes of a slug.
const MAX_SLUG: usize = 100;

/// An id from a heading's words: letters, digits and their marks in lower case, joined by `-`; empty if there are none.
pub fn from_words(text: &str, language: &Language) -> String {
    let text = word::lower_case(text, Some(language));
    let mut out = String::new();
    let (mut length, mut end) = (0, 0);
    for (at, segment) in text.unicode_word_indices() {
        // Scripts without spaces: a character is a segment of its own there, and none is a word.
        let joined = at == end && !out.is_empty();
        end = at + segment.len();
        let word: String = word::characters(segment).filter(|(_, kept)| *kept).map(|(c, _)| c).collect();
        let characters = word.chars().count() + usize::from(!joined);
        if word.is_empty() {
            continue;
        }
        if length + characters > MAX_ID + 1 {
            if out.is_empty() {
                out = word.chars().take(MAX_ID).collect();
            }
            break;
        }
        if !joined && !out.is_empty() {
            out.push('-');
        }
        out.push_str(&word);
        length += characters;
    }
    // What joined two letters joins nothing at the end; what was left out may have kept two apart.
    word::nfc(out.trim_end_matches(JOINERS)).into_owned()
}

/// Join the letters on both sides, or part them.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];

/// True if `read` may give a card or heading this id.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && in_id(id).all(|(_, kept)| kept) && word::nfc(id) == id
}

/// An authored id, in the characters that every edition can carry in an id and in a URL; empty if none is left.
pub fn clean_id(id: &str) -> String {
    let id = word::nfc(id);
    let clean: String = in_id(&id).map(|(character, kept)| if kept { character } else { '-' }).collect();
    if clean.chars().any(char::is_alphanumeric) { clean } else { String::new() }
}

/// The characters of an id, each with whether it can be in one.
fn in_id(id: &str) -> impl Iterator<Item = (char, bool)> {
    word::characters(id).map(|(character, kept)| (character, kept || matches!(character, '-' | '_')))
}

/// A document's slug from any text, in its composed form: ASCII stays readable, other scripts stay themselves; safe as
/// a file name and between slashes of a URL. Empty if nothing is left.
pub fn for_file(text: &str, language: Option<&Language>) -> String {
    let mut out = String::new();
    for (character, kept) in word::characters(&word::lower_case(text.trim(), language)) {
        if kept || matches!(character, '_' | '.') {
            out.push(character);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let slug = out.trim_matches(['-', '.']);
    let ends = slug.grapheme_indices(true).map(|(at, cluster)| at + cluster.len());
    let end = ends.take_while(|end| *end <= MAX_SLUG).last().unwrap_or_default();
    slug.get(..end).unwrap_or_default().trim_end_matches(['-', '.']).trim_end_matches(JOINERS).to_owned()
}

/// True for a slug that [`for_file`] would leave as it is, but for capitals.
pub fn is_file_slug(text: &str) -> bool {
    !text.is_empty() && word::lower_case(text, None) == for_file(text, None)
}

/// Ids that were given out in one document.
#[derive(Debug, Default)]
pub struct Ids {
    taken: BTreeSet<String>,
    /// The number to try next for an id that was taken.
    next: HashMap<String, u64>,
}

impl Ids {
    /// Takes `wanted`; where it is taken the first free of `wanted-2`, `wanted-3`, ...; where it is reserved, the same
    /// with `id-` before it.
    pub fn reserve(&mut self, wanted: &str) -> String {
        let wanted = if is_reserved(wanted) { format!("id-{wanted}") } else { wanted.to_owned() };
        let id = if self.taken.contains(&wanted) {
            // `fn-2` is the name of a footnote.
            if is_reserved(&format!("{wanted}-2")) {
                return self.reserve(&format!("id-{wanted}"));
            }
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
    pub fn into_taken(self) -> BTreeSet<String> {
        self.taken
    }
}

/// Ids that editions use themselves, or that a receiver forbids.
pub fn is_reserved(id: &str) -> bool {
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
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::{Ids, clean_id, for_file, is_file_slug, is_id};
    use crate::Language;

    fn from_words(text: &str) -> String {
        super::from_words(text, &Language::english())
    }

    fn in_language(text: &str, language: &str) -> String {
        super::from_words(text, &language.parse().unwrap())
    }

    #[test]
    fn ids_keep_every_script() {
        for (text, id) in [
            ("What does Article 5 actually say?", "what-does-article-5-actually-say"),
            ("It’s 3.5 % of the U.S. don't_know", "its-35-of-the-us-dontknow"),
            ("Що таке «стаття 5»?", "що-таке-стаття-5"),
            ("ما هي المادة الخامسة؟", "ما-هي-المادة-الخامسة"),
            ("हिन्दी प्रश्न: क्षत्रिय?", "हिन्दी-प्रश्न-क्षत्रिय"),
            ("তথ্য কী?", "তথ্য-কী"),
            ("น้ำท่วม กรุงเทพฯ?", "น้ำท่วม-กรุงเทพฯ"),
            ("ရေကြီး ခြင်း", "ရေကြီး-ခြင်း"),
            ("東京都とは、何？", "東京都とは-何"),
            ("می\u{200C}خواهم چه", "می\u{200C}خواهم-چه"),
            ("???", ""),
            ("\u{301}\u{200D}", ""),
        ] {
            assert_eq!(from_words(text), id);
        }
        assert!(from_words(&"слово ".repeat(100)).chars().count() <= 80);
        assert_eq!(from_words(&"x".repeat(500)).len(), 80);
        assert_eq!(from_words(&"字".repeat(500)).chars().count(), 80);
    }

    #[test]
    fn ids_follow_the_language_and_not_the_form() {
        assert_eq!(in_language("İstanbul nerede? IŞIK", "tr"), "istanbul-nerede-ışık");
        assert_eq!(in_language("İstanbul nerede? IŞIK", "de"), "istanbul-nerede-işik");
        assert_eq!(in_language("ΟΔΟΣ ΑΘΗΝΩΝ", "el"), "οδος-αθηνων");
        for text in ["Où est l’été ?", "Größe über Äcker", "Việt Nam", "한국어"] {
            let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
            assert_ne!(text.nfd().count(), text.nfc().count());
            assert_eq!(from_words(&decomposed), from_words(&composed));
            assert_eq!(for_file(&decomposed, None), for_file(&composed, None));
        }
        assert_eq!(from_words("Où est l’été ?"), "où-est-lété");
    }

    #[test]
    fn ids_are_unique() {
        let mut ids = Ids::default();
        assert_eq!(
            [ids.reserve("a"), ids.reserve("a"), ids.reserve("a-2"), ids.reserve("a")],
            ["a", "a-2", "a-2-2", "a-3"]
        );
    }

    #[test]
    fn ids_never_hide_members_of_a_page() {
        for id in
            ["innerHTML", "tostring", "AMP", "__proto__", "webkitdropzone", "amp-x", "fn-1", "i-amphtml-x"]
        {
            assert_ne!(Ids::default().reserve(id), id);
        }
        assert_eq!(Ids::default().reserve("Article-5"), "Article-5");
    }

    #[test]
    fn slugs_are_file_names() {
        for (text, slug) in [
            ("My Article!", "my-article"),
            ("../../etc", "etc"),
            (".hidden", "hidden"),
            ("", ""),
            ("हिन्दी प्रश्न", "हिन्दी-प्रश्न"),
            ("น้ำท่วม", "น้ำท่วม"),
            ("Gro\u{308}ße u\u{308}ber A\u{308}cker", "größe-über-äcker"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(for_file(text, None), slug);
        }
        let turkish = "tr".parse().unwrap();
        assert_eq!(for_file("ISPARTA İLİ", Some(&turkish)), "ısparta-ili");
        assert!(is_file_slug("İstanbul") && is_file_slug("Größe") && !is_file_slug("a b"));
        // Cut between letters, never within one.
        let long = for_file(&"नी".repeat(60), None);
        assert_eq!((long.len(), long.ends_with("नी")), (96, true));
    }

    /// Letters that change their length, marks, joiners, signs.
    const ODD: &str = "[a-zA-Z0-9İIıŞßẞΣσς\u{300}\u{301}\u{307}\u{308}\u{323}\u{345}\u{34f}ǰŉΐիքित्क्षน้ำก\u{200c}\u{200d}\u{fe0f}字かﬁＡ①² _.'’‘\u{10400}-]{0,24}";

    proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn ids_and_slugs_are_always_such(text in prop_oneof![ODD, "\\PC{0,40}"], turkish: bool) {
            let language = if turkish { "tr" } else { "en" }.parse().unwrap();
            for id in [super::from_words(&text, &language), clean_id(&text)] {
                prop_assert!(id.is_empty() || is_id(&id), "{:?} from {:?}", id, text);
                prop_assert_eq!(clean_id(&id), id.clone());
                let taken = Ids::default().reserve(&id);
                prop_assert!(id.is_empty() || is_id(&taken), "{:?}", taken);
            }
            let slug = for_file(&text, None);
            prop_assert!(slug.is_empty() || is_file_slug(&slug), "{:?} from {:?}", slug, text);
            prop_assert_eq!(for_file(&slug, None), slug.clone());
            prop_assert!(slug.len() <= 100);
            let composed = |text: &str| text.nfc().collect::<String>();
            prop_assert_eq!(for_file(&composed(&text), None), slug);
        }
    }
}

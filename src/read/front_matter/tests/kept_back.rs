//! What keeps an explainer from readers is never passed over.

use super::read_text;
use pressroom_diagnostics::Code;

/// Metadata in another dress, in ways that people and other programs write it.
#[test]
fn metadata_in_the_text_is_an_error() {
    for text in [
        "# Why?\n\n- **Author:** Ada\n- **Embargo:** 2026-12-01 06:00\n\nText.\n",
        "- author: Ada\n- status: withheld\n\nText.\n",
        "**Status**: draft\n\nText.\n",
        "Why?\n====\n\n* Embargoed until: 1 December 2026\n\nText.\n",
        "# Why?\n\n**Author:** Ada · **Status:** withheld until Monday\n\nText.\n",
        "| Key | Value |\n|---|---|\n| author | Ada |\n| embargo | 2026-12-01 |\n\nText.\n",
        "| title | status |\n|---|---|\n| Why? | draft |\n\nText.\n",
        "#+TITLE: Why?\n#+EMBARGO: 2026-12-01\n\nText.\n",
        "= Why?\n:author: Ada\n:embargo: 2026-12-01\n\nText.\n",
        "# Why?\n\nstatus: draft\n\nText.\n",
        "# Why?\n\n_Expires:_ 2026-12-01\n",
    ] {
        let (front, found) = read_text(text);
        assert!(front.is_none(), "{text}");
        let codes: Vec<_> = found.iter().map(|finding| (finding.code, finding.is_error())).collect();
        assert_eq!(codes, [(Code::UnreadFrontMatter, true)], "{text} {found:?}");
    }
    for text in [
        "# Why?\n\n- **Status:** in force\n- **Since:** 2019\n",
        "The status: draft or final?\n\n- Embargo: 2026\n",
        "# Why?\n\n## What is an embargo: 2026?\n\n- Embargo: 2026-01-01\n",
        "| Country | Status |\n|---|---|\n| A | in force |\n",
        "- One thing: 2026\n- Two: draft\n",
    ] {
        assert_eq!(read_text(text).1, [], "{text}");
    }
}

#[test]
fn a_key_that_keeps_back_needs_a_value() {
    for text in ["embargo:", "embargo: \"\"", "status: ~", "expires: ' '", "draft:", "publishDate:"] {
        let (_, found) = read_text(&format!("---\nheadline: Why?\n{text}\n---\n"));
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].is_error() && found[0].message.contains("has no value"), "{found:?}");
        assert!(found[0].span.is_some_and(|span| span.start >= 19));
    }
    assert_eq!(read_text("---\nheadline:\ndek: \"\"\n---\n").1, []);
}

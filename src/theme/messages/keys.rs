//! The keys of `words/LANG.toml`.

macro_rules! keys {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $key_doc:literal])+ $variant:ident = $key:literal,)+ }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $key_doc])+ $variant,)+ }

        impl $name {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The key in `words/LANG.toml`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }
    };
}

keys! {
    /// A word or phrase that editions add. `{…}` in a phrase is filled by [`Messages::fill`](super::Messages::fill).
    MessageKey {
        /// "By {names}"
        By = "by",
        /// Between a label and its text: ": ".
        Colon = "colon",
        /// Between things in a row: ", ".
        Comma = "comma",
        /// Between things in a row that may hold commas: "; ".
        Semicolon = "semicolon",
        /// "({text})"
        Parentheses = "parentheses",
        /// The heading of the list of questions.
        Contents = "contents",
        /// "Published {date}"
        Published = "published",
        /// "Updated {date}"
        Updated = "updated",
        /// "As of {date}"
        AsOf = "as-of",
        /// The heading over corrections.
        Corrections = "corrections",
        /// "Correction, {date}"
        Correction = "correction",
        /// The label of a related-story box that has none.
        Related = "related",
        /// The title of a callout.
        Note = "note",
        /// The title of a callout.
        Tip = "tip",
        /// The title of a callout.
        Important = "important",
        /// The title of a callout.
        Warning = "warning",
        /// The title of a callout.
        Caution = "caution",
        /// The title of a callout made from HTML's `details`.
        Details = "details",
        /// The heading over footnotes.
        Footnotes = "footnotes",
        /// "Footnote {number}": what a screen reader says for a reference.
        Footnote = "footnote",
        /// "Back to the text"
        BackToText = "back-to-text",
        /// "Skip to the text"
        SkipToText = "skip-to-text",
        /// "Link to this card"
        Permalink = "permalink",
        /// "Card {number}"
        Card = "card",
        /// "Picture: {alt}": in place of a picture.
        Picture = "picture",
        /// "Picture not shown"
        PictureMissing = "picture-missing",
        /// "Source: {credit}": before a credit.
        Credit = "credit",
        /// A task that is done, for readers who can't see the box.
        Done = "done",
        /// A task that is not done.
        NotDone = "not-done",
        /// "Read on the web: {url}"
        ReadOnline = "read-online",
        /// "Read the rest on the web: {url}": where a mail had to be cut.
        ReadRest = "read-rest",
        /// The heading over the addresses of links, on paper.
        Links = "links",
        /// The invitation beside the QR code: "Read on the web"
        Scan = "scan",
        /// "Unsubscribe: {url}"
        Unsubscribe = "unsubscribe",
        /// The cover, in an EPUB's landmarks.
        Cover = "cover",
        /// The title page, in an EPUB's landmarks.
        TitlePage = "title-page",
        /// Before the text begins, in an EPUB's contents.
        Introduction = "introduction",
        /// The sign-off, in an EPUB's contents.
        SignOff = "sign-off",
        /// "Rights"
        Rights = "rights",
        /// "Sources and rights": the colophon's heading.
        Colophon = "colophon",
        /// "Version {version}"
        Version = "version",
        /// "Draft": before the headline of one.
        Draft = "draft",
        /// "Proof": the head of a galley proof.
        Proof = "proof",
        /// "Page {page} of {pages}"
        PageOf = "page-of",
        /// "Page {page}": what a screen reader says where a page of the print edition begins.
        Page = "page",
        /// The heading of the list of the print edition's pages.
        PrintedPages = "printed-pages",
        /// "Table, scrolls sideways": the name of a wide table's region.
        TableRegion = "table-region",
        /// "Table {number}; scrolls sideways": the name of a wide table's region, which no other has.
        WideTable = "wide-table",
        /// Before the links by which a card is passed on.
        Share = "share",
        /// The link that passes a card on by mail.
        ShareEmail = "share-email",
        /// The heading over updates and corrections.
        WhatChanged = "what-changed",
        /// Before the names of other languages.
        OtherLanguages = "other-languages",
        /// The first sentence of an EPUB's accessibility summary.
        AccessibilitySummary = "accessibility-summary",
        /// A sentence of it, where there are footnotes.
        AccessibilityNotes = "accessibility-notes",
        /// A sentence of it, where every picture has an alternative text.
        AccessibilityPictures = "accessibility-pictures",
        /// A sentence of it, where a picture has none.
        AccessibilityPicturesUndescribed = "accessibility-pictures-undescribed",
        /// A sentence of it, where there is mathematics.
        AccessibilityFormulas = "accessibility-formulas",
        /// "In this issue": the heading of a digest's contents.
        InThisIssue = "in-this-issue",
        /// The language's own name: "English"
        LanguageName = "language-name",
        /// The title of the site's index: "All explainers"
        AllExplainers = "all-explainers",
        /// A filter that lets everything through: "All"
        All = "all",
        /// "Section": what a page or a filter is about.
        Section = "section",
        /// The heading over sections.
        Sections = "sections",
        /// "Topic": what a tag is to readers.
        Topic = "topic",
        /// The heading over tags.
        Topics = "topics",
        /// "Language": what a page or a filter is about.
        Language = "language",
        /// The heading over languages.
        Languages = "languages",
        /// "No explainer fits both choices."
        NothingFits = "nothing-fits",
        /// The heading over the newest explainers.
        Newest = "newest",
        /// The way to the page before, of a long list.
        Newer = "newer",
        /// The way to the page after, of a long list.
        Older = "older",
        /// The name of the links between the pages of a list, for screen readers.
        Pages = "pages",
        /// The headline of the page for addresses that lead nowhere.
        NotFound = "not-found",
        /// Advice for its readers.
        NotFoundHelp = "not-found-help",
        /// The notice to partners in place of a canceled explainer's text.
        Withdrawn = "withdrawn",
        /// The notice to partners in place of a withheld explainer's text.
        Withheld = "withheld",
    }
}

keys! {
    /// A counted thing: one form for each plural category, `{n}` is the number. A form `=1` is for that number alone.
    Count {
        /// "3 cards"
        Cards = "cards",
        /// "5 minutes' reading"
        Minutes = "minutes",
        /// "Read all 3 cards"
        ReadAll = "read-all",
        /// "5 explainers": in a digest.
        Explainers = "explainers",
    }
}

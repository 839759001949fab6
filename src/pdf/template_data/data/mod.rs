//! The data that templates get: `document.json`, as types.
//!
//! Every text is ready to be set: words and dates are resolved, and U+200B stands where an over-long word may break. `data.typ`
//! describes the same fields for those who write templates.

mod block;
mod theme;

use std::ops::Range;

use serde::Serialize;

pub(crate) use self::{
    block::{
        Block, Figure, InlineObject, InlinePicture, Link, LinkTarget, List, ListItem, Run, Style, Table,
        Term, TextKind, TextRun,
    },
    theme::ThemeTokens,
};

/// A document, as the templates see it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TemplateData {
    pub(crate) meta: Meta,
    pub(crate) theme: ThemeTokens,
    pub(crate) head: Head,
    pub(crate) parts: Vec<Part>,
    /// The heading of the corrections.
    pub(crate) corrections_title: String,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) publisher: Option<String>,
    pub(crate) rights: Option<String>,
    /// `Version 2`; `None` for the first version.
    pub(crate) version: Option<String>,
    /// The parts that only paper has; `None` for a screen.
    pub(crate) press: Option<PressData>,
    /// The address at which the document can be read.
    pub(crate) online: Option<Online>,
    /// The number of its first page, if it is a part of something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_page: Option<usize>,
}

impl TemplateData {
    /// Writes `document.json`.
    pub(crate) fn to_json(&self) -> String {
        // Only a map whose keys are no strings could fail, and there is none.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Removes the top blocks that are not among `keep`, counted as `top_block_spans` counts them. Headings
    /// are kept, because links lead to them.
    pub(crate) fn keep_blocks(&mut self, keep: &Range<usize>) {
        let mut number = 0;
        for part in &mut self.parts {
            part.blocks_mut().retain(|block| {
                if matches!(block, Block::Leftover { .. }) {
                    return true;
                }
                number += 1;
                matches!(block, Block::Heading { .. }) || keep.contains(&(number - 1))
            });
        }
    }
}

/// The metadata of the file, and the language and direction of its text.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Meta {
    pub(crate) title: String,
    pub(crate) authors: Vec<String>,
    pub(crate) description: Option<String>,
    pub(crate) keywords: Vec<String>,
    /// The language, of two or three letters.
    pub(crate) lang: String,
    /// The region, of two letters.
    pub(crate) region: Option<String>,
    /// The script, of four letters in lower case.
    pub(crate) script: Option<String>,
    /// `ltr` or `rtl`.
    pub(crate) dir: &'static str,
    /// The script has no slanted letters.
    pub(crate) upright: bool,
    /// The text is in Arabic script, whose lines need more room.
    pub(crate) arabic: bool,
}

/// The head of the first page, and the running heads.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Head {
    pub(crate) kicker: Option<String>,
    pub(crate) headline: String,
    /// The rest of a headline that is too long for a heading.
    pub(crate) headline_rest: Option<String>,
    pub(crate) dek: Option<String>,
    pub(crate) byline: Option<String>,
    /// `Published ...`, `Updated ...`.
    pub(crate) dates: Vec<String>,
    pub(crate) as_of: Option<String>,
    /// `5 cards`.
    pub(crate) count: Option<String>,
    /// The heading of the list of questions.
    pub(crate) contents: String,
    /// Kicker, section or site.
    pub(crate) running: Option<String>,
    /// The headline for running heads.
    pub(crate) short: String,
    /// The lead picture, a block `figure` or `no-picture`.
    pub(crate) lead: Option<Block>,
}

/// A part of the document.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Part {
    Lede { blocks: Vec<Block> },
    Card(Card),
    Signoff { blocks: Vec<Block> },
}

impl Part {
    /// The blocks of the part.
    pub(crate) fn blocks_mut(&mut self) -> &mut Vec<Block> {
        match self {
            Self::Lede { blocks } | Self::Signoff { blocks } => blocks,
            Self::Card(card) => &mut card.blocks,
        }
    }
}

/// A question and its answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Card {
    pub(crate) number: String,
    pub(crate) id: String,
    pub(crate) question: Vec<Run>,
    /// The question as plain text.
    pub(crate) plain: String,
    /// The question is short enough for a heading.
    pub(crate) heading: bool,
    /// The question has a footnote.
    pub(crate) noted: bool,
    pub(crate) updated: Option<Update>,
    pub(crate) blocks: Vec<Block>,
}

/// When a card was updated, and why.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Update {
    pub(crate) date: String,
    /// The punctuation between date and reason.
    pub(crate) colon: String,
    pub(crate) reason: Option<String>,
}

/// A correction at the end of the document.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Correction {
    pub(crate) label: String,
    /// The punctuation between label and text.
    pub(crate) colon: String,
    pub(crate) text: String,
}

/// The parts that only paper has: the addresses of links, and a code that leads to the document.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PressData {
    /// The distance that pictures and tints reach beyond the page, in millimetres.
    pub(crate) bleed: f64,
    pub(crate) links_title: String,
    pub(crate) links: Vec<LinkAddress>,
    pub(crate) qr: Option<QrSquares>,
    pub(crate) qr_caption: String,
}

/// An address in the list at the end.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LinkAddress {
    /// Its number.
    pub(crate) n: String,
    pub(crate) text: String,
}

/// A code that a telephone reads, without its quiet zone.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct QrSquares {
    /// The number of squares on a side.
    pub(crate) size: usize,
    /// The dark squares: column, row, and how many follow each other.
    pub(crate) runs: Vec<[usize; 3]>,
}

/// A sentence that says where the document can be read, and the address.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Online {
    pub(crate) text: String,
    pub(crate) url: String,
}

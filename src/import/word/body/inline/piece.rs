//! The pieces of a paragraph.

use pressroom_read::builder::Picture;

/// How characters look, as far as it means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::word::body) struct PieceLook {
    pub(in crate::word::body) bold: bool,
    pub(in crate::word::body) italic: bool,
    pub(in crate::word::body) strike: bool,
    pub(in crate::word::body) raised: bool,
    pub(in crate::word::body) lowered: bool,
    pub(in crate::word::body) code: bool,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub(in crate::word::body) enum PieceContent {
    Text(String),
    Break,
    Picture { picture: Box<Picture>, floats: bool },
    Note(String),
    Math { tex: String, display: bool },
}

/// A piece of a paragraph.
#[derive(Debug, Clone)]
pub(in crate::word::body) struct LinePiece {
    pub(in crate::word::body) content: PieceContent,
    pub(in crate::word::body) look: PieceLook,
    /// Which of the reader's links it is part of.
    pub(in crate::word::body) link: Option<usize>,
}

impl LinePiece {
    /// Plain text.
    pub(in crate::word::body) fn plain(text: impl Into<String>) -> Self {
        Self { content: PieceContent::Text(text.into()), look: PieceLook::default(), link: None }
    }

    /// Its words, if it is text.
    pub(in crate::word::body) fn text(&self) -> Option<&str> {
        if let PieceContent::Text(text) = &self.content { Some(text) } else { None }
    }

    /// True for space and breaks alone.
    pub(in crate::word::body) fn is_blank(&self) -> bool {
        match &self.content {
            PieceContent::Text(text) => text.trim().is_empty(),
            PieceContent::Break => true,
            PieceContent::Picture { .. } | PieceContent::Note(_) | PieceContent::Math { .. } => false,
        }
    }
}

/// The words of pieces.
pub(in crate::word::body) fn plain_text(pieces: &[LinePiece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match &piece.content {
            PieceContent::Text(text) => out.push_str(text),
            PieceContent::Break => out.push(' '),
            PieceContent::Math { tex, .. } => out.push_str(tex),
            PieceContent::Picture { .. } | PieceContent::Note(_) => {}
        }
    }
    out.trim().to_owned()
}

/// Takes bold away if all words have it: there it is a look, not a meaning.
pub(in crate::word::body) fn without_common_bold(pieces: &mut [LinePiece]) {
    let mut words = pieces.iter().filter(|piece| !piece.is_blank() && piece.text().is_some());
    if words.all(|piece| piece.look.bold) {
        pieces.iter_mut().for_each(|piece| piece.look.bold = false);
    }
}

/// Joins pieces that look alike, and sets space between words free of looks that only one side has.
pub(in crate::word::body) fn joined(pieces: &[LinePiece]) -> Vec<LinePiece> {
    let mut split: Vec<LinePiece> = Vec::with_capacity(pieces.len());
    let push = |split: &mut Vec<LinePiece>, piece: LinePiece| {
        if let (Some(before), Some(text)) = (split.last_mut(), piece.text())
            && before.look == piece.look
            && before.link == piece.link
            && before.text().is_some_and(|before| before.trim().is_empty() == text.trim().is_empty())
            && let PieceContent::Text(before) = &mut before.content
        {
            before.push_str(text);
            return;
        }
        split.push(piece);
    };
    for piece in pieces {
        let Some(text) = piece.text() else {
            split.push(piece.clone());
            continue;
        };
        let start = text.len() - text.trim_start_matches([' ', '\t', '\u{a0}']).len();
        let (before, rest) = text.split_at(start);
        let (core, after) = rest.split_at(rest.trim_end_matches([' ', '\t', '\u{a0}']).len());
        for part in [before, core, after].into_iter().filter(|part| !part.is_empty()) {
            push(&mut split, LinePiece { content: PieceContent::Text(part.to_owned()), ..piece.clone() });
        }
    }
    // Space looks as both its neighbours do.
    let looks: Vec<(PieceLook, Option<usize>, bool)> =
        split.iter().map(|piece| (piece.look, piece.link, piece.is_blank())).collect();
    for (at, piece) in split.iter_mut().enumerate().filter(|(_, piece)| piece.is_blank()) {
        let before = looks.get(..at).and_then(|before| before.iter().rev().find(|(_, _, blank)| !blank));
        let after = looks.get(at + 1..).and_then(|after| after.iter().find(|(_, _, blank)| !blank));
        match (before, after) {
            (Some(before), Some(after)) => {
                piece.look = before.0.and(after.0);
                piece.link = if before.1 == after.1 { before.1 } else { None };
            }
            _ => {
                piece.look = PieceLook::default();
                piece.link = None;
            }
        }
    }
    split.into_iter().fold(Vec::new(), |mut all: Vec<LinePiece>, piece| {
        if let (Some(last), Some(text)) = (all.last_mut(), piece.text())
            && last.look == piece.look
            && last.link == piece.link
            && let PieceContent::Text(before) = &mut last.content
        {
            before.push_str(text);
        } else {
            all.push(piece);
        }
        all
    })
}

impl PieceLook {
    fn and(self, other: Self) -> Self {
        Self {
            bold: self.bold && other.bold,
            italic: self.italic && other.italic,
            strike: self.strike && other.strike,
            raised: self.raised && other.raised,
            lowered: self.lowered && other.lowered,
            code: self.code && other.code,
        }
    }

    /// True if it looks as this layer says: 1 to 6, in the order of the fields.
    pub(in crate::word::body) fn has(self, layer: usize) -> bool {
        match layer {
            1 => self.bold,
            2 => self.italic,
            3 => self.strike,
            4 => self.raised,
            5 => self.lowered,
            6 => self.code,
            _ => false,
        }
    }
}

//! From the pieces of a paragraph to running text.

use super::piece::{LinePiece, PieceContent, joined};
use crate::word::body::reader::WordReader;
use pressroom_diagnostics::Span;
use pressroom_document::Inline;
use pressroom_read::builder::Container;

impl WordReader<'_, '_, '_, '_> {
    /// Gives pieces to the builder as running text.
    pub(in crate::word::body) fn emit(&mut self, pieces: &[LinePiece]) {
        let span = self.span();
        self.emit_layer(&joined(pieces), 0, span);
    }

    /// Opens what neighbouring pieces have in common: links, then each look. There are seven layers.
    fn emit_layer(&mut self, pieces: &[LinePiece], layer: usize, span: Span) {
        let key = |piece: &LinePiece| match layer {
            0 => piece.link,
            _ => piece.look.has(layer).then_some(0),
        };
        for group in pieces.chunk_by(|one, other| key(one) == key(other)) {
            let Some(first) = group.first() else { continue };
            if layer > 6 {
                group.iter().for_each(|piece| self.emit_piece(piece, span));
                continue;
            }
            let container = match (layer, key(first)) {
                (_, None) => None,
                (0, Some(link)) => {
                    let url = self.links.get(link).cloned().unwrap_or_default();
                    (!url.is_empty()).then_some(Container::Link { url, title: None })
                }
                (1, _) => Some(Container::Strong),
                (2, _) => Some(Container::Emphasis),
                (3, _) => Some(Container::Strikethrough),
                (4, _) => Some(Container::Superscript),
                (5, _) => Some(Container::Subscript),
                // Code holds nothing but its characters.
                _ if group.iter().all(|piece| piece.text().is_some()) => Some(Container::Code),
                _ => None,
            };
            let opened = container.map(|container| self.builder.open(container, span));
            self.emit_layer(group, layer + 1, span);
            if let Some(opened) = opened {
                self.builder.close(opened);
            }
        }
    }

    fn emit_piece(&mut self, piece: &LinePiece, span: Span) {
        match &piece.content {
            PieceContent::Text(text) => self.builder.text(text.replace(['\t', '\n', '\r'], " "), span),
            PieceContent::Break => self.builder.inline(Inline::HardBreak),
            PieceContent::Picture { picture, .. } => {
                let opened = self.builder.open(Container::Image(picture.clone()), span);
                self.builder.close(opened);
            }
            PieceContent::Note(name) => self.builder.footnote_reference(name, span),
            PieceContent::Math { tex, display } => self.builder.math(tex, *display, span),
        }
    }
}

//! Pictures that stand alone, their captions and credits.

use super::{paragraph::ParagraphShape, state::PendingFigure};
use crate::{
    Action, FindingKind,
    assemble::credit,
    word::body::{
        inline::piece::{LinePiece, PieceContent, PieceLook, plain_text},
        reader::WordReader,
    },
};
use pressroom_read::builder::{Container, Picture};

/// The longest line that may be a picture's credit.
const MAX_CREDIT: usize = 200;

impl<'d> WordReader<'d, '_, '_, '_> {
    /// Takes pictures that float beside the text out of it.
    pub(super) fn take_floating(&mut self, pieces: &mut Vec<LinePiece>) -> Vec<LinePiece> {
        if self.in_cell > 0 {
            return Vec::new();
        }
        let floats = |piece: &LinePiece| matches!(piece.content, PieceContent::Picture { floats: true, .. });
        let (out, rest) = std::mem::take(pieces).into_iter().partition(floats);
        *pieces = rest;
        out
    }

    /// A paragraph of pictures alone: they wait for their caption.
    pub(super) fn place_figures(
        &mut self,
        shape: &ParagraphShape<'d>,
        pieces: &mut Vec<LinePiece>,
        floats: &[LinePiece],
    ) -> bool {
        let is_picture = |piece: &LinePiece| matches!(piece.content, PieceContent::Picture { .. });
        let only = pieces.iter().all(|piece| is_picture(piece) || piece.is_blank());
        let all = floats.len() + pieces.iter().filter(|piece| is_picture(piece)).count();
        if !only || all == 0 || self.in_cell > 0 || (shape.list.is_some() && floats.is_empty()) {
            return false;
        }
        self.end_group();
        self.flush();
        self.end_lists_before(shape.left.filter(|_| shape.own_left));
        let pictures = floats.iter().cloned().chain(std::mem::take(pieces)).filter(is_picture);
        self.wait_for(floats_of(pictures.collect()));
        true
    }

    /// Pictures that wait for their caption.
    pub(super) fn wait_for(&mut self, pictures: Vec<(Picture, Option<usize>)>) {
        let paragraph = self.paragraph;
        let figure = |(picture, link): (Picture, Option<usize>)| PendingFigure { picture, link, paragraph };
        self.figures.extend(pictures.into_iter().map(figure));
    }

    /// A caption: of the picture before it, else of the table or picture after it.
    pub(super) fn caption(&mut self, pieces: Vec<LinePiece>) {
        if !self.figures.is_empty() {
            return self.flush_figures(Some(pieces));
        }
        if self.in_cell > 0 || !self.lists.is_empty() {
            return self.paragraph_of(&pieces);
        }
        self.end_blocks();
        self.caption = Some(pieces);
    }

    /// True for a line such as "Photo: A. Nother" after a picture.
    pub(super) fn is_credit(&self, pieces: &[LinePiece]) -> bool {
        !self.figures.is_empty() && {
            let text = plain_text(pieces);
            text.len() <= MAX_CREDIT && credit::credit(&text).is_some()
        }
    }

    /// Ends pictures that wait for a caption; the last one gets it.
    pub(super) fn flush_figures(&mut self, caption: Option<Vec<LinePiece>>) {
        let figures = std::mem::take(&mut self.figures);
        let mut caption = caption.or_else(|| if figures.is_empty() { None } else { self.caption.take() });
        let last = figures.len().saturating_sub(1);
        let here = self.paragraph;
        for (at, mut figure) in figures.into_iter().enumerate() {
            let mut own = if at == last { caption.take() } else { None };
            let text = own.as_deref().map(plain_text).unwrap_or_default();
            let is_plain = own.iter().flatten().all(|piece| piece.text().is_some() && piece.link.is_none());
            if let Some((rest, made_by)) = credit::split(&text).filter(|_| is_plain) {
                let message = "who made the picture was told from its caption";
                self.find(FindingKind::Picture, Action::Changed, text, message);
                figure.picture.credit = Some(made_by);
                own = (!rest.is_empty()).then(|| vec![LinePiece::plain(rest)]);
            }
            self.paragraph = figure.paragraph;
            self.figure(figure, own);
        }
        self.paragraph = here;
    }

    pub(super) fn figure(&mut self, figure: PendingFigure, caption: Option<Vec<LinePiece>>) {
        let span = self.span();
        let opened = self.builder.open(Container::Figure, span);
        let content = PieceContent::Picture { picture: Box::new(figure.picture), floats: false };
        self.emit(&[LinePiece { content, look: PieceLook::default(), link: figure.link }]);
        if let Some(caption) = caption {
            let opened = self.builder.open(Container::Caption, span);
            self.emit(&caption);
            self.builder.close(opened);
        }
        self.builder.close(opened);
    }
}

/// The pictures of pieces.
pub(super) fn floats_of(pieces: Vec<LinePiece>) -> Vec<(Picture, Option<usize>)> {
    let picture = |piece: LinePiece| match piece.content {
        PieceContent::Picture { picture, .. } => Some((*picture, piece.link)),
        PieceContent::Text(_) | PieceContent::Break | PieceContent::Note(_) | PieceContent::Math { .. } => {
            None
        }
    };
    pieces.into_iter().filter_map(picture).collect()
}

//! Paragraphs whose styles are the house's own.

use super::{paragraph::ParagraphShape, state::GroupKind};
use crate::{
    Action, FindingKind,
    assemble::credit,
    word::body::{
        inline::piece::{LinePiece, plain_text},
        reader::WordReader,
    },
};
use pressroom_config::StyleMeaning;
use pressroom_document::{Author, AuthorKind};

impl<'d> WordReader<'d, '_, '_, '_> {
    /// A paragraph whose style the house gives a meaning.
    pub(super) fn place_house(
        &mut self,
        meaning: StyleMeaning,
        shape: &ParagraphShape<'d>,
        mut pieces: Vec<LinePiece>,
    ) {
        let text = plain_text(&pieces);
        match meaning {
            StyleMeaning::Headline if self.metadata.headline.is_none() => self.metadata.headline = Some(text),
            StyleMeaning::Kicker if self.metadata.kicker.is_none() => self.metadata.kicker = Some(text),
            StyleMeaning::Dek if self.metadata.description.is_none() => {
                self.metadata.description = Some(text)
            }
            StyleMeaning::Byline => {
                self.metadata.authors.extend(credit::authors(&text).into_iter().map(|name| Author {
                    name,
                    url: None,
                    kind: AuthorKind::default(),
                }));
            }
            StyleMeaning::Card | StyleMeaning::Headline => self.heading(2, pieces),
            StyleMeaning::Heading => self.heading(3, pieces),
            StyleMeaning::Quote => self.grouped(GroupKind::Quote, &pieces),
            StyleMeaning::Related => self.grouped(GroupKind::Related, &pieces),
            StyleMeaning::Note => self.grouped(GroupKind::Note, &pieces),
            StyleMeaning::Signoff => self.grouped(GroupKind::Signoff, &pieces),
            StyleMeaning::Caption => self.caption(pieces),
            StyleMeaning::Credit => match self.figures.last_mut() {
                Some(figure) => {
                    figure.picture.credit = Some(credit::credit(&text).unwrap_or(text));
                }
                None => {
                    self.find(
                        FindingKind::Picture,
                        Action::Kept,
                        text,
                        "a credit without a picture before it",
                    );
                    self.end_blocks();
                    self.paragraph_of(&pieces);
                }
            },
            StyleMeaning::Code => self.code_line(&pieces),
            StyleMeaning::Ignore => {
                let message = "its style says that it is not part of the explainer";
                self.find(FindingKind::Style, Action::LeftOut, text, message);
            }
            StyleMeaning::Paragraph
            | StyleMeaning::Kicker
            | StyleMeaning::Dek
            | StyleMeaning::Emphasis
            | StyleMeaning::Strong => {
                for piece in &mut pieces {
                    piece.look.italic |= meaning == StyleMeaning::Emphasis;
                    piece.look.bold |= meaning == StyleMeaning::Strong;
                }
                self.end_group();
                self.flush();
                if let Some((list, level)) = shape.list {
                    return self.item(list, level, shape.left, &pieces);
                }
                self.end_lists_before(shape.left);
                self.paragraph_of(&pieces);
            }
        }
    }

    /// Reports a style of the house without a meaning.
    pub(super) fn report_style(&mut self, shape: &ParagraphShape<'d>) {
        let Some(style) = shape.style.as_ref().filter(|style| style.is_custom && style.meaning.is_none())
        else {
            return;
        };
        let message = format!(
            "the style “{}” has no meaning that is known: its paragraphs are running text; say what it means in \
             [import.styles] of pressroom.toml",
            style.name
        );
        self.count_finding(FindingKind::Style, Action::LeftOut, style.name, &message);
    }
}

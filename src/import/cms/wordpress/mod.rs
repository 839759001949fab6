//! WordPress: the export in eXtended RSS (WXR), a post or page each an explainer.
//!
//! [`xml`] makes XML of what plugins and old versions wrote, [`item`] takes the items, [`markup`] reads the marks of blocks
//! and shortcodes, [`shape`] gives the elements of blocks their meaning.

mod date;
mod item;
mod markup;
mod media;
mod post;
mod shape;
mod shortcode;
mod xml;

pub(crate) use media::paths;
pub(crate) use post::read;
pub(crate) use xml::is_export;

//! HTML: web pages as browsers save them, and what Google Docs exports.

pub(crate) mod google;
pub(crate) mod html;
pub(crate) mod page;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

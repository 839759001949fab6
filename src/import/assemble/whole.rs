//! Documents that are whole already: their pictures move beside the Markdown file.

use std::sync::Arc;

use crate::article::Article;
use pressroom_document::Document;

/// Gives the pictures of a document their paths in the folder of its name, and the article their files.
pub(super) fn take_pictures(mut document: Document, article: &mut Article) -> Document {
    document.metadata.slug.clone_from(&article.name);
    for asset in &mut document.assets {
        let below = relative(&asset.path);
        asset.path = format!("{}/{below}", article.name);
        article.pictures.insert(below, Arc::clone(&asset.bytes));
    }
    document
}

/// A path that leads out of no folder.
fn relative(path: &str) -> String {
    let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        assert_eq!(relative("../../a/./b.png"), "a/b.png");
        assert_eq!(relative("/c.png"), "c.png");
    }
}

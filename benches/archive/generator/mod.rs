//! Makes archives of explainers: as many as are wanted, each different, the same ones for the same seed.

#![allow(dead_code)] // Each benchmark and test uses some of it.

mod article;
mod pictures;
mod random;
mod vocabulary;

use std::{collections::BTreeSet, fs, io, path::Path};

pub(crate) use article::{Order, article};
pub(crate) use random::Random;

/// The configuration beside the articles.
pub(crate) const CONFIGURATION: &str = "[site]
name = \"The Archive\"
base_url = \"https://archive.example/\"

[publisher]
name = \"The Archive\"
url = \"https://archive.example/\"
logo = \"https://archive.example/logo.png\"
";

/// The shortest and the longest article, in words.
const WORDS: [usize; 2] = [300, 3_000];

/// An archive that is to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Another one makes another archive.
    pub(crate) seed: u64,
    /// How many articles.
    pub(crate) articles: usize,
    /// Every how many articles one has pictures; 0 for none.
    pub(crate) pictures_every: usize,
    /// How many pictures there are, which all articles share.
    pub(crate) pool: usize,
    /// How large they are, as a percentage of what newsrooms use.
    pub(crate) picture_size: u32,
}

impl Plan {
    /// An archive like that of a newsroom.
    pub(crate) fn new(articles: usize) -> Self {
        Self { seed: 1, articles, pictures_every: 3, pool: 36, picture_size: 100 }
    }

    /// What an article is made from.
    pub(crate) fn order(&self, number: usize) -> Order {
        let mut random = Random::new(self.seed, !(number as u64));
        // Short ones are more frequent than long ones, as in newsrooms.
        let [shortest, longest] = WORDS;
        let words = shortest + random.below(longest - shortest).min(random.below(longest - shortest));
        let with_pictures = self.pictures_every > 0 && number.is_multiple_of(self.pictures_every);
        Order { seed: self.seed, number, words, pool: if with_pictures { self.pool } else { 0 } }
    }

    /// Writes articles, pictures and configuration into a folder.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("pressroom.toml"), CONFIGURATION)?;
        if self.pictures_every > 0 {
            self.write_pictures(folder)?;
        }
        (0..self.articles).try_for_each(|number| {
            fs::write(folder.join(format!("{}.md", self.slug(number))), article(&self.order(number)))
        })
    }

    /// Writes the pictures alone.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn write_pictures(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder.join("pictures"))?;
        (0..self.pool).try_for_each(|index| {
            fs::write(folder.join(pictures::path(index)), pictures::file(self.seed, index, self.picture_size))
        })
    }

    /// What an article is called.
    pub(crate) fn slug(&self, number: usize) -> String {
        format!("explainer-{number:06}")
    }

    /// The paths of all pictures.
    pub(crate) fn picture_paths(&self) -> Vec<String> {
        (0..self.pool).map(pictures::path).collect()
    }

    /// The paths of the pictures that the articles show.
    pub(crate) fn shown(&self) -> BTreeSet<String> {
        let mut left: BTreeSet<String> = self.picture_paths().into_iter().collect();
        let mut shown = BTreeSet::new();
        for order in (0..self.articles).map(|number| self.order(number)).filter(|order| order.pool > 0) {
            if left.is_empty() {
                break;
            }
            let text = article(&order);
            shown.extend(left.extract_if(.., |path| text.contains(path.as_str())));
        }
        shown
    }
}

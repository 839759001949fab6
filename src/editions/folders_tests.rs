//! What an edition takes from a theme is what it says that it takes: an edition is left as it is where nothing of that changed.

use super::registry;
use pressroom_config::Site;
use pressroom_diagnostics::Diagnostics;
use pressroom_images::ImageCache;
use pressroom_render::{Context, Edition, EditionKind};
use pressroom_theme::{DEFAULT, Theme, TokenTable, builtin_names};

fn render_edition(kind: &EditionKind, theme: &Theme) -> Result<Edition, Diagnostics> {
    let (site, image_cache, words) = (Site::default(), ImageCache::default(), theme.messages("en"));
    let document = pressroom_samples::every_variant();
    (kind.prepare)(theme)?.render(&document, &Context::new(&site, &words, &image_cache))
}

#[test]
fn editions_need_only_the_folders_that_they_name() {
    for name in builtin_names() {
        let theme = Theme::builtin(&name).unwrap();
        for kind in registry() {
            let seen = |theme: &Theme| match render_edition(kind, theme) {
                Ok(edition) => (edition.files, edition.warnings),
                Err(found) => (Default::default(), found),
            };
            let (whole, part) = (seen(&theme), seen(&theme.restrict_to(kind.theme_dirs)));
            assert!(
                whole == part,
                "{} of {name} takes more than {:?}: {:?}",
                kind.name,
                kind.theme_dirs,
                part.1
            );
            assert!(!whole.0.is_empty() || kind.name == "proof", "{}: {:?}", kind.name, whole.1);
        }
    }
}

#[test]
fn the_hash_of_a_theme_is_that_of_the_folders() {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let hash = |theme: &Theme, dirs: &[&str]| theme.hash_parts(dirs, TokenTable::ALL);
    assert_eq!(hash(&theme, &["web/"]), hash(&theme.restrict_to(&["web/"]), &["web/"]));
    assert_ne!(hash(&theme, &["web/"]), hash(&theme.restrict_to(&["epub/"]), &["web/"]));
    assert_ne!(hash(&theme, &["web/"]), hash(&theme, &["epub/"]));
    assert_ne!(hash(&theme, &[]), hash(&Theme::builtin("bulletin").unwrap(), &[]));
}

//! What an edition takes from a theme is what it says that it takes: an edition is left as it is where nothing of that changed.

use super::registry;
use pressroom_config::Site;
use pressroom_diagnostics::Diagnostics;
use pressroom_images::ImageCache;
use pressroom_render::{Context, Edition, EditionKind};
use pressroom_theme::{DEFAULT, Theme, builtin_names};

fn made(kind: &EditionKind, theme: &Theme) -> Result<Edition, Diagnostics> {
    let (site, darkroom, words) = (Site::default(), Darkroom::default(), theme.messages("en"));
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
            let (whole, part) = (seen(&theme), seen(&theme.only(kind.theme_dirs)));
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
    assert_eq!(theme.hash(&["web/"]), theme.only(&["web/"]).hash(&["web/"]));
    assert_ne!(theme.hash(&["web/"]), theme.only(&["epub/"]).hash(&["web/"]));
    assert_ne!(theme.hash(&["web/"]), theme.hash(&["epub/"]));
    assert_ne!(theme.hash(&[]), Theme::builtin("bulletin").unwrap().hash(&[]));
}

//! What an edition takes from a theme and from the configuration is what it says that it takes: an edition is left as it is where
//! nothing of that changed.

use super::registry;
use pressroom_config::Site;
use pressroom_diagnostics::Diagnostics;
use pressroom_images::ImageCache;
use pressroom_render::{Context, Edition, EditionKind};
use pressroom_theme::{DEFAULT, Theme, TokenTable, builtin_names};

fn render_edition(kind: &EditionKind, theme: &Theme, site: &Site) -> Result<Edition, Diagnostics> {
    let (image_cache, words) = (ImageCache::default(), theme.messages("en"));
    let document = pressroom_samples::every_variant();
    (kind.prepare)(theme)?.render(&document, &Context::new(site, &words, &image_cache))
}

#[test]
fn editions_need_only_the_folders_that_they_name() {
    for name in builtin_names() {
        let theme = Theme::builtin(&name).unwrap();
        for kind in registry() {
            let seen = |theme: &Theme| match render_edition(kind, theme, &Site::default()) {
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

/// A site that says something in every table.
fn full_site() -> Site {
    let text = "[site]\nname = \"The Desk\"\nbase_url = \"https://desk.example/\"\npages = false\nfeeds = false\n\
        [newsletter]\nreason = \"You asked for it.\"\naddress = \"1 Street\"\nwidth = 50\nascii = true\nteaser = true\n\
        references = \"end\"\npictures = \"cid\"\nlist_id = \"list.desk.example\"\nview_online = false\n\
        unsubscribe = \"https://desk.example/u\"\nfrom = \"Desk <desk@desk.example>\"\n[newsletter.utm]\nutm_source = \"n\"\n\
        [amp]\ntransformed = false\n[web]\nshare = [\"x\"]\n[feeds]\nitems = 5\n\
        [epub.certification]\nby = \"A\"\n";
    let source = pressroom_diagnostics::Source::new("pressroom.toml", text);
    pressroom_config::configuration(&source).0.site
}

#[test]
fn editions_need_only_the_tables_that_they_name() {
    let (theme, site) = (Theme::builtin(DEFAULT).unwrap(), full_site());
    let none = site.only(&[]);
    assert!(none.newsletter != site.newsletter && none.amp != site.amp && none.web != site.web, "{site:?}");
    for kind in registry() {
        let seen = |site: &Site| match render_edition(kind, &theme, site) {
            Ok(edition) => (edition.files, edition.warnings),
            Err(found) => (Default::default(), found),
        };
        assert!(
            seen(&site) == seen(&site.only(kind.tables)),
            "{} takes more than {:?}",
            kind.name,
            kind.tables
        );
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

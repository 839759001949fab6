//! What an edition takes from a theme and from the configuration is what it says that it takes: an edition is left as it is where
//! nothing of that changed.

use super::registry;
use pressroom_config::Site;
use pressroom_diagnostics::Diagnostics;
use pressroom_images::ImageCache;
use pressroom_render::{Context, Edition, EditionKind};
use pressroom_theme::{DEFAULT, Files, Theme, TokenTable, builtin_names};

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

/// The default theme with every token of a table changed.
fn with_other_tokens(table: TokenTable) -> Theme {
    let changes: &[(&str, &str)] = match table {
        TokenTable::Light => &[
            ("text = \"#1a1a1a\"", "text = \"#0a0a0a\""),
            ("muted = \"#595959\"", "muted = \"#494949\""),
            ("accent = \"#a3142e\"", "accent = \"#93041e\""),
            ("rule = \"#d4d0c8\"", "rule = \"#c4c0b8\""),
            ("tint = \"#f6f3ee\"", "tint = \"#f7f4ef\""),
        ],
        TokenTable::Dark => &[
            ("text = \"#e8e6e3\"", "text = \"#f8f6f3\""),
            ("background = \"#16181b\"", "background = \"#06080b\""),
            ("accent = \"#ff8d95\"", "accent = \"#ff9da5\""),
        ],
        TokenTable::Font => &[
            ("text = \"Source Serif 4\"", "text = \"Source Sans 3\""),
            ("display = \"Source Sans 3\"", "display = \"Source Serif 4\""),
            ("web_text = \"Charter, ", "web_text = \"Lora, Charter, "),
            ("web_display = \"system-ui, ", "web_display = \"Lato, system-ui, "),
        ],
        TokenTable::Page => &[
            ("margin = [24, 24, 26, 24]", "margin = [20, 22, 20, 22]"),
            ("text_size = 10.5", "text_size = 11"),
        ],
        TokenTable::Web => &[("lead = 44", "lead = 40"), ("figure = 38", "figure = 30")],
        TokenTable::Epub => &[("\nchapters = \"card\"", "\nchapters = \"article\"")],
        TokenTable::Print => &[("preset = \"newspaper\"", "preset = \"magazine\"")],
    };
    let theme = Theme::builtin(DEFAULT).unwrap();
    let mut files: Files =
        theme.files_below("").map(|(path, file)| (path.to_owned(), file.clone())).collect();
    let mut tokens = String::from_utf8(files.remove("theme.toml").unwrap().into_owned()).unwrap();
    for (from, to) in changes {
        assert!(tokens.contains(from), "{from}");
        tokens = tokens.replacen(from, to, 1);
    }
    files.insert("theme.toml".to_owned(), tokens.into_bytes().into());
    Theme::load(DEFAULT, files).unwrap()
}

#[test]
fn editions_need_only_the_tokens_that_they_name() {
    let (site, theme) = (Site::default(), Theme::builtin(DEFAULT).unwrap());
    let mut changed = std::collections::BTreeSet::new();
    let others: Vec<_> = TokenTable::ALL.iter().map(|table| (*table, with_other_tokens(*table))).collect();
    for kind in registry() {
        let seen = |theme: &Theme| match render_edition(kind, theme, &site) {
            Ok(edition) => (edition.files, edition.warnings),
            Err(found) => (Default::default(), found),
        };
        let whole = seen(&theme);
        for (table, other) in &others {
            let differs = seen(other) != whole;
            assert!(!differs || kind.theme_tables.contains(table), "{} is made from {table:?}", kind.name);
            changed.extend(differs.then_some(table.key()));
        }
    }
    for table in ["light", "dark", "font", "epub"] {
        assert!(changed.contains(table), "{table} changes no edition");
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

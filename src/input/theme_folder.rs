//! Loads themes: built in, or from a folder on the disk.

use std::{
    borrow::Cow,
    cell::OnceCell,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::source::read_at_most;
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport, Source, nearest};
use pressroom_files::disk;
use pressroom_theme::{self as theme, Files, Theme};

/// The folder of a newsroom's own themes, beside `pressroom.toml`.
const THEMES: &str = "themes";
/// What makes a folder a theme.
const MANIFEST: &str = "theme.toml";

const MAX_FILE: u64 = 64 * 1024 * 1024;
const MAX_TOTAL: u64 = 256 * 1024 * 1024;
const MAX_FILES: usize = 2000;
const MAX_DEPTH: usize = 8;

/// The theme `name`: a folder, relative to `base`, where the name has a slash or such a folder holds a theme; else one
/// of `themes/` in `home`; else a built-in theme.
///
/// # Errors
/// What is wrong with it, with the text that the findings point into.
pub fn load_theme(name: &str, base: &Path, home: &Path) -> Result<Theme, DiagnosticReport> {
    let has_slash = name.contains(['/', std::path::MAIN_SEPARATOR]);
    let folder = if has_slash { Some(base.join(name)) } else { folder_of(name, base, home)? };
    let loaded = match folder {
        Some(folder) => {
            let files = files(&folder).map_err(|unusable| unusable.report(&folder))?;
            // What the disk does not give of another theme is no mistake in this one.
            let refused = OnceCell::new();
            let resolve = |name: &str| {
                find_sibling(&folder, name).map_err(|unusable| {
                    if unusable.code == Code::Disk {
                        refused.get_or_init(|| unusable.clone());
                    }
                    unusable.message.into()
                })
            };
            let loaded = Theme::load_with_resolver(&shown(&folder), files, &resolve);
            match refused.into_inner() {
                Some(unusable) => return Err(unusable.report(&folder)),
                None => loaded,
            }
        }
        None if has_slash || theme::builtin_names().iter().any(|known| known == name) => Theme::builtin(name),
        None => return Err(unknown(name, home)),
    };
    loaded.map_err(|(source, found)| DiagnosticReport::new(source, found))
}

/// Why a theme's folder can't be used.
#[derive(Debug, Clone)]
struct Unusable {
    code: Code,
    message: String,
}

impl Unusable {
    fn wrong(message: String) -> Self {
        Self { code: Code::BadTheme, message }
    }

    fn unread(path: &Path, error: &io::Error) -> Self {
        let code = if disk::is_of_disk(error) { Code::Disk } else { Code::BadTheme };
        Self { code, message: format!("{} can't be read: {error}", path.display()) }
    }

    fn report(self, folder: &Path) -> DiagnosticReport {
        let finding = Diagnostic::error(self.code, self.message);
        DiagnosticReport::new(Source::new(folder.to_string_lossy(), ""), vec![finding])
    }
}

/// The folder of a theme that was named without a slash; `None` where there is none.
///
/// # Errors
/// The disk can't tell: another theme of this name would be taken.
fn folder_of(name: &str, base: &Path, home: &Path) -> Result<Option<PathBuf>, DiagnosticReport> {
    for folder in [base.join(name), home.join(THEMES).join(name)] {
        let manifest = folder.join(MANIFEST);
        match disk::is_file(&manifest) {
            Ok(true) => return Ok(Some(folder)),
            Ok(false) => {}
            Err(error) => return Err(Unusable::unread(&manifest, &error).report(&folder)),
        }
    }
    Ok(None)
}

/// There is no theme `name`; says which may have been meant.
fn unknown(name: &str, home: &Path) -> DiagnosticReport {
    // What can't be listed is not offered.
    let local = local_themes(home).unwrap_or_default();
    let known: Vec<String> = local.into_iter().chain(theme::builtin_names()).collect();
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names = known.join(", ");
            format!("the themes: {names}; a folder is named with a slash, as in themes/{name}")
        }
    };
    let finding = Diagnostic::error(Code::BadTheme, format!("there is no theme `{name}`")).help(help);
    DiagnosticReport::new(Source::new(name, ""), vec![finding])
}

/// A folder's name for people.
fn shown(folder: &Path) -> String {
    folder.strip_prefix("./").unwrap_or(folder).to_string_lossy().into_owned()
}

/// The theme `name` in the folder that `folder` is in; `None` where there is none.
fn find_sibling(folder: &Path, name: &str) -> Result<Option<(String, Files)>, Unusable> {
    let themes = folder.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let other = themes.join(name);
    let refused = |error: io::Error| Unusable::unread(&other, &error);
    if !disk::is_file(&other.join(MANIFEST)).map_err(refused)? {
        return Ok(None);
    }
    let real = fs::canonicalize(&other).map_err(refused)?;
    if !real.starts_with(fs::canonicalize(themes).map_err(refused)?) {
        return Err(Unusable::wrong(format!("{} leads out of the folder of themes", other.display())));
    }
    Ok(Some((shown(&other), files(&other)?)))
}

/// The names of the themes in `themes/` of `home`, sorted.
///
/// # Errors
/// The disk's.
pub fn local_themes(home: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in disk::entries_if_any(&home.join(THEMES))? {
        if disk::is_file(&entry.path.join(MANIFEST))? {
            names.push(entry.name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The files of a theme's folder; hidden ones are passed over.
fn files(folder: &Path) -> Result<Files, Unusable> {
    let refused = Unusable::unread;
    let wrong = |path: &Path, what: &str| Err(Unusable::wrong(format!("{} {what}", path.display())));
    let root = fs::canonicalize(folder).map_err(|error| refused(folder, &error))?;
    let mut files = Files::new();
    let mut total = 0;
    let mut folders: Vec<(PathBuf, String, usize)> = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for entry in disk::entries(&folder).map_err(|error| refused(&folder, &error))? {
            let path = entry.path;
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                return wrong(&path, "has a name that is not UTF-8");
            };
            if name.starts_with('.') {
                continue;
            }
            let real = fs::canonicalize(&path).map_err(|error| refused(&path, &error))?;
            if !real.starts_with(&root) {
                return wrong(&path, "leads out of the theme's folder");
            }
            let inner = format!("{prefix}{name}");
            let metadata = fs::metadata(&real).map_err(|error| refused(&path, &error))?;
            if metadata.is_dir() {
                if depth >= MAX_DEPTH {
                    return wrong(&path, "is nested too deeply");
                }
                folders.push((path, format!("{inner}/"), depth + 1));
                continue;
            }
            if !metadata.is_file() {
                return wrong(&path, "is not a file");
            }
            let content = File::open(&real).and_then(|file| read_at_most(file, MAX_FILE));
            let content = content.map_err(|error| refused(&path, &error))?;
            total += content.len() as u64;
            if content.len() as u64 > MAX_FILE || total > MAX_TOTAL || files.len() >= MAX_FILES {
                return wrong(&path, "is more than a theme may hold");
            }
            files.insert(inner, Cow::Owned(content));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_are_found_by_folder_and_by_name() {
        let base = tempfile::tempdir().unwrap();
        let house = base.path().join("themes/house");
        fs::create_dir_all(house.join("web")).unwrap();
        fs::write(house.join(MANIFEST), "extends = \"default\"\n[light]\naccent = \"#123456\"\n").unwrap();
        fs::write(house.join("web/extra.css"), "p {}").unwrap();
        let here = Path::new(".");
        for name in ["house", "themes/house"] {
            let theme = load_theme(name, base.path(), base.path()).unwrap();
            assert_eq!(theme.tokens.light.accent, "#123456");
            assert_eq!(theme.text("web/extra.css").unwrap(), "p {}");
        }
        assert_eq!(local_themes(base.path()).unwrap(), ["house"]);
        assert!(load_theme("default", base.path(), base.path()).is_ok());
        assert!(load_theme("house", here, here).is_err());
        assert!(load_theme("none/at/all", here, here).is_err());
    }

    #[test]
    fn themes_extend_those_beside_them_and_never_each_other() {
        let base = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let folder = base.path().join("themes").join(name);
            fs::create_dir_all(folder.join("web")).unwrap();
            fs::write(folder.join(MANIFEST), text).unwrap();
            fs::write(folder.join(format!("web/{name}.css")), "p {}").unwrap();
        };
        write("house", "extends = \"bulletin\"\n[light]\naccent = \"#123456\"\n");
        write("desk", "extends = \"house\"\n[light]\nmuted = \"#444444\"\n");
        let theme = load_theme("desk", base.path(), base.path()).unwrap();
        assert_eq!((&*theme.tokens.light.accent, &*theme.tokens.light.muted), ("#123456", "#444444"));
        assert!(theme.source("web/house.css").unwrap().name.ends_with("themes/house/web/house.css"));
        assert_eq!(
            theme.source("theme.toml").unwrap().name,
            base.path().join("themes/desk/theme.toml").to_string_lossy()
        );

        write("house", "extends = \"desk\"\n");
        let report = load_theme("desk", base.path(), base.path()).unwrap_err();
        let finding = &report.findings[0].diagnostic;
        assert_eq!(finding.message, "`desk` extends `house` extends `desk`: that never ends");
        assert!(report.source.name.ends_with("themes/house/theme.toml"), "{}", report.source.name);
        for (extends, expected) in [("../house", "can't be the name"), ("bulletn", "there is no theme")] {
            write("desk", &format!("extends = \"{extends}\"\n"));
            let report = load_theme("desk", base.path(), base.path()).unwrap_err();
            let finding = &report.findings[0].diagnostic;
            assert!(finding.message.contains(expected), "{}", finding.message);
            assert_eq!(finding.span.map(|span| span.start), Some(10));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_theme_can_not_reach_out_of_its_folder() {
        let base = tempfile::tempdir().unwrap();
        let house = base.path().join("house");
        fs::create_dir(&house).unwrap();
        fs::write(base.path().join("secret"), "secret").unwrap();
        fs::write(house.join(MANIFEST), "extends = \"default\"\n").unwrap();
        std::os::unix::fs::symlink("../secret", house.join("inside")).unwrap();
        let report = load_theme("./house", base.path(), base.path()).unwrap_err();
        assert!(report.findings[0].diagnostic.message.ends_with("leads out of the theme's folder"));

        let (themes, elsewhere) = (base.path().join("themes"), base.path().join("elsewhere"));
        for folder in [themes.join("desk"), elsewhere.clone()] {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(MANIFEST), "extends = \"away\"\n").unwrap();
        }
        std::os::unix::fs::symlink(&elsewhere, themes.join("away")).unwrap();
        let report = load_theme("desk", base.path(), base.path()).unwrap_err();
        assert!(report.findings[0].diagnostic.message.ends_with("leads out of the folder of themes"));
    }
}

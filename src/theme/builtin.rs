//! The themes that are part of the program.

use rust_embed::RustEmbed;

use super::files::Files;

/// The theme used where none is named, and the one that others extend.
pub const DEFAULT: &str = "default";

#[derive(RustEmbed)]
#[folder = "../../themes/"]
struct Builtin;

/// The names of the built-in themes, sorted.
pub fn builtin_names() -> Vec<String> {
    let mut names: Vec<String> =
        Builtin::iter().filter_map(|path| path.strip_suffix("/theme.toml").map(str::to_owned)).collect();
    names.sort();
    names
}

/// The files of a built-in theme, its own only.
pub(crate) fn files(name: &str) -> Option<Files> {
    let folder = format!("{name}/");
    let files: Files = Builtin::iter()
        .filter_map(|path| {
            let inner = path.strip_prefix(folder.as_str())?.to_owned();
            Some((inner, Builtin::get(&path)?.data))
        })
        .collect();
    (!files.is_empty()).then_some(files)
}

/// The words of the default theme in a language, as its file has them.
pub(crate) fn words(name: &str) -> Option<String> {
    let file = Builtin::get(&format!("{DEFAULT}/words/{name}.toml"))?;
    String::from_utf8(file.data.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_stand_beside_their_licences() {
        for name in builtin_names() {
            let files = files(&name).unwrap();
            let fonts = files.iter().filter(|(path, _)| path.ends_with(".ttf"));
            assert!(fonts.map(|(_, content)| content.len()).sum::<usize>() < 4_000_000);
            assert!(files.keys().any(|path| path.starts_with("fonts/OFL-")), "{name}");
        }
    }
}

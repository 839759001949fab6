//! Checks that PDFs can show the letters of the explainers.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{
    super::build::{INPUT, path_error},
    health::HealthCheck,
};
use crate::cli::{args::Doctor, exit::CommandError, project::Project};
use pressroom_files::disk;
use pressroom_input::pictures::PictureFiles;
use pressroom_read::{ReadOptions, peek_markdown};
use pressroom_render::glyphs::MissingGlyphs;
use pressroom_theme::Theme;

/// Finds letters of the explainers that PDFs could not show, by language.
///
/// # Errors
/// The explainers can't be found.
pub(super) fn check_fonts(
    arguments: &Doctor,
    project: &Project,
    theme: &Theme,
) -> Result<Vec<HealthCheck>, CommandError> {
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    let inputs = match pressroom_input::discover(paths, Some(&arguments.out)) {
        Ok(inputs) => inputs,
        Err(error) if arguments.paths.is_empty() && disk::is_absent(&error.error) => {
            return Ok(vec![HealthCheck::warning(
                "fonts",
                "there is no folder `input`",
                "run it where your explainers are, or name them",
            )]);
        }
        Err(error) => return Err(path_error(&error, arguments.paths.is_empty())),
    };
    let files = PictureFiles::default();
    let pictures = files.beneath(None);
    let mut letters: BTreeMap<String, (BTreeSet<char>, _)> = BTreeMap::new();
    for input in inputs.iter() {
        let text = pressroom_input::source::load_source(&input).source;
        let site = &project.configuration.site;
        let options = ReadOptions { site, slug: &input.slug, pictures: &pictures, now: None };
        let language = peek_markdown(&text, &options).language;
        let (known, _) = letters.entry(language.as_str().to_owned()).or_insert((BTreeSet::new(), language));
        known.extend(text.text.chars().filter(|letter| !letter.is_ascii() && !letter.is_control()));
    }
    let mut checks = Vec::new();
    for (name, (letters, language)) in &letters {
        let mut missing = MissingGlyphs::default();
        let lost = pressroom_pdf::find_missing_letters(theme, letters);
        lost.iter().for_each(|letter| missing.record(*letter, None));
        checks.extend(missing.warnings(language).into_iter().map(|finding| {
            let message = format!("`{name}`: {}", finding.message);
            HealthCheck::warning("fonts", message, finding.help.unwrap_or_default())
        }));
    }
    if checks.is_empty() {
        let languages: Vec<&str> = letters.keys().map(String::as_str).collect();
        checks.push(match languages.is_empty() {
            true => HealthCheck::good("fonts", "no explainer needs any yet"),
            false => HealthCheck::good(
                "fonts",
                format!("every letter of the explainers has one ({})", languages.join(", ")),
            ),
        });
    }
    Ok(checks)
}

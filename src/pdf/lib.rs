//! PDFs that typst sets: one to read (tagged, PDF/UA-1 and PDF/A-2a at once) and one for the press (PDF/X-4).
//!
//! The theme's templates (`pdf/*.typ`) are fixed; a document reaches them as data, in a virtual file `document.json`, and is
//! never read as markup. Templates, library and fonts are prepared once and shared. A finishing pass puts the pictures in.
//!
//! Every word comes back from the file's text (`pdftotext`), with these differences: a hyphenated word has a soft hyphen
//! (U+00AD) and a line end in it, a word longer than its line only the line end; notes stand at the foot of their page, between
//! running foot and head; a character without a glyph is its sign; in Arabic and Hebrew, poppler puts combining marks before
//! their letters and wraps numbers in bidirectional controls.

mod digest;
mod engine;
mod file;
mod fonts;
mod options;
mod print;
mod screen;
mod strips;
mod template_data;

pub use digest::DIGEST;
pub use engine::forget_layouts;
pub use fonts::find_missing_letters;
pub use print::KIND as PRINT;
pub use screen::KIND as PDF;

#[cfg(test)]
mod tests;

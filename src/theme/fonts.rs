//! Fonts from outside the theme.
//!
//! Rendering is pure: it does not look for fonts on the machine. Whoever runs a build hands them in through this trait, and an
//! edition asks only when a document holds a character that no font of the theme shows.

/// The fonts of the machine.
pub trait SystemFonts: std::fmt::Debug + Send + Sync {
    /// How many faces there are. They are numbered from 0 in an order that depends on the fonts alone (such as that
    /// of their paths), never on how they were found. The first call may search the disk.
    fn count(&self) -> usize;

    /// Shows `look` the bytes of the file that holds face number `face`, and the face's index in it (not 0 only in
    /// collections). Does nothing where the file can't be read; [`trouble`](Self::trouble) tells then.
    fn with(&self, face: usize, look: &mut dyn FnMut(&[u8], u32));

    /// The faces that have a glyph for a character, each told from others by its file and by when that was written.
    fn faces_showing(&self, _character: char) -> Vec<String> {
        Vec::new()
    }

    /// Why a font that is there could not be read: what was set since may lack its letters.
    fn trouble(&self) -> Option<String> {
        None
    }
}

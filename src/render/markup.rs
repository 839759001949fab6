//! The escaping writer shared by web and EPUB.

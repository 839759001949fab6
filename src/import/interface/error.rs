//! Why a source can't be imported.

/// Why a source can't be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Neither its name nor its content says what it is.
    #[error(
        "Pressroom can't tell what this file is; save it as .docx, HTML or plain text, or name its kind with --from"
    )]
    UnknownKind,
    /// The file is not what its name or `--from` says, or broken.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// The file can be read with a password only.
    #[error("the file is locked with a password; save it without one and import it again")]
    Locked,
    /// The file, or what it unpacks to, is larger than is read.
    #[error("the file is too large: {0}")]
    TooLarge(String),
    /// There is no text in it.
    #[error("there is no text in this file")]
    Empty,
    /// What was read has no form in Markdown.
    #[error("it can't be written as Markdown: {0}")]
    Write(#[from] pressroom_write::WriteError),
    /// What was read is no document.
    #[error("it can't be read as an explainer: {0}")]
    Document(String),
}

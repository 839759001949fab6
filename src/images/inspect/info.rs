//! The result of an inspection.

use std::sync::Arc;

use crate::error::InspectError;
use pressroom_document::MediaType;

/// The content of a picture file, or the reason why it can't be used. An inspection takes longer than reading the document
/// that shows the picture, so that [`Pictures`](crate::Pictures) may remember it.
#[derive(Debug, Clone)]
pub struct ImageInfo(pub(crate) Result<InspectedImage, InspectError>);

/// A picture that can be used: upright and without metadata.
#[derive(Debug, Clone)]
pub(crate) struct InspectedImage {
    pub(crate) media_type: MediaType,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) sha256: String,
    pub(crate) bytes: Arc<[u8]>,
}

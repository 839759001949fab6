//! Worker processes: documents are read and made in processes of their own, so that one that takes too long, too much
//! memory, or crashes what makes it costs itself alone.
//!
//! The run keeps the rest for itself: it finds and loads the sources, decides what is made again,
//! and writes. A worker opens configuration and theme itself, goes behind a [`fence`] and is given sources one after the other.
//! What looks at the text of a source before it is made is done by workers, too.

mod fence;
mod options;
mod pool;
mod process;
mod protocol;
mod serve;
mod worker_error;

pub use self::{
    fence::sandbox_gap,
    options::Workers,
    serve::{MEMORY_CAN_BE_LIMITED, limit_memory, serve},
    worker_error::NoWorker,
};
pub(crate) use self::{
    pool::WorkerPool,
    protocol::{PrescanResponse, RenderRequest, RenderResponse},
};

//! The `pressroom` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// What is read, rendered and set is many small pieces, made on one thread and often freed on another: faster than the system's
/// allocator there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(pressroom::cli::run())
}

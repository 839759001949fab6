//! The `pressroom` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Faster than the system's allocator for many small pieces that one thread makes and another frees.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(pressroom::run_command_line())
}

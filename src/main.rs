//! The `pressroom` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(pressroom::cli::run())
}

//! `cargo tiny-model`: the command line of tiny-model.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_tiny_model::cli::main()
}

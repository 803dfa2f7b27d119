//! `cargo tiny-model`: models for people.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_tiny_model::cli::main()
}

//! The project's own commands: `cargo xtask setup`, `demo`, `test`, `bless`, `readme`, `measure`.

mod answers;
mod bless;
mod cargo;
mod demo;
mod examples;
mod measure;
mod measurements;
mod readme;
mod setup;
mod test;

use std::process::ExitCode;

use clap::Parser;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Install what the other commands need: compilers for Cortex-M, QEMU. They also do so themselves.
    Setup,
    /// Classify photographs of clothes on an emulated Cortex-M4.
    Demo,
    /// Run everything that CI runs.
    Test,
    Bless(bless::Args),
    Readme(readme::Args),
    /// Measure what a model costs at build time, beside the limits.
    Measure,
}

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Setup => setup::run(),
        Command::Demo => demo::run(),
        Command::Test => return test::run(),
        Command::Bless(args) => bless::run(&args),
        Command::Readme(args) => readme::run(&args),
        Command::Measure => measure::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

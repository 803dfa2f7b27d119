//! The project's own commands: `cargo xtask setup`, `demo`, `test`, `package`, `bless`, `readme`, `measure`.

mod answers;
mod bless;
mod cargo;
mod demo;
mod examples;
mod measure;
mod measurements;
mod oldest;
mod packed;
mod readme;
mod setup;
mod test;
mod tree;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use self::tree::Tree;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Install the requirements of the other commands, which they also install: compilers, QEMU.
    Setup,
    /// Classify photographs of clothes on an emulated Cortex-M4.
    Demo,
    Test(test::Args),
    /// Pack the published packages, and run an application and the command line from only these.
    Package,
    Bless(bless::Args),
    Readme(readme::Args),
    /// Measure the cost of a model at build time, with its limits.
    Measure,
}

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Setup => leaving_files(setup::run),
        Command::Demo => leaving_files(demo::run),
        Command::Test(args) => return test::run(&args),
        Command::Package => leaving_files(packed::run),
        Command::Bless(args) => bless::run(&args),
        Command::Readme(args) => readme::run(&args),
        Command::Measure => leaving_files(measure::run),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command that changes no file of the repository.
fn leaving_files(run: fn() -> Result<()>) -> Result<()> {
    let tree = Tree::now();
    run()?;
    tree.is_still()
}

//! The command line.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::{bench, graph, parity, report, run};

/// The exit status if models or their outputs are wrong: see [`parity`].
const DISAGREEMENT: u8 = 1;
/// The exit status of a wrong command line (clap's own status too), a file that cannot be read, or a model
/// that does not compile.
const FAILURE: u8 = 2;

const AFTER_HELP: &str = "\
Exit status:
  0  done, and everything agrees
  1  `parity` found a model that does not compile, or a byte that differs
  2  the command line, a file or the machine is the problem";

/// Cargo runs `cargo-tiny-model tiny-model …`.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-tiny-model",
    bin_name = "cargo",
    version,
    disable_help_subcommand = true
)]
enum Cargo {
    #[command(display_name = "cargo-tiny-model")]
    TinyModel(TinyModel),
}

/// Runs TensorFlow Lite models as the programs that `tiny_model!` generates, on this machine and on
/// emulated Cortex-M boards.
#[derive(Debug, clap::Args)]
#[command(version, after_help = AFTER_HELP)]
struct TinyModel {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Parity(parity::Args),
    Bench(bench::Args),
    Report(report::Args),
    Graph(graph::Args),
}

/// Runs the command that the arguments of this process describe; errors go to standard error.
#[must_use]
pub fn main() -> ExitCode {
    let Cargo::TinyModel(TinyModel { command }) = Cargo::parse();
    match execute(&command) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILURE)
        }
    }
}

fn execute(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Run(args) => show(&run::run(args)?)?,
        Command::Bench(args) => show(&bench::run(args)?)?,
        Command::Report(args) => show(&report::run(args)?)?,
        Command::Graph(args) => show(&graph::run(args)?)?,
        Command::Parity(args) => {
            let report = parity::run(args)?;
            show(&report)?;
            if !report.passed() {
                return Ok(ExitCode::from(DISAGREEMENT));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints until the reader closes the pipe: `… | head` is not an error.
fn show(report: &impl Display) -> Result<()> {
    match writeln!(io::stdout(), "{report}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot print")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;
    use clap::{Args as _, CommandFactory as _};

    use super::*;
    use crate::choices::Choices;

    #[test]
    fn the_command_line_is_consistent() {
        Cargo::command().debug_assert();
    }

    #[test]
    fn cargo_passes_the_subcommand() {
        let words = [
            "cargo-tiny-model",
            "tiny-model",
            "parity",
            "zoo",
            "--target",
            "cortex-m33",
        ];
        assert!(Cargo::try_parse_from(words).is_ok());
        assert!(
            Cargo::try_parse_from(&words[..3]).is_err(),
            "`parity` requires a folder"
        );
    }

    #[test]
    fn the_program_says_its_version_with_and_without_cargo() {
        let said = [
            &["cargo-tiny-model", "--version"][..],
            &["cargo-tiny-model", "-V"],
            &["cargo-tiny-model", "tiny-model", "--version"],
        ]
        .map(|words| match Cargo::try_parse_from(words) {
            Err(error) if error.kind() == ErrorKind::DisplayVersion => error.to_string(),
            other => panic!("{words:?}: {other:?}"),
        });
        let version = concat!("cargo-tiny-model ", env!("CARGO_PKG_VERSION"), "\n");
        assert_eq!(said, [version; 3]);
    }

    #[test]
    fn choices_are_spelt_alike_everywhere() {
        let command = Cargo::command();
        let tool = command.find_subcommand("tiny-model").expect("the tool");
        let choices = Choices::augment_args(clap::Command::new("choices"));
        for subcommand in tool.get_subcommands() {
            for choice in choices.get_arguments() {
                let name = choice.get_long();
                let arguments = subcommand.get_arguments();
                let mut same = arguments.filter(|argument| argument.get_long() == name);
                let help = same.next().map(|argument| argument.get_help());
                assert_eq!(
                    help,
                    Some(choice.get_help()),
                    "{name:?} of {}",
                    subcommand.get_name()
                );
            }
        }
    }

    #[test]
    fn a_report_wants_models() {
        let words = ["cargo-tiny-model", "tiny-model", "report"];
        assert!(Cargo::try_parse_from(words).is_err());
        let more = ["a.tflite", "--schedule", "smallest", "--svg", "arena.svg"];
        assert!(Cargo::try_parse_from(words.into_iter().chain(more)).is_ok());
    }
}

//! All checks of CI, the fast and informative ones first.

mod tally;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use self::tally::Tally;
use crate::cargo::{cargo, succeed};
use crate::tree::Tree;
use crate::{examples, oldest, packed, setup};

/// The environment variable with the folder of real models.
pub(crate) const ZOO: &str = "TINY_MODEL_ZOO";

/// Run all checks of CI
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only the fast checks that need nothing but Rust: format, lints, unit tests, diagnostics
    #[arg(long)]
    quick: bool,
}

/// A part of the tests.
struct Step {
    name: &'static str,
    run: fn(&mut Tally) -> Result<()>,
}

const FORMAT: Step = Step {
    name: "format",
    run: |_| format(),
};

const LINTS: Step = Step {
    name: "lints",
    run: |_| lints(),
};

/// The steps that find most errors in little time.
const QUICK: [Step; 3] = [
    FORMAT,
    LINTS,
    Step {
        name: "unit tests and diagnostics",
        run: quick_tests,
    },
];

const STEPS: [Step; 7] = [
    FORMAT,
    LINTS,
    Step {
        name: "tools for Cortex-M",
        run: |_| setup::ensure().map(drop),
    },
    Step {
        name: "tests",
        run: tests,
    },
    Step {
        name: "examples",
        run: |_| examples::build_all(),
    },
    Step {
        name: "oldest Rust",
        run: |_| oldest::run(),
    },
    Step {
        name: "packed packages",
        run: |_| packed::run(),
    },
];

/// Runs the steps up to the first failure; the last line printed counts steps and tests.
pub(crate) fn run(args: &Args) -> ExitCode {
    let steps: &[Step] = if args.quick { &QUICK } else { &STEPS };
    let tree = Tree::now();
    let mut tally = Tally::default();
    let mut times = Vec::new();
    let mut failure = None;
    for (number, step) in (1..).zip(steps) {
        println!("[{number}/{}] {}", steps.len(), step.name);
        let start = Instant::now();
        let result = (step.run)(&mut tally).and_then(|()| tree.is_still());
        times.push((step.name, start.elapsed()));
        tally.step(result.is_ok());
        if let Err(error) = result {
            failure = Some((step.name, error));
            break;
        }
    }
    summarize(steps, &times, failure.as_ref());
    if args.quick {
        println!("LEFT OUT: the other steps of `cargo xtask test`");
    }
    if !tree.is_known() {
        println!(
            "LEFT OUT: the check that the repository's files are unchanged; git does not know this folder"
        );
    }
    println!("{tally}");
    if failure.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn summarize(steps: &[Step], times: &[(&str, Duration)], failure: Option<&(&str, anyhow::Error)>) {
    println!();
    for (name, time) in times {
        println!("{:>7.1} s  {name}", time.as_secs_f64());
    }
    if env::var_os(ZOO).is_none() {
        println!("LEFT OUT: the tests on real models; set {ZOO} to their folder to run them");
    }
    if let Some((name, error)) = failure {
        println!("FAILED: {name}: {error:#}");
        for step in &steps[times.len()..] {
            println!("not run: {}", step.name);
        }
    }
}

fn format() -> Result<()> {
    succeed(&mut cargo(&["fmt", "--all", "--check"]))?;
    succeed(cargo(&["fmt", "--all", "--check"]).current_dir(examples::dir()))
}

fn lints() -> Result<()> {
    succeed(&mut cargo(&[
        "clippy",
        "--locked",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

fn tests(tally: &mut Tally) -> Result<()> {
    let mut tests = cargo(&["test", "--locked", "--workspace", "--no-fail-fast"]);
    if let Some(zoo) = zoo()? {
        tests.env(ZOO, zoo);
    }
    tally.run(&mut tests)
}

/// Runs the libraries' own tests, and the tests of the compiler's messages.
fn quick_tests(tally: &mut Tally) -> Result<()> {
    let test = ["test", "--locked", "--no-fail-fast"];
    tally.run(cargo(&test).args(["--workspace", "--lib"]))?;
    tally.run(cargo(&test).args(["--package", "tiny-model-tests", "--test", "ui"]))
}

/// Returns the folder of real models, as a path that is valid in every package's folder.
pub(crate) fn zoo() -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(ZOO).map(PathBuf::from) else {
        return Ok(None);
    };
    let zoo = path
        .canonicalize()
        .with_context(|| format!("{ZOO} names {}", path.display()))?;
    if !zoo.join("manifest.json").is_file() {
        bail!("{ZOO} names {}, which has no manifest.json", zoo.display());
    }
    Ok(Some(zoo))
}

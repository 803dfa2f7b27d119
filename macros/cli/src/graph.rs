//! `cargo tiny-model graph`: what a model computes, as the compiler sees it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use tiny_model_compiler::{Stage, graph_after};

use crate::choices::Choices;
use crate::model::Refusal;

const AFTER_HELP: &str = "\
Each operator has two lines: the tensors that it writes, TFLite's name and index of it, the tensors that it reads; and
what it computes, with the lengths of long lists in place of their entries.

Examples:
  cargo tiny-model graph keyword.tflite
  cargo tiny-model graph keyword.tflite --after lowering";

/// Print the graph that a model becomes
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The model file
    pub model: PathBuf,
    /// The last step of the compiler before the graph is printed
    #[arg(long, value_enum, default_value_t = After::Passes)]
    pub after: After,
    /// The options of the program.
    #[command(flatten)]
    pub choices: Choices,
}

/// A step of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum After {
    /// The graph as the model file has it.
    Lowering,
    /// The graph that is simplified.
    Passes,
    /// The graph whose operators are in the order in which they run.
    Order,
}

/// Returns the graph as text.
///
/// # Errors
/// Returns an error if the file is not a model that compiles.
pub fn run(args: &Args) -> Result<String> {
    let path = &args.model;
    let bytes =
        fs::read(path).with_context(|| format!("cannot read the model {}", path.display()))?;
    let stage = match args.after {
        After::Lowering => Stage::Lowering,
        After::Passes => Stage::Passes,
        After::Order => Stage::Order,
    };
    let graph = graph_after(&bytes, stage, args.choices.into());
    let refused = |failure| {
        anyhow!(
            "{}: {}",
            path.display(),
            Refusal::new(path, &bytes, &failure).0
        )
    };
    let graph = graph.map_err(refused)?;
    Ok(graph.to_string().trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model of the conformance tests, whose RELU6 becomes a part of the layer before it.
    fn printed(after: After) -> String {
        let model = "../../tests/models/data/activation_after_conv_2d.tflite";
        run(&Args {
            model: model.into(),
            after,
            choices: Choices::default(),
        })
        .expect("a model")
    }

    #[test]
    fn steps_of_the_compiler_are_seen() {
        let [lowered, simplified] = [After::Lowering, After::Passes].map(printed);
        for operator in ["CONV_2D", "RELU6"] {
            assert!(lowered.contains(&format!("= {operator} ")), "{lowered}");
        }
        assert!(!simplified.contains("= RELU6 "), "{simplified}");
        assert_eq!(printed(After::Order), simplified);
    }
}

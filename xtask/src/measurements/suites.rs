//! The measured models, targets and options.

use std::path::{Path, PathBuf};

use cargo_tiny_model::choices::Choices;
use cargo_tiny_model::target::Target;
use cargo_tiny_model::toolchain::workspace_dir;
use tiny_model_compiler::{Float16, Input, Optimize, Schedule};

/// A measured model.
pub(crate) struct Model {
    /// The common name of the model.
    pub(crate) title: &'static str,
    /// The file's name without its extension.
    pub(crate) stem: &'static str,
    home: Home,
}

/// The location of a model's file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// In the folder of real models.
    Zoo,
    /// In `examples/models`.
    Examples,
}

/// Models that are measured with one target and options.
pub(crate) struct Suite {
    pub(crate) target: Target,
    pub(crate) choices: Choices,
    models: &'static [&'static str],
}

pub(crate) const MODELS: [Model; 14] = [
    zoo("MLPerf Tiny image classification", "resnet8_int8"),
    zoo("MLPerf Tiny keyword spotting", "kws_int8"),
    zoo("MLPerf Tiny visual wake words", "vww_int8"),
    zoo("MLPerf Tiny anomaly detection", "ad_int8"),
    zoo("MLPerf Tiny streaming wake word", "sww_int8"),
    zoo("TFLM person_detect", "person_detect_int8"),
    zoo("TFLM micro_speech", "micro_speech_int8"),
    zoo("TFLM hello_world", "hello_world_int8"),
    zoo("TFLM network_tester", "network_tester_int8"),
    zoo("TFLM simple_add", "simple_add_int8"),
    zoo("LSTM on MNIST digits", "mnist_lstm_int8"),
    zoo("MCUNet visual wake words", "mcunet_vww_int8"),
    example("example fashion", "fashion_mnist"),
    example("example hello-world", "hello_world"),
];

/// The default options.
pub(crate) const SPEED: Choices = Choices {
    optimize: Optimize::Speed,
    schedule: Schedule::Fastest,
    input: Input::Whole,
    float16: Float16::Widened,
};

/// The least RAM.
pub(crate) const SMALLEST: Choices = Choices {
    schedule: Schedule::Smallest,
    ..SPEED
};

/// The least RAM, fed by rows.
pub(crate) const ROWS: Choices = Choices {
    input: Input::Rows,
    ..SMALLEST
};

/// The first is what the first table of docs/performance.md shows.
pub(crate) const SUITES: [Suite; 6] = [
    Suite {
        target: Target::CortexM4,
        choices: SPEED,
        models: &[
            "resnet8_int8",
            "kws_int8",
            "vww_int8",
            "ad_int8",
            "sww_int8",
            "person_detect_int8",
            "micro_speech_int8",
            "hello_world_int8",
            "network_tester_int8",
            "simple_add_int8",
            "mnist_lstm_int8",
            "mcunet_vww_int8",
            "fashion_mnist",
            "hello_world",
        ],
    },
    Suite {
        target: Target::CortexM4,
        choices: Choices {
            optimize: Optimize::Size,
            ..SPEED
        },
        models: &[
            "resnet8_int8",
            "kws_int8",
            "vww_int8",
            "ad_int8",
            "sww_int8",
        ],
    },
    Suite {
        target: Target::CortexM3,
        choices: SPEED,
        models: &["resnet8_int8", "kws_int8", "vww_int8", "person_detect_int8"],
    },
    Suite {
        target: Target::CortexM0,
        choices: SPEED,
        models: &[
            "ad_int8",
            "sww_int8",
            "micro_speech_int8",
            "hello_world_int8",
        ],
    },
    Suite {
        target: Target::CortexM4,
        choices: SMALLEST,
        models: &[
            "resnet8_int8",
            "kws_int8",
            "vww_int8",
            "ad_int8",
            "sww_int8",
            "person_detect_int8",
        ],
    },
    Suite {
        target: Target::CortexM4,
        choices: ROWS,
        models: &["resnet8_int8", "kws_int8", "vww_int8", "person_detect_int8"],
    },
];

const fn zoo(title: &'static str, stem: &'static str) -> Model {
    let home = Home::Zoo;
    Model { title, stem, home }
}

const fn example(title: &'static str, stem: &'static str) -> Model {
    let home = Home::Examples;
    Model { title, stem, home }
}

impl Suite {
    /// Returns the choices as in records.
    pub(crate) fn label(&self) -> String {
        self.choices.label()
    }

    /// Returns whether the smallest firmware is built too: with the default choices, where its
    /// flash has a limit.
    pub(super) fn has_firmware(&self) -> bool {
        self.target == Target::CortexM4 && self.choices == Choices::from(self.choices.optimize)
    }

    /// The models, in the order of docs/performance.md.
    pub(crate) fn models(&self) -> impl Iterator<Item = &'static Model> {
        MODELS
            .iter()
            .filter(|model| self.models.contains(&model.stem))
    }

    /// Returns the files of the models that are present: without a zoo only the examples.
    pub(super) fn files(&self, zoo: Option<&Path>) -> Vec<PathBuf> {
        self.models()
            .filter_map(|model| {
                let folder = match model.home {
                    Home::Zoo => zoo?.to_owned(),
                    Home::Examples => workspace_dir().join("examples/models"),
                };
                Some(folder.join(model.stem).with_extension("tflite"))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_have_models_that_are_listed() {
        for suite in &SUITES {
            assert_eq!(suite.models().count(), suite.models.len());
        }
    }
}

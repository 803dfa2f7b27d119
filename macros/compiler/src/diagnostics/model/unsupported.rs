//! Operators that are not supported, with the remedy for where they come from.

use super::super::{Align, Message, Table, shape, tensor_name};
use super::Named;
use super::compiled_for::{Chip, chip};

/// An unsupported operator, with all its uses.
#[derive(Debug, Clone)]
pub struct Unsupported<'a> {
    /// The operator's name: `GATHER`, ``CUSTOM `x` ``.
    pub name: String,
    /// Number of uses in the model.
    pub uses: usize,
    /// Index of the first use.
    pub first: usize,
    /// The tensor that the first use writes.
    pub output: Option<Named<'a>>,
}

/// The model has unsupported operators: the message lists all of them.
pub fn unsupported(operators: &[Unsupported<'_>]) -> Message {
    let table = table_of(operators);
    let names = operators.iter().map(|operator| operator.name.as_str());
    let mut customs = names.clone().filter_map(custom);
    if let Some(chip) = customs.clone().find_map(chip) {
        return compiled_for(chip, &table);
    }
    let uses: usize = operators.iter().map(|operator| operator.uses).sum();
    let plural = if uses == 1 {
        "an operator"
    } else {
        "operators"
    };
    let message = Message::new(format!(
        "the model uses {plural} that tiny_model does not support"
    ))
    .table(&table)
    .note(concat!(
        "the operators that it supports are listed in\n",
        env!("CARGO_PKG_REPOSITORY"),
        "/blob/HEAD/docs/operators.md"
    ));
    let mut plain = names.clone().map(|name| custom(name).unwrap_or(name));
    if plain.clone().any(is_text) {
        message.help(TEXT)
    } else if plain.clone().any(is_list) {
        message.help(LISTS)
    } else if plain.any(|name| name.starts_with("Flex")) {
        message.help(FLEX)
    } else if let Some(name) = customs.next() {
        message.help(own_function(name))
    } else {
        message
            .help("replace these layers, or cut the model before them and compute the rest in Rust")
    }
}

fn compiled_for(chip: &Chip, table: &Table) -> Message {
    Message::new(format!(
        "the model was compiled for {}: it has operators that only that chip runs",
        chip.name
    ))
    .table(table)
    .help(match chip.suffix {
        Some(suffix) => format!(
            "use the .tflite file that was given to {}: its output is called …{suffix}",
            chip.compiler
        ),
        None => format!("use the .tflite file that was given to {}", chip.compiler),
    })
}

const TEXT: &str = "operators on strings and their tokens prepare text: cut the model behind them, where its numbers begin,\n\
                    and compute the tokens in Rust";
const LISTS: &str = "lists of tensors come from an ordinary recurrent layer (LSTM, GRU, RNN) whose batch is open: fix the batch\n\
                     before converting, and the layer becomes builtin operators: keras.Input(batch_shape=(1, 100, 3))";
const FLEX: &str = "operators named Flex come from TensorFlow itself: convert without tf.lite.OpsSet.SELECT_TF_OPS\n\
                    in converter.target_spec.supported_ops to see which layer needs them, and replace that layer";

fn own_function(name: &str) -> String {
    format!(
        "compute it with a function of your own, given by another option of tiny_model!:\n    \
         custom \"{name}\" = path::to::function\n\
         which takes a tiny_model::Tensor for each input and output, and the operator's options as &[u8]"
    )
}

/// Beginnings of the names of operators on strings: TFLite's own, those of TensorFlow Text and of TensorFlow.
const TEXTS: [&str; 18] = [
    "HASHTABLE",
    "LSH_PROJECTION",
    "SKIP_GRAM",
    "TFSentencepiece",
    "TFText",
    "tftext",
    "Sentencepiece",
    "WhitespaceTokenize",
    "RaggedTensorToTensor",
    "NGrams",
    "ExtractFeatures",
    "FlexString",
    "FlexRegex",
    "FlexStaticRegex",
    "FlexUnicode",
    "FlexLookupTable",
    "FlexHashTable",
    "FlexRagged",
];

fn is_text(name: &str) -> bool {
    TEXTS.iter().any(|beginning| name.starts_with(beginning))
}

/// Returns whether an operator is one on TensorFlow's lists of tensors.
fn is_list(name: &str) -> bool {
    let of_flex = name.strip_prefix("Flex").unwrap_or(name);
    of_flex.starts_with("TensorList") || of_flex.starts_with("EmptyTensorList")
}

/// The table of operators, each with its uses and the first tensor that it writes.
fn table_of(operators: &[Unsupported<'_>]) -> Table {
    let mut table = Table::new([
        ("operator", Align::Left),
        ("uses", Align::Right),
        ("first at op", Align::Right),
        ("writes tensor", Align::Left),
        ("shape", Align::Left),
    ]);
    for operator in operators {
        let (name, dims) = match operator.output {
            Some(output) => (tensor_name(output.name), shape(output.shape)),
            None => ("nothing".to_owned(), String::new()),
        };
        table.row([
            operator.name.clone(),
            operator.uses.to_string(),
            operator.first.to_string(),
            name,
            dims,
        ]);
    }
    table
}

/// Returns the name in ``CUSTOM `name` ``.
fn custom(operator: &str) -> Option<&str> {
    operator.strip_prefix("CUSTOM `")?.strip_suffix('`')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the message about one operator.
    fn message(name: &str) -> String {
        let operator = Unsupported {
            name: name.to_owned(),
            uses: 1,
            first: 0,
            output: None,
        };
        unsupported(&[operator]).to_string()
    }

    #[test]
    fn each_origin_has_its_remedy() {
        for (name, remedy) in [
            ("CUSTOM `ethos-u`", "compiled for Arm's Ethos-U"),
            ("CUSTOM `TFSentencepieceTokenizeOp`", "prepare text"),
            ("HASHTABLE_FIND", "prepare text"),
            ("CUSTOM `FlexStringSplitV2`", "prepare text"),
            ("CUSTOM `FlexTensorListReserve`", "ordinary recurrent layer"),
            ("CUSTOM `FlexErf`", "SELECT_TF_OPS"),
            (
                "CUSTOM `Unknown`",
                "custom \"Unknown\" = path::to::function",
            ),
            ("UNIQUE", "cut the model before them"),
        ] {
            let message = message(name);
            assert!(message.contains(remedy), "{name}: {message}");
        }
    }
}

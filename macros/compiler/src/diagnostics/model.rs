//! Models that are sound files but ask for what we cannot do, or contradict themselves.

mod compiled_for;
mod control;
mod operator;

use std::fmt;

use compiled_for::chip;

use super::{Align, Message, Table, shape, tensor_name, thousands};

pub use control::*;
pub use operator::*;

/// Where in a model a problem is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Index of the operator.
    pub index: usize,
    /// TFLite's name of it.
    pub operator: &'a str,
    /// What it writes, the first of several.
    pub output: Option<Named<'a>>,
}

/// A tensor, to name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// Its name in the file.
    pub name: &'a str,
    /// Its shape.
    pub shape: &'a [usize],
}

/// Whose tensor it is that a message is about.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// An operator's: its `input`, `filters`, `bias`.
    Operator(Place<'a>, &'a str),
    /// The model's: its `input` or `output`.
    Model(&'a str),
}

/// An operator that is not supported, with all its uses.
#[derive(Debug, Clone)]
pub struct Unsupported<'a> {
    /// `GATHER`, ``CUSTOM `x` ``.
    pub name: String,
    /// How often the model has it.
    pub uses: usize,
    /// Index of the first.
    pub first: usize,
    /// What the first writes.
    pub output: Option<Named<'a>>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "operator {}, {}", self.index, self.operator)
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` ({})",
            tensor_name(self.name).escape_debug(),
            shape(self.shape)
        )
    }
}

fn at(place: Place<'_>, what: &str) -> Message {
    let message = Message::new(format!("{place}: {what}"));
    match place.output {
        Some(output) => message.note(format!("it writes {output}")),
        None => message,
    }
}

/// `says` goes on after the tensor.
fn about(owner: Owner<'_>, tensor: Named<'_>, says: &str) -> Message {
    match owner {
        Owner::Operator(place, role) if place.output == Some(tensor) => {
            Message::new(format!("{place}: its {role} {tensor} {says}"))
        }
        Owner::Operator(place, role) => at(place, &format!("its {role} {tensor} {says}")),
        Owner::Model(role) => Message::new(format!("the model's {role} {tensor} {says}")),
    }
}

const REEXPORT: &str =
    "the file contradicts itself: convert the model again, or fix the tool that edited it";

const REQUANTIZE: &str = "convert the model again with full-integer quantization, and with a representative dataset of \
                          real inputs:\nscales and zero points come from it; or fix the tool that edited the file";

pub(super) const INT8: &str = "convert the model with full-integer quantization:
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = samples
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8";

/// Some operators are not supported: all of them, at once.
pub fn unsupported(operators: &[Unsupported<'_>]) -> Message {
    let uses: usize = operators.iter().map(|operator| operator.uses).sum();
    let plural = if uses == 1 {
        "an operator"
    } else {
        "operators"
    };
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
    let customs = || {
        operators
            .iter()
            .filter_map(|operator| custom(&operator.name))
    };
    if let Some(chip) = customs().find_map(chip) {
        return Message::new(format!(
            "the model was compiled for {}: it has operators that only that chip runs",
            chip.name
        ))
        .table(&table)
        .help(match chip.suffix {
            Some(suffix) => format!(
                "take the .tflite file that {} was given: its output is called …{suffix}",
                chip.compiler
            ),
            None => format!("take the .tflite file that {} was given", chip.compiler),
        });
    }
    let message = Message::new(format!(
        "the model uses {plural} that tiny_model does not support"
    ))
    .table(&table)
    .note("the operators that it supports are listed in its README");
    if operators
        .iter()
        .any(|operator| operator.name.starts_with("CUSTOM `Flex"))
    {
        return message.help(
            "operators named Flex come from TensorFlow itself: convert without \
             tf.lite.OpsSet.SELECT_TF_OPS\nin converter.target_spec.supported_ops to see which layer \
             needs them, and replace that layer",
        );
    }
    if let Some(name) = customs().next() {
        return message.help(format!(
            "compute it by a function of your own, as another option of tiny_model!:\n    \
             custom \"{name}\" = path::to::function\n\
             which takes a tiny_model::Tensor for each input and output, and the operator's options as &[u8]"
        ));
    }
    message.help("replace these layers, or cut the model before them and compute the rest in Rust")
}

/// The name in ``CUSTOM `name` ``.
fn custom(operator: &str) -> Option<&str> {
    operator.strip_prefix("CUSTOM `")?.strip_suffix('`')
}

/// Activations or weights of a type that is not supported. `what` is such as "uint8 activations",
/// `taken` what the first operator that has them takes.
pub fn types(
    what: &str,
    uses: usize,
    first: Place<'_>,
    taken: &str,
    remedy: TypeRemedy,
) -> Message {
    let writes = first
        .output
        .map(|output| format!(", which writes {output}"))
        .unwrap_or_default();
    let others = match uses {
        1 => String::new(),
        2 => "; 1 more operator has them".to_owned(),
        _ => format!("; {} more operators have them", thousands(uses as u64 - 1)),
    };
    Message::new(format!(
        "the model has {what}, which tiny_model's {} does not take",
        first.operator
    ))
    .note(format!("first at {first}{writes}{others}"))
    .note(format!("{} takes {taken}", first.operator))
    .help(match remedy {
        TypeRemedy::Quantize => INT8,
        TypeRemedy::NotInt16 => {
            "convert with tf.lite.OpsSet.TFLITE_BUILTINS_INT8 in place of the 16x8 mode"
        }
        TypeRemedy::NotUint8 => {
            "uint8 is the quantization of TensorFlow 1: quantize the float model again, with \
                 TensorFlow 2's converter"
        }
    })
}

/// What to do about a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRemedy {
    /// Full-integer quantization.
    Quantize,
    /// int8 activations.
    NotInt16,
    /// int8 in place of uint8.
    NotUint8,
}

/// A shape that is only known at run time.
pub fn dynamic_shape(tensor: Named<'_>, signature: &[i32]) -> Message {
    let signature: Vec<String> = signature.iter().map(i32::to_string).collect();
    let signature = match signature.is_empty() {
        true => String::new(),
        false => format!("its shape_signature is [{}]: ", signature.join(", ")),
    };
    Message::new(format!("the shape of tensor {tensor} is not fixed"))
        .note(format!(
            "{signature}only the first dimension, the batch, may be open; memory is planned at compile time"
        ))
        .help(
            "fix the input's shape before converting: keras.Input(shape=(96, 96, 3), batch_size=1), or \
             \n    tf.function(model).get_concrete_function(tf.TensorSpec([1, 96, 96, 3], tf.float32))",
        )
}

/// A tensor that no microcontroller holds.
pub fn too_large(tensor: Named<'_>, bytes: usize, limit: usize) -> Message {
    Message::new(format!(
        "tensor {tensor} has {} bytes",
        thousands(bytes as u64)
    ))
    .note(format!(
        "tensors above {} bytes are refused",
        thousands(limit as u64)
    ))
    .help("use a smaller input, or a model made for microcontrollers")
}

/// A problem of a subgraph that is not the entry but is run by the operator `caller`.
pub fn in_subgraph(problem: Message, index: usize, name: &str, caller: &str) -> Message {
    let name = match name {
        "" => String::new(),
        name => format!(" `{}`,", name.escape_debug()),
    };
    let verb = match caller {
        "CALL_ONCE" => "calls",
        _ => "runs",
    };
    problem.note(format!(
        "it is in subgraph {index},{name} which {caller} {verb}"
    ))
}

/// The model has no output.
pub fn no_outputs() -> Message {
    Message::new("the model has no output").help(REEXPORT)
}

/// An output of the model that no operator writes.
pub fn unwritten_output(tensor: Named<'_>) -> Message {
    about(Owner::Model("output"), tensor, "is written by no operator").help(REEXPORT)
}

/// An input of the model that `is` something else too: `a constant`.
pub fn input_is(tensor: Named<'_>, is: &str) -> Message {
    about(Owner::Model("input"), tensor, &format!("is {is}")).help(REEXPORT)
}

/// A tensor that operators change, and whose value is in the file.
pub fn variable_with_data(tensor: Named<'_>) -> Message {
    Message::new(format!(
        "tensor {tensor} is a variable and a constant at once"
    ))
    .note("a variable holds zeros before the first run, or what CALL_ONCE assigns to it")
    .help(REEXPORT)
}

/// A tensor in TFLite's sparse format.
pub fn sparse(owner: Owner<'_>, tensor: Named<'_>) -> Message {
    about(owner, tensor, "must be dense, not sparse").help(
        "convert the model again without tf.lite.Optimize.EXPERIMENTAL_SPARSITY: pruned weights stay zero, but are \
         stored",
    )
}

/// An input or output of the model, by `role`, of a type that no operator takes.
pub fn port_type(role: &str, tensor: Named<'_>, is: &str) -> Message {
    let says = format!("is {is}, which no operator takes");
    about(Owner::Model(role), tensor, &says).help(INT8)
}

/// A custom operator's tensor of a type that no tensor in memory has.
pub fn no_type(place: Place<'_>, role: &str, tensor: Named<'_>, is: &str) -> Message {
    let says = format!("is {is}, which is no type of tensors in memory");
    about(Owner::Operator(place, role), tensor, &says)
        .help("use int8, uint8, int16, int32, int64, bool or float32")
}

/// A function for a custom operator that the model does not have.
pub fn unused_custom(name: &str, names: &[&str]) -> Message {
    let message = Message::new(format!("the model has no custom operator `{name}`"));
    match names {
        [] => message.help("it has no custom operators at all: remove the option"),
        names => message.note(format!("it has {}", names.join(", "))),
    }
}

/// A tensor of quantized integers without a scale.
pub fn unquantized(owner: Owner<'_>, tensor: Named<'_>) -> Message {
    about(
        owner,
        tensor,
        "must have a scale and a zero point: its integers stand for reals",
    )
    .help(INT8)
}

/// A scale or zero point out of range. `says` goes on after its name.
pub fn quantization(owner: Owner<'_>, tensor: Named<'_>, says: &str) -> Message {
    about(owner, tensor, says).help(REQUANTIZE)
}

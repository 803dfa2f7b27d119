//! Models in intact files that contradict themselves or use unsupported features.

mod compiled_for;
mod control;
mod operator;
mod unsupported;

use std::fmt;

use super::{Message, shape, tensor_name, thousands};

pub use control::*;
pub use operator::*;
pub use unsupported::*;

/// The operator in a model that has a problem.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Index of the operator.
    pub index: usize,
    /// TFLite's name of the operator.
    pub operator: &'a str,
    /// The tensor that it writes, the first of several.
    pub output: Option<Named<'a>>,
}

/// A tensor to name in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// Its name in the file.
    pub name: &'a str,
    /// Its shape.
    pub shape: &'a [usize],
}

/// The owner of the tensor that a message is about.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// An operator and the tensor's role in it: `input`, `filters`, `bias`.
    Operator(Place<'a>, &'a str),
    /// The model, and the tensor's role in it: `input` or `output`.
    Model(&'a str),
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

/// A message about a tensor. `says` is the predicate of the sentence that begins with it.
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

/// Activations or weights have an unsupported type. `what` describes them, such as "uint8 activations";
/// `taken` names the types that the first operator with them takes.
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

/// The remedy for an unsupported type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRemedy {
    /// Full-integer quantization.
    Quantize,
    /// int8 activations instead of int16.
    NotInt16,
    /// int8 quantization instead of uint8.
    NotUint8,
}

/// Lengths of an input other than the batch are known only at run time.
pub fn open_input(tensor: Named<'_>, signature: &[i32]) -> Message {
    let listed: Vec<String> = signature.iter().map(i32::to_string).collect();
    let says = match signature.is_empty() {
        true => String::new(),
        false => format!("its shape_signature is [{}]: ", listed.join(", ")),
    };
    let fixed = fixed(tensor.shape, signature);
    Message::new(format!("the shape of the model's input {tensor} is not fixed"))
        .note(format!(
            "{says}only the first dimension, the batch, may be open; memory is planned at compile time"
        ))
        .help(format!(
            "fix the input's shape before converting, for instance: keras.Input(batch_shape=({fixed})), or\n    \
             tf.function(model).get_concrete_function(tf.TensorSpec([{fixed}], tf.float32))",
        ))
}

/// A shape with a number for each length that is open: one image or sequence, rows and columns of an image, steps of a
/// sequence.
fn fixed(shape: &[usize], signature: &[i32]) -> String {
    let example = if shape.len() == 4 { 96 } else { 100 };
    let lengths = shape.iter().enumerate().map(|(axis, &length)| {
        let is_open = length == 0 || signature.get(axis).is_some_and(|&length| length < 0);
        let length = match (is_open, axis) {
            (false, _) => length,
            (true, 0) => 1,
            (true, _) => example,
        };
        length.to_string()
    });
    lengths.collect::<Vec<_>>().join(", ")
}

/// The shape of an output is known only at run time, though those of the inputs are fixed.
pub fn open_output(place: Place<'_>, tensor: Named<'_>) -> Message {
    about(
        Owner::Operator(place, "output"),
        tensor,
        "has no fixed shape: what the operator computes determines it",
    )
    .note("memory is planned at compile time, for the shapes that those of the model's inputs make")
    .help(
        "fix the shapes of all inputs before converting, the batch too, and with it what is computed from them: \
         \n    keras.Input(batch_shape=(1, 96, 96, 3))",
    )
}

/// A tensor is too large for any microcontroller.
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

/// Adds that the problem is in a subgraph other than the entry, which the operator `caller` runs.
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

/// No operator writes an output of the model.
pub fn unwritten_output(tensor: Named<'_>) -> Message {
    about(Owner::Model("output"), tensor, "is written by no operator").help(REEXPORT)
}

/// An input of the model `is` something else too: `a constant`.
pub fn input_is(tensor: Named<'_>, is: &str) -> Message {
    about(Owner::Model("input"), tensor, &format!("is {is}")).help(REEXPORT)
}

/// The file holds a value for a tensor that operators change.
pub fn variable_with_data(tensor: Named<'_>) -> Message {
    Message::new(format!("tensor {tensor} is both a variable and a constant"))
        .note("a variable holds zeros before the first run, or what CALL_ONCE assigns to it")
        .help(REEXPORT)
}

/// A tensor is in TFLite's sparse format.
pub fn sparse(owner: Owner<'_>, tensor: Named<'_>) -> Message {
    about(owner, tensor, "must be dense, not sparse").help(
        "convert the model again without tf.lite.Optimize.EXPERIMENTAL_SPARSITY: pruned weights stay zero, but are \
         stored",
    )
}

/// An input or output of the model, named by `role`, has a type that no operator takes.
pub fn port_type(role: &str, tensor: Named<'_>, is: &str) -> Message {
    let says = format!("is {is}, which no operator takes");
    about(Owner::Model(role), tensor, &says).help(INT8)
}

/// A tensor of a custom operator has a type that no tensor in memory has.
pub fn no_type(place: Place<'_>, role: &str, tensor: Named<'_>, is: &str) -> Message {
    let says = format!("is {is}, which is not a type of tensors in memory");
    about(Owner::Operator(place, role), tensor, &says)
        .help("use int8, uint8, int16, int32, int64, bool or float32")
}

/// A function is given for a custom operator that the model does not have.
pub fn unused_custom(name: &str, names: &[&str]) -> Message {
    let message = Message::new(format!("the model has no custom operator `{name}`"));
    match names {
        [] => message.help("it has no custom operators at all: remove the option"),
        names => message.note(format!("it has {}", names.join(", "))),
    }
}

/// A tensor of quantized integers has no scale.
pub fn unquantized(owner: Owner<'_>, tensor: Named<'_>) -> Message {
    about(
        owner,
        tensor,
        "must have a scale and a zero point: its integers represent real numbers",
    )
    .help(INT8)
}

/// A scale or zero point is out of range. `says` is the predicate of the sentence that begins with the
/// tensor.
pub fn quantization(owner: Owner<'_>, tensor: Named<'_>, says: &str) -> Message {
    about(owner, tensor, says).help(REQUANTIZE)
}

//! Models that are sound files but ask for what we cannot do, or contradict themselves.

use super::{Align, Message, Table, shape, thousands};

/// Where in a model a problem is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Index of the operator.
    pub index: usize,
    /// TFLite's name of it.
    pub operator: &'a str,
    /// Name of what it writes.
    pub output: &'a str,
    /// Shape of what it writes.
    pub shape: &'a [usize],
}

/// A tensor, to name it.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its name in the file.
    pub name: &'a str,
    /// Its shape.
    pub shape: &'a [usize],
}

/// An operator that is not supported, with all its uses.
#[derive(Debug, Clone)]
pub struct Unsupported {
    /// `GATHER`, ``CUSTOM `x` ``.
    pub name: String,
    /// How often the model has it.
    pub uses: usize,
    /// Index of the first.
    pub first: usize,
    /// What the first writes.
    pub tensor: String,
    /// The shape of that.
    pub shape: Vec<usize>,
}

fn at(place: Place<'_>, what: &str) -> Message {
    let Place {
        index,
        operator,
        output,
        shape: dims,
    } = place;
    Message::new(format!("operator {index}, {operator}: {what}"))
        .note(format!("it writes `{output}` ({})", shape(dims)))
}

fn named(tensor: Named<'_>) -> String {
    format!("`{}` ({})", tensor.name, shape(tensor.shape))
}

const REEXPORT: &str =
    "the file contradicts itself: convert the model again, or fix the tool that edited it";

const INT8: &str = "convert the model with full-integer quantization:
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = samples
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8";

/// Some operators are not supported: all of them, at once.
pub fn unsupported(operators: &[Unsupported], supported: &str) -> Message {
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
    for Unsupported {
        name,
        uses,
        first,
        tensor,
        shape: dims,
    } in operators
    {
        table.row([
            name.clone(),
            uses.to_string(),
            first.to_string(),
            tensor.clone(),
            shape(dims),
        ]);
    }
    let message = Message::new(format!(
        "the model uses {plural} that tiny_model does not support"
    ))
    .table(&table)
    .note(format!("supported are {supported}"));
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
    message.help("replace these layers, or cut the model before them and compute the rest in Rust")
}

/// Activations or weights of a type that is not supported. `what` is such as "float32 activations".
pub fn types(what: &str, uses: usize, first: Place<'_>, remedy: TypeRemedy) -> Message {
    let Place {
        index,
        operator,
        output,
        ..
    } = first;
    let others = match uses {
        1 => String::new(),
        _ => format!(", and {} more operators", uses - 1),
    };
    Message::new(format!(
        "the model has {what}, but only int8 models are supported"
    ))
    .note(format!(
        "first at operator {index}, {operator}, which writes `{output}`{others}"
    ))
    .help(match remedy {
        TypeRemedy::Quantize => INT8,
        TypeRemedy::NotHybrid => {
            "weights alone are quantized (dynamic range): give the converter a representative \
                 dataset\n    converter.representative_dataset = samples\n    \
                 converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]"
        }
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
    /// With a representative data set.
    NotHybrid,
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
    Message::new(format!("the shape of tensor {} is not fixed", named(tensor)))
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
        "tensor {} has {} bytes",
        named(tensor),
        thousands(bytes as u64)
    ))
    .note(format!(
        "tensors above {} bytes are refused",
        thousands(limit as u64)
    ))
    .help("use a smaller input, or a model made for microcontrollers")
}

/// State that survives a run.
pub fn variable(tensor: Named<'_>) -> Message {
    Message::new(format!(
        "tensor {} is a variable, which is not supported",
        named(tensor)
    ))
    .help("use a model without state, and feed what it remembers as an input")
}

/// The model has no output.
pub fn no_outputs() -> Message {
    Message::new("the model has no output").help(REEXPORT)
}

/// Nobody writes what is read.
pub fn unwritten(tensor: Named<'_>, reader: Option<(usize, &str)>) -> Message {
    let reader = match reader {
        Some((index, operator)) => format!("operator {index}, {operator}, reads"),
        None => "the model's outputs have".to_owned(),
    };
    Message::new(format!(
        "{reader} tensor {} before anything writes it",
        named(tensor)
    ))
    .help(REEXPORT)
}

/// Two write the same, or an input or a constant is written.
pub fn overwritten(place: Place<'_>) -> Message {
    at(
        place,
        "its output is an input, a constant or another operator's output too",
    )
    .help(REEXPORT)
}

/// A required input or output is not there.
pub fn missing(place: Place<'_>, what: &str) -> Message {
    at(place, &format!("its {what} is missing")).help(REEXPORT)
}

/// The options are those of another operator, or absent.
pub fn options(place: Place<'_>) -> Message {
    at(
        place,
        "its options are missing or those of another operator",
    )
    .help(REEXPORT)
}

/// An option has a value without a meaning.
pub fn option(place: Place<'_>, what: &str) -> Message {
    at(place, what).help(REEXPORT)
}

/// Shapes that do not fit each other.
pub fn shapes(place: Place<'_>, what: &str, tensor: Named<'_>) -> Message {
    at(place, &format!("{what}, but {} is not", named(tensor))).help(REEXPORT)
}

/// A tensor that has to be known at compile time.
pub fn not_constant(place: Place<'_>, what: &str, tensor: Named<'_>) -> Message {
    at(
        place,
        &format!("its {what} {} must be constant", named(tensor)),
    )
    .help("make it a constant of the model: tiny_model plans and packs at compile time")
}

/// A constant of a type or encoding that is not supported.
pub fn encoding(place: Place<'_>, what: &str, tensor: Named<'_>, is: &str) -> Message {
    at(place, &format!("its {what} {} is {is}", named(tensor))).help(INT8)
}

/// Elements that would change their type where an operator only moves them.
pub fn mixed_types(place: Place<'_>, tensor: Named<'_>, is: &str, becomes: &str) -> Message {
    let what = format!(
        "its input {} is {is}, but its output is {becomes}",
        named(tensor)
    );
    at(place, &what).help(REEXPORT)
}

/// An input of the model that is a constant too.
pub fn constant_input(tensor: Named<'_>) -> Message {
    Message::new(format!("the model's input {} is a constant", named(tensor))).help(REEXPORT)
}

/// An int8 tensor without a scale.
pub fn unquantized(place: Place<'_>, tensor: Named<'_>) -> Message {
    at(
        place,
        &format!(
            "the int8 tensor {} has no scale and zero point",
            named(tensor)
        ),
    )
    .help(INT8)
}

/// A scale or zero point out of range.
pub fn quantization(place: Place<'_>, tensor: Named<'_>, what: &str) -> Message {
    at(
        place,
        &format!(
            "the quantization of {} is not supported: {what}",
            named(tensor)
        ),
    )
    .help(INT8)
}

/// Weights with a zero point.
pub fn asymmetric_weights(place: Place<'_>, tensor: Named<'_>, zero_point: i64) -> Message {
    at(
        place,
        &format!(
            "its weights {} have the zero point {zero_point}, it must be 0",
            named(tensor)
        ),
    )
    .help(INT8)
}

/// Input and output differ in quantization where the operator keeps it.
pub fn rescales(place: Place<'_>, tensor: Named<'_>) -> Message {
    at(
        place,
        &format!(
            "its output must have the scale and zero point of its input {}",
            named(tensor)
        ),
    )
    .note("TensorFlow Lite Micro would ignore the difference and compute something else")
    .help("convert the model again: the converter equalizes them")
}

/// The scales of inputs and output lie too far apart.
pub fn scale_ratio(place: Place<'_>, what: &str) -> Message {
    at(place, what).help("quantize with a representative dataset that covers the real inputs")
}

/// An input or output of the model of a type that no operator takes.
pub fn port_type(tensor: Named<'_>, is: &str) -> Message {
    Message::new(format!(
        "the {is} tensor {} is not supported",
        named(tensor)
    ))
    .note("it is an input or output of the model")
    .help(INT8)
}

/// An int8 input or output of the model without a scale.
pub fn unquantized_port(tensor: Named<'_>) -> Message {
    Message::new(format!(
        "the int8 tensor {} has no scale and zero point",
        named(tensor)
    ))
    .note("it is an input or output of the model")
    .help(INT8)
}

/// A scale or zero point of an input or output of the model out of range.
pub fn port_quantization(tensor: Named<'_>, what: &str) -> Message {
    Message::new(format!(
        "the quantization of {} is not supported: {what}",
        named(tensor)
    ))
    .note("it is an input or output of the model")
    .help(INT8)
}

//! Problems of one operator. A `role` names a tensor of the operator: `input`, `filters`.

use super::super::{Message, thousands};
use super::{INT8, Named, Owner, Place, REEXPORT, REQUANTIZE, about, at};
use crate::numbers::Unfit;

/// The operator reads a tensor that no operator writes, or that the operator with the index `later`
/// writes.
pub fn unwritten(place: Place<'_>, tensor: Named<'_>, later: Option<usize>) -> Message {
    let says = match later {
        Some(index) => format!("is written only later, by operator {index}"),
        None => "is written by no operator".to_owned(),
    };
    about(Owner::Operator(place, "input"), tensor, &says).help(REEXPORT)
}

/// The operator's output `is` something else too: `an input of the model`.
pub fn overwritten(place: Place<'_>, output: Named<'_>, is: &str) -> Message {
    let says = format!("is {is} already");
    about(Owner::Operator(place, "output"), output, &says).help(REEXPORT)
}

/// A required input or output is missing.
pub fn missing(place: Place<'_>, role: &str) -> Message {
    at(place, &format!("it has no {role}")).help(REEXPORT)
}

/// The options belong to another operator, or are missing.
pub fn options(place: Place<'_>) -> Message {
    at(
        place,
        "its options are missing or those of another operator",
    )
    .help(REEXPORT)
}

/// An option has an invalid value.
pub fn option(place: Place<'_>, what: &str) -> Message {
    at(place, what).help(REEXPORT)
}

/// An option, given by its name, has a valid value that tiny_model does not implement.
pub fn unsupported_option(place: Place<'_>, name: &str) -> Message {
    at(place, &format!("its {name} is not supported"))
        .help("express it with supported operators, in layers of their own")
}

/// A tensor's shape does not fit. `says` is the predicate of the sentence that begins with the tensor.
pub fn mismatch(place: Place<'_>, role: &str, tensor: Named<'_>, says: &str) -> Message {
    about(Owner::Operator(place, role), tensor, says).help(REEXPORT)
}

/// The subgraph of CALL_ONCE computes a value that is not known at compile time.
pub fn not_computed_once(place: Place<'_>) -> Message {
    at(
        place,
        "its result is not known at compile time, but the subgraph that CALL_ONCE calls sets first values",
    )
    .help("initialize variables with constants: tf.Variable(tf.zeros(shape))")
}

/// A tensor that has to be known at compile time is not constant.
pub fn not_constant(place: Place<'_>, role: &str, tensor: Named<'_>) -> Message {
    about(Owner::Operator(place, role), tensor, "must be constant")
        .help("make it a constant of the model: tiny_model plans and packs at compile time")
}

/// A tensor `is` of an unsupported type or encoding, and `must` have another.
pub fn encoding(place: Place<'_>, role: &str, tensor: Named<'_>, must: &str, is: &str) -> Message {
    let says = format!("must be {must}, not {is}");
    about(Owner::Operator(place, role), tensor, &says).help(INT8)
}

/// An operator that only moves elements would change their type.
pub fn mixed_types(
    place: Place<'_>,
    tensor: Named<'_>,
    is: &str,
    other: &str,
    has: &str,
) -> Message {
    let says = format!("is {is}, but its {other} is {has}");
    mismatch(place, "input", tensor, &says)
}

/// Weights have a zero point.
pub fn asymmetric_weights(
    place: Place<'_>,
    role: &str,
    tensor: Named<'_>,
    zero_point: i64,
) -> Message {
    let says = format!("must have the zero point 0, not {zero_point}");
    about(Owner::Operator(place, role), tensor, &says).help(INT8)
}

/// Input and output of an operator that keeps the quantization differ in it.
pub fn rescales(place: Place<'_>, role: &str, tensor: Named<'_>) -> Message {
    let says = "must have the scale and zero point of its output";
    about(Owner::Operator(place, role), tensor, says)
        .note("TensorFlow Lite Micro would ignore the difference and compute something else")
        .help("convert the model again: the converter equalizes them")
}

/// The operator's output has another quantization than the fixed one of this kind of operator.
pub fn fixed_quantization(place: Place<'_>, tensor: Named<'_>, says: &str) -> Message {
    about(Owner::Operator(place, "output"), tensor, says)
        .help("convert the model again: the converter never gives this operator's output another quantization")
}

/// Kernels do not take the scales of an operator.
pub fn unfit(place: Place<'_>, unfit: Unfit) -> Message {
    let what = match unfit {
        Unfit::Factor(factor) => format!("its inputs' scales are {factor:e} times its output's"),
        Unfit::Gates(factor) => {
            format!("its inputs' scales are {factor:e} times those of its gates")
        }
        Unfit::WideSums => "its inputs' scales are more than 128 times its output's".to_owned(),
        Unfit::FineSum(times) => format!(
            "the scale of its output is {} times smaller than its inputs', or more",
            thousands(times)
        ),
        Unfit::FineSums => {
            "the scale of its output is more than 500,000 times smaller than its inputs'".to_owned()
        }
        Unfit::FineHardSwish => {
            "the scale of its output is more than 128 times smaller than its input's".to_owned()
        }
        Unfit::CoarseInt16(scale) => {
            format!("the scale of its int16 input is {scale:e}, which is too large")
        }
        Unfit::Cells(scale) => format!("its cell state's scale of {scale:e} is out of range"),
        Unfit::CoarseComparison => "it compares int8 values whose scale is not below 1".to_owned(),
    };
    at(place, &what).help(REQUANTIZE)
}

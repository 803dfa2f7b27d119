//! What one operator of a model asks for. In a `role` a tensor is the operator's `input`, `filters`.

use super::super::Message;
use super::{INT8, Named, Owner, Place, REEXPORT, REQUANTIZE, about, at};

/// It reads what nobody writes, or what is written `later`, by the operator of that index.
pub fn unwritten(place: Place<'_>, tensor: Named<'_>, later: Option<usize>) -> Message {
    let says = match later {
        Some(index) => format!("is written only later, by operator {index}"),
        None => "is written by no operator".to_owned(),
    };
    about(Owner::Operator(place, "input"), tensor, &says).help(REEXPORT)
}

/// Its output `is` something else too: `an input of the model`.
pub fn overwritten(place: Place<'_>, output: Named<'_>, is: &str) -> Message {
    let says = format!("is {is} already");
    about(Owner::Operator(place, "output"), output, &says).help(REEXPORT)
}

/// A required input or output is not there.
pub fn missing(place: Place<'_>, role: &str) -> Message {
    at(place, &format!("it has no {role}")).help(REEXPORT)
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

/// An option, by its name, has a meaning that only others implement.
pub fn unsupported_option(place: Place<'_>, name: &str) -> Message {
    at(place, &format!("its {name} is not supported"))
        .help("express it by supported operators, in layers of their own")
}

/// A tensor's shape does not fit: `says` goes on after its name.
pub fn mismatch(place: Place<'_>, role: &str, tensor: Named<'_>, says: &str) -> Message {
    about(Owner::Operator(place, role), tensor, says).help(REEXPORT)
}

/// What CALL_ONCE calls computes something that is not known at compile time.
pub fn not_computed_once(place: Place<'_>) -> Message {
    at(
        place,
        "its result is not known at compile time, but what CALL_ONCE calls sets first values",
    )
    .help("initialize variables with constants: tf.Variable(tf.zeros(shape))")
}

/// A tensor that has to be known at compile time.
pub fn not_constant(place: Place<'_>, role: &str, tensor: Named<'_>) -> Message {
    about(Owner::Operator(place, role), tensor, "must be constant")
        .help("make it a constant of the model: tiny_model plans and packs at compile time")
}

/// A tensor `is` of a type or encoding that is not supported, and `must` be another.
pub fn encoding(place: Place<'_>, role: &str, tensor: Named<'_>, must: &str, is: &str) -> Message {
    let says = format!("must be {must}, not {is}");
    about(Owner::Operator(place, role), tensor, &says).help(INT8)
}

/// Elements that would change their type where an operator only moves them.
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

/// Weights with a zero point.
pub fn asymmetric_weights(
    place: Place<'_>,
    role: &str,
    tensor: Named<'_>,
    zero_point: i64,
) -> Message {
    let says = format!("must have the zero point 0, not {zero_point}");
    about(Owner::Operator(place, role), tensor, &says).help(INT8)
}

/// Input and output differ in quantization where the operator keeps it.
pub fn rescales(place: Place<'_>, role: &str, tensor: Named<'_>) -> Message {
    let says = "must have the scale and zero point of its output";
    about(Owner::Operator(place, role), tensor, says)
        .note("TensorFlow Lite Micro would ignore the difference and compute something else")
        .help("convert the model again: the converter equalizes them")
}

/// The quantization of its output is another than the operator's always is.
pub fn fixed_quantization(place: Place<'_>, tensor: Named<'_>, says: &str) -> Message {
    about(Owner::Operator(place, "output"), tensor, says)
        .help("convert the model again: the converter gives this operator's output no other")
}

/// The scales of inputs and output lie too far apart.
pub fn scale_ratio(place: Place<'_>, what: &str) -> Message {
    at(place, what).help(REQUANTIZE)
}

//! The kernels' parameters as values. The fields of each type that the compiler and the program share are listed here
//! and nowhere else; backends write the types of which the compiler has no value, as they borrow from tables or take
//! lengths as generic parameters.

use tiny_model_kernels::layout::Lattice;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::{Output, Scale};
use tiny_model_kernels::stream::Stride;
use tiny_model_kernels::{interpolate, op};

use super::{Type, Value};

/// A value that the program has as a constant.
pub trait Parameter {
    /// Its type.
    fn ty() -> Type;

    /// The value.
    fn value(&self) -> Value;
}

macro_rules! numbers {
    ($($ty:ident: $value:expr,)*) => {$(
        impl Parameter for $ty {
            fn ty() -> Type {
                Type::Primitive(stringify!($ty))
            }

            fn value(&self) -> Value {
                $value(*self)
            }
        }
    )*};
}

/// The path of a type that is the same here and in the runtime, whose segments a macro has as tokens.
macro_rules! path {
    ($first:ident $(:: $next:ident)*) => {
        concat!(stringify!($first) $(, "::", stringify!($next))*)
    };
}

/// Structs, each by the path that it has both here and in the runtime. A list that lacks a field does not compile.
macro_rules! structs {
    ($($($path:ident)::+ $(<$of:ident>)? $(($($part:ident),*))? $({ $($field:ident),* $(,)? })?)*) => {$(
        impl Parameter for $($path)::+ $(<$of>)? {
            fn ty() -> Type {
                Type::Named(path!($($path)::+).into(), vec![$(<$of>::ty().into())?])
            }

            fn value(&self) -> Value {
                let Self $(($($part),*))? $({ $($field),* })? = self;
                let path = path!($($path)::+);
                structs!(@ path $(($($part),*))? $({ $($field),* })?)
            }
        }
    )*};
    (@ $path:ident) => { Value::Path($path.into()) };
    (@ $path:ident ($($part:ident),*)) => { Value::call($path, [$($part.value()),*]) };
    (@ $path:ident { $($field:ident),* }) => {
        Value::structure($path, [$((stringify!($field), $field.value())),*])
    };
}

/// Enumerations, by such paths.
macro_rules! enums {
    ($($($path:ident)::+ [ $($variant:ident $({ $($field:ident),* })?),* ])*) => {$(
        impl Parameter for $($path)::+ {
            fn ty() -> Type {
                Type::named(path!($($path)::+))
            }

            fn value(&self) -> Value {
                let path = |variant| format!("{}::{variant}", path!($($path)::+));
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        let path = path(stringify!($variant));
                        structs!(@ path $({ $($field),* })?)
                    })*
                }
            }
        }
    )*};
}

numbers! {
    usize: |number| Value::Integer(number as i64),
    u32: |number| Value::Integer(i64::from(number)),
    i8: |number| Value::Integer(i64::from(number)),
    i16: |number| Value::Integer(i64::from(number)),
    i32: |number| Value::Integer(i64::from(number)),
    f32: Value::Real,
    bool: Value::Bool,
}

enums! {
    op::Function [Sum, Difference, Product, Quotient, SquaredDifference, FloorQuotient, FloorRemainder]
    op::Relation [Equal, NotEqual, Less, LessEqual]
    op::Suppression [Fast { classes }, Regular { most }]
}

structs! {
    Lattice { first, step, rows, pad_top }
    Output { zero_point, min, max }
    Scale { multiplier, shift }
    Stride { taps, step, pad_top, input, output, most }
    interpolate::Scaling { multiplier, shift }
    op::Abs { input_zero_point, scale, output }
    op::Add { input1_offset, input2_offset, input1, input2, output_scale, output }
    op::Along { outer, len, inner, inclusive, reverse }
    op::And
    op::PlainArithmetic<i32> { function, min, max }
    op::BatchMatmul { batch, batch_strides, output, depth, x1, x2 }
    op::BilinearFloat { scales, half_pixel_centers }
    op::BilinearInteger { scales, half_pixel_centers }
    op::CompareScaled { relation, input1_offset, input2_offset, input1, input2 }
    op::Detection { coordinates, labels, classes, suppression, most, score, overlap, scales }
    op::Divide { input1_offset, input2_offset, scale, output }
    op::Extreme { outer, len, inner, largest }
    op::FloatSum
    op::IntegerSum { start, input_offset, output_scale, output }
    op::LeakyRelu { input_zero_point, identity, alpha, negate_alpha, output }
    op::LogSoftmax { exp, reverse }
    op::LstmCell { forget, input, output, hidden, tanh, clip }
    op::Mean { bias, scale, output }
    op::Mul { input1_offset, input2_offset, scale, output }
    op::Or
    op::Prelu { input_zero_point, alpha_zero_point, identity, alpha, output }
    op::Rescale { input_zero_point, scale, output }
    op::Sequences { batches, steps, inputs, units, time_major }
    op::Shape { input, output, kernel, window, groups }
    op::Softmax { multiplier, left_shift, diff_min }
    op::SquaredDifference {
        input1_offset, input2_offset, left_shift, input1, input2, output_scale, output,
    }
    op::Sub(sum)
    op::Svdf { feature_scale, zero_point, scale, output }
    op::TopK { rows, len, k }
    op::Window { stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left }
    op::float::Conv2d { window, kernel, groups, output }
    op::float::hybrid::Hybrid { is_asymmetric, scales_twice, output }
    op::layer::Int16Pair { scale, output }
}

impl<T: Parameter, const N: usize> Parameter for [T; N] {
    fn ty() -> Type {
        T::ty().array(&[N])
    }

    fn value(&self) -> Value {
        Value::list(self)
    }
}

/// A range that has a name is written by it.
impl Parameter for Range {
    fn ty() -> Type {
        Type::named("op::float::Range")
    }

    fn value(&self) -> Value {
        match *self {
            Self::ALL => Value::Path("op::float::Range::ALL".into()),
            Self::FINITE => Value::Path("op::float::Range::FINITE".into()),
            Self { min, max } => Value::structure(
                "op::float::Range",
                [("min", min.value()), ("max", max.value())],
            ),
        }
    }
}

//! The kernels' parameters as tokens. The fields of each type that the compiler and the program share are listed here
//! and nowhere else; operators write the types of which the compiler has no value, as they borrow from statics or take
//! lengths as generics.

use std::convert::identity;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};
use tiny_model_kernels::layout::Lattice;
use tiny_model_kernels::op::float::Range;
use tiny_model_kernels::requantize::{Output, Scale};
use tiny_model_kernels::stream::Stride;
use tiny_model_kernels::{interpolate, op};

use super::{array, list, real, signed};

/// A value that the program has as a constant.
pub(in super::super) trait Parameter {
    /// Its type.
    fn ty() -> TokenStream;

    /// The value.
    fn literal(&self) -> TokenStream;
}

macro_rules! numbers {
    ($($ty:ty: $literal:path,)*) => {$(
        impl Parameter for $ty {
            fn ty() -> TokenStream {
                quote!($ty)
            }

            fn literal(&self) -> TokenStream {
                $literal(*self).to_token_stream()
            }
        }
    )*};
}

/// Structs, each by the path that it has both here and, after `tm::`, in the program. A list that lacks a field does
/// not compile.
macro_rules! structs {
    ($($($path:ident)::+ $(<$of:ty>)? $(($($part:ident),*))? $({ $($field:ident),* $(,)? })?)*) => {$(
        impl Parameter for $($path)::+ $(<$of>)? {
            fn ty() -> TokenStream {
                quote!(tm::$($path)::+ $(<$of>)?)
            }

            fn literal(&self) -> TokenStream {
                let Self $(($($part),*))? $({ $($field),* })? = self;
                $($(let $part = $part.literal();)*)?
                $($(let $field = $field.literal();)*)?
                quote!(tm::$($path)::+ $(($(#$part),*))? $({ $($field: #$field),* })?)
            }
        }
    )*};
}

/// Enumerations, by such paths.
macro_rules! enums {
    ($($($path:ident)::+ [ $($variant:ident $({ $($field:ident),* })?),* ])*) => {$(
        impl Parameter for $($path)::+ {
            fn ty() -> TokenStream {
                quote!(tm::$($path)::+)
            }

            fn literal(&self) -> TokenStream {
                let ty = Self::ty();
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(let $field = $field.literal();)*)?
                        quote!(#ty::$variant $({ $($field: #$field),* })?)
                    })*
                }
            }
        }
    )*};
}

numbers! {
    usize: Literal::usize_unsuffixed,
    u32: Literal::u32_unsuffixed,
    i8: signed,
    i32: signed,
    f32: real,
    bool: identity,
}

enums! {
    op::Function [Sum, Difference, Product, Quotient, SquaredDifference]
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
    op::Arithmetic<i32> { function, min, max }
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
    op::Softmax { multiplier, left_shift, diff_min }
    op::SquaredDifference {
        input1_offset, input2_offset, left_shift, input1, input2, output_scale, output,
    }
    op::Sub(sum)
    op::Svdf { feature_scale, zero_point, scale, output }
    op::Window { stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left }
    op::float::Conv2d { window, kernel, groups, output }
    op::float::hybrid::Hybrid { is_asymmetric, scales_twice, output }
    op::layer::Int16Pair { scale, output }
    op::layer::Layer { input, output, kernel, window, groups }
}

impl<T: Parameter, const N: usize> Parameter for [T; N] {
    fn ty() -> TokenStream {
        array(T::ty(), &[N])
    }

    fn literal(&self) -> TokenStream {
        list(self.iter().map(T::literal))
    }
}

/// A range that has a name is written by it.
impl Parameter for Range {
    fn ty() -> TokenStream {
        quote!(tm::op::float::Range)
    }

    fn literal(&self) -> TokenStream {
        match *self {
            Self::ALL => quote!(tm::op::float::Range::ALL),
            Self::FINITE => quote!(tm::op::float::Range::FINITE),
            Self { min, max } => {
                let [min, max] = [min, max].map(real);
                quote!(tm::op::float::Range { min: #min, max: #max })
            }
        }
    }
}

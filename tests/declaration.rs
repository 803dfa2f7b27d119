//! Every form of a model's declaration. Each is run on a case with TFLM's outputs.

#![deny(warnings, missing_docs)]

use tiny_model::{Arena, Model, Quantization, Tensor, tiny_model};

const INPUT: &[u8] = include_bytes!("models/data/conv_2d_1x1.in.bin");
const OUTPUT: &[u8] = include_bytes!("models/data/conv_2d_1x1.out.bin");

/// Runs a declaration of `conv_2d_1x1.tflite` on its first case.
macro_rules! agrees_with_tflm {
    ($($model:ident)::+) => {{
        let mut arena = Arena::new();
        let mut model = $($model)::+::new(&mut arena);
        for (to, from) in model.input().iter_mut().zip(INPUT) {
            *to = from.cast_signed();
        }
        let output = model.run().map(i8::cast_unsigned);
        assert_eq!(output, OUTPUT[..output.len()]);
    }};
}

tiny_model!("models/data/conv_2d_1x1.tflite");

#[test]
fn short_form() {
    agrees_with_tflm!(Conv2d1x1);
    assert_eq!(Conv2d1x1::NAME, "Conv2d1x1");
}

mod short_form_with_budgets {
    tiny_model::tiny_model!(
        "models/data/conv_2d_1x1.tflite",
        arena <= 0x100,
        flash <= crate::FLASH
    );
}

const FLASH: usize = 1024;

#[test]
fn short_form_with_budgets() {
    agrees_with_tflm!(short_form_with_budgets::Conv2d1x1);
}

tiny_model! {
    /// A convolution.
    ///
    /// Aligned so that a test sees the attribute.
    #[repr(align(64))]
    pub(crate) struct Named = "models/data/conv_2d_1x1.tflite";
    flash <= FLASH - 2 * (8 + 8),
    arena <= 1 << 10,
}

#[test]
fn named_form_with_attributes() {
    agrees_with_tflm!(Named);
    assert_eq!(align_of::<Named>(), 64);
}

#[test]
fn in_a_function() {
    tiny_model!("models/data/conv_2d_1x1.tflite");
    agrees_with_tflm!(Conv2d1x1);
}

mod outer {
    pub(crate) mod inner {
        tiny_model::tiny_model! {
            pub(in crate::outer) struct Hidden = "models/data/conv_2d_1x1.tflite";
        }
    }

    #[test]
    fn in_a_nested_module() {
        use super::*;
        agrees_with_tflm!(inner::Hidden);
    }
}

macro_rules! declare {
    ($vis:vis $name:ident = $path:literal, $arena:expr) => {
        tiny_model! {
            $vis struct $name = $path;
            arena <= $arena,
        }
    };
    ($path:literal) => {
        tiny_model!($path);
    };
    ($name:ident = $path:expr) => {
        tiny_model! {
            struct $name = concat!("models/data/", $path);
        }
    };
}

declare!(pub ByFragments = "models/data/conv_2d_1x1.tflite", 2 * 1024);
declare!(InConcat = "conv_2d_1x1.tflite");

mod by_literal {
    use tiny_model::tiny_model;

    declare!("models/data/conv_2d_1x1.tflite");
}

#[test]
fn through_macro_rules() {
    agrees_with_tflm!(ByFragments);
    agrees_with_tflm!(InConcat);
    agrees_with_tflm!(by_literal::Conv2d1x1);
}

tiny_model! {
    struct FromBuildScript = concat!(env!("OUT_DIR"), "/copied.tflite");
}

mod from_build_script {
    tiny_model::tiny_model!(concat!(env!("OUT_DIR"), "/copied", ".tflite"));
}

#[test]
fn from_a_build_script() {
    agrees_with_tflm!(FromBuildScript);
    agrees_with_tflm!(from_build_script::Copied);
}

#[no_implicit_prelude]
mod without_a_prelude {
    ::tiny_model::tiny_model!("models/data/conv_2d_1x1.tflite");
}

/// Names that generated code could confuse with its own.
#[allow(
    dead_code,
    unused_macros,
    non_camel_case_types,
    reason = "nobody uses them, that is the test"
)]
mod among_other_names {
    mod core {}
    mod std {}
    mod tiny_model {}
    mod tm {}
    struct Arena;
    struct Memory;
    struct Model;
    struct Quantization;
    struct Slot;
    enum Option {
        Some,
        None,
    }
    type Some = u16;
    type None = u16;
    type Ok = u16;
    type Result = u16;
    type bool = u16;
    type f32 = u16;
    type i16 = u8;
    type i32 = u8;
    type i64 = u8;
    type i8 = u16;
    type str = u16;
    type u32 = u8;
    type u8 = ();
    type u16 = ();
    type usize = i64;
    trait Copy {}
    trait Debug {}
    fn run() {}
    const ROWS: () = ();
    macro_rules! include_bytes {
        () => {};
    }

    ::tiny_model::tiny_model!("models/data/conv_2d_1x1.tflite", arena <= crate::FLASH);
    ::tiny_model::tiny_model! {
        pub struct ByRows = "models/data/conv_2d_3x3_stride_2_wide.tflite";
        input = rows,
    }
    ::tiny_model::tiny_model!("models/data/circular_buffer_cycle_3.tflite");
    ::tiny_model::tiny_model!("models/data/float_half_fully_connected.tflite");
    ::tiny_model::tiny_model! {
        pub struct Spreading = "models/custom/spread.tflite";
        custom "Spread" = super::spread,
    }
}

/// A custom operator that does nothing.
fn spread(
    _: Tensor<&[i8; 4], Quantization, 2>,
    _: Tensor<&mut [i8; 4], Quantization, 2>,
    _: Tensor<&mut [f32; 4], (), 2>,
    _: &[u8],
) {
}

#[test]
fn hygiene() {
    agrees_with_tflm!(without_a_prelude::Conv2d1x1);
    agrees_with_tflm!(among_other_names::Conv2d1x1);
}

#[test]
fn a_custom_operator_in_a_function() {
    fn twice<const N: usize>(
        x: Tensor<&[i8; N], Quantization, 2>,
        y: Tensor<&mut [i8; N], Quantization, 2>,
        _: Tensor<&mut [f32; N], (), 2>,
        _: &[u8],
    ) {
        *y.data = x.data.map(|x| x.saturating_mul(2));
    }
    tiny_model! {
        struct Twice = "models/custom/spread.tflite";
        custom "Spread" = twice,
    }
    let mut arena = Arena::new();
    let mut model = Twice::new(&mut arena);
    // RELU is applied before and after: the zero point is -3.
    *model.input() = [-128, -3, 7, 126];
    assert_eq!(model.run().t4, &[-3, -3, 14, 127]);
}

tiny_model!("models/data/add_same_shape.tflite");

#[test]
fn two_models_on_one_arena() {
    let mut arena = Arena::<(Conv2d1x1, AddSameShape)>::new();
    let mut conv = Conv2d1x1::new(arena.lend());
    conv.input().fill(Conv2d1x1::INPUT.quantize(0.5));
    let sum: i32 = conv.run().iter().copied().map(i32::from).sum();
    let _ = AddSameShape::new(arena.lend()).run();
    assert_ne!(sum, 0);
}

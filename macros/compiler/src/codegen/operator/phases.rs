//! TRANSPOSE_CONV by the DSP backend's matmul core.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::layout::Phase;

use super::super::literal::{self, Parameter as _};
use super::super::step::Body;
use super::dual;
use crate::graph::{Arithmetic, Layer};
use crate::select::{Dual, Phases};

pub(super) fn call(layer: &Layer, phases: &Phases, body: &mut Body) -> TokenStream {
    let (x, y) = (body.read_flat(0), body.write_flat());
    let scratch = literal::array(quote!(u32), &[phases.scratch()]);
    let scratch = body.scratch("scratch", &scratch);
    let all = phases.0.iter().enumerate();
    let all: Vec<_> = all
        .map(|(at, (phase, dual))| self::phase(at, phase, dual, body))
        .collect();
    let count = literal::number(all.len());
    let ty = quote!([tm::arch::dsp::Phase<'static>; #count]);
    let all = body.static_of("PHASES", &ty, &literal::list(all));
    let parameters = parameters(layer);
    quote!(tm::arch::dsp::transpose_conv(#x, #y, #scratch, &#all, &#parameters))
}

fn phase(at: usize, phase: &Phase, dual: &Dual, body: &mut Body) -> TokenStream {
    let weights = dual::weights_as(&format!("WEIGHTS_{at}"), dual, body);
    let shape = &phase.shape;
    let constants = [
        shape.input[2],
        shape.input[3],
        shape.output[2],
        shape.output[3],
        shape.kernel[0],
        shape.kernel[1],
        shape.window.pad_left,
    ]
    .map(literal::number);
    let lattice = phase.lattice.literal();
    quote! {
        tm::arch::dsp::Phase::new::<#(#constants,)* _, _, _, _, _, _, _>(
            &#weights,
            #lattice,
        )
    }
}

fn parameters(layer: &Layer) -> TokenStream {
    let Arithmetic::Int8 {
        zero_points: [zero_point, _],
        output: range,
        ..
    } = &layer.arithmetic
    else {
        // No other has phases.
        return TokenStream::new();
    };
    let (zero_point, range) = (zero_point.literal(), range.literal());
    let images = literal::number(layer.sizes.input[0]);
    let [input, output] = [layer.sizes.input, layer.sizes.output]
        .map(|[_, height, width, channels]| literal::numbers(&[height, width * channels]));
    quote! {
        tm::arch::dsp::TransposeConv {
            images: #images,
            input: #input,
            output: #output,
            input_zero_point: #zero_point,
            range: #range,
        }
    }
}

//! Layers with one kernel for activations of all types.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal::{self, Parameter as _, Stored};
use super::super::step::Body;
use crate::graph::{Accumulated, Arithmetic, BatchMatmul, Layer, Scales};

/// The call of the kernel of that name.
pub(super) fn call(layer: &Layer, kernel: &TokenStream, body: &mut Body) -> TokenStream {
    of(layer, kernel, |arithmetic| arithmetic, body)
}

/// A convolution whose sums are rounded once.
pub(super) fn once(layer: &Layer, body: &mut Body) -> TokenStream {
    let once = |arithmetic| quote!(tm::op::layer::Once(#arithmetic));
    of(layer, &quote!(conv_2d), once, body)
}

fn of(
    layer: &Layer,
    kernel: &TokenStream,
    how: fn(TokenStream) -> TokenStream,
    body: &mut Body,
) -> TokenStream {
    let (x, y) = (body.read_flat(0), body.write_flat());
    let length = layer.weights.len() / layer.element.size();
    let ty = literal::array(literal::element(layer.element), &[length]);
    let weights = body.constant("WEIGHTS", &ty, &layer.weights);
    let arithmetic = how(arithmetic(&layer.arithmetic, body));
    let sizes = body.value("LAYER", &layer.sizes);
    quote!(tm::op::layer::#kernel(#x, #y, &#weights, &#sizes, &#arithmetic))
}

pub(super) fn batch_matmul(matmul: &BatchMatmul, body: &mut Body) -> TokenStream {
    let [x1, x2, y, sizes, arithmetic] = matrices(matmul, body);
    quote!(tm::op::batch_matmul(#x1, #x2, #y, &#sizes, &#arithmetic))
}

/// By the DSP backend's loops over four columns.
pub(super) fn by_columns(matmul: &BatchMatmul, words: usize, body: &mut Body) -> TokenStream {
    let kernel = match matmul.arithmetic {
        Arithmetic::Int16Pair(_) => quote!(batch_matmul_int16),
        _ => quote!(batch_matmul_int8),
    };
    let [x1, x2, y, sizes, arithmetic] = matrices(matmul, body);
    let scratch = body.scratch("scratch", &literal::array(quote!(u32), &[words]));
    quote!(tm::arch::dsp::#kernel(#x1, #x2, #y, #scratch, &#sizes, &#arithmetic))
}

/// Both inputs, the output, the sizes, and the arithmetic.
fn matrices(matmul: &BatchMatmul, body: &mut Body) -> [TokenStream; 5] {
    let (x1, x2, y) = (body.read_flat(0), body.read_flat(1), body.write_flat());
    let arithmetic = arithmetic(&matmul.arithmetic, body);
    let sizes = body.value("MATRICES", &matmul.sizes);
    [x1, x2, quote!(#y), quote!(#sizes), arithmetic]
}

fn arithmetic(arithmetic: &Arithmetic, body: &mut Body) -> TokenStream {
    match arithmetic {
        Arithmetic::Int8 {
            zero_points,
            bias: values,
            scales: of,
            output,
        } => {
            let (bias, scales) = (bias(values, body), scales(of, body));
            let (zero_points, output) = (zero_points.literal(), output.literal());
            quote! {
                tm::op::layer::Int8 {
                    zero_points: #zero_points,
                    bias: &#bias,
                    scales: &#scales,
                    output: #output,
                }
            }
        }
        Arithmetic::Int16 {
            bias: values,
            scales: of,
            output,
        } => {
            let bias = match values {
                Accumulated::I32(values) => bias(values, body),
                Accumulated::I64(values) => bias(values, body),
            };
            let scales = scales(of, body);
            let output = output.literal();
            quote!(tm::op::layer::Int16 { bias: &#bias, scales: &#scales, output: #output })
        }
        Arithmetic::Int16Pair(pair) => pair.literal(),
        Arithmetic::Float {
            bias: values,
            output,
        } => {
            let (bias, output) = (bias(values, body), output.literal());
            quote!(tm::op::layer::Float { bias: &#bias, output: #output })
        }
    }
}

/// `BIAS`, one per output channel; `[]` for none.
fn bias<T: Stored>(values: &[T], body: &mut Body) -> TokenStream {
    if values.is_empty() {
        return quote!([]);
    }
    let bias = body.array("BIAS", &[values.len()], values);
    quote!(#bias)
}

/// `SCALES`, one per output channel, or the only one.
fn scales(scales: &Scales, body: &mut Body) -> TokenStream {
    match scales {
        Scales::PerTensor(scale) => [*scale].literal(),
        Scales::PerChannel(scales) => {
            let scales = body.array("SCALES", &[scales.len()], scales);
            quote!(#scales)
        }
    }
}

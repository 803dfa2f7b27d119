//! SVDF.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal::{self, Parameter as _};
use super::super::step::Body;
use crate::graph::{FloatSvdf, Svdf};

pub(super) fn call(svdf: &Svdf, body: &mut Body) -> TokenStream {
    let &Svdf {
        batch,
        inputs,
        rank,
        units,
        memory,
        ..
    } = svdf;
    let entry = literal::element(svdf.element);
    let x = body.read(0, &literal::array(quote!(i8), &[batch, inputs]));
    let y = body.write(&literal::array(quote!(i8), &[batch, units]));
    let entries = literal::array(entry.clone(), &[batch, units, rank, memory]);
    let state = body.keep(0, "kept", &entries);
    let features = body.array("FEATURES", &[units, rank, inputs], &svdf.features);
    let offsets = body.array("OFFSETS", &[units, rank], &svdf.offsets);
    let time = body.constant(
        "TIME",
        &literal::array(entry, &[units, rank, memory]),
        &svdf.time,
    );
    let bias = body.array("BIAS", &[units], &svdf.bias);
    let how = body.parameters(&svdf.arithmetic);
    quote!(tm::op::svdf(#x, #y, #state, &#features, &#offsets, &#time, &#bias, &#how))
}

/// Of floats.
pub(super) fn float(svdf: &FloatSvdf, body: &mut Body) -> TokenStream {
    let (x, y) = (body.read_flat(0), body.write_flat());
    let entries = literal::array(quote!(f32), &[svdf.batch * svdf.time.len()]);
    let state = body.keep(0, "kept", &entries);
    let constants = [
        ("FEATURES", &svdf.features),
        ("TIME", &svdf.time),
        ("BIAS", &svdf.bias),
    ];
    let [features, time, bias] =
        constants.map(|(name, values)| body.array(name, &[values.len()], values));
    let (rank, output) = (literal::number(svdf.rank), svdf.output.literal());
    quote! {
        tm::op::float_svdf(#x, #y, #state, &tm::op::FloatSvdf {
            features: &#features,
            time: &#time,
            bias: &#bias,
            rank: #rank,
            output: #output,
        })
    }
}

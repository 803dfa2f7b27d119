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
    let features = literal::bytes_of_i8(&svdf.features);
    let features = body.constant(
        "FEATURES",
        &literal::array(quote!(i8), &[units, rank, inputs]),
        &features,
    );
    let offsets = literal::bytes_of(&svdf.offsets);
    let offsets = body.constant(
        "OFFSETS",
        &literal::array(quote!(i32), &[units, rank]),
        &offsets,
    );
    let time = body.constant(
        "TIME",
        &literal::array(entry, &[units, rank, memory]),
        &svdf.time,
    );
    let bias = body.constant(
        "BIAS",
        &literal::array(quote!(i32), &[units]),
        &literal::bytes_of(&svdf.bias),
    );
    let how = body.parameters(&svdf.arithmetic);
    quote!(tm::op::svdf(#x, #y, #state, &#features, &#offsets, &#time, &#bias, &#how))
}

/// Of floats.
pub(super) fn float(svdf: &FloatSvdf, body: &mut Body) -> TokenStream {
    let array = |length| literal::array(quote!(f32), &[length]);
    let (x, y) = (body.read_flat(0), body.write_flat());
    let state = body.keep(0, "kept", &array(svdf.batch * svdf.time.len()));
    let constants = [
        ("FEATURES", &svdf.features),
        ("TIME", &svdf.time),
        ("BIAS", &svdf.bias),
    ];
    let [features, time, bias] = constants.map(|(name, values)| {
        body.constant(
            name,
            &array(values.len()),
            &literal::bytes_of_floats(values),
        )
    });
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

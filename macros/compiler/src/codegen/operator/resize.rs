//! RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{Bilinear, BilinearKind, Nearest};

pub(super) fn nearest(nearest: &Nearest, body: &mut Body) -> TokenStream {
    let size = literal::numbers(&nearest.size);
    let lens = [nearest.rows.len(), nearest.columns.len()];
    body.table(2 * lens.iter().sum::<usize>());
    let [height, width] = lens.map(literal::number);
    let list = |places: &[u16]| literal::list(places.iter().map(|&at| literal::number(at.into())));
    let [rows, columns] = [&nearest.rows, &nearest.columns].map(|places| list(places));
    let how = body.parameters_of(
        &quote!(tm::op::Nearest<#height, #width>),
        &quote!(tm::op::Nearest { size: #size, rows: #rows, columns: #columns }),
    );
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::resize_nearest(#x, #y, &#how))
}

pub(super) fn bilinear(bilinear: &Bilinear, body: &mut Body) -> TokenStream {
    let [from, to] = [&bilinear.from, &bilinear.to].map(|size| literal::numbers(size));
    let parameters = match &bilinear.kind {
        BilinearKind::Integer(kind) => body.parameters(kind),
        BilinearKind::Float(kind) => body.parameters(kind),
    };
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::resize_bilinear(#x, #y, #from, #to, &#parameters))
}

//! RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::op;

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
    let how = body.parameters(
        &quote!(tm::op::Nearest<#height, #width>),
        &quote!(tm::op::Nearest { size: #size, rows: #rows, columns: #columns }),
    );
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::resize_nearest(#x, #y, &#how))
}

pub(super) fn bilinear(bilinear: &Bilinear, body: &mut Body) -> TokenStream {
    let [from, to] = [&bilinear.from, &bilinear.to].map(|size| literal::numbers(size));
    let (ty, scales, half_pixel_centers) = match bilinear.kind {
        BilinearKind::Integer(op::BilinearInteger {
            scales,
            half_pixel_centers,
        }) => {
            let scales = literal::list(scales.map(literal::signed));
            (quote!(BilinearInteger), scales, half_pixel_centers)
        }
        BilinearKind::Float(op::BilinearFloat {
            scales,
            half_pixel_centers,
        }) => {
            let scales = literal::list(scales.map(literal::real));
            (quote!(BilinearFloat), scales, half_pixel_centers)
        }
    };
    let parameters = body.parameters(
        &quote!(tm::op::#ty),
        &quote!(tm::op::#ty { scales: #scales, half_pixel_centers: #half_pixel_centers }),
    );
    let (x, y) = (body.read_flat(0), body.write_flat());
    quote!(tm::op::resize_bilinear(#x, #y, #from, #to, &#parameters))
}

//! Tensors that a kernel goes through row by row, whole or by strips.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::{literal, stream};
use super::Body;
use crate::schedule::{Flow, Stream};

/// The rows that a kernel which goes row by row is called with.
pub(in crate::codegen) struct Rows {
    /// An `Io` of slices of rows.
    pub(in crate::codegen) io: TokenStream,
    /// Rows of padding above the input's.
    pub(in crate::codegen) pad_top: TokenStream,
    /// Most rows of input and output.
    pub(in crate::codegen) heights: [usize; 2],
}

impl<'a> Body<'a> {
    /// The input `position` and the output for kernels that go over all elements in order: an `Io` of slices.
    pub(in crate::codegen) fn flat(&mut self, position: usize) -> TokenStream {
        if let Some(stream) = self.stream() {
            let [x, y] = self
                .flows(stream, position)
                .map(|flow| literal::array(quote!(i8), &[flow.rows, flow.row]));
            let io = self.io(position, &x, &y);
            self.strip = Some(stream::next(stream, self.index, position));
            return quote!(#io.strip(&strip).flat());
        }
        let [x, y] = [self.input(position), self.output()].map(literal::flat);
        let io = self.io(position, &x, &y);
        quote!(#io.rows())
    }

    /// The elements of the input `position` that meet those of [`Body::flat`].
    pub(in crate::codegen) fn meeting(&mut self, position: usize) -> TokenStream {
        let Some(stream) = self.stream() else {
            return self.read_flat(position);
        };
        let [flow, _] = self.flows(stream, position);
        let ty = literal::array(quote!(i8), &[flow.rows, flow.row]);
        let x = self.read(position, &ty);
        let index = literal::number(stream.steps[self.index].inputs[position]);
        quote!(tm::meeting(#x, rows[#index], &strip))
    }

    /// The same for kernels that compute rows of an image from rows of an image, which are called
    /// once for each image of a batch. Shapes are `[batch][height][width][channels]`.
    pub(in crate::codegen) fn rows(
        &mut self,
        position: usize,
        [x, y]: [&[usize; 4]; 2],
        pad_top: usize,
    ) -> Rows {
        if let Some(stream) = self.stream() {
            let [from, to] = self.flows(stream, position);
            let [x, y] = [(from, x), (to, y)]
                .map(|(flow, dims)| literal::array(quote!(i8), &[flow.rows, dims[2], dims[3]]));
            let io = self.io(position, &x, &y);
            self.strip = Some(stream::next(stream, self.index, position));
            return Rows {
                io: quote!(#io.strip(&strip)),
                pad_top: quote!(strip.pad_top),
                heights: stream.steps[self.index].heights(),
            };
        }
        let (images, heights) = (x[0], [x[1], y[1]]);
        let [from, to] = self.elements(position);
        let [x, y] = [(from, x), (to, y)].map(|(ty, dims)| {
            let dims = if images == 1 { &dims[1..] } else { dims };
            literal::array(ty, dims)
        });
        let io = self.io(position, &x, &y);
        self.images = images;
        let io = match images {
            1 => quote!(#io.rows()),
            _ => quote!(#io.image(image)),
        };
        let pad_top = literal::number(pad_top);
        Rows {
            io,
            pad_top: quote!(#pad_top),
            heights,
        }
    }

    /// Whether the operator is a global pooling by strips.
    pub(in crate::codegen) fn is_summed(&self) -> bool {
        self.stream()
            .is_some_and(|stream| stream.steps[self.index].sums)
    }

    /// A global pooling by strips: adds rows of `channels` channels to sums, and after the last row does
    /// what `finish` says with `sums` and `y`. `None` if the operator is none.
    pub(in crate::codegen) fn sums(
        &mut self,
        channels: usize,
        finish: &TokenStream,
    ) -> Option<TokenStream> {
        let stream = self.stream().filter(|_| self.is_summed())?;
        let [flow, _] = self.flows(stream, 0);
        let width = flow.row / channels;
        let x = literal::array(quote!(i8), &[flow.rows, width, channels]);
        let x = self.read(0, &x);
        self.write(&literal::array(quote!(i8), &[channels]));
        let sums = literal::array(quote!(i32), &[channels]);
        let at = self
            .plan
            .sums
            .as_ref()
            .map_or(usize::MAX, |sums| sums.offset);
        let at = literal::number(at);
        let slot = (format_ident!("sums"), quote!(tm::Slot<#sums, #at>));
        self.arena.writes.push(slot);
        self.strip = Some(stream::next(stream, self.index, 0));
        let [output, height] = [self.index + 1, flow.height].map(literal::number);
        Some(quote! {
            if strip.first == 0 {
                sums.fill(0);
            }
            tm::op::accumulate(#x.get(strip.x).unwrap_or_default(), sums);
            if rows[#output].end() == #height {
                #finish;
            }
        })
    }

    /// The stream, if the operator is a part of it.
    pub(in crate::codegen) fn stream(&self) -> Option<&'a Stream> {
        let stream = self.plan.stream.as_ref();
        stream.filter(|stream| self.index < stream.steps.len())
    }

    /// The flows of an input and of the output.
    pub(super) fn flows(&self, stream: &'a Stream, position: usize) -> [&'a Flow; 2] {
        let input = stream.steps[self.index].inputs[position];
        [input, self.index + 1].map(|flow| &stream.flows[flow])
    }
}

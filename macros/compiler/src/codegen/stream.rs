//! Operators that run by strips of rows, and input that is fed row by row.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{self, number};
use super::names::Names;
use super::step::slot;
use crate::diagnostics::port;
use crate::graph::Graph;
use crate::program::{MemoryMap, Slide, Step, Strip};
use crate::schedule::Stream;

/// `rows: &mut [tm::Rows; 9]`: how far each flow has come.
pub(super) fn parameter(flows: usize) -> TokenStream {
    let flows = number(flows);
    quote!(rows: &mut [tm::Rows; #flows])
}

/// `let strip = CONV_2D_0_STRIDE.next(rows[0], &mut rows[1]);`
pub(super) fn next(strip: &Strip) -> TokenStream {
    let stride = literal::ident(&strip.stride);
    let [x, y] = [strip.input, strip.output].map(number);
    let others = strip.others.iter().copied().map(number);
    quote!(let strip = #stride.next(rows[#x] #(.until(rows[#others]))*, &mut rows[#y]);)
}

/// What a step does with rows that nobody reads after it: those that are seen again move to the front.
pub(super) fn slide(slide: &Slide) -> TokenStream {
    let needed = slide.readers.iter().map(|(stride, output)| {
        let (stride, output) = (literal::ident(stride), number(*output));
        quote!(#stride.needed(rows[#output]))
    });
    let needed = needed.reduce(|all, next| quote!(#all.min(#next)));
    let rows = number(slide.rows);
    match &slide.buffer {
        None => quote!(rows[#rows].forget(#needed);),
        Some(buffer) => {
            let buffer = slot(buffer);
            quote! {
                let needed = #needed;
                rows[#rows].slide(memory.get_mut::<#buffer>(), needed);
            }
        }
    }
}

/// The function that runs all steps of a stream once.
pub(super) fn sweep(stream: &Stream, arena: usize, steps: &[Step]) -> TokenStream {
    let (arena, parameter) = (number(arena), parameter(stream.flows.len()));
    let calls = steps[..stream.steps.len()]
        .iter()
        .map(|step| literal::ident(&step.name));
    let last = stream.steps.len().saturating_sub(1);
    let doc = format!(" Operators 0 to {last}, a strip of rows each.");
    quote! {
        #[doc = #doc]
        fn sweep(memory: &mut tm::Memory<#arena>, #parameter) {
            #(#calls(memory, rows);)*
        }
    }
}

/// The rows of all flows before the first sweep.
pub(super) fn start(stream: &Stream) -> TokenStream {
    let flows = stream.flows.len();
    if stream.fed.is_some() {
        let flows = number(flows);
        return quote!([tm::Rows::NONE; #flows]);
    }
    let (height, rest) = (number(stream.flows[0].height), 1..flows);
    let rest = rest.map(|_| quote!(tm::Rows::NONE));
    quote!([tm::Rows::all(#height), #(#rest),*])
}

/// `feed` and what belongs to it.
pub(super) fn feed(
    stream: &Stream,
    each: usize,
    (graph, map): (&Graph, &MemoryMap),
    input: &Names<'_>,
) -> TokenStream {
    let flow = &stream.flows[0];
    let element = graph.tensor(flow.tensor).element;
    let values = flow.row / element.size();
    let row = literal::ty(&element.ty().array(&[values]));
    let buffer = literal::ty(&element.ty().array(&[flow.rows, values]));
    let [height, each] = [flow.height, each].map(number);
    let at = literal::value(&map.tensor(flow.tensor));
    let doc = format!(
        " Takes the next of {} rows of {}, flat, and computes what can be computed from them.\n\n \
         # Errors\n All rows have been fed: [`finish`](Self::finish) is next.",
        flow.height,
        port(input.port),
    );
    quote! {
        /// Rows of the input.
        pub const ROWS: usize = #height;

        #[doc = #doc]
        pub fn feed(&mut self, row: &#row) -> Result<(), tm::FeedError> {
            let buffer = self.memory.get_mut::<tm::Slot<#buffer, #at>>();
            if self.rows[0].feed(row, buffer, Self::ROWS, #each)? {
                sweep(self.memory, &mut self.rows);
            }
            Ok(())
        }

        /// Forgets the rows that have been fed: the next one is the first.
        pub const fn restart(&mut self) {
            self.rows = ROWS;
        }
    }
}

//! Operators that run by strips of rows, and input that is fed row by row.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::literal::{self, Parameter as _};
use super::names::Names;
use super::step::Step;
use crate::schedule::{Plan, Stream};

/// `rows: &mut [tm::Rows; 9]`: how far each flow has come.
pub(super) fn parameter(stream: &Stream) -> TokenStream {
    let flows = literal::number(stream.flows.len());
    quote!(rows: &mut [tm::Rows; #flows])
}

/// `let strip = STRIDE_0.next(rows[0], &mut rows[1]);`
pub(super) fn next(stream: &Stream, step: usize, position: usize) -> TokenStream {
    let stride = stride_name(step);
    let inputs = &stream.steps[step].inputs;
    let [x, y] = [inputs[position], step + 1].map(literal::number);
    let others = inputs.iter().filter(|&&input| input != inputs[position]);
    let others = others.map(|&input| literal::number(input));
    quote!(let strip = #stride.next(rows[#x] #(.until(rows[#others]))*, &mut rows[#y]);)
}

/// What a step does with the flows that nobody reads after it: rows that are seen again move to the
/// front.
pub(super) fn slides(stream: &Stream, plan: &Plan, step: usize) -> TokenStream {
    let slides = stream.ending(step).map(|index| {
        let flow = &stream.flows[index];
        let needed = flow.readers.iter().map(|&reader| {
            let (stride, output) = (stride_name(reader), literal::number(reader + 1));
            quote!(#stride.needed(rows[#output]))
        });
        let needed = needed.reduce(|all, next| quote!(#all.min(#next)));
        let rows = literal::number(index);
        if flow.kept == 0 {
            return quote!(rows[#rows].forget(#needed););
        }
        let buffer = literal::array(quote!(i8), &[flow.rows, flow.row]);
        let at = literal::number(plan.offset(flow.tensor).unwrap_or(usize::MAX));
        quote! {
            let needed = #needed;
            rows[#rows].slide(memory.get_mut::<tm::Slot<#buffer, #at>>(), needed);
        }
    });
    quote!(#(#slides)*)
}

fn stride_name(step: usize) -> Ident {
    format_ident!("STRIDE_{}", step)
}

/// The constants of a stream and the function that runs all of its steps once.
pub(super) fn sweep(stream: &Stream, arena: usize, steps: &[Step]) -> TokenStream {
    let strides = stream.steps.iter().enumerate().map(|(index, step)| {
        let (name, stride) = (stride_name(index), step.stride.literal());
        quote!(const #name: tm::Stride = #stride;)
    });
    let (arena, parameter) = (literal::number(arena), parameter(stream));
    let calls = steps[..stream.steps.len()].iter().map(|step| &step.name);
    let last = stream.steps.len().saturating_sub(1);
    let doc = format!(" Operators 0 to {last}, a strip of rows each.");
    quote! {
        #(#strides)*
        #[doc = #doc]
        fn sweep(memory: &mut tm::Memory<#arena>, #parameter) {
            #(#calls(memory, rows);)*
        }
    }
}

/// The rows of all flows before the first sweep.
pub(super) fn start(stream: &Stream) -> TokenStream {
    let first = match stream.fed {
        Some(_) => quote!(tm::Rows::NONE),
        None => {
            let height = literal::number(stream.flows[0].height);
            quote!(tm::Rows::all(#height))
        }
    };
    let rest = stream.flows.iter().skip(1).map(|_| quote!(tm::Rows::NONE));
    quote!([#first, #(#rest),*])
}

/// `feed` and what belongs to it.
pub(super) fn feed(stream: &Stream, each: usize, plan: &Plan, input: &Names<'_>) -> TokenStream {
    let flow = &stream.flows[0];
    let [row, height, each, buffered] =
        [flow.row, flow.height, each, flow.rows].map(literal::number);
    let at = literal::number(plan.offset(flow.tensor).unwrap_or(usize::MAX));
    let doc = format!(
        " Takes the next of {} rows of {}, flat, and computes what can be computed from them.\n\n \
         # Errors\n All rows have been fed: [`finish`](Self::finish) is next.",
        flow.height,
        super::card::port(input.port),
    );
    quote! {
        /// Rows of the input.
        pub const ROWS: usize = #height;

        #[doc = #doc]
        pub fn feed(&mut self, row: &[i8; #row]) -> Result<(), tm::FeedError> {
            let buffer = self.memory.get_mut::<tm::Slot<[[i8; #row]; #buffered], #at>>();
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

//! The module of the declared type, and its methods.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::LitStr;
use tiny_model_kernels::bytes::ALIGNMENT;

use super::names::{Names, names};
use super::{card, custom, literal, map, state, step, stream};
use crate::diagnostics::port;
use crate::graph::Graph;
use crate::head::Head;
use crate::program::Program;
use crate::schedule::{Plan, Stream};

/// A module with the type, its documentation and everything behind it, for one backend. `section` is the link section
/// of its data.
///
/// In a module of its own nothing that the user has declared is in the way of generated code, and nothing is in the
/// user's way except the type.
pub fn model(
    item: &Head,
    file: &str,
    graph: &Graph,
    program: &Program,
    section: Option<&LitStr>,
    runtime: &TokenStream,
) -> TokenStream {
    let Head {
        visibility, name, ..
    } = item;
    let outputs = names("output", &graph.outputs);
    let module = format_ident!("__{}", name, span = Span::call_site());
    let outputs_use = (outputs.len() > 1).then(|| {
        let name = outputs_name(item);
        // Its fields are named more often than it.
        quote!(#[allow(unused_imports)] #visibility use #module::#name;)
    });
    let place = section.map(place);
    let declared = declared(item, file, graph, program);
    let outputs_struct = outputs_struct(item, graph, &outputs);
    let facts = facts(name, graph, program);
    let implementation = implementation(item, graph, program, &outputs, place.as_ref());
    let sweep = sweep(program);
    let places = map::constants(&program.map);
    let functions = program.steps.iter().map(|step| {
        let (stride, function) = (step::stride(step), step::function(step, place.as_ref()));
        quote!(#stride #function)
    });
    let (custom, given) = custom::functions(program, &module).map(Into::into).unzip();
    quote! {
        #visibility use #module::#name;
        #outputs_use
        #[allow(non_snake_case)]
        mod #module {
            use #runtime::__private as tm;
            use tm::prelude::*;

            #places
            #declared
            #outputs_struct
            #facts
            #implementation
            #sweep
            #custom
            #(#functions)*
        }
        #given
    }
}

/// The struct with its documentation.
fn declared(item: &Head, file: &str, graph: &Graph, program: &Program) -> TokenStream {
    let plan = &program.plan;
    let Head {
        attributes, name, ..
    } = item;
    let card = card::card(file, graph, program);
    let arena = literal::number(plan.arena);
    let rows = fed(plan).map(|(stream, _)| {
        let flows = literal::number(stream.flows.len());
        quote!(rows: [tm::Rows; #flows],)
    });
    let kept = state::field(plan);
    quote! {
        #(#attributes)*
        #[doc = #card]
        pub struct #name<A: tm::Storage = tm::Borrowed<'static>> {
            memory: A::Of<tm::Memory<#arena>>,
            #kept
            #rows
        }
    }
}

/// The function of one sweep, and the rows before the first, of a model that streams.
fn sweep(program: &Program) -> Option<TokenStream> {
    let Program { plan, steps, .. } = program;
    let stream = plan.stream.as_ref()?;
    let (start, flows) = (stream::start(stream), literal::number(stream.flows.len()));
    let sweep = stream::sweep(stream, plan.arena, steps);
    Some(quote! {
        /// How far the tensors have come before the first sweep.
        const ROWS: [tm::Rows; #flows] = #start;
        #sweep
    })
}

/// Puts a `static` into a link section, where programs are ELF. It has the literal's span, so that
/// rustc's lint `unsafe_code` is at what the user wrote: the name is the user's promise that what
/// the linker puts there can be read.
fn place(section: &LitStr) -> TokenStream {
    quote_spanned! {section.span()=>
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm", windows)),
            unsafe(link_section = #section)
        )]
    }
}

/// What the runtime asks of every model.
fn facts(name: &Ident, graph: &Graph, program: &Program) -> TokenStream {
    let text = name.to_string();
    let arena = literal::number(program.plan.arena);
    let state = literal::number(program.plan.state());
    let flash = literal::number(program.flash());
    let macs = proc_macro2::Literal::u64_unsuffixed(graph.macs());
    let words = literal::binary(program.plan.arena / ALIGNMENT);
    quote! {
        impl tm::Footprint for #name<tm::Borrowed<'_>> {
            type Memory = tm::Memory<#arena>;
            type Words = #words;
        }
        impl tm::Model for #name<tm::Borrowed<'_>> {
            const NAME: &'static str = #text;
            const ARENA_BYTES: usize = #arena;
            const STATE_BYTES: usize = #state;
            const FLASH_BYTES: usize = #flash;
            const MACS: u64 = #macs;
        }
        impl<A: tm::Storage> ::core::fmt::Debug for #name<A> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#text).finish_non_exhaustive()
            }
        }
    }
}

fn implementation(
    item: &Head,
    graph: &Graph,
    program: &Program,
    outputs: &[Names],
    place: Option<&TokenStream>,
) -> TokenStream {
    let plan = &program.plan;
    let name = &item.name;
    let inputs = names("input", &graph.inputs);
    let infos = inputs.iter().chain(outputs).map(|names| names.info(graph));
    let (input_views, run, rows): (TokenStream, _, _) = match fed(plan) {
        None => {
            let views = inputs.iter().map(|input| input.input(graph, &program.map));
            (quote!(#(#views)*), run(item, graph, program, outputs), None)
        }
        Some((stream, each)) => (
            stream::feed(stream, each, (graph, &program.map), &inputs[0]),
            finish(item, graph, program, outputs),
            Some(quote!(rows: ROWS)),
        ),
    };
    let labels = outputs.iter().map(Names::label_list);
    let output_views = outputs
        .iter()
        .map(|output| output.output(graph, &program.map));
    let arena = arena(name, plan);
    let new = state::new(name, graph, program, rows.as_ref(), place);
    quote! {
        impl<'a> #name<tm::Borrowed<'a>> {
            #(#infos)*

            #(#labels)*

            #new

            #arena

            #input_views

            #run

            #(#output_views)*
        }
    }
}

/// The method that gives the arena away between runs.
fn arena(name: &Ident, plan: &Plan) -> TokenStream {
    let (lost, restart) = match fed(plan) {
        None => (
            "input that was written before, and the outputs of the last run",
            None,
        ),
        Some(_) => (
            "rows that were fed before, and the outputs of the last run",
            Some(quote!(self.restart();)),
        ),
    };
    let doc = format!(
        " The arena between runs: [`bytes`](tm::Arena::bytes) for whatever needs memory for a while, \
         [`lend`](tm::Arena::lend) for another model. This loses {lost}."
    );
    quote! {
        #[doc = #doc]
        pub const fn arena(&mut self) -> &mut tm::Arena<#name> {
            #restart
            tm::Arena::from_memory(self.memory)
        }
    }
}

/// The stream of a model that is fed row by row, and the rows of a sweep.
fn fed(plan: &Plan) -> Option<(&Stream, usize)> {
    let stream = plan.stream.as_ref()?;
    Some((stream, stream.fed?))
}

/// The method that computes everything.
fn run(item: &Head, graph: &Graph, program: &Program, outputs: &[Names]) -> TokenStream {
    let Program { plan, steps, .. } = program;
    let streamed = plan.stream.as_ref().map_or(0, |stream| stream.steps.len());
    let sweeps = plan.stream.as_ref().map(|stream| {
        let sweeps = literal::number(stream.sweeps);
        quote! {
            let mut rows = ROWS;
            for _ in 0..#sweeps {
                sweep(self.memory, &mut rows);
            }
        }
    });
    let calls = steps[streamed..]
        .iter()
        .map(|step| step::statement(step, &quote!(None)));
    let (returned, result) = result(item, graph, outputs);
    let doc = graph.may_end_run().then(|| doc(WAITS));
    quote! {
        /// Computes the outputs from the inputs.
        #doc
        pub fn run(&mut self) -> #returned {
            #sweeps
            #(#calls)*
            #result
        }
    }
}

/// The method that computes what is left once all rows have been fed.
fn finish(item: &Head, graph: &Graph, program: &Program, outputs: &[Names]) -> TokenStream {
    let Program { plan, steps, .. } = program;
    let Some((stream, each)) = fed(plan) else {
        return TokenStream::new();
    };
    let left = stream.sweeps - stream.flows[0].height.div_ceil(each);
    let sweeps = (left > 0).then(|| {
        let left = literal::number(left);
        quote! {
            for _ in 0..#left {
                sweep(self.memory, &mut self.rows);
            }
        }
    });
    let calls = steps[stream.steps.len()..]
        .iter()
        .map(|step| step::statement(step, &quote!(Ok(None))));
    let (returned, result) = result(item, graph, outputs);
    let doc = graph.may_end_run().then(|| doc(WAITS));
    quote! {
        /// Computes the outputs from the rows that have been fed; the next one fed is the first of
        /// the next input.
        #doc
        ///
        /// # Errors
        /// Rows are missing. Nothing is lost: feed them.
        pub fn finish(&mut self) -> Result<#returned, tm::FeedError> {
            self.rows[0].complete(Self::ROWS)?;
            #sweeps
            self.restart();
            #(#calls)*
            Ok(#result)
        }
    }
}

/// The documentation of `run` in a model some of whose runs end early.
const WAITS: &str = "\n`None` while a CIRCULAR_BUFFER waits for more input: the run has kept its input and \
                     computed no outputs; those of runs before are lost.";

fn doc(text: &str) -> TokenStream {
    quote!(#[doc = #text])
}

/// What `run` returns: its type and value.
fn result(item: &Head, graph: &Graph, outputs: &[Names]) -> (TokenStream, TokenStream) {
    let (returned, result) = all_outputs(item, graph, outputs);
    match graph.may_end_run() {
        true => (quote!(Option<#returned>), quote!(Some(#result))),
        false => (returned, result),
    }
}

fn all_outputs(item: &Head, graph: &Graph, outputs: &[Names]) -> (TokenStream, TokenStream) {
    match outputs {
        [output] => {
            let flat = output.flat(graph);
            let accessor = &output.accessor;
            (quote!(&#flat), quote!(self.#accessor()))
        }
        _ => {
            let name = outputs_name(item);
            let fields = outputs.iter().map(|output| &output.field);
            let accessors = outputs.iter().map(|output| &output.accessor);
            (
                quote!(#name<'_>),
                quote!(#name { #(#fields: self.#accessors()),* }),
            )
        }
    }
}

/// A struct with a field for each of several outputs.
fn outputs_struct(item: &Head, graph: &Graph, outputs: &[Names]) -> Option<TokenStream> {
    if outputs.len() == 1 {
        return None;
    }
    let name = outputs_name(item);
    let doc = format!(" The outputs of [`{}`].", item.name);
    let fields = outputs.iter().map(|output| {
        let doc = format!(" {}.", port(output.port));
        let (field, flat) = (&output.field, output.flat(graph));
        quote! { #[doc = #doc] pub #field: &'a #flat }
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        pub struct #name<'a> {
            #(#fields,)*
        }
    })
}

fn outputs_name(item: &Head) -> Ident {
    format_ident!("{}Outputs", item.name, span = item.name.span())
}

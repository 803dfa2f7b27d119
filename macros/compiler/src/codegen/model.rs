//! The declared type and its methods.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::ports::{Names, names};
use super::{card, literal};
use crate::compile::Program;
use crate::graph::Graph;
use crate::syntax::Item;

/// The type, its documentation and everything behind it, for one backend.
pub fn model(item: &Item, file: &str, graph: &Graph, program: &Program) -> TokenStream {
    let Program { plan, steps, .. } = program;
    let Item {
        attributes,
        visibility,
        name,
    } = item;
    let card = card::card(file, graph, program);
    let arena = literal::number(plan.arena);
    let outputs = names("output", &graph.outputs);
    let outputs_struct = outputs_struct(item, graph, &outputs);
    let implementation = implementation(item, graph, program, &outputs);
    let facts = facts(name, graph, program);
    let functions = steps.iter().map(|step| &step.function);
    quote! {
        #(#attributes)*
        #[doc = #card]
        #visibility struct #name<'a> {
            memory: &'a mut ::tiny_model::__private::Memory<#arena>,
        }
        #outputs_struct
        const _: () = {
            use ::tiny_model::__private as tm;
            #facts
            #implementation
            #(#functions)*
        };
    }
}

/// What the runtime asks of every model.
fn facts(name: &Ident, graph: &Graph, program: &Program) -> TokenStream {
    let text = name.to_string();
    let arena = literal::number(program.plan.arena);
    let flash = literal::number(program.flash());
    let macs = proc_macro2::Literal::u64_unsuffixed(graph.macs());
    quote! {
        impl ::tiny_model::Footprint for #name<'_> {
            type Memory = tm::Memory<#arena>;
        }
        impl ::tiny_model::Model for #name<'_> {
            const NAME: &'static str = #text;
            const ARENA_BYTES: usize = #arena;
            const FLASH_BYTES: usize = #flash;
            const MACS: u64 = #macs;
        }
    }
}

fn implementation(
    item: &Item,
    graph: &Graph,
    Program { plan, steps, .. }: &Program,
    outputs: &[Names],
) -> TokenStream {
    let name = &item.name;
    let inputs = names("input", &graph.inputs);
    let infos = inputs.iter().chain(outputs).map(Names::info);
    let input_views = inputs.iter().map(|input| input.input(graph, plan));
    let output_views = outputs.iter().map(|output| output.output(graph, plan));
    let calls = steps.iter().map(|step| &step.name);
    let (returned, result) = result(item, graph, outputs);
    quote! {
        impl<'a> #name<'a> {
            #(#infos)*

            /// The model on an arena, which it uses alone as long as it lives.
            pub const fn new(arena: &'a mut ::tiny_model::Arena<#name<'static>>) -> Self {
                Self { memory: arena.memory() }
            }

            #(#input_views)*

            /// Computes the outputs from the inputs.
            pub fn run(&mut self) -> #returned {
                #(#calls(self.memory);)*
                #result
            }

            #(#output_views)*
        }
    }
}

/// What `run` returns: its type and value.
fn result(item: &Item, graph: &Graph, outputs: &[Names]) -> (TokenStream, TokenStream) {
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
fn outputs_struct(item: &Item, graph: &Graph, outputs: &[Names]) -> Option<TokenStream> {
    if outputs.len() == 1 {
        return None;
    }
    let visibility = &item.visibility;
    let name = outputs_name(item);
    let doc = format!(" The outputs of [`{}`].", item.name);
    let fields = outputs.iter().map(|output| {
        let doc = format!(" {}.", card::port(output.port));
        let (field, flat) = (&output.field, output.flat(graph));
        quote! { #[doc = #doc] pub #field: &'a #flat }
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        #visibility struct #name<'a> {
            #(#fields,)*
        }
    })
}

fn outputs_name(item: &Item) -> Ident {
    format_ident!("{}Outputs", item.name, span = item.name.span())
}

//! Subgraphs as functions in that of their operator.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::super::{literal, steps_within};
use super::{Body, Step};
use crate::graph::Graph;
use crate::select::Nested;

/// A function of the memory of a subgraph.
#[derive(Debug, Clone)]
pub(super) struct Subprogram {
    head: TokenStream,
    pub(super) steps: Vec<Step>,
}

impl Body<'_> {
    /// A subgraph as a function: its name.
    pub(in crate::codegen) fn nested(
        &mut self,
        name: &str,
        graph: &Graph,
        nested: &Nested,
    ) -> Ident {
        let scope = format!("{}{}__{name}__", self.scope, self.name());
        let name = Ident::new(name, Span::call_site());
        let arena = literal::number(nested.plan.arena);
        let steps = steps_within(&scope, graph, &nested.kernels, &nested.plan, self.customs);
        self.flash += steps.iter().map(|step| step.flash).sum::<usize>();
        self.nested.push(Subprogram {
            head: quote!(fn #name(memory: &mut tm::Memory<#arena>)),
            steps,
        });
        name
    }
}

impl Subprogram {
    pub(super) fn function(&self, place: Option<&TokenStream>) -> TokenStream {
        let Self { head, steps } = self;
        let calls = steps.iter().map(|step| &step.name);
        let functions = steps.iter().map(|step| step.function(place));
        quote!(#head { #(#calls(memory);)* #(#functions)* })
    }
}

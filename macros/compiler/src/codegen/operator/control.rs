//! Choices and loops: their subgraphs are functions in the operator's own.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::literal;
use super::super::step::Body;
use crate::graph::{Control, Graph, Inner, Port};
use crate::select::Nested;

/// A subgraph as a function, and where its inputs and outputs lie in its memory.
struct Function<'a> {
    name: Ident,
    inner: &'a Inner,
    nested: &'a Nested,
    memory: Ident,
}

pub(super) fn call(control: &Control, both: &[Nested; 2], body: &mut Body) -> TokenStream {
    let bytes = literal::number(both[0].plan.arena);
    let memory = body.scratch("inner", &quote!(tm::Memory<#bytes>));
    let [a, b] = control.subgraphs();
    let [name, other] = match control {
        Control::If { .. } => ["then_branch", "else_branch"],
        Control::While { .. } => ["condition", "turn"],
    };
    let [a, b] =
        [(a, &both[0], name), (b, &both[1], other)].map(|(inner, nested, name)| Function {
            name: body.nested(name, &inner.graph, nested),
            inner,
            nested,
            memory: memory.clone(),
        });
    match control {
        Control::If { .. } => choice([a, b], body),
        Control::While { .. } => repeat([a, b], body),
    }
}

/// `if x1[0].get() { … } else { … }`
fn choice([then, otherwise]: [Function; 2], body: &mut Body) -> TokenStream {
    let inputs: Vec<_> = (0..body.inputs()).map(|at| body.read_flat(at)).collect();
    let outputs = body.write_all_flat();
    let condition = &inputs[0];
    let [then, otherwise] = [then, otherwise].map(|branch| {
        let (writes, name, memory) = (branch.writes(&inputs), &branch.name, &branch.memory);
        let reads = branch.reads(&outputs);
        quote!(#writes #name(#memory); #reads)
    });
    quote! {
        if #condition[0].get() { #then } else { #otherwise }
    }
}

/// `loop { …; if !… { break; } … }`
fn repeat([condition, turn]: [Function; 2], body: &mut Body) -> TokenStream {
    let inputs: Vec<_> = (0..body.inputs()).map(|at| body.read_flat(at)).collect();
    let variables = body.write_all_flat();
    let first_values = variables
        .iter()
        .zip(&inputs)
        .map(|(variable, x)| quote!(*#variable = *#x;));
    let mut values = inputs.clone();
    for (value, variable) in values.iter_mut().zip(&variables) {
        *value = quote!(#variable);
    }
    let memory = &condition.memory;
    let [asks, advances] = [&condition.name, &turn.name];
    let [before, again] = [condition.writes(&values), turn.writes(&values)];
    let after = turn.reads(&variables);
    let answer = condition
        .inner
        .graph
        .outputs
        .iter()
        .map(|port| condition.slot(port));
    quote! {
        #(#first_values)*
        loop {
            #before
            #asks(#memory);
            if !#(#memory.get::<#answer>())*[0].get() {
                break;
            }
            #again
            #advances(#memory);
            #after
        }
    }
}

impl Function<'_> {
    fn graph(&self) -> &Graph {
        &self.inner.graph
    }

    /// Copies of the values that the subgraph takes to its inputs.
    fn writes(&self, values: &[TokenStream]) -> TokenStream {
        let memory = &self.memory;
        let ports = self.graph().inputs.iter().zip(&self.inner.takes);
        let copies = ports.map(|(port, &at)| {
            let (slot, value) = (self.slot(port), &values[at]);
            quote!(*#memory.get_mut::<#slot>() = *#value;)
        });
        quote!(#(#copies)*)
    }

    /// Copies of its outputs to where the operator's lie.
    fn reads(&self, outputs: &[Ident]) -> TokenStream {
        let memory = &self.memory;
        let ports = self.graph().outputs.iter().zip(outputs);
        let copies = ports.map(|(port, output)| {
            let slot = self.slot(port);
            quote!(*#output = *#memory.get::<#slot>();)
        });
        quote!(#(#copies)*)
    }

    fn slot(&self, port: &Port) -> TokenStream {
        let ty = literal::flat(self.graph().tensor(port.tensor));
        // Ports have lifetimes, so places; one without would not build.
        let at = literal::number(self.nested.plan.offset(port.tensor).unwrap_or(usize::MAX));
        quote!(tm::Slot<#ty, #at>)
    }
}

//! Subgraphs as functions in that of their operator.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::literal::{ident, number, value};
use super::super::map;
use super::borrows::slot;
use super::function;
use crate::call::Value;
use crate::program::{Action, Function, Nested, Slot, Step};

/// The functions of the subgraphs of a step.
pub(super) fn functions(step: &Step, place: Option<&TokenStream>) -> Vec<TokenStream> {
    let Action::Nested(control) = &step.action else {
        return Vec::new();
    };
    let both = match &**control {
        Nested::If { branches, .. } => branches.each_ref(),
        Nested::While {
            condition, turn, ..
        } => [condition, turn],
    };
    both.map(|nested| subgraph(nested, place)).into()
}

/// The function of a subgraph after the places in its memory, which are named beside it too.
fn subgraph(nested: &Function, place: Option<&TokenStream>) -> TokenStream {
    let (name, arena) = (ident(nested.name), number(nested.arena));
    let calls = nested.steps.iter().map(|step| ident(&step.name));
    let functions = nested.steps.iter().map(|step| function(step, place));
    let places = map::constants(&nested.map);
    quote! {
        #places
        fn #name(memory: &mut tm::Memory<#arena>) {
            #(#calls(memory);)*
            #(#functions)*
        }
    }
}

/// A choice or a loop.
pub(super) fn control(control: &Nested) -> TokenStream {
    match control {
        Nested::If {
            condition,
            branches,
        } => {
            let condition = value(condition);
            let [then, otherwise] = branches.each_ref().map(|branch| {
                let (takes, runs, gives) = (takes(branch), runs(branch), gives(branch));
                quote!(#takes #runs #gives)
            });
            quote! {
                if #condition[0].get() { #then } else { #otherwise }
            }
        }
        Nested::While {
            variables,
            condition,
            answer,
            turn,
        } => {
            let first_values = variables.iter().map(|(variable, first)| {
                let [variable, first] = [variable, first].map(value);
                quote!(*#variable = *#first;)
            });
            let (memory, answer) = (value(&condition.memory), slot(answer));
            let [before, again] = [condition, turn].map(takes);
            let [asks, advances] = [condition, turn].map(runs);
            let after = gives(turn);
            quote! {
                #(#first_values)*
                loop {
                    #before
                    #asks
                    if !#memory.get::<#answer>()[0].get() {
                        break;
                    }
                    #again
                    #advances
                    #after
                }
            }
        }
    }
}

fn runs(nested: &Function) -> TokenStream {
    let (name, memory) = (ident(nested.name), value(&nested.memory));
    quote!(#name(#memory);)
}

/// Copies of values to the inputs of a subgraph.
fn takes(nested: &Function) -> TokenStream {
    let memory = value(&nested.memory);
    let copies = nested.takes.iter().map(|(input, from): &(Slot, Value)| {
        let (slot, value) = (slot(input), value(from));
        quote!(*#memory.get_mut::<#slot>() = *#value;)
    });
    quote!(#(#copies)*)
}

/// Copies of the outputs of a subgraph to those of its operator.
fn gives(nested: &Function) -> TokenStream {
    let memory = value(&nested.memory);
    let copies = nested.gives.iter().map(|(output, to): &(Slot, Value)| {
        let (slot, value) = (slot(output), value(to));
        quote!(*#value = *#memory.get::<#slot>();)
    });
    quote!(#(#copies)*)
}

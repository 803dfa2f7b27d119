//! One operator as a function of the arena.

mod borrows;
mod nested;

pub(super) use borrows::slot;
use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{ident, number, path, ty, value};
use super::stream;
use crate::call::{Data, Marker, Value};
use crate::program::{Action, Step};

/// The whole function. `place` is an attribute of all its tables.
pub fn function(step: &Step, place: Option<&TokenStream>) -> TokenStream {
    let (name, doc) = (ident(&step.name), format!(" {}", step.doc));
    let section = step.section.iter().map(|section| {
        // A function that keeps its calls and its body: those of one section only may be merged.
        quote! {
            #[inline(never)]
            #[unsafe(link_section = #section)]
        }
    });
    let arena = number(step.arena);
    let rows = step.flows.map(stream::parameter);
    let state = step.state.map(|bytes| {
        let bytes = number(bytes);
        quote!(state: &mut tm::Memory<#bytes>)
    });
    let goes_on = step.may_end_run().then(|| quote!(-> bool));
    let nested = nested::functions(step, place);
    let markers = step.markers.iter().map(marker);
    let (tables, constants): (Vec<&Data>, Vec<&Data>) =
        step.data.iter().partition(|data| data.is_static);
    let tables = tables.into_iter().map(|data| table(data, place));
    let constants = constants.into_iter().map(constant);
    let strip = step.strip.as_ref().map(stream::next);
    let borrows = borrows::borrows(step);
    let action = action(step);
    let slides = step.slides.iter().map(stream::slide);
    quote! {
        #(#section)*
        #[doc = #doc]
        fn #name(memory: &mut tm::Memory<#arena>, #rows #state) #goes_on {
            #(#nested)*
            #(#markers)*
            #(#tables)*
            #(#constants)*
            #strip
            #borrows
            #action
            #(#slides)*
        }
    }
}

/// The call of the function in a method of the model, where `ended` is what the method returns if the run ends here.
pub(super) fn statement(step: &Step, ended: &TokenStream) -> TokenStream {
    let name = ident(&step.name);
    let state = step.state.map(|_| quote!(, &mut self.state));
    let call = quote!(#name(self.memory #state));
    match step.may_end_run() {
        true => quote!(if !#call { return #ended; }),
        false => quote!(#call;),
    }
}

/// The stride of a step that runs by strips.
pub(super) fn stride(step: &Step) -> Option<TokenStream> {
    let constant = step.stride.as_ref().map(constant)?;
    let doc = format!(
        " The rows of its input that `{}` needs for rows of its output.",
        step.name
    );
    Some(quote!(#[doc = #doc] #constant))
}

/// A type of the operator's own, with its trait.
fn marker(marker: &Marker) -> TokenStream {
    let (name, implements) = (ident(&marker.name), path(&marker.implements));
    let constant = constant(&marker.constant);
    quote! {
        struct #name;
        impl #implements for #name {
            #constant
        }
    }
}

fn table(data: &Data, place: Option<&TokenStream>) -> TokenStream {
    let (name, ty, value) = (ident(&data.name), ty(&data.ty), value(&data.value));
    quote!(#place static #name: #ty = #value;)
}

fn constant(data: &Data) -> TokenStream {
    let (name, ty, value) = (ident(&data.name), ty(&data.ty), value(&data.value));
    quote!(const #name: #ty = #value;)
}

fn action(step: &Step) -> TokenStream {
    match &step.action {
        Action::Calls {
            values,
            images,
            may_end_run,
        } => {
            let calls = values.iter().map(|value| call(step, value));
            match (images, may_end_run) {
                (1, true) => quote!(#(#calls);*),
                (1, false) => quote!(#(#calls;)*),
                (images, _) => {
                    let images = number(*images);
                    quote!(for image in 0..#images { #(#calls;)* })
                }
            }
        }
        Action::Sums {
            x,
            output,
            height,
            finish,
        } => {
            let (x, finish) = (value(x), value(finish));
            let [output, height] = [*output, *height].map(number);
            quote! {
                if strip.first == 0 {
                    sums.fill(0);
                }
                tm::op::accumulate(#x.get(strip.x).unwrap_or_default(), sums);
                if rows[#output].end() == #height {
                    #finish;
                }
            }
        }
        Action::Nested(control) => nested::control(control),
    }
}

/// A call of a kernel, or of a function of the user's.
fn call(step: &Step, call: &Value) -> TokenStream {
    match (call, &step.given) {
        (Value::Given(_, _, arguments), Some(given)) => {
            let (name, arguments) = (ident(&given.name), arguments.iter().map(value));
            quote!(<custom::Given as custom::Functions>::#name(#(#arguments),*))
        }
        (call, _) => value(call),
    }
}

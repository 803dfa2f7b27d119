//! Inputs and outputs as constants and typed views.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::Names;
use super::{card, literal};
use crate::graph::{Element, Graph, Port};
use crate::schedule::Plan;

/// The `TensorInfo` of a port with such elements: the parameters of its type, and its value.
pub(super) fn info(port: &Port, element: Element) -> (TokenStream, TokenStream) {
    let Port {
        name,
        shape,
        quantization,
        ..
    } = port;
    let rank = literal::number(shape.len());
    let dims = literal::numbers(shape);
    let (ty, value) = match quantization {
        Some(q) => {
            let scale = literal::real(q.scale);
            let zero_point = literal::signed(q.zero_point);
            // int8 is its parameter's default.
            let of = (element != Element::I8).then(|| {
                let element = literal::element(element);
                quote!(<#element>)
            });
            (
                quote!(tm::Quantization #of),
                quote! {
                    tm::Quantization { scale: #scale, zero_point: #zero_point }
                },
            )
        }
        None => (quote!(()), quote!(())),
    };
    (
        quote!(#ty, #rank),
        quote! {
            tm::TensorInfo { name: #name, shape: #dims, quantization: #value }
        },
    )
}

impl Names<'_> {
    /// `pub const INPUT: TensorInfo<…>`
    pub(super) fn info(&self, graph: &Graph) -> TokenStream {
        let constant = &self.info;
        let (parameters, value) = info(self.port, graph.tensor(self.port.tensor).element);
        let doc = format!(
            " Name, shape and quantization of {}.",
            card::port(self.port)
        );
        quote! {
            #[doc = #doc]
            pub const #constant: tm::TensorInfo<#parameters> = #value;
        }
    }

    /// `pub const LABELS: [&str; 10]`, of one among several outputs `OUTPUT_SCORES_LABELS`.
    pub(super) fn label_list(&self) -> Option<TokenStream> {
        let (labels, constant) = (&self.port.labels, &self.labels);
        let (count, doc) = (
            literal::number(labels.len()),
            format!(
                " What the entries of the last dimension of {} stand for.",
                card::port(self.port)
            ),
        );
        (!labels.is_empty()).then(|| {
            quote! {
                #[doc = #doc]
                pub const #constant: [&'static str; #count] = [#(#labels),*];
            }
        })
    }

    /// Flat and nested views to write an input.
    pub(super) fn input(&self, graph: &Graph, plan: &Plan) -> TokenStream {
        let doc = format!(
            " To write {}, flat. `run` uses its memory for other tensors too: write it before each.",
            card::port(self.port)
        );
        self.views(graph, plan, &doc, &quote!(&mut), &quote!(get_mut))
    }

    /// Flat and nested views to read an output.
    pub(super) fn output(&self, graph: &Graph, plan: &Plan) -> TokenStream {
        let doc = format!(
            " What the last `run` wrote to {}, flat.",
            card::port(self.port)
        );
        self.views(graph, plan, &doc, &quote!(&), &quote!(get))
    }

    fn views(
        &self,
        graph: &Graph,
        plan: &Plan,
        doc: &str,
        borrow: &TokenStream,
        get: &TokenStream,
    ) -> TokenStream {
        // Ports have lifetimes, so places; one without would not build.
        let at = literal::number(plan.offset(self.port.tensor).unwrap_or(usize::MAX));
        let view = |name: &Ident, doc: &str, ty: &TokenStream| {
            quote! {
                #[doc = #doc]
                pub fn #name(#borrow self) -> #borrow #ty {
                    self.memory.#get::<tm::Slot<#ty, #at>>()
                }
            }
        };
        let flat = view(&self.accessor, doc, &self.flat(graph));
        let nested = self.is_nested().then(|| {
            let doc = format!(" The same as nested arrays: {}.", card::shape(self.dims()));
            view(&self.nested, &doc, &self.nested_type(graph))
        });
        quote!(#flat #nested)
    }

    /// `[i8; N]`
    pub(super) fn flat(&self, graph: &Graph) -> TokenStream {
        let length = self.port.shape.iter().product();
        literal::array(self.element(graph), &[length])
    }

    fn nested_type(&self, graph: &Graph) -> TokenStream {
        literal::array(self.element(graph), self.dims())
    }

    fn element(&self, graph: &Graph) -> TokenStream {
        literal::element(graph.tensor(self.port.tensor).element)
    }

    /// The dimensions without a batch of one.
    fn dims(&self) -> &[usize] {
        match self.port.shape.as_slice() {
            [1, rest @ ..] => rest,
            all => all,
        }
    }

    fn is_nested(&self) -> bool {
        self.dims().len() > 1
    }
}

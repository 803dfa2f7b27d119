//! Inputs and outputs as constants and typed views.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::literal;
use super::names::Names;
use crate::call::Type;
use crate::diagnostics::{dimensions, port};
use crate::graph::Graph;
use crate::program::MemoryMap;

impl Names<'_> {
    /// `pub const INPUT: TensorInfo<…>`
    pub(super) fn info(&self, graph: &Graph) -> TokenStream {
        let constant = &self.info;
        let (generics, value) = self.port.info(graph.tensor(self.port.tensor).element);
        let (parameters, value) = (literal::parameters(&generics), literal::value(&value));
        let doc = format!(" Name, shape and quantization of {}.", port(self.port));
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
                port(self.port)
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
    pub(super) fn input(&self, graph: &Graph, map: &MemoryMap) -> TokenStream {
        let doc = format!(
            " Returns {}, flat, to write it. Each `run` may overwrite its memory: write it before each.",
            port(self.port)
        );
        self.views(graph, map, &doc, &quote!(&mut), &quote!(get_mut))
    }

    /// Flat and nested views to read an output.
    pub(super) fn output(&self, graph: &Graph, map: &MemoryMap) -> TokenStream {
        let doc = format!(
            " Returns {}, flat, as the last `run` computed it.",
            port(self.port)
        );
        self.views(graph, map, &doc, &quote!(&), &quote!(get))
    }

    fn views(
        &self,
        graph: &Graph,
        map: &MemoryMap,
        doc: &str,
        borrow: &TokenStream,
        get: &TokenStream,
    ) -> TokenStream {
        let at = literal::value(&map.tensor(self.port.tensor));
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
            let doc = format!(
                " Returns the elements as nested arrays: {}.",
                dimensions(self.dims())
            );
            view(&self.nested, &doc, &self.nested_type(graph))
        });
        quote!(#flat #nested)
    }

    /// `[i8; N]`
    pub(super) fn flat(&self, graph: &Graph) -> TokenStream {
        let length = self.port.shape.iter().product();
        literal::ty(&self.element(graph).array(&[length]))
    }

    fn nested_type(&self, graph: &Graph) -> TokenStream {
        literal::ty(&self.element(graph).array(self.dims()))
    }

    fn element(&self, graph: &Graph) -> Type {
        graph.tensor(self.port.tensor).element.ty()
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

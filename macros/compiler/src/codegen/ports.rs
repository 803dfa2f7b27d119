//! Inputs and outputs as constants and typed views.

use heck::{ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::{card, literal};
use crate::graph::{Element, Graph, Port};
use crate::schedule::Plan;

/// One input or output with the names of what is generated for it.
pub(super) struct Names<'a> {
    pub(super) port: &'a Port,
    /// `input`, or `input_image` where there are several.
    pub(super) accessor: Ident,
    /// `image`: a field among several outputs.
    pub(super) field: Ident,
}

/// The methods of the generated type that view its inputs and outputs, in the model's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessors {
    /// `input`, or `input_image` where there are several.
    pub inputs: Vec<String>,
    /// `output`, or `output_scores` where there are several.
    pub outputs: Vec<String>,
}

impl Accessors {
    /// Those of the type that a graph becomes.
    pub fn new(graph: &Graph) -> Self {
        let accessors = |kind, ports| {
            names(kind, ports)
                .iter()
                .map(|names| names.accessor.to_string())
                .collect()
        };
        Self {
            inputs: accessors("input", &graph.inputs),
            outputs: accessors("output", &graph.outputs),
        }
    }
}

/// Names for all ports of one kind, `input` or `output`: after the model's signature, or else its tensors.
pub(super) fn names<'a>(kind: &str, ports: &'a [Port]) -> Vec<Names<'a>> {
    if let [port] = ports {
        let accessor = Ident::new(kind, Span::call_site());
        return vec![Names {
            port,
            field: accessor.clone(),
            accessor,
        }];
    }
    let mut taken = Vec::new();
    let named = ports.iter().enumerate().map(|(index, port)| {
        let given = port.signature.as_ref().unwrap_or(&port.name);
        let mut name = plain_name(given);
        if name.is_empty() || name == kind || taken.contains(&name) {
            name = format!("{name}_{index}").trim_matches('_').to_string();
        }
        taken.push(name.clone());
        let prefixed = name.starts_with(kind);
        let letter = name.starts_with(|c: char| c.is_ascii_lowercase());
        let long = if prefixed {
            name.clone()
        } else {
            format!("{kind}_{name}")
        };
        let field = if letter {
            raw(&name)
        } else {
            format_ident!("{}", long)
        };
        Names {
            port,
            accessor: format_ident!("{}", long),
            field,
        }
    });
    named.collect()
}

/// `serving_default_image:0` → `image`.
fn plain_name(name: &str) -> String {
    let name = name.strip_prefix("serving_default_").unwrap_or(name);
    let name = name.split(':').next().unwrap_or(name);
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    ascii.to_snake_case()
}

/// An identifier even where the name is a keyword.
fn raw(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => format_ident!("{}_", name),
    }
}

/// What a tensor of such elements says about itself: a `TensorInfo`, its type and value.
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
            let scale = proc_macro2::Literal::f32_unsuffixed(q.scale);
            let zero_point = literal::signed(q.zero_point);
            // int8 is its parameter's default.
            let of = (element != Element::I8).then(|| {
                let element = literal::element(element);
                quote!(<#element>)
            });
            (
                quote!(::tiny_model::Quantization #of),
                quote! {
                    ::tiny_model::Quantization { scale: #scale, zero_point: #zero_point }
                },
            )
        }
        None => (quote!(()), quote!(())),
    };
    (
        quote!(::tiny_model::TensorInfo<#ty, #rank>),
        quote! {
            ::tiny_model::TensorInfo { name: #name, shape: #dims, quantization: #value }
        },
    )
}

impl Names<'_> {
    /// `pub const INPUT: TensorInfo<…>`
    pub(super) fn info(&self, graph: &Graph) -> TokenStream {
        let constant = format_ident!("{}", self.accessor.to_string().to_shouty_snake_case());
        let (ty, value) = info(self.port, graph.tensor(self.port.tensor).element);
        let doc = format!(
            " Name, shape and quantization of {}.",
            card::port(self.port)
        );
        quote! {
            #[doc = #doc]
            pub const #constant: #ty = #value;
        }
    }

    /// `pub const LABELS: [&str; 10]`, of one among several outputs `OUTPUT_SCORES_LABELS`.
    pub(super) fn labels(&self) -> Option<TokenStream> {
        let labels = &self.port.labels;
        let constant = match self.accessor.to_string().as_str() {
            "output" => "LABELS".to_owned(),
            accessor => format!("{accessor}_labels").to_shouty_snake_case(),
        };
        let constant = Ident::new(&constant, Span::call_site());
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
            view(
                &format_ident!("{}_nested", self.accessor),
                &doc,
                &self.nested(graph),
            )
        });
        quote!(#flat #nested)
    }

    /// `[i8; N]`
    pub(super) fn flat(&self, graph: &Graph) -> TokenStream {
        let length = self.port.shape.iter().product();
        literal::array(self.element(graph), &[length])
    }

    fn nested(&self, graph: &Graph) -> TokenStream {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::TensorId;

    fn named(kind: &str, ports: &[&str]) -> Vec<(String, String)> {
        let port = |name: &&str| Port {
            tensor: TensorId(0),
            name: name.to_string(),
            signature: None,
            labels: Vec::new(),
            shape: vec![1],
            quantization: None,
        };
        let ports: Vec<Port> = ports.iter().map(port).collect();
        names(kind, &ports)
            .iter()
            .map(|n| (n.accessor.to_string(), n.field.to_string()))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .collect()
    }

    #[test]
    fn one_port_needs_no_name() {
        assert_eq!(
            named("input", &["serving_default_x:0"]),
            pairs(&[("input", "input")])
        );
    }

    #[test]
    fn several_ports_are_told_apart() {
        assert_eq!(
            named(
                "input",
                &["serving_default_image:0", "Input/2", "image", ""]
            ),
            pairs(&[
                ("input_image", "image"),
                ("input_2", "input_2"),
                ("input_image_2", "image_2"),
                ("input_3", "input_3"),
            ])
        );
    }

    #[test]
    fn names_of_the_signature_come_first() {
        let port = |name: &str, signature: Option<&str>| Port {
            tensor: TensorId(0),
            name: name.to_owned(),
            signature: signature.map(str::to_owned),
            labels: Vec::new(),
            shape: vec![1],
            quantization: None,
        };
        let ports = [
            port("StatefulPartitionedCall:1", Some("scores")),
            port("StatefulPartitionedCall:0", Some("output_0")),
            port("scores", None),
        ];
        let named = names("output", &ports);
        let named = named.iter().map(|n| n.accessor.to_string());
        assert_eq!(
            named.collect::<Vec<_>>(),
            ["output_scores", "output_0", "output_scores_2"]
        );
    }

    #[test]
    fn digits_and_keywords_are_made_identifiers() {
        assert_eq!(
            named("output", &["StatefulPartitionedCall:0", "7", "type"]),
            pairs(&[
                (
                    "output_stateful_partitioned_call",
                    "stateful_partitioned_call"
                ),
                ("output_7", "output_7"),
                ("output_type", "type_"),
            ])
        );
    }
}

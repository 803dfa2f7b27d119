//! The way from the module of a model to the functions that the user gave for custom operators.
//!
//! A path of the user's holds where the macro is called, which may be the body of a function, and no path leads from the
//! module to there. So the module has a trait with a constant for each call, and the trait is implemented beside it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::literal::{ident, ty};
use crate::program::{Given, Program, Step};

/// The trait in the module, and its implementation beside it. Nothing for a model without custom operators.
pub(super) fn functions(program: &Program, module: &Ident) -> Option<[TokenStream; 2]> {
    let given: Vec<&Given> = program.steps.iter().flat_map(Step::given).collect();
    let names: Vec<Ident> = given.iter().map(|given| ident(&given.name)).collect();
    let types = given.iter().map(|given| ty(&given.ty));
    // One that is missing would not build.
    let path = |given: &&Given| {
        program
            .customs
            .get(given.function)
            .map(|custom| &custom.function)
    };
    let paths = given.iter().map(path);
    let declaration = quote! {
        /// The functions of custom operators.
        #[allow(non_camel_case_types)]
        pub mod custom {
            use super::tm;
            use tm::prelude::*;

            #(pub type #names = #types;)*

            pub trait Functions {
                #(const #names: #names;)*
            }

            /// The functions that were given with the model.
            pub struct Given;
        }
    };
    let implementation = quote! {
        impl #module::custom::Functions for #module::custom::Given {
            #(const #names: #module::custom::#names = #paths;)*
        }
    };
    (!given.is_empty()).then_some([declaration, implementation])
}

#[cfg(test)]
mod tests {
    use super::super::step;
    use super::*;
    use crate::backend::Portable;
    use crate::call::{Call, Type, Value};
    use crate::choices::Optimize;
    use crate::custom::Custom as Function;
    use crate::graph::{Control, Element, Graph, Inner, Kind, Operator, Port, Tensor, TensorId};

    fn graph(elements: &[Element], operator: &'static str, kind: Kind, inputs: &[usize]) -> Graph {
        let tensors = elements.iter().enumerate().map(|(index, &element)| Tensor {
            name: format!("t{index}"),
            shape: vec![1],
            element,
            constant: None,
        });
        let port = |tensor: usize| Port {
            tensor: TensorId(tensor),
            name: format!("t{tensor}"),
            signature: None,
            labels: Vec::new(),
            shape: vec![1],
            quantization: None,
        };
        let output = elements.len() - 1;
        Graph {
            tensors: tensors.collect(),
            operators: vec![Operator {
                index: 0,
                name: operator,
                kind,
                inputs: inputs.iter().copied().map(TensorId).collect(),
                state: Vec::new(),
                output: TensorId(output),
                others: Vec::new(),
            }],
            inputs: inputs.iter().copied().map(port).collect(),
            outputs: vec![port(output)],
            ..Graph::default()
        }
    }

    /// A choice between two calls of the same function.
    fn choice() -> Graph {
        let bytes = [Element::I8, Element::I8];
        let array = || Type::Primitive("i8").array(&[1]);
        let ty = Type::Function(vec![array().borrowed(), array().borrowed_mut()]);
        let call = Value::Given(0, ty, vec![Value::input(0), Value::output()]);
        let branch = || Inner {
            graph: graph(&bytes, "Spread", Call::from(call.clone()).into(), &[0]),
            takes: vec![1],
        };
        let control = Control::If {
            then: branch(),
            otherwise: branch(),
        };
        let elements = [Element::Bool, Element::I8, Element::I8];
        graph(&elements, "IF", Kind::Control(Box::new(control)), &[0, 1])
    }

    #[test]
    fn calls_in_subgraphs_have_names_of_their_own() {
        let function = Function {
            name: "Spread".to_owned(),
            function: quote!(operators::spread),
        };
        let program = Program::new(&choice(), &Portable, Optimize::Speed.into(), &[function]);
        let module = syn::parse_quote!(__Net);
        let [declared, defined] = functions(&program, &module).expect("two calls");
        let names = ["IF_0__THEN_BRANCH__SPREAD_0", "IF_0__ELSE_BRANCH__SPREAD_0"];
        for name in names {
            let name: Ident = syn::parse_str(name).expect("a name");
            let ty = quote!(pub type #name = fn(&[i8; 1], &mut [i8; 1]););
            assert!(declared.to_string().contains(&ty.to_string()), "{declared}");
            let call = quote!(<custom::Given as custom::Functions>::#name(x, y)).to_string();
            let code = step::function(&program.steps[0], None).to_string();
            assert!(code.contains(&call), "{code}");
            let constant = quote!(const #name: __Net::custom::#name = operators::spread;);
            assert!(
                defined.to_string().contains(&constant.to_string()),
                "{defined}"
            );
        }
    }
}

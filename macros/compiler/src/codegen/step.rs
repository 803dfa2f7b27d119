//! One operator as a function of the arena.

mod borrows;
mod nested;
mod rows;
mod tensors;

pub(super) use rows::Rows;

use borrows::{Borrows, Joint};
use heck::ToSnakeCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::custom::Given;
use super::literal::{Parameter, Stored};
use super::{literal, operator, stream};
use crate::custom::Custom;
use crate::diagnostics::tensor_name;
use crate::graph::{Graph, Operator};
use crate::schedule::Plan;
use crate::select::Kernel;
use nested::Subprogram;

/// The function of one operator.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name: `conv_2d_0`, after TFLite's operator and index.
    pub name: Ident,
    /// Its documentation and signature.
    pub head: TokenStream,
    /// Whether it takes the memory that keeps its values.
    has_state: bool,
    /// Whether it says if the run goes on.
    may_end_run: bool,
    /// The subgraphs that it runs.
    nested: Vec<Subprogram>,
    /// The function of the user's that it calls.
    given: Option<Given>,
    /// Its data, a `static` each.
    statics: Vec<TokenStream>,
    /// What it does.
    code: TokenStream,
    /// Bytes of flash of its `static`s.
    pub flash: usize,
}

/// What an operator's code generator asks for while it writes its kernel call.
pub(super) struct Body<'a> {
    /// The way to its subgraph: `if_0__then_branch__`.
    scope: &'a str,
    graph: &'a Graph,
    plan: &'a Plan,
    operator: &'a Operator,
    index: usize,
    /// What the user computes custom operators by.
    customs: &'a [Custom],
    given: Option<Given>,
    nested: Vec<Subprogram>,
    statics: Vec<TokenStream>,
    constants: TokenStream,
    /// Of the arena.
    arena: Borrows,
    /// Of the memory that keeps its values.
    state: Borrows,
    /// An input and an output that the kernel takes as one.
    io: Option<Joint>,
    /// What comes before the tensors are borrowed: which rows are next.
    strip: Option<TokenStream>,
    /// Images that the kernel is called for one after the other.
    images: usize,
    /// Whether there are tables among the parameters.
    tables: bool,
    flash: usize,
}

impl Step {
    pub(super) fn new(
        scope: &str,
        graph: &Graph,
        kernel: &Kernel,
        plan: &Plan,
        customs: &[Custom],
        index: usize,
    ) -> Self {
        let operator = &graph.operators[index];
        let mut body = Body {
            scope,
            graph,
            plan,
            operator,
            index,
            customs,
            given: None,
            nested: Vec::new(),
            statics: Vec::new(),
            constants: TokenStream::new(),
            arena: Borrows::default(),
            state: Borrows::default(),
            io: None,
            strip: None,
            images: 1,
            tables: false,
            flash: 0,
        };
        let call = operator::call(&operator.kind, kernel, &mut body);
        let name = body.name();
        Self {
            head: body.head(&name),
            code: body.code(&call),
            has_state: body.has_state(),
            may_end_run: operator.may_end_run(),
            nested: body.nested,
            given: body.given,
            name,
            statics: body.statics,
            flash: body.flash,
        }
    }

    /// The call of the function in a method of the model.
    pub fn call(&self) -> TokenStream {
        let name = &self.name;
        let state = self.has_state.then(|| quote!(, &mut self.state));
        quote!(#name(self.memory #state))
    }

    /// The same as a statement, where `ended` is what the method returns if the run ends here.
    pub(super) fn statement(&self, ended: &TokenStream) -> TokenStream {
        let call = self.call();
        match self.may_end_run {
            true => quote!(if !#call { return #ended; }),
            false => quote!(#call;),
        }
    }

    /// The steps of the subgraphs that it runs.
    pub fn subgraphs(&self) -> impl Iterator<Item = &[Step]> {
        self.nested.iter().map(|subgraph| subgraph.steps.as_slice())
    }

    /// The functions of the user's that it and its subgraphs call.
    pub(super) fn given(&self) -> impl Iterator<Item = &Given> {
        let nested = self.subgraphs().flatten().flat_map(Self::given);
        // In a box, as the subgraphs are steps too.
        let nested: Box<dyn Iterator<Item = &Given>> = Box::new(nested);
        self.given.iter().chain(nested)
    }

    /// The whole function. `place` is an attribute of all its data.
    pub fn function(&self, place: Option<&TokenStream>) -> TokenStream {
        let Self {
            head,
            statics,
            code,
            nested,
            ..
        } = self;
        let nested = nested.iter().map(|subgraph| subgraph.function(place));
        quote!(#head { #(#nested)* #(#place #statics)* #code })
    }
}

impl Body<'_> {
    /// A function that the user gave, by which the operator is computed: a pointer of type `ty`.
    pub(super) fn function(&mut self, function: usize, ty: TokenStream) -> TokenStream {
        let name = format!("{}{}", self.scope, self.name()).to_ascii_uppercase();
        let name = Ident::new(&name, Span::call_site());
        // One that is missing would not build.
        let path = self.customs.get(function);
        let path = path.map_or_else(TokenStream::new, |custom| custom.function.clone());
        self.given = Some(Given {
            name: name.clone(),
            ty,
            path,
        });
        quote!(<custom::Given as custom::Functions>::#name)
    }

    /// The name of its function.
    fn name(&self) -> Ident {
        format_ident!("{}_{}", self.operator.name.to_snake_case(), self.index)
    }

    /// A `static` of type `ty` with these little-endian bytes.
    pub(super) fn constant(&mut self, name: &str, ty: &TokenStream, bytes: &[u8]) -> Ident {
        let name = Ident::new(name, Span::call_site());
        let literal = literal::byte_string(bytes);
        self.statics
            .push(quote!(static #name: #ty = tm::from_bytes(*#literal);));
        self.flash += bytes.len();
        name
    }

    /// A `static` array of these dimensions.
    pub(super) fn array<T: Stored>(&mut self, name: &str, dims: &[usize], values: &[T]) -> Ident {
        let ty = literal::array(T::ty(), dims);
        self.constant(name, &ty, &literal::bytes(values))
    }

    /// The kernel's parameters: a `const`, or a `static` if there are tables among them.
    pub(super) fn parameters<P: Parameter>(&mut self, value: &P) -> Ident {
        self.parameters_of(&P::ty(), &value.literal())
    }

    /// [`Self::parameters`] of a type that the compiler does not have.
    pub(super) fn parameters_of(&mut self, ty: &TokenStream, value: &TokenStream) -> Ident {
        match self.tables {
            true => self.static_of("PARAMETERS", ty, value),
            false => self.value_of("PARAMETERS", ty, value),
        }
    }

    /// A `const` that is no array of bytes.
    pub(super) fn value<P: Parameter>(&mut self, name: &str, value: &P) -> Ident {
        self.value_of(name, &P::ty(), &value.literal())
    }

    /// [`Self::value`] of a type that the compiler does not have.
    pub(super) fn value_of(&mut self, name: &str, ty: &TokenStream, value: &TokenStream) -> Ident {
        let name = Ident::new(name, Span::call_site());
        self.constants.extend(quote!(const #name: #ty = #value;));
        name
    }

    /// A `static` that is no array of bytes.
    pub(super) fn static_of(&mut self, name: &str, ty: &TokenStream, value: &TokenStream) -> Ident {
        let name = Ident::new(name, Span::call_site());
        self.statics.push(quote!(static #name: #ty = #value;));
        name
    }

    /// Takes note of a table among the parameters, which come next.
    pub(super) fn table(&mut self, bytes: usize) {
        self.tables = true;
        self.flash += bytes;
    }

    fn head(&self, name: &Ident) -> TokenStream {
        let doc = self.doc();
        let arena = literal::number(self.plan.arena);
        let rows = self.stream().map(stream::parameter);
        let state = self.has_state().then(|| {
            let bytes = literal::number(self.plan.state_bytes);
            quote!(state: &mut tm::Memory<#bytes>)
        });
        let goes_on = self.operator.may_end_run().then(|| quote!(-> bool));
        quote! {
            #[doc = #doc]
            fn #name(memory: &mut tm::Memory<#arena>, #rows #state) #goes_on
        }
    }

    fn code(&self, call: &TokenStream) -> TokenStream {
        let Self {
            constants, strip, ..
        } = self;
        let borrows = self.borrows();
        let call = match self.images {
            1 if self.is_summed() || self.operator.may_end_run() => call.clone(),
            1 => quote!(#call;),
            images => {
                let images = literal::number(images);
                quote!(for image in 0..#images { #call; })
            }
        };
        let slides = self
            .stream()
            .map(|stream| stream::slides(stream, self.plan, self.index));
        quote!(#constants #strip #borrows #call #slides)
    }

    fn doc(&self) -> String {
        let output = self.graph.tensor(self.operator.output);
        format!(
            " Operator {}: {} `{}`, {}.",
            self.operator.index,
            self.operator.name,
            tensor_name(&output.name).replace('`', "'"),
            super::card::shape(&output.shape),
        )
    }
}

//! One operator as a function of the arena.

use heck::ToSnakeCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::{literal, operator, stream};
use crate::custom::Custom;
use crate::diagnostics::tensor_name;
use crate::graph::{Graph, Operator, Tensor, TensorId};
use crate::schedule::{Flow, Plan, Stream};
use crate::select::Kernel;

/// The function of one operator.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name: `conv_2d_0`, after TFLite's operator and index.
    pub name: Ident,
    /// Its documentation and signature.
    pub head: TokenStream,
    /// Whether it takes the memory that keeps its values.
    has_state: bool,
    /// Its data, a `static` each.
    statics: Vec<TokenStream>,
    /// What it does.
    code: TokenStream,
    /// Bytes of flash of its `static`s.
    pub flash: usize,
}

/// What an operator's code generator asks for while it writes its kernel call.
pub(super) struct Body<'a> {
    graph: &'a Graph,
    plan: &'a Plan,
    operator: &'a Operator,
    index: usize,
    /// What the user computes custom operators by.
    customs: &'a [Custom],
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

/// Slots that a kernel reads and writes, each with the name of its tensor.
#[derive(Default)]
struct Borrows {
    reads: Vec<(Ident, TokenStream)>,
    writes: Vec<(Ident, TokenStream)>,
}

/// An input and an output that become an `Io`.
enum Joint {
    /// Slots of the arena, which may share bytes.
    Shared(TokenStream, TokenStream),
    /// References to what shares nothing.
    Apart(TokenStream, Ident),
}

/// The rows that a kernel which goes row by row is called with.
pub(super) struct Rows {
    /// An `Io` of slices of rows.
    pub(super) io: TokenStream,
    /// Rows of padding above the input's.
    pub(super) pad_top: TokenStream,
    /// Most rows of input and output.
    pub(super) heights: [usize; 2],
}

impl Step {
    pub(super) fn new(
        graph: &Graph,
        kernel: &Kernel,
        plan: &Plan,
        customs: &[Custom],
        index: usize,
    ) -> Self {
        let operator = &graph.operators[index];
        let mut body = Body {
            graph,
            plan,
            operator,
            index,
            customs,
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
        let name = format_ident!("{}_{}", operator.name.to_snake_case(), index);
        Self {
            head: body.head(&name),
            code: body.code(&call),
            has_state: body.has_state(),
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

    /// The whole function. `place` is an attribute of all its data.
    pub fn function(&self, place: Option<&TokenStream>) -> TokenStream {
        let Self {
            head,
            statics,
            code,
            ..
        } = self;
        quote!(#head { #(#place #statics)* #code })
    }
}

impl<'a> Body<'a> {
    /// The tensor at an input position.
    pub(super) fn input(&self, position: usize) -> &Tensor {
        self.graph.tensor(self.operator.inputs[position])
    }

    /// How many inputs there are.
    pub(super) fn inputs(&self) -> usize {
        self.operator.inputs.len()
    }

    /// The tensor written.
    pub(super) fn output(&self) -> &Tensor {
        self.graph.tensor(self.operator.output)
    }

    /// Whether the output lies over the input `position`.
    pub(super) fn is_over(&self, position: usize) -> bool {
        let place = |id: TensorId| {
            let start = self.plan.offset(id)?;
            Some((start, start + self.graph.tensor(id).bytes()))
        };
        let tensors = [self.operator.inputs[position], self.operator.output];
        match tensors.map(place) {
            // Strips of different tensors lie apart from each other.
            _ if self.stream().is_some() => false,
            [Some(x), Some(y)] => x.0 < y.1 && y.0 < x.1,
            _ => false,
        }
    }

    /// The operator's input `position` as a reference to `ty`, in the arena or in flash.
    pub(super) fn read(&mut self, position: usize, ty: &TokenStream) -> TokenStream {
        let tensor = self.operator.inputs[position];
        let name = match self.operator.inputs.len() {
            1 => format_ident!("x"),
            _ => format_ident!("x{}", position + 1),
        };
        match &self.graph.tensor(tensor).constant {
            Some(bytes) => {
                let name = self.constant(&name.to_string().to_uppercase(), ty, bytes);
                quote!(&#name)
            }
            None => {
                let slot = self.slot(tensor, ty);
                self.borrows_of(tensor).reads.push((name.clone(), slot));
                quote!(#name)
            }
        }
    }

    /// The tensor written at an output position.
    pub(super) fn output_at(&self, position: usize) -> &Tensor {
        self.graph.tensor(self.written(position))
    }

    fn written(&self, position: usize) -> TensorId {
        let mut outputs = self.operator.outputs().skip(position);
        outputs.next().unwrap_or(self.operator.output)
    }

    /// The operator's output as a mutable reference to `ty`.
    pub(super) fn write(&mut self, ty: &TokenStream) -> Ident {
        self.write_at(0, ty)
    }

    /// The operator's output `position` as a mutable reference to `ty`.
    pub(super) fn write_at(&mut self, position: usize, ty: &TokenStream) -> Ident {
        let name = match self.operator.others.len() {
            0 => format_ident!("y"),
            _ => format_ident!("y{}", position + 1),
        };
        let output = self.written(position);
        let slot = self.slot(output, ty);
        self.borrows_of(output).writes.push((name.clone(), slot));
        name
    }

    /// The operator's input `position` as a reference to an array of all its elements.
    pub(super) fn read_flat(&mut self, position: usize) -> TokenStream {
        let tensor = self.input(position);
        let ty = literal::array(literal::element(tensor.element), &[tensor.len()]);
        self.read(position, &ty)
    }

    /// The operator's output as a mutable reference to an array of all its elements.
    pub(super) fn write_flat(&mut self) -> Ident {
        let tensor = self.output();
        let ty = literal::array(literal::element(tensor.element), &[tensor.len()]);
        self.write(&ty)
    }

    /// A tensor of state that the operator reads and writes, as a mutable reference to `ty`.
    pub(super) fn keep(&mut self, position: usize, name: &str, ty: &TokenStream) -> Ident {
        let name = Ident::new(name, Span::call_site());
        let tensor = self.operator.state[position];
        let slot = self.slot(tensor, ty);
        self.borrows_of(tensor).writes.push((name.clone(), slot));
        name
    }

    /// The operator's input `position` as `x` and its output as `y`, which may share bytes: an `Io`.
    pub(super) fn io(&mut self, position: usize, x: &TokenStream, y: &TokenStream) -> Ident {
        let (input, output) = (self.operator.inputs[position], self.operator.output);
        let in_arena = |id| self.plan.offset(id).is_some();
        self.io = Some(if in_arena(input) && in_arena(output) {
            Joint::Shared(self.slot(input, x), self.slot(output, y))
        } else {
            Joint::Apart(self.read(position, x), self.write(y))
        });
        format_ident!("io")
    }

    /// The operator's input as `x` and its scratch as `y`, which may share bytes: an `Io`.
    pub(super) fn over_scratch(&mut self, x: &TokenStream, scratch: &TokenStream) -> Ident {
        let input = self.operator.inputs[0];
        self.io = Some(if self.plan.offset(input).is_some() {
            let at = literal::number(self.plan.scratch[self.index].offset);
            Joint::Shared(self.slot(input, x), quote!(tm::Slot<#scratch, #at>))
        } else {
            Joint::Apart(self.read(0, x), self.scratch("scratch", scratch))
        });
        format_ident!("io")
    }

    /// The Rust types of the elements of an input and of the output.
    fn elements(&self, position: usize) -> [TokenStream; 2] {
        [self.input(position), self.output()].map(|tensor| literal::element(tensor.element))
    }

    /// The same for kernels that go over all elements in order, of lengths `[x, y]`: an `Io` of slices.
    pub(super) fn flat(&mut self, position: usize, [x, y]: [usize; 2]) -> TokenStream {
        if let Some(stream) = self.stream() {
            let [x, y] = self
                .flows(stream, position)
                .map(|flow| literal::array(quote!(i8), &[flow.rows, flow.row]));
            let io = self.io(position, &x, &y);
            self.strip = Some(stream::next(stream, self.index, position));
            return quote!(#io.strip(&strip).flat());
        }
        let [from, to] = self.elements(position);
        let [x, y] = [(from, x), (to, y)].map(|(ty, length)| literal::array(ty, &[length]));
        let io = self.io(position, &x, &y);
        quote!(#io.rows())
    }

    /// The elements of the input `position`, of which there are `length`, that meet those of
    /// [`Body::flat`].
    pub(super) fn meeting(&mut self, position: usize, length: usize) -> TokenStream {
        let Some(stream) = self.stream() else {
            let element = literal::element(self.input(position).element);
            return self.read(position, &literal::array(element, &[length]));
        };
        let [flow, _] = self.flows(stream, position);
        let ty = literal::array(quote!(i8), &[flow.rows, flow.row]);
        let x = self.read(position, &ty);
        let index = literal::number(stream.steps[self.index].inputs[position]);
        quote!(tm::meeting(#x, rows[#index], &strip))
    }

    /// The same for kernels that compute rows of an image from rows of an image, which are called
    /// once for each image of a batch. Shapes are `[batch][height][width][channels]`.
    pub(super) fn rows(
        &mut self,
        position: usize,
        [x, y]: [&[usize; 4]; 2],
        pad_top: usize,
    ) -> Rows {
        if let Some(stream) = self.stream() {
            let [from, to] = self.flows(stream, position);
            let [x, y] = [(from, x), (to, y)]
                .map(|(flow, dims)| literal::array(quote!(i8), &[flow.rows, dims[2], dims[3]]));
            let io = self.io(position, &x, &y);
            self.strip = Some(stream::next(stream, self.index, position));
            return Rows {
                io: quote!(#io.strip(&strip)),
                pad_top: quote!(strip.pad_top),
                heights: stream.steps[self.index].heights(),
            };
        }
        let (images, heights) = (x[0], [x[1], y[1]]);
        let [from, to] = self.elements(position);
        let [x, y] = [(from, x), (to, y)].map(|(ty, dims)| {
            let dims = if images == 1 { &dims[1..] } else { dims };
            literal::array(ty, dims)
        });
        let io = self.io(position, &x, &y);
        self.images = images;
        let io = match images {
            1 => quote!(#io.rows()),
            _ => quote!(#io.image(image)),
        };
        let pad_top = literal::number(pad_top);
        Rows {
            io,
            pad_top: quote!(#pad_top),
            heights,
        }
    }

    /// Whether the operator is a global pooling by strips.
    pub(super) fn is_summed(&self) -> bool {
        self.stream()
            .is_some_and(|stream| stream.steps[self.index].sums)
    }

    /// A global pooling by strips: adds rows of `channels` channels to sums, and after the last row does
    /// what `finish` says with `sums` and `y`. `None` if the operator is none.
    pub(super) fn sums(&mut self, channels: usize, finish: &TokenStream) -> Option<TokenStream> {
        let stream = self.stream().filter(|_| self.is_summed())?;
        let [flow, _] = self.flows(stream, 0);
        let width = flow.row / channels;
        let x = literal::array(quote!(i8), &[flow.rows, width, channels]);
        let x = self.read(0, &x);
        self.write(&literal::array(quote!(i8), &[channels]));
        let sums = literal::array(quote!(i32), &[channels]);
        let at = self
            .plan
            .sums
            .as_ref()
            .map_or(usize::MAX, |sums| sums.offset);
        let at = literal::number(at);
        let slot = (format_ident!("sums"), quote!(tm::Slot<#sums, #at>));
        self.arena.writes.push(slot);
        self.strip = Some(stream::next(stream, self.index, 0));
        let [output, height] = [self.index + 1, flow.height].map(literal::number);
        Some(quote! {
            if strip.first == 0 {
                sums.fill(0);
            }
            tm::op::accumulate(#x.get(strip.x).unwrap_or_default(), sums);
            if rows[#output].end() == #height {
                #finish;
            }
        })
    }

    /// The operator's scratch as a mutable reference to `ty`.
    pub(super) fn scratch(&mut self, name: &str, ty: &TokenStream) -> Ident {
        let name = Ident::new(name, Span::call_site());
        let at = literal::number(self.plan.scratch[self.index].offset);
        let slot = (name.clone(), quote!(tm::Slot<#ty, #at>));
        self.arena.writes.push(slot);
        name
    }

    /// The path of a function that the user gave; one that is missing would not build.
    pub(super) fn function(&self, function: usize) -> TokenStream {
        let custom = self.customs.get(function);
        custom.map_or_else(TokenStream::new, |custom| custom.function.clone())
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

    /// The kernel's parameters: a `const`, or a `static` if there are tables among them.
    pub(super) fn parameters(&mut self, ty: &TokenStream, value: &TokenStream) -> Ident {
        if !self.tables {
            return self.constant_value("PARAMETERS", ty, value);
        }
        let name = Ident::new("PARAMETERS", Span::call_site());
        self.statics.push(quote!(static #name: #ty = #value;));
        name
    }

    /// A `const` that is no array of bytes.
    pub(super) fn constant_value(
        &mut self,
        name: &str,
        ty: &TokenStream,
        value: &TokenStream,
    ) -> Ident {
        let name = Ident::new(name, Span::call_site());
        self.constants.extend(quote!(const #name: #ty = #value;));
        name
    }

    /// Takes note of a table among the parameters, which come next.
    pub(super) fn table(&mut self, bytes: usize) {
        self.tables = true;
        self.flash += bytes;
    }

    /// The stream, if the operator is a part of it.
    pub(super) fn stream(&self) -> Option<&'a Stream> {
        let stream = self.plan.stream.as_ref();
        stream.filter(|stream| self.index < stream.steps.len())
    }

    /// The flows of an input and of the output.
    fn flows(&self, stream: &'a Stream, position: usize) -> [&'a Flow; 2] {
        let input = stream.steps[self.index].inputs[position];
        [input, self.index + 1].map(|flow| &stream.flows[flow])
    }

    fn slot(&self, tensor: TensorId, ty: &TokenStream) -> TokenStream {
        // Every tensor that an operator touches and that is no constant is state or has a lifetime, so
        // a place; one without would not build.
        let state = self.plan.state.get(&tensor).copied();
        let at = state.or_else(|| self.plan.offset(tensor));
        let at = literal::number(at.unwrap_or(usize::MAX));
        quote!(tm::Slot<#ty, #at>)
    }

    /// What is borrowed of the memory that a tensor lies in.
    fn borrows_of(&mut self, tensor: TensorId) -> &mut Borrows {
        match self.plan.state.contains_key(&tensor) {
            true => &mut self.state,
            false => &mut self.arena,
        }
    }

    fn has_state(&self) -> bool {
        !(self.state.reads.is_empty() && self.state.writes.is_empty())
    }

    fn head(&self, name: &Ident) -> TokenStream {
        let doc = self.doc();
        let arena = literal::number(self.plan.arena);
        let rows = self.stream().map(stream::parameter);
        let state = self.has_state().then(|| {
            let bytes = literal::number(self.plan.state_bytes);
            quote!(state: &mut tm::Memory<#bytes>)
        });
        quote! {
            #[doc = #doc]
            fn #name(memory: &mut tm::Memory<#arena>, #rows #state)
        }
    }

    fn code(&self, call: &TokenStream) -> TokenStream {
        let Self {
            constants, strip, ..
        } = self;
        let borrows = self.borrows();
        let call = match self.images {
            1 if self.is_summed() => call.clone(),
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

    /// The tensors and scratch, taken from the arena, and the state.
    fn borrows(&self) -> TokenStream {
        let ([reads, read_slots], [writes, write_slots]) = self.arena.tuples();
        let io = (self.images > 1).then(|| quote!(mut));
        let arena = match &self.io {
            Some(Joint::Shared(x, y)) => quote! {
                let (#io io, #reads, #writes) = memory.io::<#x, #y, #read_slots, #write_slots>();
            },
            _ if self.arena.is_empty() => TokenStream::new(),
            _ => quote! {
                let (#reads, #writes) = memory.borrow::<#read_slots, #write_slots>();
            },
        };
        let state = self.has_state().then(|| {
            let ([reads, read_slots], [writes, write_slots]) = self.state.tuples();
            quote!(let (#reads, #writes) = state.borrow::<#read_slots, #write_slots>();)
        });
        let apart = match &self.io {
            Some(Joint::Apart(x, y)) => Some(quote!(let #io io = tm::Io::new(#x, #y);)),
            _ => None,
        };
        quote!(#arena #state #apart)
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

impl Borrows {
    fn is_empty(&self) -> bool {
        self.reads.is_empty() && self.writes.is_empty()
    }

    /// Tuples of the names and of the slots: of what is read, and of what is written.
    fn tuples(&self) -> ([TokenStream; 2], [TokenStream; 2]) {
        let tuples = |borrows: &[(Ident, TokenStream)]| {
            let (names, slots): (Vec<_>, Vec<_>) = borrows.iter().cloned().unzip();
            [quote!((#(#names,)*)), quote!((#(#slots,)*))]
        };
        (tuples(&self.reads), tuples(&self.writes))
    }
}

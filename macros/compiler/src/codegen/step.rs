//! One operator as a function of the arena.

use heck::ToSnakeCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::{literal, operator, stream};
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
    statics: Vec<TokenStream>,
    constants: TokenStream,
    reads: Vec<(Ident, TokenStream)>,
    writes: Vec<(Ident, TokenStream)>,
    /// Slots of an input and an output that may share bytes; the input may be a constant instead.
    io: Option<(Source, TokenStream)>,
    /// What comes before the tensors are borrowed: which rows are next.
    strip: Option<TokenStream>,
    /// Images that the kernel is called for one after the other.
    images: usize,
    /// Whether there are tables among the parameters.
    tables: bool,
    flash: usize,
}

/// What a kernel reads: a place in the arena or a constant.
enum Source {
    Slot(TokenStream),
    Constant(Ident),
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
    pub(super) fn new(graph: &Graph, kernel: &Kernel, plan: &Plan, index: usize) -> Self {
        let operator = &graph.operators[index];
        let mut body = Body {
            graph,
            plan,
            operator,
            index,
            statics: Vec::new(),
            constants: TokenStream::new(),
            reads: Vec::new(),
            writes: Vec::new(),
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
            name,
            statics: body.statics,
            flash: body.flash,
        }
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
                self.reads.push((name.clone(), slot));
                quote!(#name)
            }
        }
    }

    /// The operator's output as a mutable reference to `ty`.
    pub(super) fn write(&mut self, ty: &TokenStream) -> Ident {
        let name = format_ident!("y");
        let slot = self.slot(self.operator.output, ty);
        self.writes.push((name.clone(), slot));
        name
    }

    /// The operator's input `position` as `x` and its output as `y`, which may share bytes: an `Io`.
    pub(super) fn io(&mut self, position: usize, x: &TokenStream, y: &TokenStream) -> Ident {
        let tensor = self.operator.inputs[position];
        let source = match &self.graph.tensor(tensor).constant {
            Some(bytes) => Source::Constant(self.constant("X", x, bytes)),
            None => Source::Slot(self.slot(tensor, x)),
        };
        self.io = Some((source, self.slot(self.operator.output, y)));
        format_ident!("io")
    }

    /// The operator's input as `x` and its scratch as `y`, which may share bytes: an `Io`.
    pub(super) fn over_scratch(&mut self, x: &TokenStream, scratch: &TokenStream) -> Ident {
        let io = self.io(0, x, scratch);
        let at = literal::number(self.plan.scratch[self.index].offset);
        if let Some((_, place)) = &mut self.io {
            *place = quote!(tm::Slot<#scratch, #at>);
        }
        io
    }

    /// The same for kernels that go over all elements in order, of `[x, y]` int8: an `Io` of slices.
    pub(super) fn flat(&mut self, position: usize, [x, y]: [usize; 2]) -> TokenStream {
        if let Some(stream) = self.stream() {
            let [x, y] = self
                .flows(stream, position)
                .map(|flow| literal::array(quote!(i8), &[flow.rows, flow.row]));
            let io = self.io(position, &x, &y);
            self.strip = Some(stream::next(stream, self.index, position));
            return quote!(#io.strip(&strip).flat());
        }
        let [x, y] = [x, y].map(|length| literal::array(quote!(i8), &[length]));
        let io = self.io(position, &x, &y);
        quote!(#io.rows())
    }

    /// The elements of the input `position`, of which there are `length`, that meet those of
    /// [`Body::flat`].
    pub(super) fn meeting(&mut self, position: usize, length: usize) -> TokenStream {
        let Some(stream) = self.stream() else {
            return self.read(position, &literal::array(quote!(i8), &[length]));
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
        let [x, y] = [x, y].map(|dims| {
            let dims = if images == 1 { &dims[1..] } else { dims };
            literal::array(quote!(i8), dims)
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
        self.writes
            .push((format_ident!("sums"), quote!(tm::Slot<#sums, #at>)));
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
        self.writes.push((name.clone(), quote!(tm::Slot<#ty, #at>)));
        name
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
        // Every tensor that an operator touches and that is no constant has a lifetime, so a place;
        // one without would not build.
        let at = literal::number(self.plan.offset(tensor).unwrap_or(usize::MAX));
        quote!(tm::Slot<#ty, #at>)
    }

    fn head(&self, name: &Ident) -> TokenStream {
        let doc = self.doc();
        let arena = literal::number(self.plan.arena);
        let rows = self.stream().map(stream::parameter);
        quote! {
            #[doc = #doc]
            fn #name(memory: &mut tm::Memory<#arena>, #rows)
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

    /// The tensors and scratch, taken from the arena.
    fn borrows(&self) -> TokenStream {
        let (read_names, reads): (Vec<_>, Vec<_>) = self.reads.iter().cloned().unzip();
        let (write_names, writes): (Vec<_>, Vec<_>) = self.writes.iter().cloned().unzip();
        let io = (self.images > 1).then(|| quote!(mut));
        match &self.io {
            None => quote! {
                let ((#(#read_names,)*), (#(#write_names,)*)) =
                    memory.borrow::<(#(#reads,)*), (#(#writes,)*)>();
            },
            Some((Source::Slot(x), y)) => quote! {
                let (#io io, (#(#read_names,)*), (#(#write_names,)*)) =
                    memory.io::<#x, #y, (#(#reads,)*), (#(#writes,)*)>();
            },
            Some((Source::Constant(x), y)) => quote! {
                let ((#(#read_names,)*), (io, #(#write_names,)*)) =
                    memory.borrow::<(#(#reads,)*), (#y, #(#writes,)*)>();
                let #io io = tm::Io::new(&#x, io);
            },
        }
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

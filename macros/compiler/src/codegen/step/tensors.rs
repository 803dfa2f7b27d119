//! What a kernel reads and writes, as references.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::super::literal;
use super::Body;
use super::borrows::{Borrows, Joint};
use crate::graph::{Tensor, TensorId};

impl Body<'_> {
    /// The tensor at an input position.
    pub(in crate::codegen) fn input(&self, position: usize) -> &Tensor {
        self.graph.tensor(self.operator.inputs[position])
    }

    /// How many inputs there are.
    pub(in crate::codegen) fn inputs(&self) -> usize {
        self.operator.inputs.len()
    }

    /// The tensor written.
    pub(in crate::codegen) fn output(&self) -> &Tensor {
        self.graph.tensor(self.operator.output)
    }

    /// Whether the output lies over the input `position`.
    pub(in crate::codegen) fn is_over(&self, position: usize) -> bool {
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
    pub(in crate::codegen) fn read(&mut self, position: usize, ty: &TokenStream) -> TokenStream {
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
    pub(in crate::codegen) fn output_at(&self, position: usize) -> &Tensor {
        self.graph.tensor(self.written(position))
    }

    pub(super) fn written(&self, position: usize) -> TensorId {
        let mut outputs = self.operator.outputs().skip(position);
        outputs.next().unwrap_or(self.operator.output)
    }

    /// The operator's output as a mutable reference to `ty`.
    pub(in crate::codegen) fn write(&mut self, ty: &TokenStream) -> Ident {
        self.write_at(0, ty)
    }

    /// The operator's output `position` as a mutable reference to `ty`.
    pub(in crate::codegen) fn write_at(&mut self, position: usize, ty: &TokenStream) -> Ident {
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
    pub(in crate::codegen) fn read_flat(&mut self, position: usize) -> TokenStream {
        self.read(position, &literal::flat(self.input(position)))
    }

    /// The operator's output as a mutable reference to an array of all its elements.
    pub(in crate::codegen) fn write_flat(&mut self) -> Ident {
        self.write(&literal::flat(self.output()))
    }

    /// All of the operator's outputs, each as a mutable reference to an array of all its elements.
    pub(in crate::codegen) fn write_all_flat(&mut self) -> Vec<Ident> {
        let outputs = (0..=self.operator.others.len()).map(|position| {
            let ty = literal::flat(self.output_at(position));
            self.write_at(position, &ty)
        });
        outputs.collect()
    }

    /// A tensor of state that the operator reads and writes, as a mutable reference to `ty`.
    pub(in crate::codegen) fn keep(
        &mut self,
        position: usize,
        name: &str,
        ty: &TokenStream,
    ) -> Ident {
        let name = Ident::new(name, Span::call_site());
        let tensor = self.operator.state[position];
        let slot = self.slot(tensor, ty);
        self.borrows_of(tensor).writes.push((name.clone(), slot));
        name
    }

    /// The operator's input `position` as `x` and its output as `y`, which may share bytes: an `Io`.
    pub(in crate::codegen) fn io(
        &mut self,
        position: usize,
        x: &TokenStream,
        y: &TokenStream,
    ) -> Ident {
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
    pub(in crate::codegen) fn over_scratch(
        &mut self,
        x: &TokenStream,
        scratch: &TokenStream,
    ) -> Ident {
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
    pub(super) fn elements(&self, position: usize) -> [TokenStream; 2] {
        [self.input(position), self.output()].map(|tensor| literal::element(tensor.element))
    }

    /// The operator's scratch as a mutable reference to `ty`.
    pub(in crate::codegen) fn scratch(&mut self, name: &str, ty: &TokenStream) -> Ident {
        let name = Ident::new(name, Span::call_site());
        let at = literal::number(self.plan.scratch[self.index].offset);
        let slot = (name.clone(), quote!(tm::Slot<#ty, #at>));
        self.arena.writes.push(slot);
        name
    }

    pub(super) fn slot(&self, tensor: TensorId, ty: &TokenStream) -> TokenStream {
        // Every tensor that an operator touches and that is no constant is state or has a lifetime, so
        // a place; one without would not build.
        let state = self.plan.state.get(&tensor).copied();
        let at = state.or_else(|| self.plan.offset(tensor));
        let at = literal::number(at.unwrap_or(usize::MAX));
        quote!(tm::Slot<#ty, #at>)
    }

    /// What is borrowed of the memory that a tensor lies in.
    pub(super) fn borrows_of(&mut self, tensor: TensorId) -> &mut Borrows {
        match self.plan.state.contains_key(&tensor) {
            true => &mut self.state,
            false => &mut self.arena,
        }
    }

    pub(super) fn has_state(&self) -> bool {
        !(self.state.reads.is_empty() && self.state.writes.is_empty())
    }
}

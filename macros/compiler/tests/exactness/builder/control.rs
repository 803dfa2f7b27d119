//! Choices and loops.

use tiny_model_compiler::graph::{
    Control, Element, Graph, Inner, Kind, Operator, TensorId, Terms, Zip, ZipFunction,
};
use tiny_model_kernels::op::Relation;

use super::{Builder, Shape};

/// The shape of a counter, or of a condition.
const ONE: Shape = [1; 4];

impl Builder {
    /// Adds an IF, whose condition compares elements of two tensors, or a WHILE of a few turns.
    pub(super) fn control(&mut self, [a, b]: [TensorId; 2], numbers: [u8; 4]) {
        match numbers[0] % 2 {
            0 => self.choice(a, b, numbers),
            _ => self.repetition(a, numbers),
        }
    }

    fn choice(&mut self, a: TensorId, b: TensorId, [_, n1, n2, n3]: [u8; 4]) {
        let of = self.element(a);
        let b = if self.element(b) == of { b } else { a };
        let operands = [a, b].map(|x| self.first_of(x, ONE));
        let condition = self.compare(of, operands);
        let y = self.tensor(self.shape(a), of, None);
        let inner = |numbers| Inner {
            graph: self.branch(a, numbers),
            takes: vec![1],
        };
        let control = Control::If {
            then: inner([n1, n2, n3, 0]),
            otherwise: inner([n3, n1, n2, 0]),
        };
        self.emit(Kind::Control(Box::new(control)), &[condition, a], y);
    }

    /// Counts from 0, and changes a tensor in each turn.
    fn repetition(&mut self, a: TensorId, [_, n1, n2, n3]: [u8; 4]) {
        let first = self.constant_of(ONE, Element::I32, |_| 0);
        let count = self.tensor(ONE, Element::I32, None);
        let last = self.tensor(self.shape(a), self.element(a), None);
        let counter = |inner: &mut Self| {
            let counter = inner.tensor(ONE, Element::I32, None);
            inner.graph.inputs.push(inner.port(counter));
            counter
        };
        let mut condition = Self::new();
        let at = counter(&mut condition);
        let end = condition.constant_of(ONE, Element::I32, |_| n1 % 4);
        let goes_on = condition.compare(Element::I32, [at, end]);
        condition.graph.outputs = vec![condition.port(goes_on)];
        let mut body = Self::new();
        let at = counter(&mut body);
        let one = body.constant_of(ONE, Element::I32, |_| 1);
        let next = body.tensor(ONE, Element::I32, None);
        let add = ZipFunction::Add(Terms::Int32([i32::MIN, i32::MAX]));
        body.emit(of_one(add), &[at, one], next);
        let x = body.tensor(self.shape(a), self.element(a), None);
        body.graph.inputs.push(body.port(x));
        let y = body.change(x, [n2, n1, n3, n2]);
        body.graph.outputs = vec![body.port(next), body.port(y)];
        let control = Control::While {
            condition: Inner {
                graph: condition.graph,
                takes: vec![0],
            },
            body: Inner {
                graph: body.graph,
                takes: vec![0, 1],
            },
        };
        self.graph.operators.push(Operator {
            index: self.index,
            name: "STEP",
            kind: Kind::Control(Box::new(control)),
            inputs: vec![first, a],
            state: Vec::new(),
            output: count,
            others: vec![last],
        });
    }

    /// A subgraph that changes elements like those of a tensor.
    fn branch(&self, like: TensorId, numbers: [u8; 4]) -> Graph {
        let mut inner = Self::new();
        let x = inner.tensor(self.shape(like), self.element(like), None);
        inner.graph.inputs = vec![inner.port(x)];
        let y = inner.change(x, numbers);
        inner.graph.outputs = vec![inner.port(y)];
        inner.graph
    }

    /// Adds functions after each other that keep shape and type, and returns what they write.
    fn change(&mut self, x: TensorId, [a, b, c, d]: [u8; 4]) -> TensorId {
        let mut y = x;
        for numbers in [[a, b, c, d], [b, c, a, d]] {
            match self.element(y) {
                Element::Bool | Element::I32 => self.reverse(y, [0; 4]),
                Element::I8 if numbers[0] % 2 == 0 => self.look_up(y, numbers),
                _ => self.function(y, numbers),
            }
            y = TensorId(self.graph.tensors.len() - 1);
        }
        y
    }

    fn compare(&mut self, element: Element, operands: [TensorId; 2]) -> TensorId {
        let y = self.tensor(ONE, Element::Bool, None);
        let kind = match element {
            Element::Bool => ZipFunction::And,
            _ => ZipFunction::Compare(Relation::Less),
        };
        let Kind::Zip(mut zip) = of_one(kind) else {
            unreachable!("a zip")
        };
        zip.element = element;
        self.emit(Kind::Zip(zip), &operands, y);
        y
    }
}

/// A function of two int32.
fn of_one(function: ZipFunction) -> Kind {
    Kind::Zip(Zip {
        function,
        element: Element::I32,
        dims: vec![1],
        strides: [vec![1], vec![1]],
    })
}

//! Operators that no pass looks into, except for what they clamp to.

use tiny_model_compiler::call::{Call, Value};
use tiny_model_compiler::graph::{
    BatchMatmul, Bias, Element, Filters, Float, FloatGates, FloatWeights, Form, Gates, Integers,
    Kind, L2Normalization, Layer, LogSoftmax, Lstm, LstmArithmetic, Numbers, Operator, Products,
    RowFunction, Rows, Scales, Softmax, Svdf, TensorId, Weights,
};
use tiny_model_kernels::interpolate::Scaling;
use tiny_model_kernels::op::layer::Int16Pair;
use tiny_model_kernels::op::{self, LstmCell, Sequences};

use super::{Builder, output_as, range, scale};

impl Builder {
    pub(super) fn opaque(&mut self, x: TensorId, numbers @ [which, ..]: [u8; 4]) {
        match (which % 6, self.element(x)) {
            (0, _) | (_, Element::Bool | Element::I32) => self.call(x),
            (1, _) => self.rows(x, numbers),
            (2, _) => self.lstm(x),
            (3, Element::I8 | Element::F32) => self.svdf(x, numbers),
            (4, _) => self.transpose_conv(x, numbers),
            _ => self.batch_matmul(x, numbers),
        }
    }

    fn call(&mut self, x: TensorId) {
        let y = self.tensor(self.shape(x), self.element(x), None);
        let call = Call::new("op::anything", [Value::input(0), Value::output()]);
        self.emit(Kind::Call(Box::new(call)), &[x], y);
    }

    fn rows(&mut self, x: TensorId, [_, which, a, _]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let softmax = op::Softmax {
            multiplier: 1 << 30,
            left_shift: 20,
            diff_min: -i32::from(a),
        };
        let element = self.element(x);
        let (function, y) = match (which % 4, element) {
            (0, Element::I8) => (RowFunction::Softmax(Softmax::Int8(softmax)), element),
            (1, Element::I8) => {
                let function = RowFunction::Softmax(Softmax::Int8ToInt16(softmax));
                (function, Element::I16)
            }
            (2, Element::I8) => {
                let numbers = op::LogSoftmax {
                    exp: softmax,
                    reverse: scale(0),
                };
                (RowFunction::LogSoftmax(LogSoftmax::Int8(numbers)), element)
            }
            (_, Element::I8) => {
                let numbers = L2Normalization::Int8(a.into());
                (RowFunction::L2Normalization(numbers), element)
            }
            (_, Element::I16) => (RowFunction::Softmax(Softmax::Int16(scale(0))), element),
            (0 | 1, _) => (RowFunction::Softmax(Softmax::Float(0.5)), element),
            (2, _) => (RowFunction::LogSoftmax(LogSoftmax::Float), element),
            _ => (
                RowFunction::L2Normalization(L2Normalization::Float),
                element,
            ),
        };
        let y = self.tensor([n, h, w, c], y, None);
        let kind = Kind::Rows(Rows {
            function,
            rows: n * h * w,
            classes: c,
        });
        self.emit(kind, &[x], y);
    }

    fn lstm(&mut self, x: TensorId) {
        const UNITS: usize = 2;
        let [n, h, w, c] = self.shape(x);
        let element = self.element(x);
        let cell = match element {
            Element::F32 => element,
            _ => Element::I16,
        };
        let state = vec![self.state(n * UNITS, element), self.state(n * UNITS, cell)];
        let depths = [c, UNITS];
        let gates = || {
            depths.map(|depth| Gates {
                weights: vec![3; 4 * UNITS * depth],
                bias: vec![5; 4 * UNITS],
                scales: [scale(0); 4],
            })
        };
        let update = || LstmCell {
            forget: scale(0),
            input: scale(0),
            output: scale(0),
            hidden: output_as(element, 0, 0),
            tanh: Scaling::Q3_12,
            clip: 1 << 15,
        };
        let arithmetic = match element {
            Element::I8 => LstmArithmetic::Int8(gates(), update()),
            Element::I16 => LstmArithmetic::Int16(gates(), update()),
            _ => {
                let gates = |depth, biases| FloatGates {
                    weights: vec![0.3; 4 * UNITS * depth],
                    bias: vec![0.1; biases],
                };
                let gates = [gates(c, 4 * UNITS), gates(UNITS, 0)];
                LstmArithmetic::Float(gates, f32::MAX)
            }
        };
        let sequences = Sequences {
            batches: n,
            steps: h * w,
            inputs: c,
            units: UNITS,
            time_major: false,
        };
        let lstm = Lstm {
            sequences,
            arithmetic,
        };
        let y = self.tensor([n, h, w, UNITS], element, None);
        self.emit_with_state(Kind::Lstm(Box::new(lstm)), x, state, y);
    }

    fn svdf(&mut self, x: TensorId, [_, a, b, units]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let (batch, memory, units) = (n * h * w, 2, 1 + usize::from(units % 3));
        let element = self.element(x);
        let state = vec![self.state(batch * units * memory, element)];
        let filters = match element {
            Element::I8 => Filters::Int8 {
                features: vec![7; units * c],
                offsets: vec![0; units],
                time: vec![2; units * memory],
                element,
                bias: vec![9; units],
                arithmetic: op::Svdf {
                    feature_scale: scale(-3),
                    zero_point: 0,
                    scale: scale(-3),
                    output: output_as(element, a, b),
                },
            },
            _ => Filters::Float {
                features: vec![0.7; units * c],
                time: vec![0.2; units * memory],
                bias: vec![0.9; units],
                output: range(a, b),
            },
        };
        let svdf = Svdf {
            batch,
            inputs: c,
            rank: 1,
            units,
            memory,
            filters,
        };
        let y = self.tensor([n, h, w, units], element, None);
        self.emit_with_state(Kind::Svdf(svdf), x, state, y);
    }

    /// Adds a TRANSPOSE_CONV of one tap.
    fn transpose_conv(&mut self, x: TensorId, [_, a, b, channels]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let (element, channels) = (self.element(x), 1 + usize::from(channels % 4));
        let output = [n, h, w, channels];
        let weights = vec![(a as i8) | 1; channels * c];
        let numbers = match element {
            Element::F32 => Numbers::Float(Float {
                weights: FloatWeights::Float(weights.iter().map(|&w| w.into()).collect()),
                bias: Vec::new(),
                output: range(a, b),
            }),
            _ => Numbers::Integers(Integers {
                element,
                zero_points: [0; 2],
                weights: Weights {
                    values: weights,
                    are_int4: false,
                },
                bias: Bias::I32(vec![0; channels]),
                scales: Scales::PerTensor(scale(-6)),
                output: output_as(element, a, b),
                rounds_once: false,
            }),
        };
        let layer = Layer {
            form: Form::TransposeConv,
            shape: op::Shape {
                input: [n, h, w, c],
                output,
                ..op::Shape::fully_connected(1, c, channels)
            },
            numbers,
        };
        let y = self.tensor(output, element, None);
        self.emit(Kind::Layer(layer), &[x], y);
    }

    /// Adds a BATCH_MATMUL of a tensor with itself.
    fn batch_matmul(&mut self, x: TensorId, [_, a, b, _]: [u8; 4]) {
        let [n, h, w, c] = self.shape(x);
        let element = self.element(x);
        let output = output_as(element, a, b);
        let matmul = BatchMatmul {
            sizes: op::BatchMatmul {
                batch: [1, n, h],
                batch_strides: [[0, h * w * c, w * c]; 2],
                output: [w, w],
                depth: c,
                x1: [c, 1],
                x2: [c, 1],
            },
            products: match element {
                Element::I8 => Products::Int8 {
                    zero_points: [3, -4],
                    scale: scale(-6),
                    output,
                },
                Element::I16 => Products::Int16(Int16Pair {
                    scale: scale(-14),
                    output,
                }),
                _ => Products::Float(range(a, b)),
            },
        };
        let y = self.tensor([n, h, w, w], element, None);
        self.emit(Kind::BatchMatmul(matmul), &[x, x], y);
    }

    fn emit_with_state(&mut self, kind: Kind, x: TensorId, state: Vec<TensorId>, output: TensorId) {
        self.graph.operators.push(Operator {
            index: self.index,
            name: "STEP",
            kind,
            inputs: vec![x],
            state,
            output,
            others: Vec::new(),
        });
    }
}

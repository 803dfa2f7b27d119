//! The generated source, read as source: a small network with every kind of memory.

use std::collections::BTreeMap;

use quote::quote;
use tiny_model_kernels::op::{self, Window};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::backend::Backend;
use crate::choices::Optimize;
use crate::compile::Program;
use crate::graph::*;
use crate::numerics::Quantization;
use crate::syntax::Item;

const SCALE: Scale = Scale {
    multiplier: 1 << 30,
    shift: -2,
};
const OUTPUT: Output = Output {
    zero_point: -3,
    min: -128,
    max: 127,
};

fn tensor(name: &str, shape: &[usize], constant: Option<Vec<u8>>) -> Tensor {
    Tensor {
        name: name.into(),
        shape: shape.into(),
        element: Element::I8,
        constant,
    }
}

fn port(tensor: usize, name: &str, shape: &[usize]) -> Port {
    let quantization = Some(Quantization {
        scale: 0.5,
        zero_point: -3,
    });
    Port {
        tensor: TensorId(tensor),
        name: name.into(),
        signature: None,
        labels: Vec::new(),
        shape: shape.into(),
        quantization,
    }
}

fn convolution() -> Kind {
    let scales = Scales::PerChannel(vec![SCALE, Scale { shift: 1, ..SCALE }]);
    Kind::Conv2d(Convolution {
        input: [1, 4, 4, 1],
        output: [1, 2, 2, 2],
        kernel: [3, 3],
        window: Window {
            stride_h: 2,
            stride_w: 2,
            dilation_h: 1,
            dilation_w: 1,
            pad_top: 0,
            pad_left: 0,
        },
        input_zero_point: -3,
        groups: 1,
        weights: Weights {
            name: "kernel".into(),
            values: (0..18).collect(),
            are_int4: false,
        },
        affine: Affine {
            bias: vec![7, -7],
            scales,
            output: OUTPUT,
        },
    })
}

fn sum() -> Kind {
    let add = op::Add {
        input1_offset: 3,
        input2_offset: 3,
        input1: SCALE,
        input2: SCALE,
        output_scale: SCALE,
        output: OUTPUT,
    };
    Kind::Binary(Binary {
        kind: BinaryKind::Add(add),
        dims: vec![4, 2],
        strides: [vec![2, 1], vec![0, 1]],
    })
}

fn network() -> Graph {
    let operator = |index, name, kind, inputs: &[usize], output| Operator {
        index,
        name,
        kind,
        inputs: inputs.iter().copied().map(TensorId).collect(),
        state: Vec::new(),
        output: TensorId(output),
        others: Vec::new(),
    };
    Graph {
        parts: BTreeMap::new(),
        once: Vec::new(),
        state: BTreeMap::new(),
        tensors: vec![
            tensor("image", &[1, 4, 4, 1], None),
            tensor("conv", &[1, 2, 2, 2], None),
            tensor("offset", &[2], Some(vec![1, 255])),
            tensor("sum", &[1, 2, 2, 2], None),
        ],
        operators: vec![
            operator(0, "CONV_2D", convolution(), &[0], 1),
            operator(1, "ADD", sum(), &[1, 2], 3),
        ],
        inputs: vec![port(0, "serving_default_image:0", &[1, 4, 4, 1])],
        outputs: vec![port(3, "sum", &[1, 2, 2, 2]), port(1, "type", &[8])],
    }
}

#[test]
fn the_generated_source_reads_well() {
    let graph = network();
    let item: Item = Item {
        attributes: vec![syn::parse_quote!(#[doc = " Finds edges."])],
        visibility: syn::parse_quote!(pub),
        name: syn::parse_quote!(Edges),
    };
    let runtime = quote!(::tiny_model);
    for backend in Backend::ALL {
        let program = Program::new(&graph, backend, Optimize::Speed.into(), &[]);
        let tokens = super::model(
            &item,
            "models/edges.tflite",
            &graph,
            &program,
            None,
            &runtime,
        );
        let file: syn::File = syn::parse2(quote!(#tokens)).expect("items");
        insta::assert_snapshot!(backend.name(), prettyplease::unparse(&file));
    }
}

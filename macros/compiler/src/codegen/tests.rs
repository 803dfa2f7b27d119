//! The generated source, read as source: a small network with every kind of memory.

use quote::quote;
use tiny_model_kernels::op::{self, Window};
use tiny_model_kernels::requantize::{Output, Scale};

use crate::backend::{self, Backend};
use crate::choices::{Choices, Optimize, Schedule};
use crate::graph::*;
use crate::head::Head;
use crate::numbers::Quantization;
use crate::program::Program;
use tiny_model_kernels::op::Shape;

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

fn convolution() -> Layer {
    let scales = Scales::PerChannel(vec![SCALE, Scale { shift: 1, ..SCALE }]);
    Layer {
        form: Form::Conv2d,
        shape: Shape {
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
            groups: 1,
        },
        numbers: integers((0..18).collect(), vec![7, -7], scales),
    }
}

fn integers(weights: Vec<i8>, bias: Vec<i32>, scales: Scales) -> Numbers {
    Numbers::Integers(Integers {
        element: Element::I8,
        zero_points: [-3, 0],
        weights: Weights {
            values: weights,
            are_int4: false,
        },
        bias: Bias::I32(bias),
        scales,
        output: OUTPUT,
        rounds_once: false,
    })
}

/// A convolution between square images, each with its height, its width and its channels.
fn between(input: [usize; 3], output: [usize; 3]) -> Kind {
    let mut layer = convolution();
    let ([side, _, from], [small, _, to]) = (input, output);
    layer.shape = Shape {
        input: [1, side, side, from],
        output: [1, small, small, to],
        window: Window {
            stride_h: side / small,
            stride_w: side / small,
            pad_top: 1,
            pad_left: 1,
            ..layer.shape.window
        },
        ..layer.shape
    };
    // With the zero point of −3, each folded bias is 7.
    let bias = 7 - 3 * (9 * from) as i32;
    let scales = Scales::PerChannel(vec![SCALE; to]);
    layer.numbers = integers(vec![1; 9 * from * to], vec![bias; to], scales);
    Kind::Layer(layer)
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
    Kind::Zip(Zip {
        function: ZipFunction::Add(Terms::Quantized(add)),
        element: Element::I8,
        dims: vec![4, 2],
        strides: [vec![2, 1], vec![0, 1]],
    })
}

fn operator(
    index: usize,
    name: &'static str,
    kind: Kind,
    inputs: &[usize],
    output: usize,
) -> Operator {
    Operator {
        index,
        name,
        kind,
        inputs: inputs.iter().copied().map(TensorId).collect(),
        state: Vec::new(),
        output: TensorId(output),
        others: Vec::new(),
    }
}

fn network() -> Graph {
    Graph {
        tensors: vec![
            tensor("image", &[1, 4, 4, 1], None),
            tensor("conv", &[1, 2, 2, 2], None),
            tensor("offset", &[2], Some(vec![1, 255])),
            tensor("sum", &[1, 2, 2, 2], None),
        ],
        operators: vec![
            operator(0, "CONV_2D", Kind::Layer(convolution()), &[0], 1),
            operator(1, "ADD", sum(), &[1, 2], 3),
        ],
        inputs: vec![port(0, "serving_default_image:0", &[1, 4, 4, 1])],
        outputs: vec![port(3, "sum", &[1, 2, 2, 2]), port(1, "type", &[8])],
        ..Graph::default()
    }
}

/// A large image between two small ones.
fn lens() -> Graph {
    let images = [[16, 16, 1], [16, 16, 4], [4, 4, 2]];
    let names = ["image", "net/wide/Relu", "net/narrow/Relu"];
    let [image, wide, narrow] =
        images.map(|[height, width, channels]| [1, height, width, channels]);
    Graph {
        tensors: vec![
            tensor(names[0], &image, None),
            tensor(names[1], &wide, None),
            tensor(names[2], &narrow, None),
        ],
        operators: vec![
            operator(0, "CONV_2D", between(images[0], images[1]), &[0], 1),
            operator(1, "CONV_2D", between(images[1], images[2]), &[1], 2),
        ],
        inputs: vec![port(0, names[0], &image)],
        outputs: vec![port(2, names[2], &narrow)],
        ..Graph::default()
    }
}

fn source(graph: &Graph, backend: &'static dyn Backend, choices: Choices) -> String {
    let item: Head = Head {
        attributes: vec![syn::parse_quote!(#[doc = " Finds edges."])],
        visibility: syn::parse_quote!(pub),
        name: syn::parse_quote!(Edges),
    };
    let program = Program::new(graph, backend, choices, &[]);
    let runtime = quote!(::tiny_model);
    let file = "models/edges.tflite";
    let tokens = super::model(&item, file, graph, &program, None, &runtime);
    let file: syn::File = syn::parse2(quote!(#tokens)).expect("items");
    prettyplease::unparse(&file)
}

#[test]
fn the_generated_source_reads_well() {
    let graph = network();
    for backend in backend::ALL {
        let source = source(&graph, backend, Optimize::Speed.into());
        insta::assert_snapshot!(backend.name(), source);
    }
}

#[test]
fn strips_of_rows_read_well() {
    let choices = Choices {
        schedule: Schedule::Smallest,
        ..Optimize::Speed.into()
    };
    let source = source(&lens(), &backend::Portable, choices);
    insta::assert_snapshot!("strips", source);
}

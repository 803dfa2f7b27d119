//! The models of `data/`, compared with TensorFlow's own schema classes.

use tflite_schema::{Activation, BuiltinOperator, Model, Options, Padding, TensorType};

const CONV_DENSE: &[u8] = include_bytes!("data/conv_dense_int8.tflite");
const COUNTER: &[u8] = include_bytes!("data/counter_signatures.tflite");

fn operators(model: &Model<'_>, subgraph: usize) -> Vec<BuiltinOperator> {
    model.subgraphs[subgraph]
        .operators
        .iter()
        .map(|operator| operator.builtin())
        .collect()
}

#[test]
fn a_quantized_network() {
    let model = Model::read(CONV_DENSE).expect("sound model");
    assert_eq!(model.description, "MLIR Converted.");
    let chain = ["CONV_2D", "RESHAPE", "FULLY_CONNECTED", "SOFTMAX"];
    assert_eq!(
        operators(&model, 0)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        chain
    );

    let main = &model.subgraphs[0];
    assert_eq!(
        (main.inputs.as_slice(), main.outputs.as_slice()),
        (&[0][..], &[8][..])
    );
    let input = &main.tensors[0];
    assert_eq!(
        (input.name, input.shape.as_slice()),
        ("serving_default_image:0", &[1, 6, 6, 1][..])
    );
    assert_eq!((input.ty, input.data), (TensorType::INT8, None));

    let conv = &main.operators[0];
    let Options::Conv2D(options) = &conv.options else {
        panic!("{:?}", conv.options)
    };
    assert_eq!(
        (options.padding, options.fused_activation_function),
        (Padding::Same, Activation::Relu)
    );
    assert_eq!(
        (
            options.stride_w,
            options.stride_h,
            options.dilation_w_factor
        ),
        (2, 2, 1)
    );
    let filter = &main.tensors[conv.inputs[1].expect("a filter")];
    assert_eq!(
        (filter.shape.as_slice(), filter.data.map(<[u8]>::len)),
        (&[2, 3, 3, 1][..], Some(18))
    );
    let quantization = filter.quantization.as_ref().expect("a quantized filter");
    assert_eq!(quantization.scale, [0.003_369_73, 0.003_561_234_8]);
    assert_eq!(
        (
            quantization.zero_point.as_slice(),
            quantization.quantized_dimension
        ),
        (&[0, 0][..], 0)
    );
    let Options::Softmax(softmax) = &main.operators[3].options else {
        panic!("{:?}", main.operators[3].options)
    };
    assert_eq!(softmax.beta, 1.0);
}

#[test]
fn several_subgraphs_and_signatures() {
    let model = Model::read(COUNTER).expect("sound model");
    assert_eq!(model.subgraphs.len(), 5);
    assert_eq!(
        model
            .subgraphs
            .iter()
            .map(|subgraph| subgraph.operators.len())
            .sum::<usize>(),
        13
    );
    let signatures: Vec<_> = model
        .signatures
        .iter()
        .map(|signature| (signature.key, signature.inputs[0].name))
        .collect();
    assert_eq!(signatures, [("count", "step"), ("double", "seed")]);

    let all = model
        .subgraphs
        .iter()
        .flat_map(|subgraph| &subgraph.operators);
    let called: Vec<_> = all
        .clone()
        .flat_map(|operator| operator.options.subgraphs())
        .flatten()
        .collect();
    assert_eq!(
        called,
        [2, 2, 3, 4],
        "CALL_ONCE by both signatures, then condition and body of WHILE"
    );
    let names: Vec<_> = all
        .filter_map(|operator| match &operator.options {
            Options::VarHandle(handle) => Some(handle.shared_name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["total", "total"]);
}

//! Biases of int32 beside int16 activations that no reference reads correctly: that of TRANSPOSE_CONV if the options omit
//! its type, and that of DEPTHWISE_CONV_2D.

mod files;

use files::project;
use tflite_schema::{Model, Options, TensorType};
use tiny_model_compiler::lower::graph;

/// Returns the operators of the lowered model as text.
fn lowered(model: &Model<'_>) -> String {
    let graph = graph(model, &[]).expect("a supported model");
    format!("{:?}", graph.operators)
}

/// Returns the bytes of a conformance model.
fn model(name: &str) -> Vec<u8> {
    let path = project(&format!("tests/models/data/{name}.tflite"));
    std::fs::read(path).expect("a model")
}

/// The golden vectors of the model whose options name the type come from LiteRT.
#[test]
fn a_bias_of_int32_is_read_as_such_whether_the_options_say_so_or_not() {
    let bytes = model("transpose_conv_int16_bias_of_int32_4");
    let mut model = Model::read(&bytes).expect("a sound file");
    let named = lowered(&model);
    let Options::TransposeConv(options) = &mut model.subgraphs[0].operators[0].options else {
        panic!("the model is one TRANSPOSE_CONV");
    };
    assert_eq!(options.quantized_bias_type, TensorType::INT32);
    options.quantized_bias_type = TensorType::FLOAT32;
    assert_eq!(lowered(&model), named);
}

/// The golden vectors of the model with a bias of int64 come from TFLM.
#[test]
fn a_bias_of_int32_is_widened_for_depthwise_sums() {
    let bytes = model("depthwise_conv_2d_int16_3x3");
    let mut model = Model::read(&bytes).expect("a sound file");
    let wide = lowered(&model);
    let bias = model.subgraphs[0].operators[0].inputs[2].expect("a bias");
    let tensor = &mut model.subgraphs[0].tensors[bias];
    let data = tensor.data.expect("a constant").as_chunks::<8>().0;
    let narrow: Vec<u8> = data
        .iter()
        .flat_map(|&bytes| {
            let value = i32::try_from(i64::from_le_bytes(bytes)).expect("a value of int32");
            value.to_le_bytes()
        })
        .collect();
    assert!(narrow.iter().any(|&byte| byte != 0), "some bias");
    (tensor.ty, tensor.data) = (TensorType::INT32, Some(narrow.as_slice()));
    assert_eq!(lowered(&model), wide);
}

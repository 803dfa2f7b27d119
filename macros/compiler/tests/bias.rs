//! The int32 bias of an int16 TRANSPOSE_CONV: no reference reads it correctly if the options omit its
//! type.

use std::path::Path;

use tflite_schema::{Model, Options, TensorType};
use tiny_model_compiler::lower::graph;

/// Returns the operators of the lowered model as text.
fn lowered(model: &Model<'_>) -> String {
    let graph = graph(model, &[]).expect("a supported model");
    format!("{:?}", graph.operators)
}

/// The golden vectors of the model whose options name the type come from LiteRT.
#[test]
fn a_bias_of_int32_is_read_as_such_whether_the_options_say_so_or_not() {
    let model = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/models/data/transpose_conv_int16_bias_of_int32_4.tflite"
    ));
    let bytes = std::fs::read(model).expect("a model");
    let mut model = Model::read(&bytes).expect("a sound file");
    let named = lowered(&model);
    let Options::TransposeConv(options) = &mut model.subgraphs[0].operators[0].options else {
        panic!("the model is one TRANSPOSE_CONV");
    };
    assert_eq!(options.quantized_bias_type, TensorType::INT32);
    options.quantized_bias_type = TensorType::FLOAT32;
    assert_eq!(lowered(&model), named);
}

use tiny_model::tiny_model;

tiny_model!("../../models/broken/operators_out_of_order.tflite");

fn main() {}

use tiny_model::tiny_model;

tiny_model!("../../models/broken/field_out_of_table.tflite");

fn main() {}

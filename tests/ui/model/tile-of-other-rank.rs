use tiny_model::tiny_model;

tiny_model!("../../models/broken/tile_of_other_rank.tflite");

fn main() {}

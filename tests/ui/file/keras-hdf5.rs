use tiny_model::tiny_model;

tiny_model!("../../models/broken/keras_hdf5.tflite");

fn main() {}

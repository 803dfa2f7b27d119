use tiny_model::tiny_model;

const RAM: usize = 4096;

tiny_model!("../../../examples/models/fashion_mnist.tflite", arena <= RAM);

fn main() {}

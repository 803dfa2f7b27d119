use tiny_model::tiny_model;

tiny_model!("../../../examples/models/fashion_mnist.tflite", arena <= 4 * 1024);

fn main() {}

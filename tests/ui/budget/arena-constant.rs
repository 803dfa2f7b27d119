use tiny_model::tiny_model;

mod board {
    pub const RAM: usize = 1024;
    pub const STACK: usize = 1008;
}

tiny_model!("../../models/data/conv_2d_1x1.tflite", arena <= board::RAM - board::STACK);

fn main() {}

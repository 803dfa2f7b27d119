use tiny_model::tiny_model;

tiny_model! {
    /// A small network with two branches.
    pub struct Network = "../../models/data/residual_network.tflite";
    arena <= 2 * (8 + 8),
}

fn main() {}

use tiny_model::{Arena, tiny_model};

tiny_model! {
    struct Conv = "../../models/data/conv_2d_1x1.tflite";
    arena <= 16,
    flash <= 8,
}

fn run(conv: &mut Conv) -> i8 {
    conv.input().fill(Conv::INPUT.quantize(0.5));
    conv.run()[0]
}

fn main() {
    let mut arena = Arena::new();
    run(&mut Conv::new(&mut arena));
}

//! One mistake is one error, however often the type is used.

use tiny_model::{Arena, Borrowed, Model, tiny_model};

tiny_model!("/no-such-folder/keyword.tflite");

static ARENA: Option<Arena<Keyword>> = None;

struct App {
    keyword: Keyword,
    size: [u8; Keyword::ARENA_BYTES],
}

trait Detector {}

impl Detector for Keyword<Borrowed<'_>> {}

fn detect(keyword: &mut Keyword, features: &[i8; 490]) -> i8 {
    keyword.input().copy_from_slice(features);
    let scores: &[i8; 12] = keyword.run();
    scores[0]
}

fn main() {
    let mut arena = Arena::new();
    let mut app = App { keyword: Keyword::new(&mut arena), size: [0; Keyword::ARENA_BYTES] };
    app.keyword.input()[0] = Keyword::INPUT.quantize(0.5);
    detect(&mut app.keyword, &[0; 490]);
    println!("{}", <Keyword as Model>::NAME);
}

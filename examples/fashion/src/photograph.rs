//! The first 200 test photographs of Fashion-MNIST.

use cortex_m_semihosting::hprintln;

const COUNT: usize = 200;
const SIDE: usize = 28;
const PIXELS: usize = SIDE * SIDE;

/// All pixels, then all labels: see `examples/models/README.md`.
static FILE: &[u8; COUNT * (PIXELS + 1)] = include_bytes!("../../models/fashion_mnist_test200.bin");

const LABELS: [&str; 10] = [
    "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
];

/// A grayscale photograph of a piece of clothing.
pub struct Photograph {
    /// Pixels row by row; 0 is black.
    pub pixels: &'static [u8],
    /// The class of the clothing.
    pub class: usize,
}

/// Returns all photographs.
pub fn all() -> impl Iterator<Item = Photograph> {
    let (pixels, classes) = FILE.split_at(COUNT * PIXELS);
    let pixels = pixels.chunks_exact(PIXELS);
    pixels.zip(classes).map(|(pixels, &class)| Photograph {
        pixels,
        class: class.into(),
    })
}

impl Photograph {
    /// Returns the name of its class.
    pub fn label(&self) -> &'static str {
        LABELS[self.class]
    }

    /// Prints it beside the scores of the classes. A character is two pixels high.
    pub fn draw(&self, scores: &[i8; 10]) {
        for (number, rows) in self.pixels.chunks_exact(2 * SIDE).enumerate() {
            let (upper, lower) = rows.split_at(SIDE);
            let mut line = [b' '; SIDE];
            for (character, (&upper, &lower)) in line.iter_mut().zip(upper.iter().zip(lower)) {
                let grey = (usize::from(upper) + usize::from(lower)) / 2;
                *character = SHADES[grey * SHADES.len() / 256];
            }
            let line = core::str::from_utf8(&line).unwrap_or_default();
            // The classes are beside the middle rows.
            match number
                .checked_sub(2)
                .and_then(|class| Some((LABELS.get(class)?, scores[class])))
            {
                Some((label, score)) => {
                    // The output's scale is 1/256 and its zero point −128.
                    let steps = (i32::from(score) + 128) as usize;
                    let percent = steps * 100 / 256;
                    hprintln!(
                        "{}   {:>8} {:>3} % {}",
                        line,
                        label,
                        percent,
                        &BAR[..steps / 8]
                    );
                }
                None => hprintln!("{}", line),
            }
        }
        hprintln!();
    }
}

/// Characters from black to white.
const SHADES: &[u8; 10] = b" .:-=+*#%@";

const BAR: &str = "################################";

//! The lifetime of a model's arena.

use core::marker::PhantomData;

/// A model's arena, borrowed for `'a`.
///
/// A declared type `Keyword` is `Keyword<Borrowed<'static>>`: the model on an arena that lives as long as the program,
/// which is the usual field type in firmware. A function that accepts the model on any arena is generic over the
/// lifetime:
///
/// ```
/// use tiny_model::{Arena, Borrowed, tiny_model};
///
/// tiny_model! {
///     /// Tells ten kinds of clothes apart.
///     pub struct Fashion = "../examples/models/fashion_mnist.tflite";
/// }
///
/// struct App {
///     fashion: Fashion,
/// }
///
/// fn classify(fashion: &mut Fashion<Borrowed<'_>>, pixels: &[i8; 784]) -> [i8; 10] {
///     *fashion.input() = *pixels;
///     *fashion.run()
/// }
///
/// let mut arena = Arena::new();
/// let scores = classify(&mut Fashion::new(&mut arena), &[-128; 784]);
///
/// let arena = Box::leak(Box::new(Arena::new()));
/// let mut app = App { fashion: Fashion::new(arena) };
/// assert_eq!(scores, classify(&mut app.fashion, &[-128; 784]));
/// ```
#[derive(Debug)]
pub struct Borrowed<'a>(PhantomData<&'a mut ()>);

/// The lifetime for which a model holds its arena: [`Borrowed`] with that lifetime.
pub trait Storage: sealed::Sealed {
    /// A reference to the memory.
    #[doc(hidden)]
    type Of<M: 'static>;
}

impl<'a> Storage for Borrowed<'a> {
    type Of<M: 'static> = &'a mut M;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Borrowed<'_> {}
}

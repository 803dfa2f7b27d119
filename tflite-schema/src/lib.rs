//! Bytes of a TensorFlow Lite model as verified, borrowed views.

//! A neural network on a microcontroller by one macro call: exact, allocation-free, panic-free.

//! Builds the shell's context.
fn main() {}

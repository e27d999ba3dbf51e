//! The clients of the real platforms, one folder each, over one HTTP path.

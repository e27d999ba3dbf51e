//! Tests at the boundaries of the product.

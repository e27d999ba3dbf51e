//! Keys, credentials and sealed files: what the core declares as traits, kept under one data key.

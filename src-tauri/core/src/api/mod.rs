//! Every use case, declared once: name, request, response, the roles that may call it, the tags of what it changes.

pub mod types;

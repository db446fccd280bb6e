//! JSON-LD to the exact bytes that are signed.

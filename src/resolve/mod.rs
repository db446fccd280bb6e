//! The outside world behind one trait: DID documents and key documents, bundled, from memory, or through fallbacks.

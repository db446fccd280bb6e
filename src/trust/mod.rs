//! Anchors, and what binds a key to an issuer.

//! Keys: JWK and Multikey, signers, and the crypto providers behind them.

//! The page of benchmarks: what it measures on, and how it is drawn.

pub mod badges;
pub mod bars;
pub mod lines;
pub mod machine;
pub mod svg;

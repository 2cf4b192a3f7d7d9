//! Proofs of the measures.

mod journals;
mod simulation;

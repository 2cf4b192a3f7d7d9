//! Proofs of the measures.

mod journals;
mod properties;
mod reference;
mod signals;
mod simulation;

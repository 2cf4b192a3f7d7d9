//! Proofs of the measures.

mod journals;
mod properties;
mod reference;
mod reports;
mod signals;
mod simulation;

//! Reactive values of a common type.

use std::sync::Arc;

/// A reactive value of an attribute or an element.
pub type Reactive<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// Makes closures that compute the same type of value one type. The framework's code
/// for reactive values would otherwise be in the WASM once per closure.
pub fn reactive<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Reactive<T> {
    Arc::new(compute)
}

//! The log of a panic, in a process of its own, because its hook is the whole process's.

use std::{env, panic, process::Command};

use server::http::init_log;

const NOTE: &str = "a note of Ada's";
const CHILD: &str = "panics::panics_in_a_process_of_its_own";

#[test]
#[ignore = "runs in the process that the next test starts"]
fn panics_in_a_process_of_its_own() {
    init_log(tracing::level_filters::LevelFilter::INFO, false);
    assert!(panic::catch_unwind(|| panic!("{NOTE}")).is_err());
}

#[test]
fn the_log_has_the_place_of_a_panic_and_not_its_message() {
    let child = Command::new(env::current_exe().unwrap())
        .args([CHILD, "--exact", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let says = [child.stdout, child.stderr].concat();
    let says = String::from_utf8(says).unwrap();
    assert!(child.status.success(), "{says}");
    assert!(says.contains("\"message\":\"panicked\""), "{says}");
    assert!(says.contains("panics.rs:"), "{says}");
    assert!(!says.contains(NOTE), "{says}");
}

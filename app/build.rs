//! Bundles the scripts of `browser/` for the server's half, which embeds them, and the fonts of their
//! packages.

use std::{env, path::Path, process::Command};

/// Everything in `browser/` that a bundle is made of.
const SOURCES: [&str; 11] = [
    "account",
    "boot",
    "build.mjs",
    "db",
    "generated",
    "http",
    "outbox",
    "package-lock.json",
    "page",
    "tsconfig.json",
    "worker",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../.browserslistrc");
    for source in SOURCES {
        println!("cargo::rerun-if-changed=browser/{source}");
    }
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        return;
    }
    for package in ["esbuild", "@expo-google-fonts"] {
        let package = Path::new("browser/node_modules").join(package);
        // Until it is installed, every build looks again.
        println!("cargo::rerun-if-changed={}", package.display());
        if !package.exists() {
            fail("the scripts' packages are missing: run 'make setup', which installs them");
        }
    }
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    let status = Command::new("node")
        .arg("browser/build.mjs")
        .arg(folder)
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(_) => fail("the scripts of app/browser can't be bundled: see the message above"),
        Err(_) => fail("Node.js is missing: run 'make setup', which tells how to get it"),
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    std::process::exit(1);
}

//! Lists the files of the built site for a program that carries them (feature `embed`), so that the
//! program, the names of its files and the files themselves can't come apart.
//!
//! `HUMEUR_EMBED` is the folder of a build by cargo-leptos: it has `site` and `release/hash.txt`.

use std::{
    collections::BTreeMap,
    env, fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::{Path, PathBuf},
};

/// The folder of the built files, with those of earlier builds.
const BUILT: &str = "pkg";
const KINDS: [&str; 3] = ["css", "js", "wasm"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return;
    }
    println!("cargo::rerun-if-env-changed=HUMEUR_EMBED");
    let Some(target) = env::var_os("HUMEUR_EMBED").map(PathBuf::from) else {
        fail(
            "HUMEUR_EMBED is not set to the folder of the built site: run 'make package', which builds it first",
        );
    };
    let written = list(&target).and_then(|text| {
        let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
        fs::write(out.join("site.rs"), text)
    });
    if let Err(error) = written {
        fail(&format!(
            "the site in {} can't be embedded ({error}): run 'make package', which builds it first",
            target.display()
        ));
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    std::process::exit(1);
}

/// The Rust source of the list.
fn list(target: &Path) -> io::Result<String> {
    let hashes = target.join("release/hash.txt");
    println!("cargo::rerun-if-changed={}", hashes.display());
    let hashes = fs::read_to_string(hashes)?;
    let site = target.join("site");
    let mut files = BTreeMap::new();
    for kind in KINDS {
        let of_kind = |line: &&str| line.split(':').next() == Some(kind);
        let hash = hashes.lines().find(of_kind);
        let hash = hash.and_then(|line| line.split_once(':'));
        let (_, hash) = hash.ok_or_else(|| io::Error::other(format!("hash.txt has no {kind}")))?;
        let name = format!("humeur.{}.{kind}", hash.trim());
        files.insert(format!("/{BUILT}/{name}"), site.join(BUILT).join(name));
    }
    // A new file, too, needs another build.
    println!("cargo::rerun-if-changed={}", site.display());
    for entry in fs::read_dir(&site)? {
        let path = entry?.path();
        let name = name(&path)?;
        if path.is_file() {
            files.insert(format!("/{name}"), path);
        } else if name != BUILT {
            files.extend(folder(name, &path)?);
        }
    }
    files.retain(|address, _| !address.ends_with(".br") && !address.ends_with(".gz"));
    let mut text = String::from("static FILES: &[File] = &[\n");
    for (address, path) in &files {
        let media_type = media_type(address).ok_or_else(|| {
            io::Error::other(format!(
                "the type of {address} is unknown: add it to server/build.rs"
            ))
        })?;
        let mut digest = DefaultHasher::new();
        digest.write(&fs::read(path)?);
        let digest = digest.finish();
        let (brotli, gzip) = (compressed(path, "br"), compressed(path, "gz"));
        text += &format!(
            "    File {{ address: {address:?}, media_type: {media_type:?}, digest: \"{digest:016x}\", \
             plain: include_bytes!({path:?}), brotli: {brotli}, gzip: {gzip} }},\n"
        );
    }
    text += "];\n";
    text += &format!(
        "/// The names of the built files, as cargo-leptos lists them.\npub(super) const HASHES: &str = {hashes:?};\n"
    );
    Ok(text)
}

/// The files of a public folder, by their addresses.
fn folder(folder: &str, path: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let file = |entry: io::Result<fs::DirEntry>| {
        let path = entry?.path();
        Ok((format!("/{folder}/{}", name(&path)?), path))
    };
    fs::read_dir(path)?.map(file).collect()
}

fn name(path: &Path) -> io::Result<&str> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.ok_or_else(|| io::Error::other("a name is not Unicode"))
}

/// The expression of a compressed form.
fn compressed(path: &Path, suffix: &str) -> String {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    let path = PathBuf::from(name);
    if path.is_file() {
        format!("Some(include_bytes!({path:?}))")
    } else {
        "None".into()
    }
}

fn media_type(address: &str) -> Option<&'static str> {
    Some(match address.rsplit('.').next()? {
        "css" => "text/css",
        "js" => "text/javascript",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

//! Fingerprint of the sources, which is part of the key of everything in the cache: the answer of
//! one build never comes from what another one kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files and folders that decide what is computed from a repository.
const SOURCES: [&str; 4] = ["Cargo.toml", "Cargo.lock", "queries", "src"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    // FNV-1a with 64 bits: different sources need different numbers, and nobody forges them.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        // A new file counts as soon as another one names it.
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.to_string_lossy().replace('\\', "/");
        for byte in name.bytes().chain([0]).chain(fs::read(&file)?).chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=CTX_SOURCES={hash:016x}");
    Ok(())
}

/// Adds a file, or the files below a folder, but for the snapshots of tests. A package may lack the lock
/// file.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.ends_with("snapshots") {
        return Ok(());
    }
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

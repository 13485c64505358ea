#!/usr/bin/env bash
# clap_mangen 0.3.3 with clap 4.6.9 (crates.io): text set with `before_help` is missing from the manual
# page.
#
# One would expect a page with all that `--help` prints, since `after_help` gets a section of its own,
# EXTRA. `before_help` and `before_long_help` are left out without a word, so examples that stand above
# the options in the help are in no manual page.
#
# Seen: `--help` prints both texts, the page holds the one of `after_help` only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "pages"
version = "0.1.0"
edition = "2021"

[dependencies]
clap = { version = "=4.6.9", default-features = false, features = ["std", "help"] }
clap_mangen = "=0.3.3"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let mut command = clap::Command::new("tool").before_help("ABOVE").after_help("BELOW");
    let help = command.render_long_help().to_string();
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    for (name, text) in [("help", help), ("page", page)] {
        println!("{name} {} {}", text.contains("ABOVE"), text.contains("BELOW"));
    }
}
RUST
found=$(CARGO_TARGET_DIR="$folder/target" cargo run --quiet)
echo "$found"
[ "$found" = "$(printf 'help true true\npage false true')" ]

# What one does here. `just` lists it.

default:
    @just --list

# Everything a change has to pass
check:
    .ci/run

# Unit, integration and property tests
test:
    cargo test

# Analyze the fixture
sample *arguments:
    cargo run --release -- analyze --root tests/fixtures/orders-service --history-depth 0 {{ arguments }}

# Build the program as it is packaged, into target/dist
dist:
    cargo build --profile dist

# Rewrite the README's sample and docs/reference.md
docs:
    UPDATE_DOCS=1 cargo test --test cli -- readme:: help::the_reference

# Build the pages of docs/ into target/book
book:
    mdbook build

# Look through changed snapshots
review:
    cargo insta review

# Compare the titles and boxes of generated documents with cmark-gfm's
oracle *arguments:
    cargo build
    CTX=target/debug/ctx tests/oracle/cmark.py {{ arguments }}

# Compare the tasks that are read with what the tools themselves list; those that are not installed are left out
oracle-formats *arguments:
    cargo build
    CTX=target/debug/ctx tests/oracle/formats.py {{ arguments }}

# Time whole runs beside git, a bare parse and an older build: `just bench --root DIR --old OLDER_CTX`, `just bench --growth`
bench *arguments:
    cargo build --release
    benches/ratios.py --ctx target/release/ctx {{ arguments }}

# Kill `ctx worktree` at random moments, four in each of so many projects; `KILL_SEED` repeats a run
kills projects="36":
    KILL_PROJECTS={{ projects }} cargo test --test cli -- --nocapture worktree::random_kills

# Licences, advisories and sources of the dependencies
deny:
    cargo deny check

# Send signals at random moments and measure the time to the end: `just interrupts --root DIR`
interrupts *arguments:
    cargo build --release
    benches/interrupts.py --ctx target/release/ctx {{ arguments }}

# Edit a generated repository 1,000 times and analyze it after each edit: answers, memory, cache
soak *arguments:
    cargo build --release
    tests/soak/soak.py --ctx target/release/ctx {{ arguments }}

# Run each fuzz target for some seconds, two side by side (needs a C++ compiler): `just fuzz 300`
fuzz seconds="60":
    fuzz/run {{ seconds }}

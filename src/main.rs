//! The `ctx` program.

fn main() -> std::process::ExitCode {
    ctx_analyze::cli::main()
}

//! The `ctx` program.

/// Ends the program in one line where there is no memory left.
#[global_allocator]
static ALLOCATOR: out_of_memory::Allocator = out_of_memory::Allocator;

fn main() -> std::process::ExitCode {
    ctx_analyze::cli::main()
}

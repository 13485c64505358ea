//! `ctx completions` and `ctx man`: what the declaration of the command line gives for free.

use anyhow::{Context, Result};
use clap::Args;
use clap_complete::Shell;

use super::refusal::Refusal;
use super::{help, output};

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(display_order = 900, before_help = COMPLETIONS_EXAMPLES, after_help = EXIT_CODES)]
pub struct Completions {
    /// Shell to complete for
    shell: Shell,
}

/// Print the manual page of ctx or of one of its commands
#[derive(Debug, Args)]
#[command(display_order = 901, before_help = MAN_EXAMPLES, after_help = EXIT_CODES)]
pub struct Man {
    /// Command, such as `worktree create`
    #[arg(value_name = "COMMAND")]
    path: Vec<String>,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  ctx completions bash > ~/.local/share/bash-completion/completions/ctx
  ctx completions fish > ~/.config/fish/completions/ctx.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  ctx man | man -l -                                     read the manual page
  ctx man worktree teardown > ctx-worktree-teardown.1    write that of one command";

const EXIT_CODES: &str = "\
Exit codes:
  0  Success
  2  No answer: wrong usage, or standard output could not be written";

/// Prints the completion script.
pub fn completions(arguments: &Completions) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "ctx", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}

/// Prints the manual page.
pub fn man(arguments: &Man) -> Result<()> {
    let mut program = super::command();
    // Gives every command its whole name.
    program.build();
    let mut command = &program;
    for part in &arguments.path {
        let Some(below) = command.find_subcommand(part) else {
            let name = command.get_bin_name().unwrap_or("ctx");
            return Err(Refusal::NoCommand { program: name.to_owned(), name: part.clone() }.into());
        };
        command = below;
    }
    let command = help::for_manual(command.clone()).version(env!("CARGO_PKG_VERSION"));
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).context("cannot write the manual page")?;
    output::print(&String::from_utf8_lossy(&page))
}

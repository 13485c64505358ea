//! `ctx completions` and `ctx man`: what the declaration of the command line gives for free.

use anyhow::{Context, Result, bail};
use clap::Args;
use clap_complete::Shell;

use super::output;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(display_order = 900, after_help = COMPLETIONS_EXAMPLES)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page, of the program or of one of its commands
#[derive(Debug, Args)]
#[command(display_order = 901, after_help = MAN_EXAMPLES)]
pub struct Man {
    /// The command
    #[arg(value_name = "COMMAND")]
    path: Vec<String>,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  ctx completions bash > ~/.local/share/bash-completion/completions/ctx
  ctx completions fish > ~/.config/fish/completions/ctx.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  ctx man | man -l -
  ctx man worktree teardown > ctx-worktree-teardown.1";

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
            bail!("{name} has no command {part:?}; `{name} --help` lists them");
        };
        command = below;
    }
    let command = command.clone().version(env!("CARGO_PKG_VERSION"));
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).context("cannot write the manual page")?;
    output::print(&String::from_utf8_lossy(&page))
}

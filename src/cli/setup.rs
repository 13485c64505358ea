//! `ctx completions` and `ctx man`: what the declaration of the command line gives for free.

use anyhow::{Context, Result};
use clap::Args;
use clap_complete::Shell;

use super::output;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(display_order = 900)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page
#[derive(Debug, Args)]
#[command(display_order = 901)]
pub struct Man {}

/// Prints the completion script.
pub fn completions(arguments: &Completions) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "ctx", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}

/// Prints the manual page: the program's, then one section for each command that answers.
pub fn man() -> Result<()> {
    let mut page = Vec::new();
    let command = super::command();
    let failed = "cannot write the manual page";
    clap_mangen::Man::new(command.clone()).render(&mut page).context(failed)?;
    for name in ["analyze", "next", "backtest", "merge-tasks"] {
        if let Some(one) = command.find_subcommand(name) {
            let one = clap_mangen::Man::new(one.clone().display_name(format!("ctx {name}")));
            one.render_options_section(&mut page).context(failed)?;
        }
    }
    output::print(&String::from_utf8_lossy(&page))
}

//! The layout of all help texts: description, usage, examples, arguments, notes, exit codes.
//!
//! A command declares its examples as `before_help`, and its notes and exit codes as `after_help`.

use clap::Command;

const TEMPLATE: &str =
    "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}";

/// Gives the command and all commands below it the layout.
pub fn laid_out(command: Command) -> Command {
    command.help_template(TEMPLATE).mut_subcommands(laid_out)
}

/// Moves the examples behind the options, since a manual page shows nothing before its name.
pub fn for_manual(command: Command) -> Command {
    let text = |help: Option<&clap::builder::StyledStr>| help.map(ToString::to_string);
    let parts = [text(command.get_before_help()), text(command.get_after_help())];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    command.after_help(parts.join("\n\n"))
}

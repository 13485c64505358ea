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

/// Joins the lines of each paragraph of the notes, so that the parser wraps them to the terminal's width.
/// Indented lines, and the lines before and after them, stay apart.
pub fn flowing(command: Command) -> Command {
    let notes = command.get_after_help().map(ToString::to_string);
    let command = match notes {
        Some(notes) => command.after_help(joined(&notes)),
        None => command,
    };
    command.mut_subcommands(flowing)
}

fn joined(notes: &str) -> String {
    let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
    let mut text = String::new();
    let mut last = "";
    for line in notes.lines() {
        if !text.is_empty() {
            text.push(if is_prose(last) && is_prose(line) { ' ' } else { '\n' });
        }
        text.push_str(line);
        last = line;
    }
    text
}

/// Moves the examples behind the options, since a manual page shows nothing before its name.
pub fn for_manual(command: Command) -> Command {
    let text = |help: Option<&clap::builder::StyledStr>| help.map(ToString::to_string);
    let parts = [text(command.get_before_help()), text(command.get_after_help())];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    command.after_help(parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_lists_are_not() {
        let notes = "One idea\nof two lines.\n\nA list:\n  1. a\n  2. b\nand more\nof it.";
        let text = "One idea of two lines.\n\nA list:\n  1. a\n  2. b\nand more of it.";
        assert_eq!(joined(notes), text);
    }
}

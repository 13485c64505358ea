//! Help texts: their layout, their wording in one snapshot, and docs/reference.md, which derives from
//! the same declaration.

use std::fmt::Write;

use clap::{Arg, Command};

use super::pages::hold;

use crate::harness::{answer, ctx, refusal};

/// Lists the program and its commands in the order of the help, without hidden ones.
fn commands() -> Vec<Command> {
    fn collect(command: &Command, found: &mut Vec<Command>) {
        found.push(command.clone());
        let mut below: Vec<&Command> = command.get_subcommands().collect();
        below.sort_by_key(|command| command.get_display_order());
        let is_shown = |command: &&&Command| !command.is_hide_set() && command.get_name() != "help";
        below.iter().filter(is_shown).for_each(|command| collect(command, found));
    }
    let mut program = ctx_analyze::cli::command();
    program.build();
    let mut found = Vec::new();
    collect(&program, &mut found);
    found
}

/// Returns the whole name, such as `ctx worktree create`.
fn name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or(command.get_name())
}

fn help(command: &Command, option: &str) -> String {
    let words = name(command).split(' ').skip(1);
    answer(ctx().env("PATH", "").args(words).arg(option))
}

#[test]
fn every_help_shows_usage_then_examples_then_options_then_exit_codes() {
    let commands = commands();
    assert!(commands.len() > 15, "{commands:?}");
    for command in &commands {
        let (name, text) = (name(command), help(command, "--help"));
        let position = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
        let parts =
            [&format!("\nUsage: {name}"), "\nExamples:\n", "\nOptions:\n", "\nExit codes:\n"];
        let positions = parts.map(position);
        assert!(positions.is_sorted(), "{text}");
        assert!(!text[positions[3] + 1..].contains("\n\n"), "exit codes are not the end: {text}");
        let examples = &text[positions[1]..positions[2]];
        let is_own = |line: &str| line.starts_with(&format!("  {name}"));
        assert!(examples.lines().any(is_own), "{text}");
        assert_eq!(help(command, "-h"), text, "{name}: -h and --help differ");
    }
}

#[test]
fn every_option_has_one_short_sentence() {
    for command in commands() {
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let is_short = (5..=100).contains(&help.chars().count());
            let is_one = !help.contains(['\n', ';']) && !help.contains(". ");
            assert!(is_short && is_one, "{} {}: {help}", name(&command), argument.get_id());
        }
    }
}

#[test]
fn notes_are_wrapped_to_the_width_of_a_page() {
    for command in commands() {
        let notes = command.get_after_help().unwrap().to_string();
        // Lists are wrapped by the parser, with their indentation.
        let is_prose = |line: &&str| !line.starts_with(' ');
        let is_long = |line: &&str| line.chars().count() > 100;
        let long: Vec<&str> = notes.lines().filter(is_prose).filter(is_long).collect();
        assert!(long.is_empty(), "{}: {long:#?}", name(&command));
    }
}

#[test]
fn manual_pages_have_the_examples_and_the_exit_codes() {
    for command in commands() {
        let page = answer(ctx().arg("man").args(name(&command).split(' ').skip(1)));
        let parts = ["Examples:", "Exit codes:"].map(|part| page.find(part).unwrap());
        assert!(page.contains(".SH SYNOPSIS") && parts.is_sorted(), "{page}");
    }
}

#[test]
fn completions_and_manual_derive_from_the_declaration() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = answer(ctx().args(["completions", shell]));
        assert!(script.contains("explain"), "{shell}");
    }
    for (command, expected) in [
        (&[][..], "ctx\\-worktree(1)"),
        (&["analyze"], "granularity"),
        (&["worktree", "teardown"], "\\fBctx worktree teardown\\fR"),
    ] {
        let page = answer(ctx().arg("man").args(command));
        assert!(page.contains(".TH ctx") && page.contains(expected), "{expected}: {page}");
    }
    assert!(refusal(ctx().args(["man", "worktree", "x"])).contains("ctx worktree has no command"));
}

#[test]
fn all_help_texts() {
    let mut all = String::new();
    for command in commands() {
        write!(all, "$ {} --help\n\n{}\n\n", name(&command), help(&command, "--help")).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_reference_is_the_declaration() {
    let sections: String = commands().iter().map(section).collect();
    hold("docs/reference.md", "<!-- generated from here on -->\n", "", &sections);
}

#[test]
fn the_page_of_rules_is_their_table() {
    let page = ctx_analyze::report::render_rules_page();
    hold("docs/rules.md", "<!-- generated from here on -->\n", "", &page);
    for schema in ["findings-v1", "config"] {
        let text = super::pages::read(&format!("docs/schema/{schema}.schema.json"));
        for rule in ctx_analyze::model::Rule::ALL {
            assert!(text.contains(&format!("{:?}", rule.id())), "{schema} lacks {}", rule.id());
        }
    }
}

/// Writes the section of a command: what its help says, with the options as a table.
fn section(command: &Command) -> String {
    let mut text = format!("\n## {}\n\n", name(command));
    writeln!(text, "{}.\n", command.get_about().unwrap()).unwrap();
    let usage = command.clone().render_usage().to_string();
    writeln!(text, "```text\n{usage}\n\n{}\n```", command.get_before_help().unwrap()).unwrap();
    let is_generated = |argument: &&Arg| ["help", "version"].contains(&argument.get_id().as_str());
    let (options, positional): (Vec<&Arg>, _) =
        command.get_arguments().filter(|it| !is_generated(it)).partition(|it| !it.is_positional());
    for (heading, arguments) in [("Argument", positional), ("Option", options)] {
        if !arguments.is_empty() {
            writeln!(text, "\n| {heading} | Meaning |\n|---|---|").unwrap();
            text.extend(arguments.into_iter().map(row));
        }
    }
    writeln!(text, "\n```text\n{}\n```", command.get_after_help().unwrap()).unwrap();
    text
}

fn row(argument: &Arg) -> String {
    let takes_values = argument.get_action().takes_values();
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let names = || argument.get_value_names().unwrap().join(" ");
    let value = takes_values.then(names);
    let name = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
    // `--watch SECONDS` would name a worktree.
    let name = match &value {
        Some(value) if argument.is_require_equals_set() => format!("{name}[={value}]"),
        _ => name,
    };
    let value = value.filter(|_| !argument.is_require_equals_set());
    let name = [name].into_iter().filter(|it| !it.is_empty()).chain(value).collect::<Vec<_>>();
    let mut meaning = argument.get_help().unwrap().to_string();
    let values = argument.get_possible_values();
    if takes_values && !values.is_empty() {
        let values: Vec<_> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        write!(meaning, ": {}", values.join(", ")).unwrap();
    }
    if let ([default], true) = (argument.get_default_values(), takes_values) {
        write!(meaning, " [default: {}]", default.to_string_lossy()).unwrap();
    }
    // A page is HTML in the end.
    let meaning = meaning.replace('|', "\\|").replace('<', "&lt;");
    format!("| `{}` | {meaning} |\n", name.join(" "))
}

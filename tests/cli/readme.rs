//! README.md says what the program does: its option table derives from the declaration, its sample
//! is the fixture's real answer. `just readme` rewrites both.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::common::{answer, on_fixture};

/// Held while the file is rewritten, since tests run side by side.
static README: Mutex<()> = Mutex::new(());

/// Compares what stands between two markers, or rewrites it where `UPDATE_README` is set.
fn hold(marker: &str, expected: &str) {
    let _guard = README.lock().unwrap();
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {marker} -->\n"), format!("<!-- /{marker} -->"));
    let from = readme.find(&begin).unwrap() + begin.len();
    let to = from + readme[from..].find(&end).unwrap();
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(path, format!("{}{expected}{}", &readme[..from], &readme[to..])).unwrap();
    } else {
        assert_eq!(&readme[from..to], expected, "README.md is out of date: run `just readme`");
    }
}

#[test]
fn its_option_tables_are_the_declaration() {
    hold("options", &options(&["analyze"]));
    for command in
        [&["next"][..], &["backtest"], &["worktree", "create"], &["worktree", "teardown"]]
    {
        hold(&format!("{} options", command.join(" ")), &options(command));
    }
}

fn options(path: &[&str]) -> String {
    let mut program = ctx_analyze::cli::command();
    program.build();
    let command = path.iter().fold(&program, |at, name| at.find_subcommand(name).unwrap());
    let mut table = String::from("| Option | What it does |\n|---|---|\n");
    let is_option =
        |argument: &&clap::Arg| argument.get_id() != "help" && !argument.is_positional();
    for argument in command.get_arguments().filter(is_option) {
        let short = argument.get_short().map(|short| format!("-{short}"));
        let long = argument.get_long().map(|long| format!("--{long}"));
        let mut name = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
        if argument.get_action().takes_values() {
            write!(name, " {}", argument.get_value_names().unwrap()[0]).unwrap();
        }
        let mut help = argument.get_help().unwrap().to_string();
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        if argument.get_action().takes_values() && !values.is_empty() {
            write!(help, ": {}", values.join(", ")).unwrap();
        }
        if let [default] = argument.get_default_values()
            && argument.get_action().takes_values()
        {
            write!(help, " [default: {}]", default.to_string_lossy()).unwrap();
        }
        writeln!(table, "| `{name}` | {} |", help.replace('|', "\\|")).unwrap();
    }
    table
}

#[test]
fn its_sample_is_the_real_answer() {
    let text = answer(&mut on_fixture(&["analyze"]));
    hold("sample", &format!("```text\n{text}```\n"));
}

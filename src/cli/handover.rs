//! Commands that are not ours, handed to the next `ctx` on the PATH: people have another program
//! of that name, whose commands must go on working where ours comes first.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::exit::Exit;
use super::output;
use super::refusal::{NotHandedOver, Refusal};
use crate::report;
use crate::words::stable_hash;
use crate::worktree::is_linked;

/// Tells a program of ours that is run by another, directly or not, what was tried for the same
/// arguments: `<how deep> <arguments> <executables>`, the last two as fingerprints.
const GUARD: &str = "CTX_ANALYZE_HANDOVER";

/// Programs that hand over to each other with ever other arguments end here.
const MAX_DEPTH: u32 = 20;

/// Maximum time that the other program has to list its commands.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Maximum size of a help text.
const MAX_HELP_BYTES: u64 = 64 << 10;

/// Owner of the arguments of the process: this program or the other `ctx`.
enum Whose {
    /// Our command, or a question about us.
    Ours,
    /// The command of that name, or an option that we do not know.
    Foreign(OsString),
}

/// Hands a command that is not ours over. `None` where it is ours, and this program goes on.
pub fn attempt(arguments: &[OsString]) -> Option<ExitCode> {
    let Whose::Foreign(name) = whose(arguments) else { return None };
    if is_init(arguments) && is_linked(Path::new(".")) {
        return Some(refuse(&Refusal::InitInWorktree));
    }
    let name = name.to_string_lossy().into_owned();
    let tried = Tried::of(arguments);
    let Some(next) = tried.next() else {
        // The parser reports unknown options.
        if name.starts_with('-') {
            return None;
        }
        return Some(refuse(&unknown(&name, &tried)));
    };
    Some(run(&next, arguments, &tried.with(&next)))
}

/// Returns true if the other program may run its `init`: only options stand before that word, each
/// perhaps with a value, since which options have one is not known here. It runs in the current directory,
/// whatever they say.
fn is_init(arguments: &[OsString]) -> bool {
    let Some(at) = arguments.iter().position(|argument| argument == "init") else { return false };
    if let [one, other] = arguments
        && ["-h", "--help"].iter().any(|help| one == help || other == help)
    {
        return false;
    }
    let is_option = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"-");
    (0..at).all(|at| {
        is_option(&arguments[at]) || at.checked_sub(1).is_some_and(|at| is_option(&arguments[at]))
    })
}

/// Decides whose the first argument is that is no option. A leading option that we do not know
/// belongs to whom the command belongs to.
fn whose(arguments: &[OsString]) -> Whose {
    let is_option = |argument: &OsStr| {
        let bytes = argument.as_encoded_bytes();
        bytes.len() > 1 && bytes.starts_with(b"-") && bytes != b"--"
    };
    let mut words = arguments.iter().filter(|argument| !is_option(argument) && *argument != "--");
    let foreign = |name: &OsString| Whose::Foreign(name.clone());
    match words.next() {
        None => {
            let known = ["-h", "--help", "-V", "--version"];
            let unknown = arguments.iter().find(|it| known.iter().all(|known| known != it));
            unknown.map_or(Whose::Ours, foreign)
        }
        Some(word) if word == "help" => match words.next() {
            Some(about) if !is_ours(about) => foreign(about),
            _ => Whose::Ours,
        },
        Some(word) if is_ours(word) => Whose::Ours,
        Some(word) => foreign(word),
    }
}

fn our_commands() -> Vec<String> {
    let program = super::command();
    let named = program.get_subcommands().flat_map(|command| {
        std::iter::once(command.get_name()).chain(command.get_all_aliases()).map(str::to_owned)
    });
    named.chain(["help".to_owned()]).collect()
}

fn is_ours(word: &OsStr) -> bool {
    our_commands().iter().any(|ours| word == ours.as_str())
}

/// Says why nothing is handed over.
fn refuse(refusal: &Refusal) -> ExitCode {
    output::narrate(&refusal.to_string());
    Exit::NoAnswer.into()
}

/// Returns the refusal of a command that no program knows.
fn unknown(name: &str, tried: &Tried) -> Refusal {
    let likeness = |ours: &String| strsim::jaro_winkler(name, ours);
    let ours = our_commands().into_iter();
    let nearest = ours.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let nearest = nearest.filter(|it| likeness(it) >= 0.8);
    let reason = if tried.depth > MAX_DEPTH {
        NotHandedOver::Circle
    } else if tried.executables.is_empty() {
        NotHandedOver::NoOther
    } else {
        NotHandedOver::Unknown
    };
    Refusal::UnknownCommand { name: name.to_owned(), reason, nearest }
}

/// Programs that were tried for the arguments.
struct Tried {
    depth: u32,
    arguments: u64,
    executables: Vec<u64>,
}

impl Tried {
    fn of(arguments: &[OsString]) -> Self {
        let all: Vec<u8> = arguments
            .iter()
            .flat_map(|argument| argument.as_encoded_bytes().iter().copied().chain([0]))
            .collect();
        let arguments = stable_hash(&all);
        let guard = env::var(GUARD).unwrap_or_default();
        let mut parts = guard.split(' ');
        let depth = parts.next().and_then(|depth| depth.parse().ok()).unwrap_or(0);
        let hex = |text: &str| u64::from_str_radix(text, 16).ok();
        // Other arguments are another question: a command may well run one of the same program.
        let is_same = parts.next().and_then(hex) == Some(arguments);
        let executables = if is_same { parts.filter_map(hex).collect() } else { Vec::new() };
        Self { depth, arguments, executables }
    }

    fn next(&self) -> Option<PathBuf> {
        let own = env::current_exe().ok()?;
        let path = env::var_os("PATH").unwrap_or_default();
        if self.depth > MAX_DEPTH {
            return None;
        }
        let is_untried = |program: &PathBuf| !self.executables.contains(&identity(program));
        candidates(&path, &own).into_iter().find(is_untried)
    }

    /// Returns the guard for whom `next` runs.
    fn with(&self, next: &Path) -> String {
        let mut text = format!("{} {:x}", self.depth + 1, self.arguments);
        let own = env::current_exe().ok().map(|own| identity(&own));
        let tried = self.executables.iter().copied().chain(own).chain([identity(next)]);
        for executable in tried {
            let _ = write!(text, " {executable:x}");
        }
        text
    }
}

/// Returns the programs called `ctx` that come after ours in `path`, or all but ours where ours is
/// not in it. Relative folders do not count: what lies in the current folder is not to be run.
fn candidates(path: &OsStr, own: &Path) -> Vec<PathBuf> {
    let name = format!("ctx{}", env::consts::EXE_SUFFIX);
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    let all: Vec<PathBuf> =
        folders.map(|folder| folder.join(&name)).filter(|it| is_executable(it)).collect();
    let first = all.iter().position(|program| is_same(program, own));
    let after = first.map_or(0, |at| at + 1);
    all.into_iter().skip(after).filter(|program| !is_same(program, own)).collect()
}

fn is_executable(program: &Path) -> bool {
    let Ok(metadata) = program.metadata() else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
}

/// Returns true if two paths lead to one file, through links of any kind.
fn is_same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |path: &Path| path.metadata().map(|it| (it.dev(), it.ino())).ok();
        if let (Some(a), Some(b)) = (id(a), id(b)) {
            return a == b;
        }
    }
    identity(a) == identity(b)
}

/// Identifies a file, from one program to the next.
fn identity(path: &Path) -> u64 {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    stable_hash(real.as_os_str().as_encoded_bytes())
}

/// Makes a command of a program that the user asked for by name: the second door to other programs.
#[expect(clippy::disallowed_methods, reason = "the hand-over of commands that are not ours")]
fn command(program: &Path, guard: &str) -> Command {
    let mut command = Command::new(program);
    command.env(GUARD, guard);
    command
}

/// Becomes the other program where the system has that, else waits for it.
fn run(program: &Path, arguments: &[OsString], guard: &str) -> ExitCode {
    let mut command = command(program, guard);
    command.args(arguments);
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            return ExitCode::from(code.unwrap_or(1));
        }
        Err(error) => error,
    };
    refuse(&Refusal::OtherNotStarted { program: program.to_owned(), reason: error.to_string() })
}

/// Describes, for the help of the program, the commands that are handed over.
pub fn others() -> String {
    let arguments = [OsString::from("--help")];
    let tried = Tried::of(&arguments);
    let Some(next) = tried.next() else {
        return report::NO_OTHER_CTX.to_owned();
    };
    let help = help_of(&next, &tried.with(&next));
    report::render_other_ctx(&next, help.as_deref())
}

/// Returns what a program prints for `--help`, if it does so soon.
fn help_of(program: &Path, guard: &str) -> Option<String> {
    let mut child = command(program, guard)
        .arg("--help")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let pipe = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    // Left alone where something keeps the pipe open.
    thread::spawn(move || {
        let mut help = Vec::new();
        let read = pipe.take(MAX_HELP_BYTES).read_to_end(&mut help);
        let _ = sender.send(read.map(|_| help));
    });
    let end = Instant::now() + MAX_WAIT;
    let help = receiver.recv_timeout(MAX_WAIT).ok().and_then(Result::ok);
    let mut has_ended = false;
    while help.is_some() && !has_ended && Instant::now() < end {
        has_ended = !matches!(child.try_wait(), Ok(None));
        if !has_ended {
            thread::sleep(Duration::from_millis(5));
        }
    }
    if !has_ended {
        // Fails where it ends just now.
        let _ = child.kill();
        let _ = child.wait();
    }
    let help = String::from_utf8_lossy(&help?).into_owned();
    (!help.trim().is_empty()).then_some(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(arguments: &[&str]) -> Option<String> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        match whose(&arguments) {
            Whose::Ours => None,
            Whose::Foreign(name) => Some(name.to_string_lossy().into_owned()),
        }
    }

    #[test]
    fn init_is_known_behind_options() {
        let is_init =
            |words: &str| is_init(&words.split(' ').map(OsString::from).collect::<Vec<_>>());
        for init in ["init", "init --force", "-C .. init", "--a b --c=d -e init", "-- init"] {
            assert!(is_init(init), "{init}");
        }
        let others = ["init -h", "--help init", "help init", "add init", "--a=b add more init"];
        for other in others {
            assert!(!is_init(other), "{other}");
        }
    }

    #[test]
    fn our_commands_stay_and_all_others_go() {
        for ours in [
            &[][..],
            &["--help"],
            &["-V"],
            &["analyze", "status"],
            &["help"],
            &["help", "analyze"],
            &["--color", "analyze"],
            &["completions", "bash"],
        ] {
            assert_eq!(foreign(ours), None, "{ours:?}");
        }
        for (arguments, name) in [
            (&["status"][..], "status"),
            (&["--root", "x", "status"], "x"),
            (&["--root=x", "status", "analyze"], "status"),
            (&["help", "status"], "status"),
            (&["--", "status"], "status"),
            (&[""], ""),
            (&["-"], "-"),
            (&["--unheard-of"], "--unheard-of"),
            (&["Analyze"], "Analyze"),
        ] {
            assert_eq!(foreign(arguments).as_deref(), Some(name), "{arguments:?}");
        }
    }
}

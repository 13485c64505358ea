//! Status of worktrees as text with ANSI styles.

use crate::model::{RepositoryStatus, TaskState, WorktreeStatus};
use crate::report::layout::{self, CARE, DIM, HEADING, NAME, clean, cut, pad, paint, width};
use crate::report::page::Page;
use crate::report::remark::render_remark;
use crate::report::wording::count;

use super::{forecast, wording};

/// Files named where they are but mentioned.
const MAX_MENTIONED: usize = 3;
/// Files named of those that are still to be touched.
const MAX_AWAITED: usize = 5;
/// The indentation of what does not fit beside a name.
const FOLDED_INDENT_COLUMNS: usize = 4;
/// The widest that a name or branch may make its column.
const MAX_SPAN: usize = 32;

/// Writes one line for each worktree, the main checkout first.
pub fn table(status: &RepositoryStatus, columns: usize) -> String {
    let mut page = Page::new(columns);
    let main = &status.main;
    let mark = |here: bool| if here { "*" } else { " " }.to_owned();
    let head = ["", "name", "branch", "base", "commits", "uncommitted", "tasks"].map(str::to_owned);
    let first = [
        mark(main.is_here),
        cut(&wording::repository(main), MAX_SPAN),
        cut(&wording::main_branch(main), MAX_SPAN),
        String::new(),
        "main checkout".to_owned(),
        if main.is_bare { "bare".to_owned() } else { wording::dirt(main.dirt) },
        String::new(),
    ];
    let mut rows = vec![head, first];
    for worktree in &status.worktrees {
        rows.push([
            mark(worktree.is_here),
            cut(&clean(&worktree.name), MAX_SPAN),
            cut(&wording::branch(worktree), MAX_SPAN),
            cut(&wording::base(status, worktree), MAX_SPAN),
            wording::distance(worktree, None),
            wording::dirt(worktree.dirt),
            wording::tasks(worktree),
        ]);
    }
    let widths: Vec<usize> = (0..7)
        .map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0))
        .collect();
    let fits = widths.iter().sum::<usize>() + 2 * 5 < page.width;
    for (at, row) in rows.iter().enumerate() {
        let name = |text: String| if at == 0 { text } else { paint(NAME, &text) };
        let start = format!("{} {}", row[0], name(pad(&row[1], widths[1])));
        let rest = if fits {
            let cells = (2..7).map(|column| pad(&row[column], widths[column]));
            cells.collect::<Vec<_>>().join("  ")
        } else {
            pad(&row[2], widths[2])
        };
        let line = format!("{start}  {}", rest.trim_end());
        page.line(&if at == 0 { paint(DIM, line.trim_end()) } else { line });
        if !fits && at > 0 {
            let said = match at.checked_sub(2).and_then(|at| status.worktrees.get(at)) {
                Some(worktree) => cells(status, worktree),
                None => vec![row[4].clone(), row[5].clone()],
            };
            let said: Vec<String> = said.into_iter().filter(|cell| !cell.is_empty()).collect();
            for line in layout::wrap(&said, page.width.saturating_sub(FOLDED_INDENT_COLUMNS)) {
                page.line(&format!("{:FOLDED_INDENT_COLUMNS$}{line}", ""));
            }
        }
        if let Some(worktree) = at.checked_sub(2).and_then(|at| status.worktrees.get(at)) {
            beside(&mut page, worktree, FOLDED_INDENT_COLUMNS);
        }
    }
    none(&mut page, status);
    remarks(&mut page, status);
    page.finish()
}

/// Writes the files that each worktree changed, and the outcome of merging; in `detail`, all of it.
pub fn render(status: &RepositoryStatus, columns: usize, detail: bool) -> String {
    let mut page = Page::new(columns);
    let main = &status.main;
    if status.worktrees.is_empty() {
        none(&mut page, status);
        remarks(&mut page, status);
        return page.finish();
    }
    let uncommitted = match main.dirt {
        Some(dirt) if !dirt.is_clean() => {
            format!("; uncommitted there: {}", wording::dirt(Some(dirt)))
        }
        _ => String::new(),
    };
    let doing = main
        .operation
        .map_or(String::new(), |doing| format!(", in the middle of a {}", doing.name()));
    let number = if detail {
        format!("Worktree {}", clean(&status.worktrees[0].name))
    } else {
        count(status.worktrees.len(), "worktree")
    };
    let title = format!(
        "{number} of {}, {}{uncommitted}{doing}",
        wording::repository(main),
        wording::main_place(main)
    );
    for line in layout::paragraph(&title, page.width) {
        page.line(&paint(HEADING, &line));
    }
    page.line("");
    let column = |text: &dyn Fn(&WorktreeStatus) -> String| {
        status.worktrees.iter().map(|it| width(&cut(&text(it), MAX_SPAN))).max().unwrap_or(0)
    };
    let names = column(&|it| clean(&it.name));
    let branches = column(&wording::branch);
    let head: Vec<Vec<String>> = status.worktrees.iter().map(|it| cells(status, it)).collect();
    let widths: Vec<usize> = (0..3)
        .map(|at| head.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max())
        .map(|widest| widest.unwrap_or(0))
        .collect();
    let indent = 2 + names + 2;
    let fits =
        indent + branches + widths.iter().map(|width| width + 2).sum::<usize>() <= page.width;
    for (worktree, row) in status.worktrees.iter().zip(&head) {
        let mark = if worktree.is_here { "* " } else { "  " };
        let name = paint(NAME, &pad(&cut(&clean(&worktree.name), MAX_SPAN), names));
        let branch = pad(&cut(&wording::branch(worktree), MAX_SPAN), branches);
        if fits {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, &width)| pad(cell, width)).collect();
            page.line(&format!("{mark}{name}  {branch}  {}", cells.join("  ")));
        } else {
            page.line(&format!("{mark}{name}  {branch}"));
            let indent = FOLDED_INDENT_COLUMNS;
            let row: Vec<String> = row.iter().filter(|cell| !cell.is_empty()).cloned().collect();
            for line in layout::wrap(&row, page.width.saturating_sub(indent)) {
                page.line(&format!("{:indent$}{line}", ""));
            }
        }
        let indent = if fits { indent } else { FOLDED_INDENT_COLUMNS };
        if detail {
            beside(&mut page, worktree, indent);
            whole(&mut page, worktree, indent);
        } else {
            if let Some(others) = wording::other_tasks(worktree) {
                below(&mut page, indent, &others, DIM);
            }
            if let Some(touched) = wording::touched(worktree, MAX_MENTIONED) {
                below(&mut page, indent, &touched, DIM);
            }
            if let Some(ignored) = wording::ignored(worktree) {
                below(&mut page, indent, &ignored, DIM);
            }
            beside(&mut page, worktree, indent);
        }
    }
    forecast::write(&mut page, status);
    remarks(&mut page, status);
    page.finish()
}

/// Returns what stands behind the branch.
fn cells(status: &RepositoryStatus, worktree: &WorktreeStatus) -> Vec<String> {
    let base = wording::base(status, worktree);
    let is_other = base != wording::main_branch(&status.main);
    let distance = wording::distance(worktree, is_other.then_some(base.as_str()));
    let mut cells = vec![distance, wording::tasks(worktree)];
    match worktree.dirt {
        Some(dirt) if !dirt.is_clean() => {
            cells.push(format!("uncommitted: {}", wording::dirt(Some(dirt))));
        }
        _ => {}
    }
    cells
}

/// Returns what is out of the ordinary.
fn beside(page: &mut Page, worktree: &WorktreeStatus, indent: usize) {
    for care in wording::cares(worktree) {
        below(page, indent, &care, CARE);
    }
    let notes = wording::notes(worktree);
    if !notes.is_empty() {
        below(page, indent, &notes.join("; "), DIM);
    }
}

fn below(page: &mut Page, indent: usize, text: &str, style: anstyle::Style) {
    for line in layout::paragraph(text, page.width.saturating_sub(indent).max(24)) {
        page.line(&format!("{:indent$}{}", "", paint(style, &line)));
    }
}

/// Tasks and files, one in a line.
fn whole(page: &mut Page, worktree: &WorktreeStatus, indent: usize) {
    below(page, indent, &format!("at {}", clean(&worktree.path)), DIM);
    if let Some(base) = &worktree.base {
        let since = format!("what it touched is counted from commit {}", wording::short(base));
        below(page, indent, &since, DIM);
    }
    if !worktree.tasks.is_empty() {
        let remark = if worktree.is_planned { "" } else { "(finished in it; there is no plan)" };
        page.heading("Tasks", remark);
        let keys = worktree.tasks.iter().map(|task| width(&clean(&task.key))).max().unwrap_or(0);
        for task in &worktree.tasks {
            let key = pad(&clean(&task.key), keys);
            let state = pad(wording::state(task), "in progress".len());
            let style = match task.state {
                Some(TaskState::Done | TaskState::Skipped) => DIM,
                None => CARE,
                _ => anstyle::Style::new(),
            };
            let room = page.width.saturating_sub(2 + keys + 2 + width(&state) + 2).max(16);
            let title = cut(&clean(&task.title), room);
            let line = format!("  {}  {}  {title}", paint(NAME, &key), paint(style, &state));
            page.line(&line);
        }
    }
    ignored(page, worktree);
    let Some(touched) = &worktree.touched else { return };
    let remark = if touched.uncommitted { "(with what is not committed)" } else { "" };
    page.heading("Files", remark);
    if touched.files() + touched.backlogs.len() + touched.untouched.len() == 0 {
        page.line("  nothing touched yet");
    }
    let unplanned = touched.inside.is_empty() && touched.untouched.is_empty();
    let outside = if unplanned { "touched" } else { "touched, not predicted" };
    for (files, what, style, most) in [
        (&touched.inside, "as predicted", anstyle::Style::new(), usize::MAX),
        (
            &touched.outside,
            outside,
            if unplanned { anstyle::Style::new() } else { CARE },
            usize::MAX,
        ),
        (&touched.backlogs, "backlog", DIM, usize::MAX),
        (&touched.untouched, "predicted, not touched yet", DIM, MAX_AWAITED),
    ] {
        for file in files.iter().take(most) {
            let room = page.width.saturating_sub(2 + 26 + 2).max(16);
            page.line(&format!("  {}  {}", paint(style, &pad(what, 26)), cut(&clean(file), room)));
        }
        let more = files.len().saturating_sub(most);
        if more > 0 {
            below(page, 2, &format!("… and {more} more (--output-format json has all)"), DIM);
        }
    }
}

/// Returns what a teardown would do with ignored files, one in a line.
fn ignored(page: &mut Page, worktree: &WorktreeStatus) {
    let Some(ignored) = &worktree.ignored else { return };
    let lists = [
        (&ignored.stopping, "stops a teardown", CARE),
        (&ignored.carried, "carried to main checkout", anstyle::Style::new()),
        (&ignored.kept, "kept in the backup", anstyle::Style::new()),
        (&ignored.dropped, "dropped", DIM),
    ];
    if lists.iter().all(|(files, ..)| files.is_empty()) {
        return;
    }
    page.heading("Ignored files", "(on teardown)");
    for (files, what, style) in lists {
        for file in files {
            let room = page.width.saturating_sub(2 + 26 + 2).max(16);
            page.line(&format!("  {}  {}", paint(style, &pad(what, 26)), cut(&clean(file), room)));
        }
    }
}

/// Returns what to do where there is no worktree.
fn none(page: &mut Page, status: &RepositoryStatus) {
    if status.worktrees.is_empty() {
        let name = wording::repository(&status.main);
        page.line(&format!("No worktrees of {name} beside the main checkout."));
        page.line(&paint(
            DIM,
            "Next: ctx analyze to see the tracks, ctx worktree create to make them",
        ));
    }
}

/// Returns what is not over, and what could not be read.
fn remarks(page: &mut Page, status: &RepositoryStatus) {
    if let Some(pending) = &status.pending {
        page.line("");
        below(page, 0, &wording::pending(pending), CARE);
    }
    if !status.remarks.is_empty() {
        page.line("");
        for remark in &status.remarks {
            below(page, 0, &clean(&render_remark(remark)), CARE);
        }
    }
}

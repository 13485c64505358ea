//! The answer for programs.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use self::folded::Folded;
use self::visible::Visible;
use super::clean_lines;
use crate::model::{Accuracy, Analysis, Next, Prediction, RepositoryStatus, TaskId};
use crate::wire::{self, error_v1};

mod analysis_v1;
mod backtest_v1;
mod folded;
mod next_v1;
mod status_v1;
mod visible;

/// Writes the answer as one JSON document with a trailing newline; with `only`, no other task is
/// listed.
pub fn write(analysis: &Analysis, only: Option<TaskId>, out: &mut dyn Write) -> io::Result<()> {
    let format = Visible(Folded::default());
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, format);
    analysis_v1::document(analysis, only).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Returns the answer as [`write`] writes it.
pub fn render(analysis: &Analysis, only: Option<TaskId>) -> String {
    visible(&analysis_v1::document(analysis, only), Folded::default())
}

/// Writes the plan of an answer as such a document, as light as one can make it.
pub fn render_plan(analysis: &Analysis) -> String {
    written(&analysis_v1::plan(analysis))
}

/// Writes the suggestions as one JSON document with a trailing newline.
pub fn render_next(prediction: &Prediction, next: &Next) -> String {
    written(&wire::next_v1::Document::new(prediction, next))
}

/// Writes the measured accuracy as one JSON document with a trailing newline.
pub fn render_accuracy(accuracy: &Accuracy) -> String {
    written(&wire::backtest_v1::Document::new(accuracy))
}

/// Writes the reason why a command has no answer as one line of JSON, so that it fits among the lines
/// of `status --watch` as well.
pub fn render_error(id: &str, message: &str) -> String {
    let error = error_v1::ErrorEntry { id, message: clean_lines(message) };
    in_a_line(&error_v1::Document { schema_version: 1, error })
}

/// Writes the status of worktrees as one JSON document with a trailing newline, on one line if
/// `is_in_a_line`.
pub fn render_status(status: &RepositoryStatus, is_in_a_line: bool) -> String {
    let document = wire::status_v1::Document::new(status);
    if is_in_a_line { in_a_line(&document) } else { written(&document) }
}

fn in_a_line(document: &impl Serialize) -> String {
    visible(document, CompactFormatter)
}

/// Writes a document with an indentation and a trailing newline.
pub fn written(document: &impl Serialize) -> String {
    visible(document, PrettyFormatter::new())
}

/// Writes a document with a trailing newline.
fn visible(document: &impl Serialize, format: impl Formatter) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Visible(format));
    // Strings and finite numbers always serialise; were that ever to change, an empty object fails
    // every reader's schema instead of misleading it.
    let written = document.serialize(&mut serializer).ok();
    let text = written.and_then(|()| String::from_utf8(bytes).ok());
    text.unwrap_or_else(|| "{}".to_owned()) + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn schema() -> jsonschema::Validator {
        let text = include_str!("../../docs/schema/analysis-v1.schema.json");
        let schema = serde_json::from_str(text).unwrap();
        jsonschema::draft202012::options().build(&schema).unwrap()
    }

    fn parsed(analysis: &Analysis, only: Option<TaskId>) -> serde_json::Value {
        serde_json::from_str(&render(analysis, only)).unwrap()
    }

    #[test]
    fn the_document_reads_as_published() {
        insta::assert_snapshot!(render(&sample::analysis(), None));
    }

    #[test]
    fn characters_that_nobody_sees_are_escaped_and_keep_their_value() {
        for hidden in
            ["\u{202e}", "\u{200b}", "\u{feff}", "\u{ad}", "\u{e0041}", "\u{7f}", "\u{9b}"]
        {
            let title = format!("a{hidden}b \"ä\" 🚧");
            for text in [written(&[&title]), in_a_line(&[&title])] {
                assert!(!text.contains(hidden), "{text:?}");
                assert!(text.contains("ä") && text.contains('🚧'), "{text:?}");
                let read: Vec<String> = serde_json::from_str(&text).unwrap();
                assert_eq!(read, [title.as_str()]);
            }
        }
        let plain = serde_json::json!({"a": [1, "x"], "b": {}, "c": []});
        assert_eq!(written(&plain), serde_json::to_string_pretty(&plain).unwrap() + "\n");
        assert_eq!(in_a_line(&plain), plain.to_string() + "\n");
    }

    #[test]
    fn the_schema_holds_and_is_strict() {
        let schema = schema();
        let mut document = parsed(&sample::analysis(), None);
        let errors: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert!(schema.is_valid(&parsed(&Analysis::default(), None)));

        let plan: serde_json::Value =
            serde_json::from_str(&render_plan(&sample::analysis())).unwrap();
        assert!(schema.is_valid(&plan));
        assert_eq!(plan["tracks"], document["tracks"]);
        assert_eq!(plan["tasks"][0]["files"].as_array().unwrap().len(), 1);
        assert_eq!(plan["tasks"][0]["files"][0]["evidence"].as_array().unwrap().len(), 0);
        assert_eq!(plan["overlaps"].as_array().unwrap().len(), 2);

        document["tasks"][0]["files"][0]["surprise"] = true.into();
        assert!(!schema.is_valid(&document), "unknown fields are refused");
    }

    #[test]
    fn an_explained_task_stands_alone_among_unchanged_tracks() {
        let analysis = sample::analysis();
        let (all, one) = (parsed(&analysis, None), parsed(&analysis, Some(TaskId(1))));
        assert!(schema().is_valid(&one));
        assert_eq!(one["tasks"].as_array().unwrap().len(), 1);
        assert_eq!(one["tasks"][0], all["tasks"][1]);
        assert_eq!(one["tracks"], all["tracks"]);
    }
}

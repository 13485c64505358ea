//! Indented JSON whose innermost objects stand on one line each.

use std::io::{self, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// Depth from which a container is written on one line. In the answer of `ctx analyze`, that is a file of a
/// task: the document is 1, `tasks` 2, a task 3, `files` 4. Each file on a line of its own takes a third of the
/// bytes of an indented one, and still can be found with `grep`.
const ONE_LINE_DEPTH: usize = 5;

/// Format that indents containers down to [`ONE_LINE_DEPTH`].
#[derive(Debug, Default)]
pub struct Folded {
    indented: PrettyFormatter<'static>,
    depth: usize,
}

impl Folded {
    fn is_on_one_line(&self) -> bool {
        self.depth >= ONE_LINE_DEPTH
    }
}

/// Passes a call on to the format of the current depth.
macro_rules! passed {
    ($self:ident . $method:ident ( $($argument:expr),* )) => {
        if $self.is_on_one_line() {
            CompactFormatter.$method($($argument),*)
        } else {
            $self.indented.$method($($argument),*)
        }
    };
}

impl Formatter for Folded {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        passed!(self.begin_array(out))
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        passed!(self.end_array(out))?;
        self.depth -= 1;
        Ok(())
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        passed!(self.begin_array_value(out, first))
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        passed!(self.end_array_value(out))
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        passed!(self.begin_object(out))
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        passed!(self.end_object(out))?;
        self.depth -= 1;
        Ok(())
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        passed!(self.begin_object_key(out, first))
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        passed!(self.begin_object_value(out))
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        passed!(self.end_object_value(out))
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[test]
    fn the_fifth_level_is_on_one_line() {
        let document = serde_json::json!({"t": [{"f": [{"p": "a b", "e": [{"w": 1}, {}]}, {"p": "c"}], "g": []}], "z": 1});
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Folded::default());
        document.serialize(&mut serializer).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), document);
        let expected = r#"{
  "t": [
    {
      "f": [
        {"e":[{"w":1},{}],"p":"a b"},
        {"p":"c"}
      ],
      "g": []
    }
  ],
  "z": 1
}"#;
        assert_eq!(text, expected);
    }
}

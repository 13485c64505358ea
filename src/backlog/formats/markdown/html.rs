//! HTML blocks of `CommonMark`, except comments, which the outline handles.

/// Elements that start a block of kind 6, sorted.
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "section",
    "source",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
/// Elements whose content is not Markdown.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];
/// Ends of the elements of [`VERBATIM`].
const VERBATIM_ENDS: [&str; 4] = ["</pre>", "</script>", "</style>", "</textarea>"];

/// Effect of an HTML block on the lines after its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// The text up to one of these ends is not Markdown.
    Verbatim(&'static [&'static str]),
    /// Tag such as `<details>`. In `CommonMark`, the text up to a blank line is HTML, but a list
    /// right below it is usually meant as a list.
    Tags,
}

/// Returns the HTML block that `rest` starts, unless it is a comment.
pub fn block(rest: &str) -> Option<Block> {
    let tag = rest.strip_prefix('<')?;
    if tag.starts_with('?') {
        return Some(Block::Verbatim(&["?>"]));
    }
    if let Some(declaration) = tag.strip_prefix('!') {
        return match declaration.bytes().next()? {
            byte if byte.is_ascii_alphabetic() => Some(Block::Verbatim(&[">"])),
            _ if declaration.starts_with("[CDATA[") => Some(Block::Verbatim(&["]]>"])),
            _ => None,
        };
    }
    let closes = tag.starts_with('/');
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let length = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, after) = tag.split_at(length);
    let name = name.to_ascii_lowercase();
    let is_apart = after.is_empty() || after.starts_with([' ', '\t', '>']);
    if VERBATIM.contains(&name.as_str()) {
        return (is_apart && !closes).then_some(Block::Verbatim(&VERBATIM_ENDS));
    }
    let is_block = BLOCKS.binary_search(&name.as_str()).is_ok();
    (is_block && (is_apart || after.starts_with("/>"))).then_some(Block::Tags)
}

/// Returns true if `rest` is a single tag alone on its line: a block of kind 7, which cannot
/// interrupt a paragraph. A line with less indentation than the paragraph does not interrupt it.
pub fn is_lone_tag(rest: &str) -> bool {
    let tag = rest.trim_end().strip_prefix('<').and_then(|tag| tag.strip_suffix('>'));
    let Some(tag) = tag.map(|tag| tag.strip_prefix('/').unwrap_or(tag)) else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let after = tag.trim_start_matches(is_name);
    tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && (after.is_empty() || after.starts_with([' ', '\t', '/']))
        && !after.contains(['<', '>'])
}

/// Returns true if `line` contains one of `ends`, in any case.
pub fn is_ended(line: &str, ends: &[&str]) -> bool {
    let line = line.to_ascii_lowercase();
    ends.iter().any(|end| line.contains(&end.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_begin_as_in_common_mark() {
        assert!(BLOCKS.is_sorted());
        for line in ["</details>", "<DIV class=a>", "<p", "<hr/>", "<td>a</td>", "<summary>x"] {
            assert_eq!(block(line), Some(Block::Tags), "{line}");
        }
        for (line, end) in [
            ("<pre>", "</PRE>"),
            ("<script src=a>", "a</script>"),
            ("<?php", "?>"),
            ("<!DOCTYPE html", ">"),
            ("<![CDATA[", "x]]>"),
        ] {
            let Some(Block::Verbatim(ends)) = block(line) else { panic!("{line}") };
            assert!(is_ended(end, ends) && !is_ended("text", ends), "{line}");
        }
        for line in
            ["<br>", "<T>", "<file>", "a", "<", "<!", "<!-- a", "</pre>", "<div:x>", "<del>"]
        {
            assert_eq!(block(line), None, "{line}");
        }
    }

    #[test]
    fn tags_alone_on_their_line() {
        for line in ["<br>", "<br />", "<a name=\"x\">", "</my-tag>  ", "<file>"] {
            assert!(is_lone_tag(line), "{line}");
        }
        for line in ["<br> a", "<a><b>", "<https://a.b>", "<1>", "<>", "<a.go>", "a", "<br"] {
            assert!(!is_lone_tag(line), "{line}");
        }
    }
}

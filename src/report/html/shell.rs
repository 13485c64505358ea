//! The document around a body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::Markup;
use crate::model::PAGE_START;

/// Style of all pages.
const STYLE: &str = include_str!("assets/page.css");

/// Page of a command.
pub struct Page<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Style of this kind of page, beside that of all pages.
    pub style: &'static str,
    /// Content of the body.
    pub body: Markup,
}

/// Script of a page, and the data that it reads.
pub struct Scripts<'a, T> {
    /// The program, run when the body has been read.
    pub program: &'static str,
    /// The data, which lies in an element that is not run.
    pub data: &'a T,
}

impl Page<'_> {
    /// Writes a document without scripts.
    pub fn render(self) -> String {
        self.document(None)
    }

    /// Writes a document with a script.
    pub fn render_with<T: Serialize>(self, scripts: &Scripts<T>) -> String {
        let end = format!(
            "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{}</script>\n",
            json(scripts.data),
            scripts.program
        );
        self.document(Some((scripts.program, end)))
    }

    /// Writes a document with a script that reads the markup, and no data beside it.
    pub fn render_live(self, program: &'static str) -> String {
        self.document(Some((program, format!("<script>{program}</script>\n"))))
    }

    fn document(self, script: Option<(&str, String)>) -> String {
        let style = [STYLE, self.style].concat();
        let (program, end) = script.unzip();
        let mut head = Markup::default();
        head.void(
            "meta",
            &[("http-equiv", "Content-Security-Policy"), ("content", &policy(&style, program))],
        );
        let viewport = "width=device-width, initial-scale=1";
        head.void("meta", &[("name", "viewport"), ("content", viewport)]);
        head.element("title", &[], self.title);
        format!(
            "{PAGE_START}{}<style>{style}</style>\n</head>\n\
             <body>\n{}{}</body>\n</html>\n",
            head.finish(),
            self.body.finish(),
            end.unwrap_or_default()
        )
    }
}

/// Returns the policy of a page: nothing is loaded, and no style or script counts but those that
/// have these digests, whatever a repository's texts contain
/// (<https://www.w3.org/TR/CSP3/#framework-directive-source-list>).
fn policy(style: &str, program: Option<&str>) -> String {
    let source = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let script = program.map_or_else(|| "'none'".to_owned(), source);
    format!(
        "default-src 'none'; style-src {}; script-src {script}; base-uri 'none'; form-action 'none'",
        source(style)
    )
}

/// Writes data so that no string in it can end the element or begin a comment: `<`, `>` and `&`
/// are escaped as JSON allows.
fn json(data: &impl Serialize) -> String {
    let text = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(program: &'static str, data: &str) -> String {
        let page = Page { title: "</title>", style: "p{}", body: Markup::default() };
        page.render_with(&Scripts { program, data: &data })
    }

    #[test]
    fn data_cannot_end_its_element() {
        let text = document("run()", "</script><!--<script>&amp;");
        let data = text.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
        assert!(!data.contains(['<', '>', '&']), "{data}");
        assert_eq!(serde_json::from_str::<String>(data).unwrap(), "</script><!--<script>&amp;");
        assert!(text.contains("<title>&lt;/title&gt;</title>"));
    }

    #[test]
    fn the_policy_names_the_style_and_the_script() {
        // `printf %s 'run()' | openssl dgst -sha256 -binary | base64`
        let digest = "AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ=";
        assert!(policy("", Some("run()")).contains(&format!("script-src 'sha256-{digest}'")));
        let plain = Page { title: "t", style: "", body: Markup::default() }.render();
        assert!(plain.contains("default-src &#39;none&#39;"), "{plain}");
        assert!(plain.contains("script-src &#39;none&#39;"), "{plain}");
    }
}

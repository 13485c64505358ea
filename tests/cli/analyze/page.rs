//! The page of `ctx analyze`. `tests/html` holds pages in a browser.

use std::fs;

use crate::harness::{Tree, answer, ctx, orders_service};

fn page(arguments: &[&str]) -> String {
    let mut command = ctx();
    command.arg("analyze").arg("-C").arg(orders_service());
    command.args(["--no-keep", "--history-depth", "0", "--output-format", "html"]).args(arguments);
    answer(&mut command)
}

#[test]
fn it_is_one_document_that_names_every_task_and_loads_nothing() {
    let page = page(&[]);
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">") && page.ends_with("</html>\n"));
    assert!(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"));
    assert_eq!(page.matches("<li class=\"task ").count(), 24);
    for link in ["src=", "href=\"http", "@import", "url("] {
        assert!(!page.contains(link), "{link}");
    }
    for text in ["work/payment", "Webhook signatures are compared", "marked as blocked"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn it_is_the_same_on_any_threads_and_always_whole() {
    let whole = page(&[]);
    assert!(whole == page(&["--threads", "1"]) && whole == page(&["--threads", "7"]));
    assert!(whole == page(&["--explain", "P1.1"]) && whole == page(&["--later", "--verbose"]));
}

#[test]
fn it_is_saved_like_any_answer() {
    let tree = Tree::small();
    let file = tree.path().join("report.html");
    let mut command = tree.analyze();
    command.args(["--output-format", "html"]).arg("--output-file").arg(&file);
    command.assert().code(0).stdout("");
    assert!(fs::read_to_string(file).unwrap().ends_with("</html>\n"));
}

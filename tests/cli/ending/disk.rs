//! Runs on a full disk, by a limit on the size of files.

use std::fs;

use super::{Place, end, large, one_line};
use crate::harness::{answer, orders_service};

/// Blocks of 512 bytes that a file may have.
const LIMIT: &str = "ulimit -f 4";

/// An answer that is larger than that.
const TO_JSON: [&str; 9] = [
    "analyze",
    "--root",
    ".",
    "--no-cache",
    "--no-keep",
    "--history-depth",
    "0",
    "--output-format",
    "json",
];

#[test]
fn an_answer_that_does_not_fit_is_an_error_and_the_old_one_stays() {
    let root = orders_service();
    let place = Place::new();
    let file = place.at("answer.json");
    fs::write(&file, "the old one").unwrap();
    let arguments = [&TO_JSON[..], &["--output-file", file.to_str().unwrap()]].concat();
    let output = end(place.run(&root, LIMIT, &arguments).spawn().unwrap(), "a file");
    let said = one_line(&output, "a file");
    assert!(said.contains("cannot write") && said.contains("answer.json"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "the old one");
    let beside = fs::read_dir(place.folder.path()).unwrap();
    assert_eq!(beside.count(), 4, "three folders and the file");
    place.assert_clean("a file");
}

#[test]
fn standard_output_that_does_not_fit_is_an_error() {
    let root = orders_service();
    let place = Place::new();
    let file = fs::File::create(place.at("answer.json")).unwrap();
    let mut command = place.run(&root, LIMIT, &TO_JSON);
    let output = end(command.stdout(file).spawn().unwrap(), "standard output");
    let said = one_line(&output, "standard output");
    assert!(said.contains("cannot write to standard output"), "{said}");
}

#[test]
fn a_cache_and_a_plan_that_do_not_fit_cost_a_remark_each() {
    let repository = large();
    let place = Place::new();
    let run = |before: &str| {
        let output =
            end(place.run(repository.path(), before, &["analyze"]).spawn().unwrap(), before);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (limited, said) = run(LIMIT);
    let remarks: Vec<&str> = said.lines().collect();
    assert_eq!(remarks.len(), 2, "{said}");
    assert!(remarks[0].starts_with("ctx: the cache cannot be written"), "{said}");
    assert!(remarks[1].starts_with("ctx: the plan is not kept"), "{said}");
    place.assert_clean("a cache");
    let (free, said) = run("true");
    assert_eq!((limited, said.as_str()), (free.clone(), ""));
    assert_eq!(free, answer(repository.analyze().arg("--no-cache")));
}

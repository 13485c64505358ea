//! Runs with too little memory.

use super::{Place, end, large, one_line};

#[test]
fn a_run_with_too_little_memory_ends_with_one_line() {
    let repository = large();
    let arguments = ["analyze", "--no-keep", "--output-file", "../answer.txt"];
    let (mut answered, mut refused) = (0, 0);
    // From too little to load the program on, up to enough.
    for mebibytes in (24..=600).step_by(24) {
        let what = format!("{mebibytes} MiB");
        let place = Place::new();
        let before = format!("ulimit -v {}", mebibytes << 10);
        let version = place.run(repository.path(), &before, &["--version"]).spawn().unwrap();
        if !end(version, &what).status.success() {
            // The system does not even load it.
            continue;
        }
        let output = end(place.run(repository.path(), &before, &arguments).spawn().unwrap(), &what);
        let file = repository.beside("answer.txt");
        if output.status.success() {
            answered += 1;
            assert!(file.exists(), "{what}");
            std::fs::remove_file(file).unwrap();
        } else {
            refused += 1;
            one_line(&output, &what);
            assert!(!file.exists(), "{what}");
        }
        assert!(output.stdout.is_empty(), "{what}");
        place.assert_clean(&what);
    }
    assert!(answered >= 1 && refused >= 1, "{answered} answered, {refused} refused");
}

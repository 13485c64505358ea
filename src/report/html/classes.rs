//! Classes of the style sheets that depend on numbers: the policy of the pages forbids styles in
//! attributes.

/// Number of colours of tracks; more tracks share them. `page.css` has them.
const COLOURS: usize = 8;

/// Returns the class of a track's colour.
pub fn colour(track: usize) -> &'static str {
    const CLASSES: [&str; COLOURS] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"];
    CLASSES[track % COLOURS]
}

/// Returns the class of a bar in steps of 5 %.
pub fn bar(share: f64) -> &'static str {
    const CLASSES: [&str; 21] = [
        "w0", "w5", "w10", "w15", "w20", "w25", "w30", "w35", "w40", "w45", "w50", "w55", "w60",
        "w65", "w70", "w75", "w80", "w85", "w90", "w95", "w100",
    ];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
    let step = (share.clamp(0.0, 1.0) * 20.0).round() as usize;
    CLASSES[step]
}

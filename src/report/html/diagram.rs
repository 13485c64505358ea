//! Reliability diagram, shared by all pages that show measured accuracy.

use std::fmt::Write as _;

use crate::model::ReliabilityBin;
use crate::report::wording::{count, percent, share};

/// Width and height of the plot, in user units.
const SIDE: f64 = 300.0;
/// Left edge of the plot.
const LEFT: f64 = 56.0;
/// Top edge of the plot.
const TOP: f64 = 12.0;
/// Space below the plot for the axis.
const BOTTOM: f64 = 48.0;

/// Draws the predicted probability (to the right) and the share that changed (upwards), a dot for
/// each bin; on the diagonal both are equal. Colours come from the page's style sheet.
pub fn reliability(bins: &[ReliabilityBin]) -> String {
    let (width, height) = (LEFT + SIDE + 16.0, TOP + SIDE + BOTTOM);
    let mut svg = format!(
        "<svg class=\"diagram\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-labelledby=\"diagram\">\n\
         <title id=\"diagram\">Reliability: predicted probability and share that changed</title>\n"
    );
    axes(&mut svg);
    let bins: Vec<&ReliabilityBin> = bins.iter().filter(|bin| bin.files > 0).collect();
    let points: Vec<String> =
        bins.iter().map(|bin| format!("{:.1},{:.1}", x(bin.predicted), y(bin.changed))).collect();
    let _ = writeln!(svg, "<polyline class=\"line\" points=\"{}\"/>", points.join(" "));
    for bin in bins {
        let _ = writeln!(
            svg,
            "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{:.1}\">\
             <title>{}: predicted {}, changed {}</title></circle>",
            x(bin.predicted),
            y(bin.changed),
            // Ten times the files, one and a half units more.
            3.0 + 1.5 * (bin.files as f64).log10(),
            count(bin.files, "file"),
            percent(bin.predicted),
            share(bin.changed)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn x(share: f64) -> f64 {
    LEFT + SIDE * share
}

fn y(share: f64) -> f64 {
    TOP + SIDE * (1.0 - share)
}

fn axes(svg: &mut String) {
    for tick in 0..=5_u8 {
        let (at, percent) = (f64::from(tick) / 5.0, tick * 20);
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{x0:.1} {ty:.1}H{x1:.1}M{tx:.1} {y0:.1}V{y1:.1}\"/>\n\
             <text x=\"{tx:.1}\" y=\"{label:.1}\" text-anchor=\"middle\">{percent}</text>\n\
             <text x=\"{side:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{percent}</text>",
            x0 = x(0.0),
            x1 = x(1.0),
            y0 = y(0.0),
            y1 = y(1.0),
            tx = x(at),
            ty = y(at),
            label = y(0.0) + 16.0,
            side = x(0.0) - 6.0,
            middle = y(at) + 4.0,
        );
    }
    let _ = writeln!(
        svg,
        "<path class=\"axis\" d=\"M{x0:.1} {y1:.1}V{y0:.1}H{x1:.1}\"/>\n\
         <path class=\"diagonal\" d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\"/>\n\
         <text x=\"{center:.1}\" y=\"{below:.1}\" text-anchor=\"middle\">predicted, %</text>\n\
         <text transform=\"translate(14 {middle:.1}) rotate(-90)\" \
         text-anchor=\"middle\">changed, %</text>",
        x0 = x(0.0),
        x1 = x(1.0),
        y0 = y(0.0),
        y1 = y(1.0),
        center = x(0.5),
        below = y(0.0) + 36.0,
        middle = y(0.5),
    );
}

//! Accuracy of the predictions in this repository, as the last backtest measured it.

use crate::model::LastBacktest;
use crate::report::html::parts::section;
use crate::report::html::{Markup, reliability as diagram};
use crate::report::wording::{count, share};

/// Adds the section.
pub fn add(main: &mut Markup, backtest: Option<&LastBacktest>) {
    let Some(backtest) = backtest else {
        section(main, "reliability", "Reliability", "", |section| {
            section.inside("p", &[], |none| {
                none.text("No backtest of this repository was kept. ");
                none.inline("code", &[], "ctx backtest");
                none.text(
                    " replays the tasks that commits have finished; this section shows its result \
                     afterwards.",
                );
            });
        });
        return;
    };
    let remark = "From the last backtest of this repository: how often files changed, by \
                  predicted probability. On the dashed line both are equal.";
    section(main, "reliability", "Reliability", remark, |section| {
        section.inside("div", &[("class", "reliability")], |columns| {
            columns.own(&diagram(&backtest.bins));
            columns.inside("dl", &[("class", "facts")], |facts| {
                let mut fact = |name: &str, value: &str| {
                    facts.element("dt", &[], name);
                    facts.element("dd", &[], value);
                };
                let commits = backtest.commits;
                let replayed = match (backtest.replayed.saturating_sub(commits), commits) {
                    (tasks, 0) => count(tasks, "finished task"),
                    (0, commits) => count(commits, "commit"),
                    (tasks, commits) => {
                        format!(
                            "{} and {}",
                            count(tasks, "finished task"),
                            count(commits, "commit")
                        )
                    }
                };
                fact("Replayed", &replayed);
                fact("Likeliest file changed", &share(backtest.hit1));
                fact("One of the likeliest five changed", &share(backtest.hit5));
                if let Some(right) = backtest.independent.precision() {
                    let given = count(backtest.independent.given, "pair");
                    let right = format!("right in {} of {given}", share(right));
                    fact("Called independent", &right);
                }
                if let Some(right) = backtest.conflict.precision() {
                    let given = count(backtest.conflict.given, "pair");
                    fact("Called conflict", &format!("right in {} of {given}", share(right)));
                }
                fact("Model", &backtest.weights);
            });
        });
    });
}

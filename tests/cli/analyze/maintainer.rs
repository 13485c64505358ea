//! The files that a maintainer of the fixture would name for each of its open tasks.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{answer, document, on_fixture};

/// For each task, the beginnings of the paths that a maintainer would name first; none where nobody
/// could tell.
const ANSWERS: &[(&str, &[&str])] = &[
    ("P1.1", &["internal/payment/stripe.go"]),
    ("P1.2", &["internal/payment/refund.go"]),
    ("P1.3", &["internal/payment/webhook.go"]),
    ("P1.4", &["internal/payment/stripe.go", "internal/payment/gateway.go"]),
    ("P1.5", &["internal/payment/stripe"]),
    ("P1.6", &["internal/payment/webhook.go"]),
    ("S.1", &["internal/storage/postgres/orders.go"]),
    ("S.2", &["internal/storage/postgres/migrations/0003_orders_by_customer.sql"]),
    ("S.3", &["internal/storage/postgres/migrate.go"]),
    ("S.4", &["internal/inventory/reservation.go"]),
    ("S.5", &["internal/inventory/stock.go", "internal/storage/postgres/stock.go"]),
    ("E1", &["internal/http/errors.go"]),
    ("E2", &["internal/auth/token.go"]),
    ("E3", &["internal/auth/middleware.go"]),
    ("E4", &["internal/http/health.go", "internal/http/server.go"]),
    ("L52", &["internal/notify/templates"]),
    ("L53", &["internal/notify/mailer.go"]),
    ("L57", &["docs/recipes/"]),
    ("L58", &["docs/runbooks/payments.md"]),
    ("L59", &["docs/configuration.md"]),
    ("L60", &["docs/deployment.md"]),
    ("L64", &[".github/workflows/ci.yml"]),
    ("L65", &["internal/orders/order.go"]),
    ("L67", &[]),
];

/// Share of the tasks whose first file must be one of the answers, or which must be unknown.
const MIN_RIGHT: f64 = 0.8;

#[test]
fn the_first_file_is_what_a_maintainer_would_name() {
    let answer = document(&answer(&mut on_fixture(&["analyze", "--output-format", "json"])));
    let tasks: BTreeMap<&str, &Value> = answer["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| (task["id"].as_str().unwrap(), task))
        .collect();
    assert_eq!(tasks.len(), ANSWERS.len(), "an answer for each open task");
    let mut wrong = Vec::new();
    for (id, files) in ANSWERS {
        let task = tasks[id];
        let is_unknown = task["confidence"] == "unknown";
        let first = task["files"][0]["path"].as_str().unwrap_or_default();
        let is_right = if files.is_empty() {
            is_unknown
        } else {
            files.iter().any(|file| first.starts_with(file))
        };
        if !is_right {
            wrong.push(format!("{id}: {first} {}", task["files"][0]["probability"]));
        }
    }
    let right = (ANSWERS.len() - wrong.len()) as f64 / ANSWERS.len() as f64;
    assert!(right >= MIN_RIGHT, "{right:.2}: {wrong:#?}");
}

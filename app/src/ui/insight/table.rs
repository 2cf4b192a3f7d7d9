//! The table with the numbers of a chart.

use leptos::prelude::*;

/// The content of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// What the table is about.
    pub caption: String,
    /// The headings of the columns.
    pub head: Vec<String>,
    /// The rows; the first cell of each is its heading.
    pub rows: Vec<Vec<String>>,
}

/// A chart's table, which opens from a line of text.
pub(super) fn table(summary: &'static str, table: Table) -> impl IntoView {
    let head = table
        .head
        .into_iter()
        .map(|text| view! { <th scope="col">{text}</th> })
        .collect_view();
    let rows = table
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let heading = cells.next();
            let cells = cells.map(|text| view! { <td>{text}</td> }).collect_view();
            view! {
                <tr>
                    <th scope="row">{heading}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="as-table">
            <summary>{summary}</summary>
            <table>
                <caption>{table.caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}

//! A card of the page: a statement, its chart, and how it is known.

use leptos::prelude::*;

use super::table::{Table, table};
use crate::{domain::Lang, i18n};

/// A statement about the journal.
pub(super) struct Statement {
    /// The anchor of its card.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The chart, as SVG; empty for none.
    pub chart: String,
    /// The sentences.
    pub sentences: Vec<String>,
    /// How they are known, paragraph by paragraph.
    pub how: Vec<String>,
    /// The numbers.
    pub table: Table,
}

impl Statement {
    /// The card. `more` stands below the sentences.
    pub fn view(self, lang: Lang, more: impl IntoView + 'static) -> impl IntoView {
        let heading = format!("{}-heading", self.id);
        let heading_id = heading.clone();
        let paragraphs = |texts: Vec<String>| {
            texts
                .into_iter()
                .map(|text| view! { <p>{text}</p> })
                .collect_view()
        };
        let chart = (!self.chart.is_empty())
            .then(|| view! { <div class="figure" inner_html=self.chart></div> });
        let numbers =
            (!self.table.rows.is_empty()).then(|| table(i18n::as_a_table(lang), self.table));
        view! {
            <section id=self.id class="statement" aria-labelledby=heading>
                <h2 id=heading_id>{self.title.clone()}</h2>
                {chart}
                {paragraphs(self.sentences)}
                {more}
                <details>
                    <summary>
                        {i18n::how_do_we_know(lang)}
                        // Each summary names its own statement to a screen reader.
                        <span class="hidden">{format!(" ({})", self.title)}</span>
                    </summary>
                    {paragraphs(self.how)}
                </details>
                {numbers}
            </section>
        }
    }
}

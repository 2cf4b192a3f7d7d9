//! The reference: everything of the page that is the same for every visitor.

use leptos::prelude::*;

use super::{
    document::{Document, Group, text},
    fields, operation, prose,
};

/// The reference as HTML.
pub(super) fn html() -> String {
    let document = Document::read();
    let groups = document.groups();
    let link = |address: String, name: &str| {
        view! {
            <li>
                <a href=address>{capitalised(name)}</a>
            </li>
        }
    };
    let links = groups
        .iter()
        .map(|it| link(format!("#tag-{}", it.name), it.name));
    view! {
        <nav class="spans" aria-label="Contents">
            <ul>
                {link("#basics".to_owned(), "basics")} {links.collect_view()}
                {link("#errors".to_owned(), "errors")} {link("#schemas".to_owned(), "schemas")}
            </ul>
        </nav>
        <section>
            <h2 id="basics">"Basics"</h2>
            {prose::paragraphs(text(document.at("/info/description")))}
        </section>
        {groups.iter().map(|it| group(&document, it)).collect_view()}
        {errors(&document)}
        {schemas(&document)}
    }
    .to_html()
    // The framework's marks for hydration, which no page here needs.
    .replace("<!>", "")
}

fn group(document: &Document, group: &Group<'_>) -> AnyView {
    let operations = group.operations.iter();
    let operations = operations.map(|it| operation::view(document, *it));
    view! {
        <section>
            <h2 id=format!("tag-{}", group.name)>{capitalised(group.name)}</h2>
            {prose::paragraphs(group.description)}
            {operations.collect_view()}
        </section>
    }
    .into_any()
}

/// The answers that operations share.
fn errors(document: &Document) -> AnyView {
    let responses = document.at("/components/responses").as_object();
    let responses = responses.into_iter().flatten().map(|(name, answer)| {
        view! {
            <details>
                <summary>{name.clone()}</summary>
                <div id=format!("response-{name}")>{operation::meaning(document, answer)}</div>
            </details>
        }
    });
    view! {
        <section>
            <h2 id="errors">"Errors"</h2>
            <p>"The answers that several calls share."</p>
            {responses.collect_view()}
        </section>
    }
    .into_any()
}

/// The schemas that bodies and answers refer to.
fn schemas(document: &Document) -> AnyView {
    let schemas = document.at("/components/schemas").as_object();
    let schemas = schemas.into_iter().flatten().map(|(name, schema)| {
        let content = if schema.get("properties").is_some() {
            fields::of_object(schema)
        } else {
            view! { <p>{fields::kind_and_limits(schema)}</p> }.into_any()
        };
        view! {
            <details>
                <summary>{name.clone()}</summary>
                <div id=format!("schema-{name}") class="as-table">
                    {prose::paragraphs(text(&schema["description"]))}
                    {content}
                </div>
            </details>
        }
    });
    view! {
        <section>
            <h2 id="schemas">"Schemas"</h2>
            <p>"The objects and values of bodies and answers."</p>
            {schemas.collect_view()}
        </section>
    }
    .into_any()
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::html;

    /// The values of an attribute.
    fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        let start = format!(" {attribute}=\"");
        let parts = html.split(&start).skip(1);
        parts.filter_map(|part| part.split('"').next()).collect()
    }

    #[test]
    fn every_link_leads_to_a_part_and_every_part_has_a_name_of_its_own() {
        let html = html();
        let ids = values(&html, "id");
        let known: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len());
        let links = values(&html, "href");
        assert!(links.len() > 500);
        for link in links {
            assert!(known.contains(link.trim_start_matches('#')), "{link}");
        }
    }

    #[test]
    fn the_page_has_room_for_the_document() {
        assert!(html().len() < 1_000_000, "{}", html().len());
    }
}

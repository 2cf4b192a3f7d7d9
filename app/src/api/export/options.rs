//! An export as it was asked for, and its file.

use super::Format;
use crate::{
    context::Context,
    domain::{Day, moment::Moment},
    error::Error,
    export::{self, Component, Csv, Fhir, Ics, Json, Lifetime, Pages, Pdf, PdfPages, Separator},
    ports::{Chunks, UserId},
};

/// An export as it was asked for.
pub(super) struct Options {
    pub(super) format: Format,
    pub(super) start: Day,
    pub(super) end: Day,
    pub(super) notes: bool,
    pub(super) separator: Separator,
    pub(super) component: Component,
    pub(super) pages: PdfPages,
}

impl Options {
    /// The parts of the file.
    ///
    /// # Errors
    /// Invalid (`start`) if an archive would have too many photos, Unavailable.
    pub(super) async fn file(&self, context: &Context, user: &UserId) -> Result<Chunks, Error> {
        let (start, end, now) = (self.start, self.end, context.now());
        let visitor = &context.request.visitor;
        let lang = visitor.locale.lang;
        let pages = || export::pages(context, user.clone(), start, end, self.notes);
        Ok(match self.format {
            Format::Pdf => {
                let document = Pdf::new(self.pages, (start, end), visitor.today, visitor.locale);
                export::file(pages().await?, document)
            }
            Format::Csv => export::file(pages().await?, Csv(self.separator)),
            Format::Ics => {
                let document = Ics::new(user, lang, self.component, Lifetime::File);
                export::file(pages().await?, document)
            }
            Format::Fhir => export::file(pages().await?, Fhir::new(user.clone(), now)),
            Format::Json => self.journal(context, user, pages().await?).await?.0,
            Format::Zip => {
                let (journal, moments) = self.journal(context, user, pages().await?).await?;
                export::archive(context, user, journal, &moments)?
            }
            Format::Signals => export::signals(context, lang, start, end),
        })
    }

    /// The JSON, and the moments in it.
    async fn journal(
        &self,
        context: &Context,
        user: &UserId,
        pages: Pages,
    ) -> Result<(Chunks, Vec<Moment>), Error> {
        let (start, end, now) = (self.start, self.end, context.now());
        let moods = &context.services.stores.moods;
        let others = moods.other_versions(user, usize::MAX, now).await?;
        let others = others.into_iter().map(|other| other.entry);
        let mut others: Vec<_> = others
            .filter(|entry| (start..=end).contains(&entry.day))
            .collect();
        // They are words throughout.
        let moments = if self.notes {
            export::moments(context, user, start, end).await?
        } else {
            others.iter_mut().for_each(|entry| entry.note = None);
            Vec::new()
        };
        let journal = Json::new(now, others).with("moments", &moments)?;
        Ok((export::file(pages, journal), moments))
    }
}

//! Sheets of paper: content flows down a column and on to the next sheet. A sheet is drawn when the next
//! begins, so that only one is in memory.
//!
//! Each piece of content belongs to an element of the document's structure, which screen readers
//! follow.

use std::{num::NonZeroU16, rc::Rc};

use krilla::{
    Document,
    destination::XyzDestination,
    geom::Point,
    metadata::Metadata,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
    },
};

use super::{
    drawing,
    text::{Fonts, Paragraph},
};
use crate::{
    charts::{Chart, Palette},
    error::Error,
};

/// A4, in points.
const SIZE: (f32, f32) = (595.0, 842.0);
/// The margin on all sides.
pub const MARGIN: f32 = 48.0;
/// The width between the margins.
pub const WIDTH: f32 = SIZE.0 - 2.0 * MARGIN;
/// The lowest end of content, above the foot.
const BOTTOM: f32 = SIZE.1 - MARGIN - 20.0;
/// The maximum number of sheets: ten years of months, and a long note on each day, have about 700.
const MAX_SHEETS: usize = 800;
/// The size of running text.
const TEXT: f32 = 9.5;

/// Content at its place.
struct Piece {
    /// Its element.
    element: usize,
    /// Its top left corner.
    at: (f32, f32),
    content: Content,
}

enum Content {
    /// A line of a paragraph.
    Line(Rc<Paragraph>, usize),
    /// A chart of a width.
    Chart(Box<Chart>, f32),
}

/// An element of the document's structure, and its parts on the sheets.
struct Element {
    tag: TagKind,
    parts: Vec<Identifier>,
}

/// A document in the making.
pub struct Sheets<F> {
    document: Document,
    fonts: Fonts,
    /// The line at the foot of a sheet, given its number.
    foot: F,
    /// The content of the current sheet.
    sheet: Vec<Piece>,
    /// The number of the current sheet; 0 before the first.
    number: usize,
    elements: Vec<Element>,
    outline: Outline,
    /// The left end and the width of the column.
    column: (f32, f32),
    y: f32,
    failure: Option<Error>,
}

impl<F: Fn(usize) -> String> Sheets<F> {
    /// No sheets yet.
    pub fn new(foot: F) -> Self {
        Self {
            document: Document::new(),
            fonts: Fonts::new(),
            foot,
            sheet: Vec::new(),
            number: 0,
            elements: Vec::new(),
            outline: Outline::new(),
            column: (MARGIN, WIDTH),
            y: MARGIN,
            failure: None,
        }
    }

    /// Begins a sheet with a heading, which is also an entry of the outline.
    pub fn begin(&mut self, title: &str) {
        self.turn();
        let top = XyzDestination::new(self.number - 1, Point::from_xy(0.0, 0.0));
        self.outline
            .push_child(OutlineNode::new(title.to_owned(), top));
        self.text(heading(1, title), title, 22.0, Palette::PAPER.ink);
    }

    /// Goes on with a new sheet if less than these points are left.
    pub fn keep(&mut self, points: f32) {
        if self.y + points > BOTTOM {
            self.turn();
        }
    }

    /// A heading within a sheet.
    pub fn section(&mut self, title: &str) {
        self.text(heading(2, title), title, 13.0, Palette::PAPER.ink);
        self.space(2.0);
    }

    /// The heading of a part of a section, which stands back.
    pub fn subsection(&mut self, title: &str) {
        self.text(heading(3, title), title, TEXT - 1.0, Palette::PAPER.soft);
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.text(Tag::P.into(), text, TEXT, Palette::PAPER.ink);
    }

    /// A paragraph that stands back.
    pub fn small(&mut self, text: &str) {
        self.text(Tag::P.into(), text, TEXT - 1.0, Palette::PAPER.soft);
    }

    /// A chart as wide as the column, with its content in words.
    pub fn chart(&mut self, chart: Chart, description: String) {
        let width = self.column.1;
        let height = (chart.size.1 / chart.size.0) as f32 * width;
        self.keep(height);
        let element = self.element(Tag::Figure(Some(description)).into());
        self.place(element, Content::Chart(Box::new(chart), width));
        self.y += height;
    }

    /// Leaves some points free.
    pub fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// True if a text since the last call has characters that no font has.
    pub fn take_boxes(&mut self) -> bool {
        std::mem::take(&mut self.fonts.has_boxes)
    }

    /// The current sheet's number, and the height that is reached on it.
    pub const fn position(&self) -> (usize, f32) {
        (self.number, self.y)
    }

    /// Goes on in a column, from a height.
    pub const fn move_to(&mut self, left: f32, width: f32, y: f32) {
        self.column = (left, width);
        self.y = y;
    }

    fn text(&mut self, tag: TagKind, text: &str, size: f32, paint: &str) {
        if self.failure.is_some() {
            return;
        }
        let ink = drawing::ink(paint);
        let paragraph = self.fonts.paragraph(text, size, ink, Some(self.column.1));
        let element = self.element(tag);
        let paragraph = Rc::new(paragraph);
        for (line, height) in paragraph.lines().enumerate() {
            self.keep(height);
            self.place(element, Content::Line(Rc::clone(&paragraph), line));
            self.y += height;
        }
    }

    fn element(&mut self, tag: TagKind) -> usize {
        self.elements.push(Element {
            tag,
            parts: Vec::new(),
        });
        self.elements.len() - 1
    }

    fn place(&mut self, element: usize, content: Content) {
        let at = (self.column.0, self.y);
        if self.failure.is_none() {
            self.sheet.push(Piece {
                element,
                at,
                content,
            });
        }
    }

    /// Goes on at the top of a new sheet, in a column of the whole width.
    fn turn(&mut self) {
        self.draw_sheet();
        self.number += 1;
        self.move_to(MARGIN, WIDTH, MARGIN);
        if self.number > MAX_SHEETS {
            let message =
                "the PDF would have more than 800 pages: choose fewer days, or leave out the notes";
            self.failure.get_or_insert(Error::invalid("notes", message));
        }
    }

    /// Draws the current sheet, if there is one.
    fn draw_sheet(&mut self) {
        let sheet = std::mem::take(&mut self.sheet);
        if self.number > 0
            && self.failure.is_none()
            && let Err(error) = self.draw(sheet)
        {
            self.failure = Some(error);
        }
    }

    fn draw(&mut self, sheet: Vec<Piece>) -> Result<(), Error> {
        let settings = PageSettings::from_wh(SIZE.0, SIZE.1).ok_or_else(Error::internal)?;
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        for piece in sheet {
            let (x, y) = piece.at;
            let part = match piece.content {
                Content::Line(paragraph, line) => {
                    let part = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                    self.fonts.draw(&mut surface, &paragraph, line, x, y);
                    part
                }
                Content::Chart(chart, width) => {
                    let part = surface.start_tagged(ContentTag::Other);
                    drawing::draw(&mut surface, &mut self.fonts, &chart, (x, y), width)?;
                    part
                }
            };
            surface.end_tagged();
            if let Some(element) = self.elements.get_mut(piece.element) {
                element.parts.push(part);
            }
        }
        let artifact = Artifact::with_kind(ArtifactType::PaginationOther);
        surface.start_tagged(ContentTag::Artifact(artifact));
        let ink = drawing::ink(Palette::PAPER.soft);
        let foot = (self.foot)(self.number);
        let foot = self.fonts.paragraph(&foot, 8.0, ink, Some(WIDTH));
        self.fonts
            .draw(&mut surface, &foot, 0, MARGIN, SIZE.1 - MARGIN);
        surface.end_tagged();
        surface.finish();
        page.finish();
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// Invalid (`notes`) if it has too many sheets; Internal.
    pub fn finish(mut self, title: &str, lang: &str) -> Result<Vec<u8>, Error> {
        self.draw_sheet();
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
        for Element { tag, parts } in self.elements {
            let parts = parts.into_iter().map(Into::into).collect();
            tree.push(TagGroup::with_children(tag, parts));
        }
        self.document.set_tag_tree(tree);
        self.document.set_outline(self.outline);
        let metadata = Metadata::new()
            .title(title.to_owned())
            .language(lang.to_owned())
            .creator("Humeur".to_owned());
        self.document.set_metadata(metadata);
        self.document.finish().map_err(|_| Error::internal())
    }
}

fn heading(level: u16, title: &str) -> TagKind {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    Tag::Hn(level, Some(title.to_owned())).into()
}

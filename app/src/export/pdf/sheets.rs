//! Sheets of paper: content flows down a column and on to the next sheet. All of it is placed first,
//! then drawn, sheet by sheet.
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
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
    },
};

use super::{
    drawing,
    text::{Fonts, Ink, Paragraph},
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

/// A document in the making.
pub struct Sheets {
    fonts: Fonts,
    sheets: Vec<Vec<Piece>>,
    elements: Vec<TagKind>,
    outline: Vec<(String, usize)>,
    /// The left end and the width of the column.
    column: (f32, f32),
    y: f32,
}

impl Sheets {
    pub fn new() -> Self {
        Self {
            fonts: Fonts::new(),
            sheets: Vec::new(),
            elements: Vec::new(),
            outline: Vec::new(),
            column: (MARGIN, WIDTH),
            y: MARGIN,
        }
    }

    /// Begins a sheet with a heading, which is also an entry of the outline.
    pub fn begin(&mut self, title: &str) {
        self.turn();
        self.outline
            .push((title.to_owned(), self.sheets.len().saturating_sub(1)));
        self.heading(1, title, 22.0);
    }

    /// Goes on with a new sheet if less than these points are left.
    pub fn keep(&mut self, points: f32) {
        if self.y + points > BOTTOM {
            self.turn();
        }
    }

    /// A heading within a sheet.
    pub fn section(&mut self, title: &str) {
        self.heading(2, title, 13.0);
        self.space(2.0);
    }

    fn heading(&mut self, level: u16, title: &str, size: f32) {
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        let tag = Tag::Hn(level, Some(title.to_owned()));
        self.text(tag.into(), title, size, drawing::ink(Palette::PAPER.ink));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        let ink = drawing::ink(Palette::PAPER.ink);
        self.text(Tag::P.into(), text, TEXT, ink);
    }

    /// A paragraph that stands back.
    pub fn small(&mut self, text: &str) {
        let ink = drawing::ink(Palette::PAPER.soft);
        self.text(Tag::P.into(), text, TEXT - 1.0, ink);
    }

    /// A chart as wide as the column.
    pub fn chart(&mut self, chart: Chart, description: &str) {
        let width = self.column.1;
        let height = (chart.size.1 / chart.size.0) as f32 * width;
        self.keep(height);
        let element = self.element(Tag::Figure(Some(description.to_owned())).into());
        self.place(element, Content::Chart(Box::new(chart), width));
        self.y += height;
    }

    /// Leaves some points free.
    pub fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// True if a text has characters that no font has.
    pub const fn has_boxes(&self) -> bool {
        self.fonts.has_boxes
    }

    /// The height that is reached.
    pub const fn y(&self) -> f32 {
        self.y
    }

    /// Goes on in a column, from a height.
    pub const fn move_to(&mut self, left: f32, width: f32, y: f32) {
        self.column = (left, width);
        self.y = y;
    }

    fn text(&mut self, tag: TagKind, text: &str, size: f32, ink: Ink) {
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
        self.elements.push(tag);
        self.elements.len() - 1
    }

    fn place(&mut self, element: usize, content: Content) {
        let at = (self.column.0, self.y);
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(Piece {
                element,
                at,
                content,
            });
        }
    }

    /// Goes on at the top of a new sheet, in a column of the whole width.
    fn turn(&mut self) {
        self.sheets.push(Vec::new());
        self.move_to(MARGIN, WIDTH, MARGIN);
    }

    /// The file. `foot` makes the line at the foot of a sheet of its number and the number of sheets.
    ///
    /// # Errors
    /// Internal.
    pub fn finish(
        mut self,
        title: &str,
        lang: &str,
        foot: impl Fn(usize, usize) -> String,
    ) -> Result<Vec<u8>, Error> {
        let mut document = Document::new();
        let count = self.sheets.len();
        let mut parts: Vec<Vec<Identifier>> = self.elements.iter().map(|_| Vec::new()).collect();
        for (number, sheet) in std::mem::take(&mut self.sheets).into_iter().enumerate() {
            let settings = PageSettings::from_wh(SIZE.0, SIZE.1).ok_or_else(Error::internal)?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for piece in sheet {
                let (tag, element) = (ContentTag::Span(SpanTag::empty()), piece.element);
                let part = surface.start_tagged(match piece.content {
                    Content::Line(..) => tag,
                    Content::Chart(..) => ContentTag::Other,
                });
                self.draw(&mut surface, piece)?;
                surface.end_tagged();
                if let Some(parts) = parts.get_mut(element) {
                    parts.push(part);
                }
            }
            let artifact = Artifact::with_kind(ArtifactType::PaginationOther);
            surface.start_tagged(ContentTag::Artifact(artifact));
            self.foot(&mut surface, &foot(number + 1, count));
            surface.end_tagged();
            surface.finish();
            page.finish();
        }
        let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
        for (tag, parts) in self.elements.into_iter().zip(parts) {
            let parts = parts.into_iter().map(Into::into).collect();
            tree.push(TagGroup::with_children(tag, parts));
        }
        document.set_tag_tree(tree);
        let mut outline = Outline::new();
        for (text, sheet) in self.outline {
            let top = XyzDestination::new(sheet, Point::from_xy(0.0, 0.0));
            outline.push_child(OutlineNode::new(text, top));
        }
        document.set_outline(outline);
        let metadata = Metadata::new()
            .title(title.to_owned())
            .language(lang.to_owned())
            .creator("Humeur".to_owned());
        document.set_metadata(metadata);
        document.finish().map_err(|_| Error::internal())
    }

    fn draw(&mut self, surface: &mut Surface<'_>, piece: Piece) -> Result<(), Error> {
        let (x, y) = piece.at;
        match piece.content {
            Content::Line(paragraph, line) => {
                self.fonts.draw(surface, &paragraph, line, x, y);
                Ok(())
            }
            Content::Chart(chart, width) => {
                drawing::draw(surface, &mut self.fonts, &chart, (x, y), width)
            }
        }
    }

    fn foot(&mut self, surface: &mut Surface<'_>, text: &str) {
        let ink = drawing::ink(Palette::PAPER.soft);
        let paragraph = self.fonts.paragraph(text, 8.0, ink, Some(WIDTH));
        self.fonts
            .draw(surface, &paragraph, 0, MARGIN, SIZE.1 - MARGIN);
    }
}

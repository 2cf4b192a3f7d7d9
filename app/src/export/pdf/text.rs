//! Text on paper: the fonts, and paragraphs.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use krilla::{
    color::rgb,
    geom::Point,
    paint::Fill,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, Layout, LayoutContext,
    Line, LineHeight, OverflowWrap, StyleProperty,
    fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache},
};

/// A font of the scripts' packages.
macro_rules! font {
    ($package:literal, $name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/browser/node_modules/@expo-google-fonts/",
            $package,
            "/400Regular/",
            $name,
            "_400Regular.ttf"
        ))
    };
}

/// The fonts by their names here. The first that has a character draws it; a character that none has
/// is an empty box. They are part of the program, because a function has no fonts; those of Chinese,
/// Japanese and Korean would make it twice as large.
const FONTS: [(&str, &[u8]); 4] = [
    ("text", font!("noto-sans", "NotoSans")),
    ("hebrew", font!("noto-sans-hebrew", "NotoSansHebrew")),
    ("arabic", font!("noto-sans-arabic", "NotoSansArabic")),
    ("emoji", font!("noto-emoji", "NotoEmoji")),
];

/// The colour of text, in sRGB.
pub type Ink = [u8; 3];

/// The fonts, and the memory of laying out.
pub struct Fonts {
    fonts: FontContext,
    layouts: LayoutContext<Ink>,
    /// The fonts as the file has them, by their identifier.
    embedded: HashMap<u64, Font>,
    /// True if a paragraph has a character that no font has.
    pub has_boxes: bool,
}

impl Fonts {
    /// The fonts of the program. Those of the machine are not read, so that a file looks the same
    /// everywhere.
    pub fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for (name, data) in FONTS {
            let name = FontInfoOverride {
                family_name: Some(name),
                ..FontInfoOverride::default()
            };
            collection.register_fonts(Blob::new(Arc::new(data)), Some(name));
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            embedded: HashMap::new(),
            has_boxes: false,
        }
    }

    /// A paragraph, broken into lines of at most `width` points.
    pub fn paragraph(&mut self, text: &str, size: f32, ink: Ink, width: Option<f32>) -> Paragraph {
        let families = FONTS.map(|(name, _)| FontFamilyName::Named(Cow::Borrowed(name)));
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::Brush(ink));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(FontFamily::List(Cow::Borrowed(&families)));
        builder.push_default(LineHeight::FontSizeRelative(1.35));
        // A long address breaks anywhere, so that nothing runs off the paper.
        builder.push_default(OverflowWrap::Anywhere);
        let mut layout = builder.build(text);
        layout.break_all_lines(width);
        layout.align(Alignment::Start, AlignmentOptions::default());
        self.has_boxes |= layout.lines().flat_map(|line| line.runs()).any(|run| {
            let mut glyphs = run.clusters().filter(|it| !it.is_hard_line_break());
            glyphs.any(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0))
        });
        Paragraph {
            text: text.to_owned(),
            layout,
            ink,
        }
    }

    /// Draws a line of a paragraph, whose top left corner is at `x` and `y`.
    pub fn draw(
        &mut self,
        surface: &mut Surface<'_>,
        paragraph: &Paragraph,
        line: usize,
        x: f32,
        y: f32,
    ) {
        let Some(line) = paragraph.layout.get(line) else {
            return;
        };
        let [red, green, blue] = paragraph.ink;
        surface.set_stroke(None);
        surface.set_fill(Some(Fill {
            paint: rgb::Color::new(red, green, blue).into(),
            ..Fill::default()
        }));
        let metrics = line.metrics();
        let baseline = y + metrics.baseline - metrics.block_min_coord;
        self.runs(
            surface,
            &paragraph.text,
            &line,
            x + metrics.offset,
            baseline,
        );
    }

    /// Draws the runs of a line, each in its font, from left to right.
    fn runs(
        &mut self,
        surface: &mut Surface<'_>,
        text: &str,
        line: &Line<'_, Ink>,
        left: f32,
        baseline: f32,
    ) {
        let mut x = left;
        for run in line.runs() {
            let data = run.font();
            let (bytes, id) = data.data.clone().into_raw_parts();
            let font = match self.embedded.get(&id) {
                Some(font) => font.clone(),
                None => match Font::new(bytes.into(), data.index) {
                    Some(font) => self.embedded.entry(id).or_insert(font).clone(),
                    None => continue,
                },
            };
            let (start, size) = (x, run.font_size());
            let mut glyphs: Vec<KrillaGlyph> = Vec::new();
            // A ligature's glyph stands for several characters. From right to left, it is the last.
            let mut before: Option<Range<usize>> = None;
            for cluster in run.visual_clusters() {
                if cluster.is_ligature_continuation() {
                    let range = cluster.text_range();
                    match glyphs.last_mut() {
                        _ if run.is_rtl() => before = Some(joined(before, range)),
                        Some(glyph) => {
                            glyph.text_range = joined(Some(glyph.text_range.clone()), range);
                        }
                        None => {}
                    }
                    continue;
                }
                if cluster.is_hard_line_break() {
                    continue;
                }
                let range = joined(before.take(), cluster.text_range());
                for glyph in cluster.glyphs() {
                    glyphs.push(KrillaGlyph::new(
                        GlyphId::new(glyph.id),
                        glyph.advance / size,
                        glyph.x / size,
                        glyph.y / size,
                        0.0,
                        range.clone(),
                        None,
                    ));
                    x += glyph.advance;
                }
            }
            let at = Point::from_xy(start, baseline);
            surface.draw_glyphs(at, &glyphs, font, text, size, false);
        }
    }
}

/// The range from the start of the first to the end of the last.
fn joined(one: Option<Range<usize>>, other: Range<usize>) -> Range<usize> {
    match one {
        Some(one) => one.start.min(other.start)..one.end.max(other.end),
        None => other,
    }
}

/// A text in lines.
pub struct Paragraph {
    text: String,
    layout: Layout<Ink>,
    ink: Ink,
}

impl Paragraph {
    /// The heights of its lines, in points.
    pub fn lines(&self) -> impl Iterator<Item = f32> {
        self.layout.lines().map(|line| line.metrics().line_height)
    }

    /// The width of its longest line, in points.
    pub fn width(&self) -> f32 {
        self.layout.width()
    }

    /// The distance of the first baseline from the top, in points.
    pub fn baseline(&self) -> f32 {
        self.layout.first_baseline().unwrap_or_default()
    }
}

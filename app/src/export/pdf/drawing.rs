//! A chart on paper: its SVG as paths, its labels in the document's font.

use krilla::{
    color::rgb,
    geom::{Path, PathBuilder, Transform},
    num::NormalizedF32,
    paint::{
        Fill, FillRule, LineCap, LineJoin, LinearGradient, Paint, SpreadMethod, Stop, Stroke,
        StrokeDash,
    },
    surface::Surface,
};
use usvg::{Node, Options, Tree, tiny_skia_path::PathSegment};

use super::text::{Fonts, Ink};
use crate::{
    charts::{Anchor, Chart},
    error::Error,
};

/// The size of labels on paper, in points, however wide the chart is.
const LABEL: f32 = 8.0;

/// Draws a chart, `width` points wide, with its top left corner at `x` and `y`.
///
/// # Errors
/// Internal, if the chart is no SVG.
pub fn draw(
    surface: &mut Surface<'_>,
    fonts: &mut Fonts,
    chart: &Chart,
    (x, y): (f32, f32),
    width: f32,
) -> Result<(), Error> {
    let tree = Tree::from_str(&chart.svg, &Options::default()).map_err(|_| Error::internal())?;
    let scale = width / tree.size().width();
    surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
    paths(surface, tree.root().children());
    surface.pop();
    for label in &chart.labels {
        let ink = ink(label.paint);
        let paragraph = fonts.paragraph(&label.text, LABEL, ink, None);
        let left = x + label.at.0 as f32 * scale;
        let baseline = y + label.at.1 as f32 * scale;
        let left = match label.anchor {
            Anchor::Start => left,
            Anchor::Middle => left - paragraph.width() / 2.0,
            Anchor::End => left - paragraph.width(),
        };
        let top = baseline - paragraph.baseline();
        fonts.draw(surface, &paragraph, 0, left, top);
    }
    Ok(())
}

/// A colour `#rrggbb`; black for any other text.
pub fn ink(paint: &str) -> Ink {
    let number = u32::from_str_radix(paint.trim_start_matches('#'), 16).unwrap_or_default();
    let [_, red, green, blue] = number.to_be_bytes();
    [red, green, blue]
}

fn paths(surface: &mut Surface<'_>, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Group(group) => {
                let at = group.transform();
                surface.push_transform(&transform(at));
                paths(surface, group.children());
                surface.pop();
            }
            Node::Path(path) => {
                let Some(outline) = outline(path.data()) else {
                    continue;
                };
                surface.set_fill(path.fill().map(|fill| Fill {
                    paint: paint(fill.paint()),
                    opacity: opacity(fill.opacity()),
                    rule: FillRule::NonZero,
                }));
                surface.set_stroke(path.stroke().map(stroke));
                surface.draw_path(&outline);
            }
            // Charts have neither images nor, in this parser, texts.
            Node::Image(_) | Node::Text(_) => {}
        }
    }
}

fn outline(path: &usvg::tiny_skia_path::Path) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => builder.move_to(to.x, to.y),
            PathSegment::LineTo(to) => builder.line_to(to.x, to.y),
            PathSegment::QuadTo(by, to) => builder.quad_to(by.x, by.y, to.x, to.y),
            PathSegment::CubicTo(by, and, to) => {
                builder.cubic_to(by.x, by.y, and.x, and.y, to.x, to.y);
            }
            PathSegment::Close => builder.close(),
        }
    }
    builder.finish()
}

fn stroke(of: &usvg::Stroke) -> Stroke {
    Stroke {
        paint: paint(of.paint()),
        width: of.width().get(),
        miter_limit: of.miterlimit().get(),
        line_cap: match of.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match of.linejoin() {
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
        },
        opacity: opacity(of.opacity()),
        dash: of.dasharray().map(|array| StrokeDash {
            array: array.to_vec(),
            offset: of.dashoffset(),
        }),
    }
}

/// A colour or a gradient. The charts have no other paint.
fn paint(of: &usvg::Paint) -> Paint {
    match of {
        usvg::Paint::Color(color) => rgb_of(*color).into(),
        usvg::Paint::LinearGradient(gradient) => LinearGradient {
            x1: gradient.x1(),
            y1: gradient.y1(),
            x2: gradient.x2(),
            y2: gradient.y2(),
            transform: transform(gradient.transform()),
            spread_method: SpreadMethod::Pad,
            stops: gradient
                .stops()
                .iter()
                .map(|stop| Stop {
                    offset: NormalizedF32::new(stop.offset().get()).unwrap_or(NormalizedF32::ZERO),
                    color: rgb_of(stop.color()).into(),
                    opacity: opacity(stop.opacity()),
                })
                .collect(),
            anti_alias: false,
        }
        .into(),
        usvg::Paint::RadialGradient(_) | usvg::Paint::Pattern(_) => rgb::Color::black().into(),
    }
}

fn rgb_of(color: usvg::Color) -> rgb::Color {
    rgb::Color::new(color.red, color.green, color.blue)
}

fn opacity(of: usvg::Opacity) -> NormalizedF32 {
    NormalizedF32::new(of.get()).unwrap_or(NormalizedF32::ONE)
}

fn transform(of: usvg::Transform) -> Transform {
    Transform::from_row(of.sx, of.ky, of.kx, of.sy, of.tx, of.ty)
}

//! Pages while they are filled, and how they become a document.

use super::paragraph::{Line, Part};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagKind, TagTree,
};

/// A4, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;

/// A place in the structure of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group(usize);

/// What things on a page are to those who do not see them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// A part of the structure.
    Part(Group),
    /// Something for the eye alone.
    Decoration,
    /// What stands at the foot of every page.
    Footer,
}

/// Something drawn.
pub(super) enum Shape {
    Letters { x: f32, baseline: f32, part: Part },
    Filled { path: Path, colour: [u8; 3] },
    Picture { image: Image, place: Rect },
}

/// What belongs together on a page.
struct Placed {
    meaning: Meaning,
    language: Option<String>,
    shapes: Vec<Shape>,
}

/// A part of the structure while it grows.
struct Branch {
    tag: TagKind,
    children: Vec<Child>,
}

enum Child {
    Branch(usize),
    /// What is drawn, by page and place.
    Drawn(usize, usize),
}

/// Pages, and the structure over all of them.
pub(super) struct Sheets {
    pages: Vec<Vec<Placed>>,
    branches: Vec<Branch>,
}

impl Sheets {
    /// One empty page.
    pub(super) fn new() -> Self {
        Self { pages: vec![Vec::new()], branches: vec![Branch { tag: Tag::Section.into(), children: Vec::new() }] }
    }

    /// Where everything stands in.
    pub(super) fn whole(&self) -> Group {
        Group(0)
    }

    pub(super) fn count(&self) -> usize {
        self.pages.len()
    }

    /// How far down the lowest line stands, over all pages.
    #[cfg(test)]
    pub(super) fn lowest(&self) -> f32 {
        let shapes = self.pages.iter().flatten().flat_map(|placed| &placed.shapes);
        let baselines = shapes.filter_map(|shape| match shape {
            Shape::Letters { baseline, .. } => Some(*baseline),
            Shape::Filled { .. } | Shape::Picture { .. } => None,
        });
        baselines.fold(0.0, f32::max)
    }

    pub(super) fn turn_page(&mut self) {
        self.pages.push(Vec::new());
    }

    /// A new part, behind those that there are.
    pub(super) fn group(&mut self, within: Group, tag: impl Into<TagKind>) -> Group {
        let group = self.branches.len();
        self.branches.push(Branch { tag: tag.into(), children: Vec::new() });
        if let Some(branch) = self.branches.get_mut(within.0) {
            branch.children.push(Child::Branch(group));
        }
        Group(group)
    }

    /// Draws on the last page.
    pub(super) fn draw(&mut self, meaning: Meaning, language: Option<&str>, shapes: Vec<Shape>) {
        self.draw_on(self.pages.len() - 1, meaning, language, shapes);
    }

    pub(super) fn draw_on(&mut self, page: usize, meaning: Meaning, language: Option<&str>, shapes: Vec<Shape>) {
        let Some(placed) = self.pages.get_mut(page) else { return };
        if let Meaning::Part(group) = meaning
            && let Some(branch) = self.branches.get_mut(group.0)
        {
            branch.children.push(Child::Drawn(page, placed.len()));
        }
        placed.push(Placed { meaning, language: language.map(str::to_owned), shapes });
    }

    /// Writes one line on the last page, each language by itself.
    pub(super) fn line(&mut self, meaning: Meaning, x: f32, baseline: f32, line: Line) {
        self.line_on(self.pages.len() - 1, meaning, x, baseline, line);
    }

    pub(super) fn line_on(&mut self, page: usize, meaning: Meaning, x: f32, baseline: f32, line: Line) {
        let mut x = x;
        let mut parts = line.parts.into_iter().peekable();
        while let Some(part) = parts.next() {
            let language = part.language.clone();
            let mut shapes = Vec::new();
            let mut next = Some(part);
            while let Some(part) = next {
                let width = part.run.width * part.size;
                shapes.push(Shape::Letters { x, baseline, part });
                x += width;
                next = parts.next_if(|part| part.language == language);
            }
            self.draw_on(page, meaning, language.as_deref(), shapes);
        }
    }

    /// A rectangle for the eye.
    pub(super) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: [u8; 3]) {
        if let Some(path) = rectangle(x, y, width, height) {
            self.draw(Meaning::Decoration, None, vec![Shape::Filled { path, colour }]);
        }
    }

    /// Writes the pages into a document.
    pub(super) fn write(self, document: &mut krilla::Document) {
        let mut identifiers: Vec<Vec<Option<Identifier>>> = Vec::new();
        let size = Size::from_wh(WIDTH, HEIGHT).map_or_else(PageSettings::default, PageSettings::new);
        for placed in self.pages {
            let mut page = document.start_page_with(size.clone());
            let mut surface = page.surface();
            identifiers.push(placed.into_iter().map(|one| one.write(&mut surface)).collect());
            surface.finish();
            page.finish();
        }
        let mut tree = TagTree::new();
        let mut branches: Vec<Option<Branch>> = self.branches.into_iter().map(Some).collect();
        if let Some(whole) = grown(0, &mut branches, &identifiers) {
            tree.push(whole);
        }
        document.set_tag_tree(tree);
    }
}

/// A branch with everything on it; none if nothing of it was drawn.
fn grown(branch: usize, branches: &mut [Option<Branch>], drawn: &[Vec<Option<Identifier>>]) -> Option<TagGroup> {
    let Branch { tag, children } = branches.get_mut(branch)?.take()?;
    let children: Vec<Node> = children
        .into_iter()
        .filter_map(|child| match child {
            Child::Branch(inner) => grown(inner, branches, drawn).map(Node::Group),
            Child::Drawn(page, place) => drawn.get(page)?.get(place).copied().flatten().map(Node::Leaf),
        })
        .collect();
    (!children.is_empty()).then(|| TagGroup::with_children(tag, children))
}

impl Placed {
    fn write(self, surface: &mut Surface<'_>) -> Option<Identifier> {
        let is_text = self.shapes.iter().any(|shape| matches!(shape, Shape::Letters { .. }));
        let tag = match (&self.meaning, is_text) {
            (Meaning::Decoration, _) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            (Meaning::Footer, _) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
            (Meaning::Part(_), true) => ContentTag::Span(SpanTag::empty().with_lang(self.language.as_deref())),
            (Meaning::Part(_), false) => ContentTag::Other,
        };
        let identifier = surface.start_tagged(tag);
        self.shapes.into_iter().for_each(|shape| shape.write(surface));
        surface.end_tagged();
        matches!(self.meaning, Meaning::Part(_)).then_some(identifier)
    }
}

impl Shape {
    fn write(self, surface: &mut Surface<'_>) {
        match self {
            Self::Letters { x, baseline, part } => {
                surface.set_fill(Some(fill(part.colour)));
                let run = part.run;
                surface.draw_glyphs(Point::from_xy(x, baseline), &run.glyphs, run.font, &run.text, part.size, false);
            }
            Self::Filled { path, colour } => {
                surface.set_fill(Some(fill(colour)));
                surface.draw_path(&path);
            }
            Self::Picture { image, place } => {
                if let Some(size) = Size::from_wh(place.width(), place.height()) {
                    surface.push_transform(&Transform::from_translate(place.left(), place.top()));
                    surface.draw_image(image, size);
                    surface.pop();
                }
            }
        }
    }
}

fn fill([red, green, blue]: [u8; 3]) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// A rectangle as a path.
pub(super) fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

/// Where a figure stands, for those who ask.
pub(super) fn box_of(page: usize, x: f32, y: f32, width: f32, height: f32) -> Option<BBox> {
    Some(BBox::new(page, Rect::from_xywh(x, y, width, height)?))
}

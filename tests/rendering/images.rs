//! Titles in scripts that run the other way, or have no blanks.

use crate::{lines, offering};
use microcred::render::BadgeImage;
use serde_json::json;

fn image(tag: &str, title: &str) -> String {
    BadgeImage::of(offering(&json!({"title": {tag: title}})).offer()).to_svg()
}

/// Each line runs as the whole title does, whatever it begins with.
#[test]
fn a_title_from_right_to_left_is_set_so() {
    let arabic = image("ar", "مهارات Python للمعلمين (2026).");
    assert!(arabic.matches(" direction=\"rtl\"").count() >= 2, "{arabic}");
    let english = image("en", "Python مهارات");
    assert!(!english.contains("direction="), "{english}");
}

/// Chinese has no blanks and no hyphens: its letters stand in as large a size as any.
#[test]
fn a_title_without_blanks_is_as_large_as_others() {
    let chinese = image("zh", "面向职业教育培训师的绿色技能与数字化教学能力提升微证书课程");
    let title: Vec<_> = lines(&chinese).into_iter().filter(|line| line.starts_with('面') || !line.is_ascii()).collect();
    assert!(title.iter().all(|line| !line.contains('-')), "{title:?}");
    assert!(chinese.contains("font-size=\"36\"") && !chinese.contains("font-size=\"13\""), "{chinese}");
    // A word of letters that do divide has its hyphen.
    let german = image("de", &"Donaudampfschiffahrts".repeat(4));
    assert!(lines(&german).iter().any(|line| line.ends_with('-')), "{german}");
}

/// What is not drawn is not missed.
#[cfg(feature = "pdf")]
#[test]
fn letters_that_are_cut_off_are_not_missing() {
    let title = format!("{} 王", "Green skills ".repeat(200));
    let held = offering(&json!({"title": {"en": title}}));
    assert!(BadgeImage::of(held.offer()).missing().is_empty());
}

use crate::json::Value;
use crate::report::Findings;
use crate::vc::context_urls::{CLR_2_0_1, CREDENTIALS_V2, Family, OPEN_BADGES_3_0_3, OPEN_BADGES_EXTENSIONS};
use crate::vc::reader::Reader;

/// The types that only [`OPEN_BADGES_EXTENSIONS`] defines.
const EXTENSION_TYPES: [&str; 3] =
    ["1EdTechJsonSchemaValidator2019", "1EdTechRevocationList", "1EdTechCredentialRefresh"];

/// Which contexts a kind of credential has at least.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// VC 2.0 and Open Badges 3.0.3.
    Badge,
    /// Those, and CLR 2.0.1 between them.
    LearnerRecord,
}

impl Kind {
    fn urls(self) -> &'static [&'static str] {
        match self {
            Self::Badge => &[CREDENTIALS_V2, OPEN_BADGES_3_0_3],
            Self::LearnerRecord => &[CREDENTIALS_V2, CLR_2_0_1, OPEN_BADGES_3_0_3],
        }
    }

    /// Whether writing adds this one, or a newer one of its family, by itself.
    pub(super) fn adds(self, url: &str) -> bool {
        match Family::of(url) {
            Family::Credentials | Family::OpenBadges | Family::OpenBadgesExtensions => true,
            Family::Clr => self == Self::LearnerRecord,
            _ => false,
        }
    }
}

/// The contexts beyond those that writing adds by itself, in their order.
pub(super) fn read(reader: &mut Reader<'_, '_>, kind: Kind) -> Vec<Value> {
    let all = reader.many_by("@context", |node, _: &mut Findings| Some(node.to_value()));
    all.into_iter().filter(|context| !context.as_str().is_some_and(|url| kind.adds(url))).collect()
}

/// The credential with its `@context` in front: those of its kind, the extensions if it uses one of their types, and the
/// others in their order.
pub(super) fn write(kind: Kind, others: &[Value], credential: Value) -> Value {
    let extensions = uses_extensions(&credential).then_some(OPEN_BADGES_EXTENSIONS);
    let own = kind.urls().iter().copied().chain(extensions).map(Value::from);
    let context = own.chain(others.iter().cloned()).collect();
    let first = ("@context".to_owned(), Value::Array(context));
    match credential {
        Value::Object(members) => Value::Object(std::iter::once(first).chain(members).collect()),
        other => other,
    }
}

fn uses_extensions(value: &Value) -> bool {
    let is_extension = |value: &Value| value.as_str().is_some_and(|name| EXTENSION_TYPES.contains(&name));
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| match (name, value) {
            ("type", Value::Array(types)) => types.iter().any(is_extension),
            ("type", single) => is_extension(single),
            (_, nested) => uses_extensions(nested),
        }),
        Value::Array(items) => items.iter().any(uses_extensions),
        _ => false,
    }
}

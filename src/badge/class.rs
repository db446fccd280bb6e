//! What the classes of the data model have in common: how they are read and written, and their setters.

use crate::json::{Node, Object, Tree, Value};
use crate::limits::Limits;
use crate::report::Findings;
use crate::vc::reader::{self, Read};

/// A class of Open Badges 3.0.
pub(crate) trait Class: Read {
    /// The strict JSON form.
    fn write(&self) -> Value;
}

/// Reads a whole document as one class.
pub(super) fn read_whole<T: Class>(node: Node<'_>) -> Result<(T, Findings), Findings> {
    reader::read_whole(node, "credential")
}

/// Reads a whole credential that stands in another document; pointers are into the credential.
pub(super) fn read_embedded<T: Class>(credential: &Object) -> Result<(T, Findings), Findings> {
    match Tree::of(&Value::Object(credential.clone()), &Limits::default()) {
        Ok(tree) => read_whole(tree.root()),
        Err(_) => Err(reader::not_an_object("credential")),
    }
}

/// Opens a class to the public: `from_json`, `to_json`, and writing as a member.
macro_rules! class {
    ($class:ident) => {
        impl $class {
            /// Reads one from JSON, liberally; what does not fit is reported, and kept to be written again.
            ///
            /// Nothing if the value is not of this class at all.
            pub fn from_json(node: $crate::json::Node<'_>, findings: &mut $crate::report::Findings) -> Option<Self> {
                <Self as $crate::vc::reader::Read>::read(node, findings)
            }

            /// The strict JSON form.
            pub fn to_json(&self) -> $crate::json::Value {
                <Self as $crate::badge::class::Class>::write(self)
            }
        }

        impl From<&$class> for $crate::json::Value {
            fn from(object: &$class) -> Self {
                object.to_json()
            }
        }
    };
}

/// Gives a class chainable setters: `set` for a member that may be absent, `add` for one that may be there often.
macro_rules! setters {
    ($class:ident { $($kind:ident $field:ident: $type:ty,)* }) => {
        impl $class {
            $(setters!(@$kind $field: $type);)*
        }
    };
    (@set $field:ident: $type:ty) => {
        #[doc = concat!("The same with this [`", stringify!($field), "`](Self#structfield.", stringify!($field), ").")]
        #[must_use]
        pub fn $field(mut self, value: impl Into<$type>) -> Self {
            self.$field = Some(value.into());
            self
        }
    };
    (@add $field:ident: $type:ty) => {
        #[doc = concat!("The same with one more [`", stringify!($field), "`](Self#structfield.", stringify!($field), ").")]
        #[must_use]
        pub fn $field(mut self, value: impl Into<$type>) -> Self {
            self.$field.push(value.into());
            self
        }
    };
}

pub(super) use {class, setters};

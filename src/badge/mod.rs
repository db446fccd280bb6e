//! Open Badges 3.0, one file a class family.

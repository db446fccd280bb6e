#!/bin/sh
# rustdoc, writing JSON. That is not stable, so rustdoc is told that it may; cargo is not, which would build everything anew.
RUSTC_BOOTSTRAP=1 exec rustdoc "$@" -Z unstable-options --output-format json

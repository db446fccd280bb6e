#!/usr/bin/env bash
# The public API is the one that is written down beside this: default.txt and all-features.txt.
#
#   tests/public_api/run.sh [--renew]
#
# A change is shown, and fails; --renew writes it down, for the commit that means it. Needs the version of Rust whose format Cargo.toml
# names; with any other it says so, and nothing is compared.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
wanted=$(sed -n 's/.*which Rust \([0-9.]*\) writes.*/\1/p' "$here/Cargo.toml")
if [[ $(rustdoc --version) != "rustdoc $wanted."* ]]; then
    echo "NOT TESTED: rustdoc $wanted is needed, and this is $(rustdoc --version)"
    exit 0
fi

# The features, as the options of cargo; the list that they are compared with.
changed=false
compare() {
    local list=$1
    shift
    # With an example, dependencies are those that clippy and the tests have.
    RUSTDOC=$here/rustdoc.sh cargo doc --quiet --no-deps --lib --example lifecycle "$@"
    cargo run --quiet --manifest-path "$here/Cargo.toml" --target-dir "$target" -- "$target/doc/microcred.json" >"$target/$list"
    if [[ ${renew:-} == --renew ]]; then
        cp "$target/$list" "$here/$list"
    elif ! diff -U 0 "$here/$list" "$target/$list"; then
        changed=true
    fi
    echo "$list: $(wc -l <"$target/$list") items"
}
renew=${1:-}
compare default.txt
compare all-features.txt --all-features
if $changed; then
    echo "the public API has changed; if that is meant: tests/public_api/run.sh --renew"
    exit 1
fi

#!/usr/bin/env bash
# The public API is the one that is written down beside this: default.txt, and in more.txt what comes with all features.
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
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The options of cargo that say with which features. With an example, dependencies are those that clippy and the tests have.
listed() {
    RUSTDOC=$here/rustdoc.sh cargo doc --quiet --no-deps --lib --example lifecycle "$@"
    cargo run --quiet --manifest-path "$here/Cargo.toml" --target-dir "$target" -- "$target/doc/microcred.json"
}
# What is in the second list and not in the first.
beyond() { awk 'NR == FNR { known[$0]; next } !($0 in known)' "$1" "$2"; }

listed >"$work/default.txt"
listed --all-features >"$work/all.txt"
beyond "$work/default.txt" "$work/all.txt" >"$work/more.txt"
beyond "$work/all.txt" "$work/default.txt" >"$work/fewer.txt"
if [[ -s $work/fewer.txt ]]; then
    echo "a feature takes away:"
    cat "$work/fewer.txt"
    exit 1
fi
for list in default.txt more.txt; do
    if [[ ${1:-} == --renew ]]; then
        cp "$work/$list" "$here/$list"
    elif ! diff -U 0 "$here/$list" "$work/$list"; then
        echo "the public API has changed; if that is meant: tests/public_api/run.sh --renew"
        exit 1
    fi
    echo "$list: $(wc -l <"$work/$list") items"
done

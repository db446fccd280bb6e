#!/usr/bin/env bash
# Issued here verifies there, issued there verifies here, and a changed value is refused on both sides.
#
#   tests/interop/run.sh [--install-only | FILE…]
#
# "There" is @digitalbazaar/vc with its suites, jose and @sd-jwt/core from npm, and openbadgeslib and Pillow from PyPI. Needs Node 20
# and npm, and python3 for the last; nothing but the two registries is ever asked. The command line issues and verifies the
# suites of Ed25519; all else goes through driver.rs, which calls the library. FILEs are further credentials of ours that are
# to verify there. MICROCRED and DRIVER name the two programs; without them, they are built.
set -euo pipefail
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: node and npm are not here"
  exit 0
fi
only=false files=()
if [[ ${1:-} == --install-only ]]; then only=true; shift; fi
for file in "$@"; do files+=("$(realpath "$file")"); done
cd "$(dirname "$0")"

target=$(cargo metadata --manifest-path ../../Cargo.toml --no-deps --format-version 1 |
  node -p 'JSON.parse(require("node:fs").readFileSync(0)).target_directory')
# What is installed is what the lock says.
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --silent --no-audit --no-fund --ignore-scripts

# An interpreter with openbadgeslib, made once for these requirements; without python3, nothing.
interpreter() {
  command -v python3 >/dev/null || return 0
  local venv
  venv=$target/interop-python-$(sha256sum requirements.txt | cut -c 1-16)
  if [[ ! -e $venv/complete ]]; then
    rm -rf "$venv" && python3 -m venv "$venv" >&2 &&
      "$venv/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt >&2 &&
      touch "$venv/complete" || return 1
  fi
  echo "$venv/bin/python"
}
python=$(interpreter)
! $only || exit 0

if [[ -z ${MICROCRED:-} || -z ${DRIVER:-} ]]; then
  cargo build --quiet --manifest-path ../../Cargo.toml --all-features --bin microcred --example interop_driver
  MICROCRED=${MICROCRED:-$target/debug/microcred} DRIVER=${DRIVER:-$target/debug/examples/interop_driver}
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

issue_here() {
  "$MICROCRED" keygen --type ed25519 --out "$work/key.json" > "$work/report"
  node fill.mjs "$(node issuer.mjs "$work/key.json")" "$work/unsigned"
  mkdir "$work/here"
  for file in "$work"/unsigned/*.json; do
    for suite in eddsa-rdfc-2022 Ed25519Signature2020; do
      "$MICROCRED" issue "$file" --key "$work/key.json" --suite "$suite" \
        --out "$work/here/$(basename "$file" .json).$suite.json"
    done
  done
}

# verify_here WANTED FILE…: every file gives this exit code (0 valid and trusted enough, 1 invalid).
verify_here() {
  local wanted=$1 file code
  shift
  for file in "$@"; do
    code=0
    "$MICROCRED" verify "$file" > "$work/report" || code=$?
    if [[ $code != "$wanted" ]]; then
      echo "here: $file gave $code instead of $wanted" >&2
      cat "$work/report" >&2
      exit 1
    fi
  done
}

refused_there() {
  for file in "$@"; do
    if node verify.mjs "$file" > "$work/report"; then
      echo "there: $file should have been refused" >&2
      exit 1
    fi
    grep -q 'Invalid signature' "$work/report" || { cat "$work/report" >&2; exit 1; }
  done
}

issue_here
node issue.mjs "$work/there" > /dev/null
node tamper.mjs "$work/here" "$work/here-tampered"
node tamper.mjs "$work/there" "$work/there-tampered"

node verify.mjs "$work"/here/*.json "${files[@]}"
verify_here 0 "$work"/here/*.json
verify_here 0 "$work"/there/*.json
refused_there "$work"/here-tampered/*.json "$work"/there-tampered/*.json
verify_here 1 "$work"/here-tampered/*.json "$work"/there-tampered/*.json
echo "interop: $(ls "$work/here" | wc -l) badges issued here verify there, $(ls "$work/there" | wc -l) issued there verify here; every changed copy is refused on both sides"

if [[ -n $python ]]; then
  mkdir "$work/images"
  "$python" images.py "$MICROCRED" "$work/here/nested.eddsa-rdfc-2022.json" "$work/images"
  mkdir "$work/ob2"
  "$python" open_badges_2.py "$MICROCRED" "$work/ob2"
fi
export DRIVER
node all.mjs ${python:+"$python"}

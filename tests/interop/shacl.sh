#!/usr/bin/env bash
# European Digital Credentials written here pass the Commission's SHACL shapes, and `check` demands what these demand to be there.
#
#   tests/interop/shacl.sh [--install-only]
#
# Needs python3 and the corpus (MICROCRED_CORPUS); nothing but PyPI is ever asked, for what shacl-requirements.txt pins.
set -euo pipefail
if ! command -v python3 >/dev/null; then
  echo "skipped: python3 is not here"
  exit 0
fi
if [[ -z ${MICROCRED_CORPUS:-} ]]; then
  echo "skipped: MICROCRED_CORPUS is not set"
  exit 0
fi
cd "$(dirname "$0")"
target=$(cargo metadata --manifest-path ../../Cargo.toml --no-deps --format-version 1 |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
venv=$target/shacl-python-$(sha256sum shacl-requirements.txt | cut -c 1-16)
if [[ ! -e $venv/complete ]]; then
  rm -rf "$venv" && python3 -m venv "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r shacl-requirements.txt && touch "$venv/complete"
fi
[[ ${1:-} != --install-only ]] || exit 0
MICROCRED_PYSHACL=$venv/bin/python cargo test --quiet --manifest-path ../../Cargo.toml ${CARGO_FLAGS:---all-features} --test elm \
  shapes:: -- --nocapture

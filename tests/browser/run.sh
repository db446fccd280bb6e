#!/usr/bin/env bash
# Certificates in a real browser and on paper: no script, no request, no overflow on a phone, a sensible accessibility tree, as many
# pages as stated, text in order and fonts inside.
#
#   tests/browser/run.sh [--install-only | OUT]
#
# Needs Node 20 and npm, Debian's chromium and poppler-utils; the last two are installed from Debian where that is possible. OUT keeps the
# pages, documents and pictures to look at. MICROCRED names the program; without it, it is built. CHROMIUM names the browser.
set -euo pipefail
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: node and npm are not here"
  exit 0
fi
here=$(cd "$(dirname "$0")" && pwd)
only=false out=${1:-}
if [[ $out == --install-only ]]; then only=true out=; fi
if [[ -z $out ]]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$out"
out=$(realpath "$out")
cd "$here"

# wanted PROGRAM PACKAGE
wanted() {
  command -v "$1" >/dev/null && return
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-get install --yes --quiet --no-install-recommends "$2" >/dev/null 2>&1 ||
      { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends "$2" >/dev/null; } || true
  fi
  command -v "$1" >/dev/null
}
browser=${CHROMIUM:-chromium}
for need in "$browser chromium" "pdftotext poppler-utils"; do
  # shellcheck disable=SC2086
  if ! wanted $need; then
    echo "skipped: ${need% *} is not here and could not be installed; on Debian: apt-get install ${need#* }"
    exit 0
  fi
done

[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --silent --no-audit --no-fund --ignore-scripts
! $only || exit 0
if [[ -z ${MICROCRED:-} ]]; then
  cargo build --quiet --manifest-path ../../Cargo.toml --all-features --bin microcred
  target=$(cargo metadata --manifest-path ../../Cargo.toml --no-deps --format-version 1 |
    node -p 'JSON.parse(require("node:fs").readFileSync(0)).target_directory')
  MICROCRED=$target/debug/microcred
fi
node check.mjs "$MICROCRED" "$(command -v "$browser")" ../../examples/data/micro-credential.json "$out"

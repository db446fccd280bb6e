#!/usr/bin/env bash
# Makes the pictures of the README: issues the example and renders its certificate and its badge image.
#
#   docs/pictures/make.sh
#
# Needs poppler-utils (pdftoppm). MICROCRED names the program; without it, it is built.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
if [[ -z ${MICROCRED:-} ]]; then
  cargo build --quiet --release --features cli,pdf --bin microcred
  MICROCRED=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/microcred
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$MICROCRED" keygen --type ed25519 --out "$work/key.json" > /dev/null
"$MICROCRED" issue examples/data/micro-credential.json --key "$work/key.json" --carrier extended --out "$work/credential.json"
"$MICROCRED" render "$work/credential.json" --format pdf --link https://vet.example/credentials/7.json \
  --logo docs/pictures/logo.svg --logo-text "Example VET Centre" --out "$work/certificate.pdf"
"$MICROCRED" render "$work/credential.json" --format png --out "$work/badge.png"
pdftoppm -r 110 -f 1 -l 1 -png -singlefile "$work/certificate.pdf" "$here/certificate"
cp "$work/badge.png" "$here/badge.png"

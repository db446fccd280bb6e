#!/usr/bin/env bash
# The page of benchmarks: microcred, ssi, npm @digitalbazaar/vc and PyPI openbadgeslib side by side on the same badges. Writes RESULTS.md
# and plots/, and shows the first table and picture in the README, unless it is --quick.
#
#   benches/run.sh [--quick]
#
# Needs cargo, node 20 with npm, and python3; and valgrind for instructions by stage. Whatever is not there is left out. The peers are
# pinned: ssi by Cargo.lock here, the others by package-lock.json and requirements.txt of tests/interop. Takes eight minutes on a quiet
# machine once everything is built; with --quick it takes one, to see that it works.
set -euo pipefail
cd "$(dirname "$0")"
interop=../tests/interop
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

cargo build --quiet --release --bin page --bin repeat

if command -v npm > /dev/null && [[ ! $interop/node_modules/.package-lock.json -nt $interop/package-lock.json ]]; then
  (cd $interop && npm ci --silent --no-audit --no-fund --ignore-scripts)
fi

python=
if command -v python3 > /dev/null; then
  venv=$target/python-$(sha256sum $interop/requirements.txt | cut -c 1-16)
  if [[ ! -e $venv/complete ]]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r $interop/requirements.txt
    touch "$venv/complete"
  fi
  python=$venv/bin/python
fi

stages=$(mktemp)
trap 'rm -f "$stages"' EXIT
if command -v valgrind > /dev/null; then ./instructions.sh stages > "$stages"; fi

"$target/release/page" "$@" ${python:+--python "$python"} --stages "$stages"
echo "written: benches/RESULTS.md and benches/plots"

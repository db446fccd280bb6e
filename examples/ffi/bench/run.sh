#!/usr/bin/env bash
# What the way into the library costs: the same badge verified from Rust, over the C ABI, from PHP and Python, and by a child process. One
# run, minima of 500 batches of 5, and at the end each of them beside C. All of it is compiled with optimisation; LIBRARY, PROGRAM and
# CROSSING name what is there already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
target=${CARGO_TARGET_DIR:-$PWD/target}
[ -n "${LIBRARY:-}" ] || { cargo rustc --quiet --release --features ffi --crate-type cdylib; LIBRARY=$target/release/libmicrocred.so; }
[ -n "${PROGRAM:-}" ] || { cargo build --quiet --release --features cli --bin microcred; PROGRAM=$target/release/microcred; }
[ -n "${CROSSING:-}" ] || { cargo build --quiet --release --features ffi --example crossing; CROSSING=$target/release/examples/crossing; }
export MICROCRED_LIBRARY=$LIBRARY MICROCRED_PROGRAM=$PROGRAM MICROCRED_HEADER=$PWD/include/microcred_ffi.h
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$PROGRAM" keygen --out "$work/key.json" >/dev/null
"$PROGRAM" issue examples/data/micro-credential.json --key "$work/key.json" --carrier extended --out "$work/badge.json"
strip -o "$work/stripped.so" "$LIBRARY"
printf '%-44s %8.1f MiB, stripped %.1f MiB\n' "the library" \
    "$(stat -c %s "$LIBRARY" | awk '{ print $1 / 1048576 }')" "$(stat -c %s "$work/stripped.so" | awk '{ print $1 / 1048576 }')"
printf '%-44s %8d bytes\n' "the badge" "$(stat -c %s "$work/badge.json")"
cc -O2 -I include -o "$work/abi" "$here/abi.c" -ldl
{
    "$CROSSING" "$work/badge.json"
    "$work/abi" "$LIBRARY" "$work/badge.json"
    if command -v php >/dev/null; then php -d ffi.enable=1 -d opcache.enable_cli=1 "$here/crossing.php" "$work/badge.json"; fi
    PYTHONPATH=$here/../python python3 "$here/crossing.py" "$work/badge.json"
} | tee "$work/told"
echo "-- beside C: microcred_verify"
awk '/ us$/ { time = $(NF - 1); name = $0; sub(/ +[0-9.]+ us$/, "", name); names[++n] = name; times[n] = time
              if (name == "C: microcred_verify") base = time }
     END { for (i = 1; i <= n; i++) printf "%-44s %8.2f\n", names[i], times[i] / base }' "$work/told"
ldd "$LIBRARY"

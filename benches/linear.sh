#!/usr/bin/env bash
# Instructions of one verification at about 100, 1,000 and 10,000 statements, as differences of two runs under callgrind, and
# whether ten times the statements take at most twelve times the instructions (lines are sorted, so a little more than ten).
set -euo pipefail
cd "$(dirname "$0")"
cargo build --quiet --release --bin scale
scale=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/scale
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$scale" "$1" "$2" 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
before=0
for evidence in 15 180 1780; do
  few=$(count "$evidence" 1)
  many=$(count "$evidence" 4)
  now=$(((many - few) / 3))
  echo "$evidence pieces of evidence: $now instructions a verification"
  if [ "$before" -gt 0 ]; then
    [ "$now" -le $((before * 12)) ] || { echo "more than linear"; exit 1; }
  fi
  before=$now
done

#!/usr/bin/env bash
# Instructions of one verification of the badge, as the difference of two runs under callgrind; `./instructions.sh vc+sd-jwt`
# of the badge as another suite secures it. Needs valgrind, which knows no SHA extensions: half of the count is SHA-256 in
# software. Compare counts with counts only.
set -euo pipefail
cd "$(dirname "$0")"
suite=${1:-eddsa-rdfc-2022}
cargo build --quiet --release --bin repeat
repeat=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/repeat
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$repeat" "$1" "$suite" 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
few=$(count 20)
many=$(count 120)
echo "$(((many - few) / 100)) instructions per verification"

#!/usr/bin/env bash
# Instructions of one verification of the badge, as the difference of two runs under callgrind. Needs valgrind,
# which knows no SHA extensions: half of the count is SHA-256 in software. Compare counts with counts only.
#
#   instructions.sh           one number
#   instructions.sh stages    the stages of it, one a line: the name, a tab, and how many
set -euo pipefail
cd "$(dirname "$0")"
cargo build --quiet --release --bin repeat
repeat=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/repeat
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$repeat" "$@" 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
# each STAGE: what it takes once.
each() {
  local few many
  # By then the key has its table.
  few=$(count 200 "$1")
  many=$(count 300 "$1")
  echo "$(((many - few) / 100))"
}
if [[ ${1:-} == stages ]]; then
  "$repeat" stages | while read -r stage; do printf '%s\t%s\n' "$stage" "$(each "$stage")"; done
else
  echo "$(each verify) instructions per verification"
fi

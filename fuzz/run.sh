#!/usr/bin/env bash
# Fuzzing: builds the one binary, fills each target with seeds and runs it.
#
#   fuzz/run.sh [SECONDS] [TARGET…]   each target for so long (60 by default; all targets by default)
#   fuzz/run.sh --replay [TARGET…]    what is kept in fuzz/kept, once each
#   fuzz/run.sh --ci [SECONDS]        both: replays, then runs each target for so long (2 by default)
#   fuzz/run.sh --build               builds and does nothing else
#   fuzz/run.sh --shrink [TARGET…]    keeps of what was found (fuzz/target/corpus) only what covers something of its own
#   fuzz/run.sh --hours [FILE…]       writes fuzz/HOURS.md from records (fuzz/target/hours.tsv by default) and the rows that it has
#
# WIDE=1 builds the general way from JSON-LD and declared schemas too. KEEP_GOING=1 goes on with the next target after a finding.
# PROGRAM runs a binary that was built before; RECORDS names another file for the records.
# The stable toolchain does it; RUSTC_BOOTSTRAP is set for toolchains on which a flag for coverage is not stable.
set -euo pipefail
cd "$(dirname "$0")"

export RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0
export RUSTC_WRAPPER=$PWD/rustc.sh
host=$(rustc -vV | sed -n 's/^host: //p')
target=${CARGO_TARGET_DIR:-$PWD/target}
# A binary that was put aside goes on while the next one is built.
program=${PROGRAM:-$target/$host/release/fuzz}
records=${RECORDS:-$target/hours.tsv}
commit=${COMMIT:-$(git rev-parse --short HEAD)}
if [ -z "${MICROCRED_CORPUS:-}" ] && [ -d ../../shared/corpus ]; then
    MICROCRED_CORPUS=$(cd ../../shared/corpus && pwd)
    export MICROCRED_CORPUS
fi

build() {
    [ -z "${PROGRAM:-}" ] || return 0
    local features=()
    [ -n "${WIDE:-}" ] && features=(--features wide)
    cargo build --quiet --release --target "$host" --target-dir "$target" --bin fuzz "${features[@]}"
}

targets() {
    if [ $# -gt 0 ]; then printf '%s\n' "$@"; else MICROCRED_FUZZ_LIST=1 "$program" 2> /dev/null | cut -d' ' -f1; fi
}

longest() {
    MICROCRED_FUZZ_LIST=1 "$program" 2> /dev/null | awk -v name="$1" '$1 == name { print $2 }'
}

replay() {
    local name
    for name in $(targets "$@"); do
        MICROCRED_FUZZ=$name "$program" -rss_limit_mb=2048 -timeout=20 kept/"$name"/* > "$target/replay.log" 2>&1 || {
            tail -40 "$target/replay.log"
            printf '%s: a kept input does not hold\n' "$name"
            return 1
        }
        printf '%-14s %d kept inputs hold\n' "$name" "$(find kept/"$name" -type f | wc -l)"
    done
}

# One target for so many seconds: prints and records executions, edges and speed.
run() {
    local seconds=$1 name=$2 log corpus result=0 before after
    corpus=$target/corpus/$name
    log=$target/logs/$name.log
    mkdir -p "$corpus" "$target/logs" "$target/findings/$name"
    MICROCRED_FUZZ=$name MICROCRED_FUZZ_SEEDS=$target/seeds/$name "$program" > "$log" 2>&1 || { cat "$log"; return 1; }
    before=$(find "$target/findings/$name" -type f | wc -l)
    MICROCRED_FUZZ=$name "$program" -max_total_time="$seconds" -max_len="$(longest "$name")" -timeout=20 -rss_limit_mb=2048 \
        -dict="$target/seeds/$name.dict" -artifact_prefix="$target/findings/$name/" -print_final_stats=1 -use_value_profile=0 \
        -reload=0 "$corpus" "$target/seeds/$name" kept/"$name" > "$log" 2>&1 || result=$?
    after=$(find "$target/findings/$name" -type f | wc -l)
    local executions speed edges spent
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
    spent=$(sed -n 's/^Done .* in \([0-9]*\) second.*/\1/p' "$log")
    printf '%-14s %9s executions  %6s edges  %6s a second  %d findings\n' \
        "$name" "${executions:-0}" "${edges:-0}" "${speed:-0}" $((after - before))
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$commit" "$(date -u +%F)" "${spent:-$seconds}" \
        "${executions:-0}" "${edges:-0}" $((after - before)) >> "$records"
    if [ "$result" -ne 0 ]; then
        grep -E "panicked at|ERROR: libFuzzer" -A3 "$log" | head -12
        printf 'the input is in %s\n' "$target/findings/$name"
        [ -n "${KEEP_GOING:-}" ] || return 1
    fi
}

shrink() {
    local name
    for name in $(targets "$@"); do
        rm -rf "$target/smaller"
        mkdir -p "$target/smaller"
        MICROCRED_FUZZ=$name "$program" -merge=1 -timeout=20 -rss_limit_mb=2048 "$target/smaller" kept/"$name" \
            "$target/corpus/$name" > "$target/logs/$name.merge.log" 2>&1
        rm -rf "$target/corpus/$name"
        mv "$target/smaller" "$target/corpus/$name"
        printf '%-14s %d inputs\n' "$name" "$(find "$target/corpus/$name" -type f | wc -l)"
    done
}

# Read whole before it begins, so that it can be changed while it runs.
main() {
    case "${1:-}" in
    --build) build ;;
    --replay)
        shift
        build
        replay "$@"
        ;;
    --ci)
        build
        replay
        # Without the corpus, so that every machine runs the same.
        unset MICROCRED_CORPUS
        rm -rf "$target/corpus"
        for name in $(targets); do run "${2:-2}" "$name"; done
        ;;
    --shrink)
        shift
        build
        shrink "$@"
        ;;
    --hours)
        shift
        if [ $# -eq 0 ]; then set -- "$records"; fi
        awk -f hours.awk HOURS.md "$@" > "$target/HOURS.md"
        mv "$target/HOURS.md" HOURS.md
        ;;
    *)
        seconds=60
        if [[ ${1:-} =~ ^[0-9]+$ ]]; then
            seconds=$1
            shift
        fi
        build
        for name in $(targets "$@"); do run "$seconds" "$name"; done
        ;;
    esac
}

main "$@"
exit

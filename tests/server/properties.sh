#!/usr/bin/env bash
# What schemathesis makes of the server's OpenAPI document: requests as described and requests that are not. No answer may be
# a fault of the server's (5xx) or other than described. Takes less than two minutes.
#
#   tests/server/properties.sh [--install-only | SECONDS]
#
# One of its checks cannot hold here: a credential that is made as the schema says is seldom one that was signed.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
version=4.32.5
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
program=${MICROCRED:-$target/debug/microcred}
venv=$target/schemathesis-$version
if [[ ! -e $venv/complete ]]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version" &&
        touch "$venv/complete"; }; then
        echo "skipped: schemathesis $version cannot be installed (Python and its package index are needed)"
        exit 0
    fi
fi
[[ ${1:-} != --install-only ]] || exit 0
[[ -n ${MICROCRED:-} ]] || cargo build --quiet --all-features --bin microcred

folder=$(mktemp -d)
coproc server { exec "$program" serve --port 0 --keys "$folder/keys" --store "$folder/status.db" --quiet 2>"$folder/log"; }
trap 'kill "$server_PID" 2>/dev/null || true; rm -rf "$folder"' EXIT
read -r _ _ url _ <&"${server[0]}"

(
    cd "$folder"
    "$venv/bin/schemathesis" run "$url/openapi.json" --no-color --workers 2 --request-timeout 10 \
        --checks all --exclude-checks positive_data_acceptance --seed 1 --max-examples 100 --max-time "$seconds"
)

#!/usr/bin/env bash
# Runs the official test suites of the W3C and its community group against this program.
#
#   tests/w3c/run.sh SUITES [NAME...]
#
# SUITES is a folder with the suites, each under the name of its repository and with its packages installed (README.md says how);
# without such a folder everything is skipped. NAMEs are the suites to run; all that are there if none is named.
#
# MICROCRED   the program, built with --all-features  [target/debug/microcred]
# PORT        where the server listens                [8911]
# POLICY      the policy it runs under               [conformance]
# OUT         where reports and logs are kept         [a new folder]
# KEEP_VDL=1  leaves the suite for bbs-2023 without the context https://w3id.org/vdl/v1, which its own loader lacks
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
suites=${1:-}
if [[ -z $suites || ! -d $suites ]]; then
  echo "skipped: no folder with the suites (tests/w3c/run.sh SUITES)"
  exit 0
fi
suites=$(cd "$suites" && pwd)
shift
export MICROCRED=${MICROCRED:-$here/../../target/debug/microcred}
MICROCRED=$(cd "$(dirname "$MICROCRED")" && pwd)/$(basename "$MICROCRED")
if [[ ! -x $MICROCRED ]]; then
  echo "there is no program at $MICROCRED: cargo build --all-features --bin microcred" >&2
  exit 64
fi

port=${PORT:-8911}
out=${OUT:-$(mktemp -d)}
mkdir -p "$out/bin"

all=(
  vc-data-model-2.0-test-suite vc-di-eddsa-test-suite vc-di-ecdsa-test-suite vc-di-bbs-test-suite
  vc-di-ed25519signature2020-test-suite vc-bitstring-status-list-test-suite vc-jose-cose-test-suite
  vc-json-schema-test-suite vc-api-issuer-test-suite vc-api-verifier-test-suite did-key-test-suite
)
[[ $# -gt 0 ]] || set -- "${all[@]}"

# Two suites call a program in a container, with their folder tests/ as /tests. This is the program without the container.
for tool in docker docker-compose; do
  cat > "$out/bin/$tool" <<'SHIM'
#!/usr/bin/env bash
arguments=()
for argument in "$@"; do
  case $argument in
    issue | verify) arguments=(jose-cose "$argument") ;;
    validate) arguments=(json-schema "$argument") ;;
    /tests/*) arguments+=("$PWD$argument") ;;
    *) arguments+=("$argument") ;;
  esac
done
exec "$MICROCRED" "${arguments[@]}"
SHIM
  chmod +x "$out/bin/$tool"
done

# Contexts of the suites' fixtures that are not in the library come from the suites' own packages.
node "$here/contexts.cjs" "$suites" "$out/contexts" > "$out/contexts.list"
mapfile -t contexts < "$out/contexts.list"

# The suites take any certificate; over https, all of them take what the VC-API hands out out of its envelope.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$out/tls.key" -out "$out/tls.pem" 2> "$out/openssl.log"
url=https://localhost:$port
"$MICROCRED" serve --port "$port" --policy "${POLICY:-conformance}" --keys "$out/keys" --store "$out/status.db" "${contexts[@]}" \
  --public-url "$url" --tls-cert "$out/tls.pem" --tls-key "$out/tls.key" > "$out/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true' EXIT
for _ in $(seq 100); do
  curl -skf "$url/health" > /dev/null && break
  kill -0 "$server" 2> /dev/null || { cat "$out/server.log" >&2; exit 70; }
  sleep 0.1
done
curl -skf "$url/issuers" > "$out/issuers.json"

failed=0
for name in "$@"; do
  folder=$suites/$name
  if [[ ! -d $folder/node_modules ]]; then
    printf '%-40s skipped: not there, or its packages are not installed\n' "$name"
    continue
  fi
  node "$here/manifest.cjs" "$url" "$out/issuers.json" "$name" > "$folder/localConfig.cjs"
  # Nothing of an earlier run may count.
  find "$folder/tests" -name '*-microcred.json' -path '*/output/*' -delete
  loader=()
  [[ $name == vc-di-bbs-test-suite && -z ${KEEP_VDL:-} ]] && loader=(--import "$here/vdl.mjs")
  flags=()
  # The suite uses methods of iterators, which Node 20 has behind a flag.
  [[ $name == vc-jose-cose-test-suite ]] && flags=(--harmony-iterator-helpers)
  if [[ $name == vc-json-schema-test-suite ]]; then
    # It has a folder of manifests of its own, and would run them all.
    cp "$here/json-schema.json" "$folder/implementations/microcred.json"
    only=(--grep microcred)
  else
    only=()
  fi
  (
    cd "$folder"
    PATH=$out/bin:$PATH node "${flags[@]}" "${loader[@]}" node_modules/mocha/bin/mocha.js tests/ "${only[@]}" \
      --timeout 30000 --reporter json --reporter-option "output=$out/$name.json" > "$out/$name.log" 2>&1
  ) || true
  node "$here/summary.cjs" "$name" "$out/$name.json" || failed=1
done
echo "reports: $out"
exit $failed

#!/usr/bin/env bash
# The same story in five languages over the real library; then each verifies what every other issued.
#
#   examples/ffi/run.sh [--install | --install-only] [c php python java ruby]
#
# Without names, all. --install gets what is missing from Debian's packages, as root; --install-only does nothing else. What is not here
# is said, and skipped.
# LIBRARY and PROGRAM name libmicrocred and microcred; without them, they are built. CHECKED names a library with the feature
# ffi-debug for valgrind (the example `checked`, any profile); without it, the one of LIBRARY is taken.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

install=false only=false
case ${1:-} in
    --install) install=true; shift ;;
    --install-only) install=true only=true; shift ;;
esac
wanted=("$@")
[ ${#wanted[@]} -eq 0 ] && wanted=(c php python java ruby)
wants() { [[ " ${wanted[*]} " == *" $1 "* ]]; }
has() { command -v "$1" >/dev/null 2>&1; }

jna() { find /usr/share/java /usr/share/maven-repo -name 'jna.jar' -o -name 'jna-[0-9]*.jar' 2>/dev/null | head -n 1; }

# The packages that are missing for what is wanted.
missing() {
    if wants c; then
        has cc || echo gcc
        has valgrind || echo valgrind
    fi
    if wants php; then has php || echo php-cli; fi
    if wants python; then has python3 || echo python3; fi
    if wants ruby; then has ruby || echo ruby; fi
    if wants java; then
        has javac || echo default-jdk-headless
        [ -n "$(jna)" ] || echo libjna-java
    fi
}

if $install; then
    mapfile -t packages < <(missing)
    if [ ${#packages[@]} -gt 0 ]; then
        if [ "$(id -u)" = 0 ] && has apt-get; then
            echo "installing ${packages[*]}"
            apt-get install -y -q --no-install-recommends "${packages[@]}" >/dev/null 2>&1 ||
                { apt-get update -q >/dev/null 2>&1 && apt-get install -y -q --no-install-recommends "${packages[@]}" >/dev/null 2>&1; } ||
                echo "NOT TESTED: ${packages[*]} could not be installed; what needs them is skipped below"
        else
            echo "NOT TESTED: ${packages[*]} are missing, and only root on Debian can install them here; what needs them is skipped below"
        fi
    fi
    ! $only || exit 0
fi

cd "$root"
target=${CARGO_TARGET_DIR:-$root/target}
if [ -z "${LIBRARY:-}" ]; then
    cargo rustc --quiet --release --features ffi --crate-type cdylib
    LIBRARY=$target/release/libmicrocred.so
fi
if [ -z "${PROGRAM:-}" ]; then
    cargo build --quiet --features cli,cose --bin microcred
    PROGRAM=$target/debug/microcred
fi
LIBRARY=$(realpath "$LIBRARY") PROGRAM=$(realpath "$PROGRAM") CHECKED=$(realpath "${CHECKED:-$LIBRARY}")

# A fault that a test asks for is told in one line.
export RUST_BACKTRACE=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/lib" "$work/checked" "$work/out" "$work/java" "$work/bin"
ln -s "$LIBRARY" "$work/lib/libmicrocred.so"
ln -s "$CHECKED" "$work/checked/libmicrocred.so"
export MICROCRED_LIBRARY=$LIBRARY MICROCRED_PROGRAM=$PROGRAM MICROCRED_HEADER=$root/include/microcred_ffi.h
export MICROCRED_DATA=$root/examples/data MICROCRED_OUT=$work/out
ran=()

exports() {
    echo "== what the library exports and needs"
    diff <(nm -D --defined-only "$LIBRARY" | awk '$2 != "A" { print $3 }' | sort) include/symbols.txt
    echo "ok  its own functions, and no others"
    local needed
    needed=$(readelf -d "$LIBRARY" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | tr '\n' ' ')
    echo "    needs: $needed"
    local other
    other=$(tr ' ' '\n' <<<"$needed" | grep -vE '^(libc|libm|libgcc_s|libdl|libpthread|librt|ld-linux.*)\.so|^$' || true)
    if [ -n "$other" ]; then
        echo "FAILED: it needs more than libc and its friends"
        return 1
    fi
}

in_c() {
    local flags=(-Wall -Wextra -Wpedantic -Werror -O1 -g -I include) loaded=("-L$work/lib" -lmicrocred -lpthread)
    echo "== C"
    cc -std=c99 "${flags[@]}" -o "$work/bin/story" "$here/c/story.c" "${loaded[@]}"
    cc -std=c11 "${flags[@]}" -o "$work/bin/misuse" "$here/c/misuse.c" "${loaded[@]}"
    if has c++; then c++ -x c++ -std=c++17 "${flags[@]}" -fsyntax-only "$here/c/story.c"; fi
    LD_LIBRARY_PATH=$work/lib "$work/bin/story" "$MICROCRED_DATA" "$work/out"
    LD_LIBRARY_PATH=$work/lib "$work/bin/misuse" "$MICROCRED_DATA" 32 1000
    if has valgrind; then
        echo "-- under valgrind"
        local check=(valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect
            --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes)
        # What an optimised library compares before it knows whether it has to is no mistake of the source.
        [ "$CHECKED" != "$LIBRARY" ] || check+=(--undef-value-errors=no)
        LD_LIBRARY_PATH=$work/checked "${check[@]}" "$work/bin/story" "$MICROCRED_DATA"
        LD_LIBRARY_PATH=$work/checked "${check[@]}" "$work/bin/misuse" "$MICROCRED_DATA" 4 2
    else
        echo "NOT TESTED: valgrind is not here"
    fi
    ran+=(c)
}

in_php() {
    echo "== PHP"
    has php || { echo "NOT TESTED: php is not here"; return; }
    php -d ffi.enable=1 "$here/php/tests/story.php"
    echo "-- where PHP may not use FFI"
    php -d ffi.enable=0 "$here/php/tests/story.php" --child
    ran+=(php)
}

in_python() {
    echo "== Python"
    has python3 || { echo "NOT TESTED: python3 is not here"; return; }
    PYTHONPATH=$here/python python3 -W error -m unittest discover -q -s "$here/python/tests"
    echo "-- as wheels"
    python3 "$here/python/build_wheel.py" "$LIBRARY" "$work/wheels"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --no-index --disable-pip-version-check "$work"/wheels/*.whl
    (cd "$work" && env -u MICROCRED_LIBRARY -u MICROCRED_OUT PYTHONPATH="$here/python/tests" "$work/venv/bin/python" -m unittest -q test_story test_didkit)
    ran+=(python)
}

in_java() {
    echo "== Java"
    local jar
    jar=$(jna)
    if ! has javac || [ -z "$jar" ]; then
        echo "NOT TESTED: javac or JNA is not here"
        return
    fi
    javac -Xlint:all,-processing -Werror -d "$work/java" -cp "$jar" "$here"/java/src/org/microcred/*.java "$here"/java/test/*.java
    java -cp "$work/java:$jar" Story
    ran+=(java)
}

in_ruby() {
    echo "== Ruby"
    has ruby || { echo "NOT TESTED: ruby is not here"; return; }
    ruby -W:no-experimental "$here/ruby/test/story_test.rb"
    ran+=(ruby)
}

# What each issued, as JSON and in an image, verifies in every other.
matrix() {
    echo "== each verifies what every other issued"
    local files=("$work"/out/*) jar
    jar=$(jna)
    for language in "${ran[@]}"; do
        case $language in
            c) LD_LIBRARY_PATH=$work/lib "$work/bin/story" verify "${files[@]}" >"$work/told" ;;
            php)
                php -d ffi.enable=1 "$here/php/tests/verify.php" "${files[@]}" >"$work/told"
                php -d ffi.enable=0 "$here/php/tests/verify.php" "${files[@]}" >>"$work/told"
                ;;
            python) PYTHONPATH=$here/python python3 "$here/python/tests/verify.py" "${files[@]}" >"$work/told" ;;
            java) java -cp "$work/java:$jar" Verify "${files[@]}" >"$work/told" ;;
            ruby) ruby "$here/ruby/test/verify.rb" "${files[@]}" >"$work/told" ;;
        esac || { cat "$work/told"; echo "FAILED: $language does not believe the others"; return 1; }
        printf 'ok  %-7s believes %d files of %s\n' "$language" ${#files[@]} "${ran[*]}"
    done
}

exports
for language in "${wanted[@]}"; do "in_$language"; done
matrix

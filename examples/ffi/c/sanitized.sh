#!/usr/bin/env bash
# The C host under AddressSanitizer, with the library instrumented too: the story, what a host may do wrong, and threads.
#
#   examples/ffi/c/sanitized.sh
#
# Needs a C compiler with AddressSanitizer. It builds the library for itself, under target/sanitized, since everything in it is
# instrumented; CI runs valgrind instead. What a host is never allowed (to use what was freed) is noticed by the library's own book.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")/sanitized
host=$(rustc -vV | sed -n 's/^host: //p')

# Sanitizers are not stable. With --target, build scripts and macros are left as they are.
RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address -Cforce-frame-pointers=yes" CARGO_INCREMENTAL=0 \
    cargo rustc --lib --features ffi-debug --crate-type cdylib --target "$host" --target-dir "$target"
library=$target/$host/debug

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/out"
flags=(-Wall -Wextra -Werror -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -I include)
cc -std=c99 "${flags[@]}" -o "$work/story" "$here/story.c" "-L$library" -lmicrocred -lpthread
cc -std=c11 "${flags[@]}" -o "$work/misuse" "$here/misuse.c" "-L$library" -lmicrocred -lpthread
export LD_LIBRARY_PATH=$library ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 RUST_BACKTRACE=0
"$work/story" examples/data "$work/out"
"$work/misuse" examples/data 8 50
echo "ok  nothing that AddressSanitizer or UndefinedBehaviorSanitizer would have to say"

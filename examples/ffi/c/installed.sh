#!/usr/bin/env bash
# The library as a distribution installs it: by cargo-c, with header, pkg-config file, versioned shared and static library. The story
# in C is compiled by what pkg-config says, once against each, and run.
#
#   examples/ffi/c/installed.sh [ROOT]
#
# Needs cargo-c (cargo install cargo-c; it has to be compiled, which takes ten minutes), a C compiler and pkg-config. ROOT keeps what is
# installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
root=$(realpath -m "${1:-$target/installed}")
rm -rf "$root"
cargo cinstall --release --destdir "$root" --prefix /usr --libdir /usr/lib --target-dir "$target"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/out"
for file in include/microcred.h include/microcred_ffi.h lib/pkgconfig/microcred.pc lib/libmicrocred.a lib/libmicrocred.so lib/libmicrocred.so.1; do
    [ -e "$root/usr/$file" ] || { echo "FAILED: there is no $file"; exit 1; }
    echo "ok  $file"
done
[[ $(readelf -d "$root"/usr/lib/libmicrocred.so) == *"soname: [libmicrocred.so.1]"* ]] || { echo "FAILED: the soname"; exit 1; }
diff <(nm -D --defined-only "$root/usr/lib/libmicrocred.so" | awk '$2 != "A" { print $3 }' | sort) include/symbols.txt
echo "ok  the soname, and its own functions alone"

export PKG_CONFIG_PATH=$root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
read -ra flags <<<"$(pkg-config --cflags --libs microcred)"
cc -std=c99 -Wall -Wextra -Werror -o "$work/shared" "$here/story.c" "${flags[@]}" -lpthread
LD_LIBRARY_PATH=$root/usr/lib "$work/shared" examples/data "$work/out"
ldd "$work/shared" | grep -q 'libmicrocred.so.1' || LD_LIBRARY_PATH=$root/usr/lib ldd "$work/shared"
read -ra flags <<<"$(pkg-config --cflags microcred)"
read -ra needed <<<"$(pkg-config --libs --static microcred | sed 's/-lmicrocred//; s/-L[^ ]*//')"
cc -std=c99 -Wall -Wextra -Werror -o "$work/static" "$here/story.c" "${flags[@]}" "$root/usr/lib/libmicrocred.a" "${needed[@]}" -lpthread -lm -ldl
"$work/static" examples/data "$work/out"
echo "ok  compiled by pkg-config and run, shared and static"

#!/bin/sh
# What cargo calls instead of rustc: coverage of the library and of what reads bytes for it, so that libFuzzer sees where an input led.
# Arithmetic is left as it is: no branch there tells one document from another, and it would be many times slower.
case " $* " in
*" --target "*) ;;
*) exec "$@" ;; # build scripts and macros run here
esac
case " $* " in
*" --crate-name microcred "* | *" --crate-name microcred_fuzz "* | \
    *" --crate-name coset "* | *" --crate-name ciborium"* | *" --crate-name quick_xml "* | *" --crate-name flate2 "* | \
    *" --crate-name miniz_oxide "* | *" --crate-name serde_json "* | *" --crate-name chrono "* | *" --crate-name json_ld"*)
    exec "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing
    ;;
*) exec "$@" ;;
esac

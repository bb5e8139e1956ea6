#!/usr/bin/env bash
# What a crate pays at build time for depending on this client rather than on the HTTP library alone: the crates
# compiled, and the CPU time (user and system) of a clean `cargo build` of an empty crate with
#   (a) reqwest, with its features rustls and json,
#   (b) this client without the feature `codegen`, or
#   (c) this client with its default features.
# All are built from this workspace's lock file, the sources fetched before; alternately, a b c c b a; the best of each
# counts, since whatever else the machine does can only add.
#
# usage: client/benches/downstream-price.sh [ROUNDS]    (each of two builds of all three; 1 by default)
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
rounds=${1:-1}

# Neither a cache nor flags of one's own.
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR CARGO_BUILD_TARGET CARGO_INCREMENTAL RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
export RUSTC_WRAPPER= CARGO_TERM_COLOR=never
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# An empty crate NAME with one dependency, at the versions that this workspace is locked to.
empty_crate() {
    mkdir -p "$scratch/$1/src"
    : >"$scratch/$1/src/lib.rs"
    cp Cargo.lock "$scratch/$1/"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n%s\n' "$1" "$2" \
        >"$scratch/$1/Cargo.toml"
    cargo fetch --quiet --manifest-path "$scratch/$1/Cargo.toml"
}
reqwest=$(sed -n '/^name = "reqwest"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)
empty_crate a "reqwest = { version = \"=$reqwest\", default-features = false, features = [\"rustls\", \"json\"] }"
empty_crate b "collibra-client-management = { path = \"$root/client\", default-features = false, features = [\"rustls\"] }"
empty_crate c "collibra-client-management = { path = \"$root/client\" }"

# Builds the empty crate NAME from nothing, and adds to its list: crates compiled, CPU seconds.
build() {
    rm -rf "$scratch/$1/target"
    TIMEFORMAT='%U %S'
    { time cargo build --frozen --manifest-path "$scratch/$1/Cargo.toml" 2>"$scratch/log"; } 2>"$scratch/time" || {
        cat "$scratch/log" >&2
        return 1
    }
    awk -v crates="$(($(grep -c '^ *Compiling ' "$scratch/log") - 1))" '{ print crates, $1 + $2 }' \
        "$scratch/time" | tee -a "$scratch/$1.list" | sed "s/^/($1) /" >&2
}
for ((round = 0; round < rounds; round++)); do
    for name in a b c c b a; do build $name; done
done

best() { sort -n -k2 "$scratch/$1.list" | head -n 1; }
paste -d ' ' <(best a) <(best b) <(best c) | awk '{
    printf "                          crates   CPU seconds   relative to reqwest\n"
    printf "(a) reqwest               %6d   %11.1f\n", $1, $2
    printf "(b) without `codegen`     %6d   %11.1f   %19.2f\n", $3, $4, $4 / $2
    printf "(c) by default            %6d   %11.1f   %19.2f\n", $5, $6, $6 / $2
}'

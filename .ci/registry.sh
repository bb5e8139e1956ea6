# To be sourced: what crates.io has.

# Prints the versions of the crate NAME that are published, one per line; none if there is no such crate. Fails if the
# registry can't be asked: that isn't the same.
published() {
    local name=$1 body status
    body=$(mktemp)
    status=$(curl --silent --show-error --retry 3 --output "$body" --write-out '%{http_code}' \
        "https://index.crates.io/${name:0:2}/${name:2:2}/$name") || return 1
    case $status in
        200) sed -n 's/.*"vers":"\([^"]*\)".*/\1/p' "$body" ;;
        404) ;;
        *)
            echo "crates.io answered $status for $name" >&2
            return 1
            ;;
    esac
}

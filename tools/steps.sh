#!/usr/bin/env bash
# Makes targets one after the other, and prints how long each took at the end.
#
#   tools/steps.sh TARGET…
#
# Later targets do not check again what the first ones set up and built. `TARGET&` runs in parallel with
# those after it, and its output appears when the last of them begins: for targets that use one core for long.
set -euo pipefail
cd "$(dirname "$0")/.."

report=
made=()
beside=
output=
print() {
    # With all that it started.
    [ -z "$beside" ] || kill -- "-$beside" 2>/dev/null || true
    rm -f "$output" "$output.seconds"
    [ -z "$report" ] || printf '\nTime by step (minutes):\n%b' "$report"
}
trap print EXIT

# made_in TARGET SECONDS STATUS
made_in() {
    report+=$(printf '%8d:%02d  %s%s' $(($2 / 60)) $(($2 % 60)) "$1" "$([ "$3" = 0 ] || echo ' FAILED')")'\n'
    [ "$3" = 0 ] || exit "$3"
    made+=(-o "$1")
}

run() { make --no-print-directory "${made[@]+"${made[@]}"}" "$1"; }

# Waits for the parallel target, and prints its output and its result.
wait_for_beside() {
    local pid=$beside status=0
    wait "$pid" || status=$?
    beside=
    cat "$output"
    made_in "$name" "$(cat "$output.seconds")" "$status"
}

while [ $# -gt 0 ]; do
    target=$1
    shift
    if [[ $target == *'&' ]]; then
        name=${target%&}
        output=$(mktemp)
        # In a process group of its own.
        set -m
        (
            began=$SECONDS
            status=0
            run "$name" >"$output" 2>&1 || status=$?
            echo $((SECONDS - began)) >"$output.seconds"
            exit "$status"
        ) &
        beside=$!
        set +m
        continue
    fi
    [ $# -gt 0 ] || [ -z "$beside" ] || wait_for_beside
    began=$SECONDS
    status=0
    run "$target" || status=$?
    made_in "$target" $((SECONDS - began)) "$status"
done

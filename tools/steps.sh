#!/usr/bin/env bash
# Makes targets one after the other, and prints how long each took at the end.
#
#   tools/steps.sh TARGET…
#
# What the first ones have set up and built, the later ones do not look at again.
set -euo pipefail
cd "$(dirname "$0")/.."

report=
made=()
print() { [ -z "$report" ] || printf '\nTime by step (minutes):\n%b' "$report"; }
trap print EXIT

for target in "$@"; do
    began=$SECONDS
    status=0
    make --no-print-directory "${made[@]+"${made[@]}"}" "$target" || status=$?
    took=$((SECONDS - began))
    report+=$(printf '%8d:%02d  %s%s' $((took / 60)) $((took % 60)) "$target" "$([ $status = 0 ] || echo ' FAILED')")'\n'
    [ $status = 0 ] || exit $status
    made+=(-o "$target")
done

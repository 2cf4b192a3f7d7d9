#!/usr/bin/env bash
# Proves a deployment on AWS. `tools/deploy.sh prove` runs it.
#
# Deploys the disposable stage $STAGE, runs the checks that only AWS can answer, releases, rolls back, rotates
# a key, makes an alarm fire, exports, restores, and takes the stage offline. Writes each command, its output
# and its time to a transcript, and continues after a failed step. Takes about an hour and a half, and costs
# about a dollar. The tables and buckets stay, like those of every stage; the end of the transcript says how to
# delete them.
# The functions below are arguments of `step`.
# shellcheck disable=SC2329
set -uo pipefail
cd "$(dirname "$0")/.." || exit

say() { printf 'prove: %s\n' "$*" >&2; }

command -v aws >/dev/null || {
    say "the AWS CLI is missing: install it from https://aws.amazon.com/cli, then run this again."
    exit 1
}

export STAGE AWS_REGION
# A low limit to exceed, and a lower one for the budget; a locked archive to export into; scratch tables beside the others.
flags="${CDK_FLAGS:-} -c rate=5 -c budgetRate=2 -c objectLock=1 -c archiveDays=7 -c restoreDrill=$AWS_REGION"
export CDK_FLAGS=$flags

# PROVE_SECONDS is the timeout of each wait, PROVE_PAUSE the interval between its polls; both are in seconds.
limit=${PROVE_SECONDS:-1800}
pause=${PROVE_PAUSE:-15}

mkdir -p target/prove
transcript=target/prove/$STAGE-$(date -u +%Y%m%dT%H%M%SZ).log
summary=()
failed=0

ops() { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true cdk/node_modules/.bin/tsx "cdk/ops/$1.ts" "${@:2}" --stage "$STAGE"; }
deploy_sh() { tools/deploy.sh "$@"; }

# Runs a step: step NAME COMMAND ARGUMENT…
step() {
    local name=$1 begun=$SECONDS code=0
    shift
    say "$name"
    printf '\n## %s\n\n$ %s\n' "$name" "$*" >>"$transcript"
    "$@" </dev/null >>"$transcript" 2>&1 || code=$?
    local result="ok"
    if [ "$code" -ne 0 ]; then
        result="FAILED with code $code"
        failed=1
        say "$name: failed, see $transcript"
    fi
    summary+=("$name: $result, $((SECONDS - begun)) s")
    return "$code"
}

# Waits until a command prints a text: await TEXT COMMAND ARGUMENT…
await() {
    local expected=$1 found="" end=$((SECONDS + limit))
    shift
    until found=$("$@") && [ "$found" = "$expected" ]; do
        [ "$SECONDS" -lt "$end" ] || {
            say "still '$found' after $limit seconds, and not '$expected'"
            return 1
        }
        sleep "$pause"
    done
    printf '%s\n' "$found"
}

alarm() { aws cloudwatch describe-alarms --alarm-names "humeur-$STAGE-$1" --query 'MetricAlarms[0].StateValue' --output text; }
# The number of tables whose restore was proven.
proven_count() {
    aws logs filter-log-events --log-group-name "/aws/lambda/humeur-$STAGE-drill" \
        --filter-pattern '{ $.message = "restore proven" }' --query 'events[].message' --output text |
        grep -o '"table":"[a-z_]*"' | sort -u | wc -l | tr -d ' '
}
exported_count() { python3 -c 'import json; print(sum("newerBy" in t["export"] for t in json.load(open("server/tables.json"))))'; }

with_flags() {
    local -x CDK_FLAGS="$flags $1"
    shift
    "$@"
}

{
    printf '# A proof of Humeur on AWS\n\nstage %s, region %s, commit %s, %s\n' "$STAGE" "$AWS_REGION" \
        "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "$(date -u +%FT%TZ)"
} >"$transcript"

if step "the stage is free" ops prove absent; then
    if step "deploy" deploy_sh deploy; then
        step "check the site" deploy_sh check
        step "preconditions, host, errors, limit" ops prove site
        step "the limit's alarm fires" await ALARM alarm refused-requests
        step "release a version gradually" with_flags "-c memory=1024" deploy_sh deploy
        step "roll back" deploy_sh rollback
        step "check after the rollback" deploy_sh check
        step "release after a rollback" with_flags "-c memory=768" deploy_sh deploy
        step "rotate the origin key" with_flags "-c memory=768" deploy_sh rotate
        step "two versions of one parameter" ops prove parameters
        step "fail a job" ops prove fail-job
        step "the alarm fires" await ALARM alarm dead-letters
        step "export into the locked archive" ops prove export
        step "the drill restores every export" await "$(exported_count)" proven_count
        step "check a restore" deploy_sh restore --latest --dry-run
        step "restore" deploy_sh restore --latest
        step "check after the restore" deploy_sh check
    fi
    # Also after a deployment that failed halfway.
    CONFIRM=$STAGE step "destroy" deploy_sh destroy
fi

{
    printf '\n## Summary\n\n'
    printf -- '- %s\n' "${summary[@]}"
} | tee -a "$transcript" >&2
printf '%s\n' "$transcript"
exit "$failed"

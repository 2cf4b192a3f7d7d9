#!/usr/bin/env bash
# Brings Humeur to AWS, and operates it there.
#
#   tools/deploy.sh [bootstrap|deploy|diff|rotate|rotate-session|rollback|restore|check|destroy] [ARGUMENT…]
#
#   bootstrap       makes an account ready, once for each region: bootstrap aws://ACCOUNT/REGION
#   deploy          what was built, to AWS: keys, tables and buckets, files, function, all the rest
#   diff            what a deployment would change; changes nothing
#   rotate          makes a new key between CloudFront and the API, and deploys it
#   rotate-session  makes a new key for the sessions, and deploys it: every session ends
#   rollback        has the version before answer again (or the one named), within seconds
#   restore         brings entries back: restore --latest, or restore --from EXPORT (--help says more)
#   check           asks whether it is well
#   destroy         removes what can be had again, and says what stays
#
# STAGE names which Humeur is meant (default: production). CDK_FLAGS holds the options of its
# stacks, the same ones each time, as what is left out is taken away: CDK_FLAGS="-c waf=true".
# Only a whole stack stays until it is removed by hand: deploy says which, and how.
#
# Everything may be repeated, and goes on where it was interrupted. `make deploy` builds first.
set -euo pipefail
cd "$(dirname "$0")/.."

STAGE=${STAGE:-production}
read -ra flags <<<"${CDK_FLAGS:-}"

say() { printf 'deploy: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# --- What must be there -------------------------------------------------------------------

need_node() {
    { command -v node && command -v npm; } >/dev/null ||
        die "Node.js is missing: install version 20 or newer from https://nodejs.org, then run this again."
    local version
    version=$(node -p process.versions.node)
    [ "${version%%.*}" -ge 20 ] || die "Node.js $version is too old: install version 20 or newer from https://nodejs.org."
    cmp -s cdk/package-lock.json cdk/node_modules/.humeur-lock && return
    say "the AWS CDK: fetching it"
    (cd cdk && npm ci --loglevel=error) ||
        die "the AWS CDK could not be installed from npm: check the network, then run this again."
    # Written last: it says that all of it is there.
    cp cdk/package-lock.json cdk/node_modules/.humeur-lock
}

need_aws() {
    # The CDK reads both names, the SDK only the first: they must not go to two places.
    export AWS_REGION=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
    [ -n "$AWS_REGION" ] || unset AWS_REGION
    AWS_REGION=$(ops preflight --stage "$STAGE") || exit 1
    export AWS_REGION
}

# What an option of the stacks was set to, the last time if more than once.
option() {
    local word value=""
    for word in ${flags[@]+"${flags[@]}"}; do
        # Both `-c name=value` and `--context=name=value`.
        word=${word#-c}
        word=${word#--context=}
        [[ $word != "$1="* ]] || value=${word#*=}
    done
    printf '%s' "$value"
}

need_build() {
    local arch zip
    arch=$(option arch)
    zip=$(option zip)
    zip=${zip:-target/lambda/humeur-${arch:-arm64}.zip}
    [ -f "$zip" ] || die "$zip is missing: run 'make deploy', which builds it first."
    # The function names the files in its pages: they must be of one build.
    local names kind hash
    names=$(python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("hash.txt").decode())' "$zip" 2>/dev/null) ||
        die "$zip can't be read: remove it, and run 'make deploy'."
    while IFS=': ' read -r kind hash; do
        [ -z "$kind" ] || [ -f "target/site/pkg/humeur.$hash.$kind" ] ||
            die "target/site and $zip are not of one build: run 'make deploy', which builds both."
    done <<<"$names"
}

# --- Helpers ------------------------------------------------------------------------------

# A script of cdk/ops.
ops() {
    local script=$1
    shift
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true \
        cdk/node_modules/.bin/tsx "cdk/ops/$script.ts" "$@"
}

# The CDK, for this stage. Quiet but for what it does.
cdk() {
    local command=$1
    shift
    (cd cdk && node_modules/.bin/cdk "$command" --no-notices \
        -c "stage=$STAGE" ${flags[@]+"${flags[@]}"} "$@")
}

# Deploys from templates that were made once, so that all stacks are of one making.
cdk_deploy() {
    cdk deploy --app cdk.out --require-approval never "$@" >&2 ||
        die "not all was changed, and AWS took back what had begun: see the first failure above, then run this again."
}

# --- Commands -----------------------------------------------------------------------------

# What nobody can undo is asked about: by the stage's name, or beforehand in CONFIRM.
confirm() {
    [ "${CONFIRM:-}" != "$STAGE" ] || return 0
    [ -t 0 ] || die "this $1: say CONFIRM=$STAGE if that is meant."
    local answer
    read -rp "deploy: this $1. Its name, if that is meant: " answer
    [ "$answer" = "$STAGE" ] || die "nothing was done."
}

# The stacks, with the newest keys, into cdk/cdk.out.
synth() {
    local keys=()
    read -ra keys <<<"${1//$'\n'/ }"
    cdk synth --quiet --output cdk.out "${keys[@]/#/--context=}" >&2 ||
        die "the stacks can't be made: see the failure above."
}

# Each step works with what the one before has left, and with what was deployed last: the new
# function answers only once its keys, tables and files are there.
deploy() {
    local keys how
    keys=$(ops keys ensure --stage "$STAGE")
    synth "$keys"
    # CodeDeploy releases nothing once somebody went back, as the alias is not where it was left.
    how=$(ops release --stage "$STAGE" --template "cdk/cdk.out/Humeur-$STAGE-App.template.json")
    if [ "$how" = at-once ]; then
        flags+=(-c ignoreAlarms=true)
        synth "$keys"
    fi
    say "stage $STAGE in $AWS_REGION: tables and buckets"
    cdk_deploy --exclusively "Humeur-$STAGE-Storage"
    say "files of the site"
    ops publish --stage "$STAGE" >/dev/null
    say "function, API and distribution (the first time takes ten minutes, a new version six)"
    cdk_deploy "Humeur-$STAGE-*"
    ops stacks left --stage "$STAGE" --assembly cdk/cdk.out >/dev/null
    check
}

diff() {
    local keys=() shown
    shown=$(ops keys show --stage "$STAGE")
    read -ra keys <<<"${shown//$'\n'/ }"
    cdk diff ${keys[@]+"${keys[@]/#/--context=}"} "Humeur-$STAGE-*"
}

rotate() {
    ops keys rotate --stage "$STAGE" >/dev/null
    deploy
}

rotate_session() {
    confirm "ends every session of $STAGE, and journals without an account can't be found again by their owners"
    ops keys rotate-session --stage "$STAGE" >/dev/null
    # At once: until the last old version is gone, the key that got out opens journals.
    flags+=(-c ignoreAlarms=true)
    deploy
}

check() {
    local version url
    version=$(ops check --stage "$STAGE" "$@")
    url=$(ops outputs --stage "$STAGE" | sed -n 's/^Url=//p')
    say "version $version answers, and is well"
    printf '%s\n' "$url"
}

destroy() {
    confirm "takes $STAGE off the air"
    # What there is, not what today's flags name.
    ops stacks remove --stage "$STAGE"
    kept
}

kept() {
    cat >&2 <<END
deploy: $STAGE answers no more; its logs, alarms and schedules are gone. What people wrote is still there, and 'make deploy' takes it up again:
  - stack Humeur-$STAGE-Storage: the table, its point-in-time recovery, the bucket of the site, the archive
  - the keys /humeur/$STAGE/session-key (without it nobody finds their journal again) and /humeur/$STAGE/origin-key
To remove these too, for good, by hand:
  aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name Humeur-$STAGE-Storage
  aws cloudformation describe-stack-resources --stack-name Humeur-$STAGE-Storage   # names the table and the buckets
  aws cloudformation delete-stack --stack-name Humeur-$STAGE-Storage               # leaves table and buckets
  aws dynamodb update-table --no-deletion-protection-enabled --table-name TABLE && aws dynamodb delete-table --table-name TABLE
  (each bucket: empty it with all its versions, in the S3 console, then) aws s3 rb s3://BUCKET
  aws ssm delete-parameters --names /humeur/$STAGE/session-key /humeur/$STAGE/origin-key
END
}

# --- Which of them ------------------------------------------------------------------------

what=${1:-deploy}
[ $# -eq 0 ] || shift

case $what in
bootstrap)
    [[ ${1:-} == aws://*/* ]] || die "say which account and region: tools/deploy.sh bootstrap aws://123456789012/eu-west-3"
    need_node
    # Not from cdk/: there it would read the stacks, whose function is not built yet.
    cdk/node_modules/.bin/cdk bootstrap --no-notices "$@" ||
        die "the account could not be made ready: see the message above; 'aws sts get-caller-identity' says who you are."
    ;;
deploy | diff | rotate | rotate-session | destroy)
    [ $# -eq 0 ] || die "'$1' is not understood: $what takes no arguments."
    need_node
    [ "$what" = destroy ] || need_build
    need_aws
    "${what//-/_}"
    ;;
check | rollback | restore)
    need_node
    need_aws
    if [ "$what" = check ]; then check "$@"; else ops "$what" --stage "$STAGE" "$@"; fi
    ;;
*) die "'$what' is unknown: use bootstrap, deploy, diff, rotate, rotate-session, rollback, restore, check or destroy." ;;
esac

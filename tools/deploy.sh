#!/usr/bin/env bash
# Deploys Humeur to AWS, and operates it there.
#
#   tools/deploy.sh [COMMAND] [ARGUMENT…]
#
#   bootstrap       prepares an account, once per region: bootstrap aws://ACCOUNT/REGION
#   deploy          deploys the build: keys, tables and buckets, files, function, everything else
#   diff            shows the changes of a deployment
#   rotate          creates a new key between CloudFront and the API, and deploys it
#   rotate-session  creates a new key for the sessions, and deploys it in two steps: no session ends
#   revoke-session  replaces a leaked key of the sessions at once: every session and every reminder ends
#   revoke-push     replaces a leaked or lost key of push messages: every reminder ends
#   restore-key     restores lost keys from their copies in ESCROW, or the session key from standard input
#   rollback        makes the previous version live again (or the given one), within seconds
#   restore         restores tables: restore --latest, or restore --from EXPORT (--help explains both)
#   check           checks the site
#   prove           proves all of this on a disposable stage (tools/prove.sh), and writes a transcript
#   destroy         removes every stack except Storage, and lists the data that stays
#
# STAGE is the stage (default: production). CDK_FLAGS has the options of its stacks, the same ones at
# every deployment, because an option that is left out is switched off: CDK_FLAGS="-c waf=true". Only a
# whole stack stays until it is removed by hand: deploy lists it, with the command. ARCH is a shorter way to
# say "-c arch=x86_64".
#
# ESCROW is the place of the keys' encrypted copies, in another region (eu-west-1) or account
# (PROFILE@eu-west-1): no key is deployed before it is copied. Without it there are no copies.
#
# Every command can be repeated, and continues where it was interrupted. `make deploy` builds first.
set -euo pipefail
cd "$(dirname "$0")/.."

STAGE=${STAGE:-production}
ESCROW=${ESCROW:-}
read -ra flags <<<"${CDK_FLAGS:-}"

say() { printf 'deploy: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# --- Prerequisites ------------------------------------------------------------------------

need_node() {
    { command -v node && command -v npm; } >/dev/null ||
        die "Node.js is missing: install version 20 or newer from https://nodejs.org, then run this again."
    local version
    version=$(node -p process.versions.node)
    [ "${version%%.*}" -ge 20 ] || die "Node.js $version is too old: install version 20 or newer from https://nodejs.org."
    cmp -s cdk/package-lock.json cdk/node_modules/.humeur-lock && return
    say "installing the AWS CDK"
    (cd cdk && npm ci --loglevel=error) ||
        die "the AWS CDK could not be installed from npm: check the network, then run this again."
    # Written last: it marks a complete installation.
    cp cdk/package-lock.json cdk/node_modules/.humeur-lock
}

need_aws() {
    # The CDK reads both names, the SDK only the first: both must use one region.
    export AWS_REGION=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
    [ -n "$AWS_REGION" ] || unset AWS_REGION
    AWS_REGION=$(ops preflight --stage "$STAGE") || exit 1
    export AWS_REGION
}

# The value of an option of the stacks: the last one if it is repeated.
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

# One architecture for the package and the stacks, from CDK_FLAGS or from ARCH.
use_arch() {
    local arch
    arch=$(option arch)
    [ -z "$arch" ] || [ -z "${ARCH:-}" ] || [ "$arch" = "$ARCH" ] ||
        die "ARCH is $ARCH and CDK_FLAGS says arch=$arch: give one of them."
    [ -n "$arch" ] || [ -z "${ARCH:-}" ] || flags+=(-c "arch=$ARCH")
}

need_build() {
    local arch zip
    use_arch
    arch=$(option arch)
    zip=$(option zip)
    zip=${zip:-target/lambda/humeur-${arch:-arm64}.zip}
    [ -f "$zip" ] || die "$zip is missing: run 'make lambda', which builds it."
    # The function's pages name the files: both must be of one build.
    local names kind hash
    names=$(python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("hash.txt").decode())' "$zip" 2>/dev/null) ||
        die "$zip can't be read: delete it, and run 'make lambda'."
    while IFS=': ' read -r kind hash; do
        [ -z "$kind" ] || [ -f "target/site/pkg/humeur.$hash.$kind" ] ||
            die "target/site and $zip are of different builds: run 'make lambda', which builds both."
    done <<<"$names"
}

# --- Helpers ------------------------------------------------------------------------------

# Runs a script of cdk/ops.
ops() {
    local script=$1
    shift
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true \
        cdk/node_modules/.bin/tsx "cdk/ops/$script.ts" "$@"
}

# Runs the CDK for this stage.
cdk() {
    local command=$1
    shift
    (cd cdk && node_modules/.bin/cdk "$command" --no-notices \
        -c "stage=$STAGE" ${flags[@]+"${flags[@]}"} "$@")
}

# Deploys from one assembly, so that all stacks are of the same synthesis.
cdk_deploy() {
    cdk deploy --app cdk.out --require-approval never "$@" >&2 ||
        die "the deployment failed, and AWS rolled it back: see the first error above, then run this again."
}

# --- Commands -----------------------------------------------------------------------------

# Asks for the stage's name, unless it is in CONFIRM, before an action that can't be undone.
confirm() {
    [ "${CONFIRM:-}" != "$STAGE" ] || return 0
    [ -t 0 ] || die "this $1: set CONFIRM=$STAGE to confirm."
    local answer
    read -rp "deploy: this $1. Enter its name to confirm: " answer
    [ "$answer" = "$STAGE" ] || die "not confirmed: nothing was changed."
}

# Synthesises the stacks with these versions of the keys into cdk/cdk.out.
synth() {
    local keys=()
    read -ra keys <<<"${1//$'\n'/ }"
    cdk synth --quiet --output cdk.out ${keys[@]+"${keys[@]/#/--context=}"} >&2 ||
        die "the stacks can't be synthesised: see the error above."
}

# Each step is compatible with the previous deployment: the new function goes live after its keys,
# tables and files.
deploy() {
    local keys how
    # Options that are refused change no key.
    if [ $# -gt 0 ]; then
        keys=$(ops keys show --stage "$STAGE")
        synth "$keys"
    fi
    keys=$(ops keys "${1:-ensure}" --stage "$STAGE")
    [ -z "$ESCROW" ] || ops escrow copy --at "$ESCROW" --stage "$STAGE"
    synth "$keys"
    # CodeDeploy refuses to deploy after a rollback, because the alias is not at the stack's version.
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
    deploy rotate
}

# Every function accepts the new key before one signs with it.
rotate_session() {
    # What the first deployment adds to the flags is not for the second one.
    (deploy rotate-session)
    deploy
}

revoke_session() {
    confirm "ends every session of $STAGE, and the owners of journals without an account lose them"
    # At once: the leaked key opens journals until the last old version is gone.
    flags+=(-c ignoreAlarms=true)
    deploy revoke-session
}

revoke_push() {
    confirm "ends every reminder of $STAGE, until it is set again"
    flags+=(-c ignoreAlarms=true)
    deploy revoke-push
}

# Restored keys have their versions, so no deployment is needed.
restore_key() {
    local at=()
    [ -z "$ESCROW" ] || at=(--at "$ESCROW")
    ops escrow restore ${at[@]+"${at[@]}"} --stage "$STAGE"
}

check() {
    local version url
    version=$(ops check --stage "$STAGE" "$@")
    url=$(ops outputs --stage "$STAGE" | sed -n 's/^Url=//p')
    say "version $version is healthy"
    printf '%s\n' "$url"
}

destroy() {
    confirm "takes $STAGE offline"
    # All deployed stacks, included in the current options or not.
    ops stacks remove --stage "$STAGE"
    kept
}

kept() {
    cat >&2 <<END
deploy: $STAGE is offline; its logs, alarms and schedules are deleted. All data stays, and 'make deploy' uses it again:
  - stack Humeur-$STAGE-Storage: the tables with their point-in-time recovery, the buckets, the vault of photos
  - the keys /humeur/$STAGE/session-key (without it every journal is lost to its owner), /humeur/$STAGE/push-key
    (without it every reminder ends) and /humeur/$STAGE/origin-key; the parameters that you wrote; the user pool of cognito
To delete these too, permanently, by hand:
  aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name Humeur-$STAGE-Storage
  aws cloudformation describe-stack-resources --stack-name Humeur-$STAGE-Storage   # lists the tables and buckets
  aws cloudformation delete-stack --stack-name Humeur-$STAGE-Storage               # keeps the tables and buckets
  (each table) aws dynamodb update-table --no-deletion-protection-enabled --table-name TABLE && aws dynamodb delete-table --table-name TABLE
  (each bucket: empty it with all its versions, in the S3 console, then) aws s3 rb s3://BUCKET
  (the vault of photos: delete its back-ups, in the console of AWS Backup, then) aws backup delete-backup-vault --backup-vault-name VAULT
  (the user pool) aws cognito-idp update-user-pool --deletion-protection INACTIVE --user-pool-id POOL && aws cognito-idp delete-user-pool --user-pool-id POOL
  aws ssm get-parameters-by-path --path /humeur/$STAGE --query 'Parameters[].Name'   # lists the parameters, yours included
  aws ssm delete-parameters --names /humeur/$STAGE/session-key /humeur/$STAGE/push-key /humeur/$STAGE/origin-key
  (each copy in another region or account) the same, with its --region and --profile
END
}

# --- Dispatch -----------------------------------------------------------------------------

what=${1:-deploy}
[ $# -eq 0 ] || shift

case $what in
bootstrap)
    [[ ${1:-} == aws://*/* ]] || die "bootstrap requires the account and the region: tools/deploy.sh bootstrap aws://123456789012/eu-west-3"
    need_node
    # Not from cdk/, where the CDK would synthesise the stacks before the function is built.
    cdk/node_modules/.bin/cdk bootstrap --no-notices "$@" ||
        die "the bootstrap failed: see the message above; 'aws sts get-caller-identity' shows your identity."
    ;;
prove)
    [ $# -eq 0 ] || die "'$1' is unexpected: prove takes no arguments."
    need_node
    need_build
    need_aws
    export STAGE
    exec tools/prove.sh
    ;;
deploy | diff | rotate | rotate-session | revoke-session | revoke-push | destroy)
    [ $# -eq 0 ] || die "'$1' is unexpected: $what takes no arguments."
    need_node
    [ "$what" = destroy ] || need_build
    need_aws
    "${what//-/_}"
    ;;
restore-key)
    [ $# -eq 0 ] || die "'$1' is unexpected: $what takes no arguments, and reads the key from standard input."
    need_node
    need_aws
    restore_key
    ;;
check | rollback | restore)
    need_node
    need_aws
    if [ "$what" = check ]; then check "$@"; else ops "$what" --stage "$STAGE" "$@"; fi
    ;;
*) die "'$what' is unknown: use bootstrap, deploy, diff, rotate, rotate-session, revoke-session, revoke-push, restore-key, rollback, restore, check, prove or destroy." ;;
esac

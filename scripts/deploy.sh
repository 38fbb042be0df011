#!/bin/sh
# Deploys Rota to your Cloudflare account: checks, secrets, schema, deployment, next steps.
# Knows only how to get Node and the packages ready; scripts/deploy.mjs does the rest.
set -eu
ROTA_FROM=$PWD
export ROTA_FROM
cd "$(dirname "$0")/.."
. scripts/node_deps.sh
run_script deploy.mjs "$@"

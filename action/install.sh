#!/usr/bin/env bash
# Puts corform on the PATH of the steps that follow: built from the commit that this action was checked out
# at, or, if a package is named, installed by npm. No step asks a registry for a name that nobody gave.
set -euo pipefail

bin=$RUNNER_TEMP/corform/bin
if [[ -e $bin/corform ]]; then exit 0; fi

# The build needs no credential, so whatever the job has in its environment stays out of it.
unset "${!COR_@}" "${!CORFORM_@}" GITHUB_TOKEN GH_TOKEN

if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
  echo '::error title=corform::corform needs Node 20.20 or newer. Put a step with actions/setup-node before it.'
  exit 1
fi

# Away from the checkout: nothing in a pull request may configure npm.
if [[ -n ${INPUT_PACKAGE} ]]; then
  cd "$RUNNER_TEMP"
  npm install --global --prefix "$RUNNER_TEMP/corform" \
    --ignore-scripts --no-audit --no-fund -- "$INPUT_PACKAGE"
else
  cd "$GITHUB_ACTION_PATH"
  npm ci --ignore-scripts --no-audit --no-fund
  npm run --silent build
  mkdir -p "$bin"
  ln -s "$GITHUB_ACTION_PATH/bin/run.js" "$bin/corform"
fi
echo "$bin" >> "$GITHUB_PATH"

#!/usr/bin/env bash
# Puts corform on the PATH of the steps that follow.
set -euo pipefail

if [[ -z ${INPUT_PACKAGE} ]]; then
  command -v corform > /dev/null || {
    echo '::error::corform is not on the PATH: install it before, or name a package.'
    exit 1
  }
  exit 0
fi

# Away from the checkout: nothing in a pull request may configure npm.
cd "$RUNNER_TEMP"
npm install --global --prefix "$RUNNER_TEMP/corform" \
  --ignore-scripts --no-audit --no-fund -- "$INPUT_PACKAGE"
echo "$RUNNER_TEMP/corform/bin" >> "$GITHUB_PATH"

#!/usr/bin/env bash
# Takes over into users.yaml what was changed in COR, as a commit on a branch of its own. Says in the output
# `accepted` whether there is one.
set -euo pipefail

for name in COR_API_KEY COR_CLIENT_SECRET COR_ACCESS_TOKEN; do
  [[ -n ${!name} ]] || unset "$name"
done

corform drift --accept --report "markdown=$RUNNER_TEMP/corform-drift.md"
if git diff --quiet; then
  echo 'accepted=false' >> "$GITHUB_OUTPUT"
  exit 0
fi
git -c user.name=corform -c user.email=corform@users.noreply.github.com \
  commit --quiet --all --message 'Accept what was changed in COR'
# The branch is ours: it holds this one commit on top of what was checked out.
git push --quiet --force origin "HEAD:refs/heads/$INPUT_BRANCH"
echo 'accepted=true' >> "$GITHUB_OUTPUT"

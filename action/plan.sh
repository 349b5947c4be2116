#!/usr/bin/env bash
# Plans the checked-out users and leaves what the comment and the apply need in one folder. Reads no
# credential of COR, and calls nothing but the backend of the recorded state.
set -euo pipefail

out=$RUNNER_TEMP/corform-plan
rm -rf "$out"
mkdir -p "$out"
echo "path=$out" >> "$GITHUB_OUTPUT"

CORFORM_COMMIT=$(node "$GITHUB_ACTION_PATH/action/note-pull.js" "$out/pull.json")
if [[ -n $CORFORM_COMMIT ]]; then export CORFORM_COMMIT; else unset CORFORM_COMMIT; fi

corform validate --format github

reports=(--report "job-summary=$RUNNER_TEMP/summary.md" --report "counts=$out/counts.json")
if [[ -n ${INPUT_BASE} ]]; then
  # A fork may not be able to read the state. Such a plan informs; it can't be approved.
  corform plan --base "$INPUT_BASE" "${reports[@]}"
else
  corform plan --out "$out/plan.json" --report "html=$out/plan.html" "${reports[@]}"
fi
cat "$RUNNER_TEMP/summary.md" >> "$GITHUB_STEP_SUMMARY"

#!/usr/bin/env bash
# After an apply that did not end well: what is left, and how a person approves it.
set -euo pipefail

corform plan --detail counts --report "job-summary=$RUNNER_TEMP/remaining.md"
{
  cat "$RUNNER_TEMP/remaining.md"
  printf '\n%s\n' 'To apply exactly this: read it, then run this workflow by hand with its digest.'
  printf '%s\n' 'If it is over a limit, also give the numbers that it names.'
  printf '%s\n' 'To try again what was approved before: re-run this job.'
} >> "$GITHUB_STEP_SUMMARY"

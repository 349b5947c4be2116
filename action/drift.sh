#!/usr/bin/env bash
# Compares COR with what was applied. Says in the output `drift` whether something differs, and leaves the report for
# the issue. Ends with the exit code of corform if it could not compare: then the issue stays as it is.
set -euo pipefail

# A variable that is set but empty would count as a credential.
for name in COR_API_KEY COR_CLIENT_SECRET COR_ACCESS_TOKEN; do
  [[ -n ${!name} ]] || unset "$name"
done

report=$RUNNER_TEMP/corform-drift.md
code=0
corform drift --detailed-exitcode --format github --report "markdown=$report" || code=$?
if [[ -e $report ]]; then cat "$report" >> "$GITHUB_STEP_SUMMARY"; fi
case $code in
  0) echo 'drift=false' >> "$GITHUB_OUTPUT" ;;
  2) echo 'drift=true' >> "$GITHUB_OUTPUT" ;;
  *) exit "$code" ;;
esac

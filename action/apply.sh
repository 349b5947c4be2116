#!/usr/bin/env bash
# Applies what was approved: by a digest, or by the plans that were reviewed in pull requests. Ends with
# exec, so that the signal of a cancelled job reaches corform, which then finishes what is in flight,
# records it and unlocks.
set -euo pipefail

# A variable that is set but empty would count as a credential.
for name in COR_API_KEY COR_CLIENT_SECRET COR_ACCESS_TOKEN; do
  [[ -n ${!name} ]] || unset "$name"
done

if [[ -n ${INPUT_DIGEST} ]]; then
  exec corform apply --lock-timeout "$INPUT_LOCK_TIMEOUT" --expect "$INPUT_DIGEST"
fi

shopt -s nullglob
plans=("$RUNNER_TEMP"/corform-approvals/plan-*.json)
if (( ${#plans[@]} > 0 )); then
  exec corform apply --lock-timeout "$INPUT_LOCK_TIMEOUT" "${plans[@]}"
fi

# No reviewed plan: right only where nothing is to be done.
code=0
corform plan --detail counts --detailed-exitcode || code=$?
if (( code == 2 )); then
  echo '::error::There are changes, and no reviewed plan of a pull request approves them.'
  exit 4
fi
exit "$code"

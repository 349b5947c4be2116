#!/usr/bin/env bash
# Applies what was approved: by a digest, or by the plans that were reviewed in pull requests. Ends with
# exec: the signal of a cancelled job then reaches corform, which finishes what is in flight,
# records it and unlocks.
set -euo pipefail

# A variable that is set but empty would count as a credential, or as a limit that is allowed.
for name in COR_API_KEY COR_CLIENT_SECRET COR_ACCESS_TOKEN CORFORM_ALLOW; do
  [[ -n ${!name} ]] || unset "$name"
done

if [[ -n ${INPUT_DIGEST} ]]; then
  # As people paste it: with a label, in backticks, with spaces, from the source of a comment.
  pasted=" ${INPUT_DIGEST//&#58;/:} "
  if ! [[ $pasted =~ [^0-9A-Za-z](cf1:[0-9a-f]{64})[^0-9A-Za-z] ]] ||
    [[ ${pasted/"${BASH_REMATCH[1]}"/} == *cf1:* ]]; then
    echo '::error title=corform::The input `digest` must hold one whole digest: cf1: and 64 characters of 0-9 and a-f. Copy it from the summary of the run that showed the plan.'
    exit 64
  fi
  exec corform apply --lock-timeout "$INPUT_LOCK_TIMEOUT" --expect "${BASH_REMATCH[1]}"
fi

shopt -s nullglob
plans=("$RUNNER_TEMP"/corform-approvals/plan-*.json)
if (( ${#plans[@]} > 0 )); then
  exec corform apply --lock-timeout "$INPUT_LOCK_TIMEOUT" "${plans[@]}"
fi

# No reviewed plan: right only if nothing is to be done.
code=0
corform plan --detail counts --detailed-exitcode || code=$?
if (( code == 2 )); then
  echo '::error title=corform::The branch has changes of users that are not applied, and no reviewed plan of a pull request approves them. Nothing was sent. The summary of this run shows how to approve them.'
  exit 4
fi
exit "$code"

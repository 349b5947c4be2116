#!/bin/sh
# After the merge, one at a time, on the commit that was merged. The arguments are the approval: the
# plan.json of each change that was merged, or one digest (cf1:...) that somebody read.
# exec: a signal of the CI system then reaches corform.
set -eu
case ${1:?give plan files or a digest} in
  *cf1:*) exec corform apply --lock-timeout 10m --expect "$1" ;;
  *) exec corform apply --lock-timeout 10m "$@" ;;
esac

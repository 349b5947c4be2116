#!/usr/bin/env bash
# Moves the tag of the major version (v1) to the release (v1.2.3), for those who use the action by it. A
# pre-release, and a release older than what the tag points to, move nothing.
set -euo pipefail

if ! [[ $GITHUB_REF_NAME =~ ^(v[0-9]+)\.[0-9]+\.[0-9]+$ ]]; then
  echo "$GITHUB_REF_NAME is not a final release: no tag is moved"
  exit
fi
major=${BASH_REMATCH[1]}
git fetch --quiet --tags --force origin
newest=$(git tag --list "$major.*.*" --sort=-version:refname | grep -Ex "$major\.[0-9]+\.[0-9]+" | head -n 1)
if [[ $newest != "$GITHUB_REF_NAME" ]]; then
  echo "$newest is newer: $major stays"
  exit
fi
git push --quiet --force origin "$GITHUB_REF_NAME^{commit}:refs/tags/$major"
echo "$major is $GITHUB_REF_NAME now"

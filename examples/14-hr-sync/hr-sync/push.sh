#!/usr/bin/env bash
# push.sh [OPTION of git push]...: puts what the import changed on the branch hr-sync, for people to review.
# Runs on a full clone of the default branch, after corform import. Prints whether there is a branch to review.
set -euo pipefail

branch=hr-sync
remote=${HR_SYNC_REMOTE:-origin}
mail=hr-sync@example.com # change it to an address of yours

base=$(git rev-parse HEAD)
last=$(git ls-remote "$remote" "refs/heads/$branch" | cut -f1)
if [[ -n $last ]]; then
  git fetch --quiet "$remote" "refs/heads/$branch"
  # Somebody has worked on the branch: that is theirs to merge or to close.
  if [[ -n $(git log --format=%ae "$base..$last" | grep -vxF "$mail") ]]; then
    echo "The branch $branch has commits of other people. It stays as it is." >&2
    echo review=true
    exit 0
  fi
fi

git add --all -- '*.yaml' ':!.corform-program'
if git diff --cached --quiet; then
  # HR and the users files agree. A branch of an earlier night is out of date; its request closes with it.
  if [[ -n $last ]]; then git push --quiet --force-with-lease="refs/heads/$branch:$last" "$remote" ":refs/heads/$branch"; fi
  echo review=false
  exit 0
fi

# The same change as last night keeps its commit, and so its reviews.
if [[ -z $last || $(git write-tree) != $(git rev-parse "$last^{tree}") ]]; then
  git -c user.name='HR sync' -c user.email="$mail" commit --quiet -m "Users as HR has them on $(date -u +%F)"
  git push --quiet --force-with-lease="refs/heads/$branch:$last" "$@" "$remote" "HEAD:refs/heads/$branch"
fi
echo review=true

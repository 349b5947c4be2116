#!/usr/bin/env bash
# PUTs every user with curl, one after the other: `curl-loop.sh URL USERS.json`.
set -euo pipefail
url=$1 file=$2
source=$(jq -r .source "$file")
jq -c --arg source "$source" \
  '.users[] | [(.id | @uri), ({metadata: {source: $source}} + .fields | tojson)] | .[]' "$file" |
  while read -r id && read -r body; do
    id=$(jq -r . <<<"$id")
    jq -r . <<<"$body" |
      curl --fail --silent --show-error --output /dev/null --request PUT \
        --header "authorization: Bearer $COR_ACCESS_TOKEN" --header 'content-type: application/json' \
        --data-binary @- "$url/v2/integrations/users/$id"
  done

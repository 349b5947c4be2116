#!/bin/sh
# For a change under review. Needs the recorded state, no credential of COR. Publish plan.json and plan.html
# as artifacts of the run, and keep them until the change is merged.
set -eu
corform validate
exec corform plan --out plan.json --report html=plan.html

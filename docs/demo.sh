#!/usr/bin/env bash
# The whole of the main job, on made-up cables. `make demo` runs it.
set -euo pipefail
say() { printf '\n\033[1m$ cablegram %s\033[0m\n' "$*"; }
run() { say "$@"; "$BIN/cablegram" "$@"; }

run sample "$CABLES" --count 500 --seed 7
run ingest "$CABLES"
run search 'tags:PREL -subject:visa' --limit 8
run refs
mrn=$("$BIN/cablegram" refs --json |
    "$BIN/python" -c 'import json, sys; print(json.load(sys.stdin)["most_cited"][0]["mrn"])')
run show "$mrn"
run refs "$mrn" --depth 2
printf '\n\033[1mNow read it in the browser:\033[0m make room\n(that is: %s/cablegram serve --archive %s)\n' \
    "$BIN" "$CABLEGRAM_ARCHIVE"

#!/usr/bin/env bash
# Write the pins again: requirements/compile.sh [pip-compile options, e.g. --upgrade]
# Needs pip-tools and dependency-groups. base.txt is what a user needs, dev.txt is that and what a contributor needs,
# bench.txt is what measuring beside other engines needs as well, newsroom.txt is what a room with accounts needs on its
# server, and what builds the package there (docs/how-to/run-for-a-newsroom.md). None names an index.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    python -m piptools compile --quiet --generate-hashes --allow-unsafe --no-strip-extras \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
        --no-annotate --no-header "$@"
}
compile --output-file requirements/base.txt "${@}" pyproject.toml
# pip-compile does not read dependency groups, so the group is written out for it.
group=$(mktemp --suffix=.in)
trap 'rm -f "$group"' EXIT
python -m dependency_groups dev > "$group"
compile --output-file requirements/dev.txt "${@}" pyproject.toml "$group"
python -m dependency_groups bench > "$group"
compile --output-file requirements/bench.txt --constraint requirements/dev.txt "${@}" "$group"
compile --output-file requirements/newsroom.txt --constraint requirements/dev.txt "${@}" \
    --extra accounts --extra audit --extra dossier --extra mcp --build-deps-for wheel pyproject.toml
if grep -nE '://|file:' requirements/*.txt; then
    echo "requirements/compile.sh: the pins name a place; they must not" >&2
    exit 1
fi

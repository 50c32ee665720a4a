#!/bin/sh
# Runs one test script in a fresh folder and compares its output:
#   IMAGETOOL=... VERSION=... run_test.sh NAME
# NAME.sh runs with the folder "test folder" as its working folder. Its standard
# output must equal NAME.expected when there is such a file; UPDATE_EXPECTED=1 rewrites
# that file instead. Exit 77: skipped.
set -eu

name=$1
CLI_FOLDER=$(cd "$(dirname "$0")" && pwd)
REFERENCE=${REFERENCE:-$CLI_FOLDER/../reference}
EXAMPLES=${EXAMPLES:-$CLI_FOLDER/../../examples}
PYTHON=${PYTHON:-python3}
case $IMAGETOOL in
*/*) IMAGETOOL=$(cd "$(dirname "$IMAGETOOL")" && pwd)/$(basename "$IMAGETOOL") ;;
esac

# A space in the path: quoting mistakes must not stay unseen.
root=$(mktemp -d -t "imagetool cli.XXXXXX")
trap 'chmod -R u+rwx "$root" && rm -rf "$root"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
WORK="$root/test folder"
FIXTURES="$root/fixture folder"
SCRATCH="$root/scratch folder"
mkdir "$WORK" "$FIXTURES" "$SCRATCH"

LC_ALL=C
PYTHONPATH=$REFERENCE
PYTHONDONTWRITEBYTECODE=1
unset NO_COLOR COMPILE
export CLI_FOLDER EXAMPLES FIXTURES IMAGETOOL LC_ALL PYTHON PYTHONDONTWRITEBYTECODE PYTHONPATH
export REFERENCE SCRATCH TEST_NAME="$name" VERSION WORK

# Root may read and write every file, which hides refusals; these capabilities are why.
plain_user=
drop="setpriv --bounding-set=-dac_override,-dac_read_search"
if [ "$(id -u)" -eq 0 ] && $drop true 2>/dev/null; then
    plain_user=$drop
fi

status=0
# shellcheck disable=SC2086 # words without spaces
(cd "$WORK" && exec $plain_user sh "$CLI_FOLDER/$name.sh") >"$root/output" || status=$?
if [ ! -f "$CLI_FOLDER/$name.expected" ]; then
    cat "$root/output"
elif [ -n "${UPDATE_EXPECTED:-}" ]; then
    cp "$root/output" "$CLI_FOLDER/$name.expected"
else
    diff -u "$CLI_FOLDER/$name.expected" "$root/output" || [ "$status" -ne 0 ] || status=1
fi
exit "$status"

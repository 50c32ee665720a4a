#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the cases of one test script, or those that are named:
#   run_test.sh SCRIPT [CASE...]     run_test.sh SCRIPT --list
# SCRIPT is a name in this folder, without .sh, or the path of a script elsewhere. A case is a
# function case_NAME of it; what the case prints must equal SCRIPT_NAME.expected when there is such
# a file, and UPDATE_EXPECTED=1 rewrites that file instead. Exit 77: skipped.
# The environment may name another IMAGETOOL than that of the debug build.
set -eu

usage()
{
    echo "run_test.sh: $1" >&2
    exit 2
}

[ $# -gt 0 ] || usage "usage: run_test.sh SCRIPT [CASE...|--list]"
CLI_FOLDER=$(cd "$(dirname "$0")" && pwd)
case $1 in
*.sh) SCRIPT=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") ;;
*) SCRIPT=$CLI_FOLDER/$1.sh ;;
esac
[ -f "$SCRIPT" ] || usage "there is no $SCRIPT"
shift

all=$(sed -n 's/^case_\([a-z0-9_]*\)()$/\1/p' "$SCRIPT" | tr '\n' ' ')
[ -n "$all" ] || usage "$SCRIPT has no cases"
if [ "${1:-}" = --list ]; then
    echo "$all"
    exit
fi
for name; do
    case " $all" in
    *" $name "*) ;;
    *) usage "no case $name; there are: $all" ;;
    esac
done
CASES=${*:-$all}

TESTS=$(dirname "$CLI_FOLDER")
REFERENCE=$TESTS/reference
EXAMPLES=$TESTS/../examples
PYTHON=${PYTHON:-python3}
IMAGETOOL=${IMAGETOOL:-$TESTS/../build/debug/src/imagetool/imagetool}
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
export CASES CLI_FOLDER EXAMPLES FIXTURES IMAGETOOL LC_ALL PYTHON PYTHONDONTWRITEBYTECODE PYTHONPATH
export REFERENCE SCRATCH SCRIPT TESTS WORK

# Root may read and write every file, which hides refusals; these capabilities are why.
plain_user=
drop="setpriv --bounding-set=-dac_override,-dac_read_search"
if [ "$(id -u)" -eq 0 ] && $drop true 2>/dev/null; then
    plain_user=$drop
fi

# Nobody is asked for a passphrase: away from the terminal that the tests were called from.
detach=
if (: </dev/tty) 2>/dev/null; then
    detach=setsid
fi

# shellcheck disable=SC2086 # words without spaces
(cd "$WORK" && exec $detach $plain_user sh "$SCRIPT")

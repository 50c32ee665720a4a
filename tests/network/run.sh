#!/bin/sh
# SPDX-License-Identifier: MIT
# All updates over a network. usage: run.sh BUILD_DIR IMAGETOOL SERVERS_DIR
# BUILD_DIR is what build.sh filled, SERVERS_DIR what get_servers.sh filled. What is missing is a
# failure.
set -eu

[ $# -eq 3 ] || {
    echo "usage: ${0##*/} BUILD_DIR IMAGETOOL SERVERS_DIR" >&2
    exit 2
}
here=$(dirname "$0")
status=0
python3 "$here/test_updates.py" "$1" "$2" || status=1
for name in servers line posts; do
    python3 "$here/test_$name.py" "$1" "$2" "$3" || status=1
done
exit "$status"

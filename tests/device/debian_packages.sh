# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by the scripts that fetch Debian packages into a build folder: nothing is installed, no
# root is needed, and the system's package lists stay as they are. Such a script sets $name, for its
# messages, and $work, the absolute path of a folder that goes when it ends.

fail() {
    echo "${name?}: $1" >&2
    exit 1
}

begin_work() {
    mkdir -p "${work?}/sources" "$work/lists/partial" "$work/cache/archives/partial"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# read_lists deb|deb-src [APT]: the system's sources, in both formats that apt reads, for that kind;
# read by the function APT in place of quiet_apt.
read_lists() {
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || sed "s/^Types:.*/Types: $1/" "$file" >"$work/sources/${file##*/}"
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$file" ] || sed -n "s/^deb /$1 /p" "$file" >"$work/sources/${file##*/}"
    done
    # A third party's list may fail to load; what counts is the package.
    "${2:-quiet_apt}" update || :
}

# What apt says is in $work/log.
quiet_apt() {
    apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" \
        -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 "$@" >>"$work/log" 2>&1
}

fail_with_log() {
    tail -n 3 "$work/log" >&2
    fail "$1"
}

#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the sources of the commit that is checked out as FOLDER/appbin-VERSION.tar.gz, and their
# SHA-256 beside them. The same commit gives the same bytes. usage: source-archive.sh FOLDER
set -eu

name=${0##*/}
[ $# -eq 1 ] || {
    echo "usage: $name FOLDER" >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

part() {
    git show HEAD:include/appverify/version.h | awk -v name="APPVERIFY_VERSION_$1" '$2 == name { print $3 }'
}
archive=appbin-$(part MAJOR).$(part MINOR).$(part PATCH)
[ -z "$(git status --porcelain --untracked-files=no)" ] ||
    echo "$name: changes that are not committed stay out" >&2
git -c tar.umask=0022 archive --format=tar --prefix="$archive/" -o "$folder/$archive.tar" HEAD
gzip -9nf "$folder/$archive.tar"
cd "$folder"
sha256sum "$archive.tar.gz" >"$archive.tar.gz.sha256"
chmod 644 "$archive.tar.gz" "$archive.tar.gz.sha256"
cat "$archive.tar.gz.sha256"

#!/bin/sh
# SPDX-License-Identifier: MIT
# Lines and branches of the device library that its tests reach, by gcov. usage: coverage.sh
# Fails below 100 % of lines or 95 % of branches. The crypto ports are tested elsewhere.
set -eu
cd "$(dirname "$0")/.."
build=build/coverage
objects=$PWD/$build/src/appverify/CMakeFiles/appverify.dir

cmake --preset coverage >/dev/null
cmake --build --preset coverage >/dev/null
find "$build" -name '*.gcda' -exec rm {} +
status=0
"$build/tests/appverify/test_appverify" >"$build/tests.log" || status=$?
if [ "$status" -ne 0 ]; then
    grep -v '^ok ' "$build/tests.log" >&2
fi

# One call for all, so that gcov adds up what headers share. It names each file, then its figures.
cd "$build"
find "$objects" -name '*.gcno' -exec gcov -b -c {} + >gcov.log 2>gcov.err
awk -v status="$status" '
    function show(name, lines, lines_all, branches, branches_all) {
        printf "%-16s %5d of %5d lines  %5d of %5d branches\n", name, lines, lines_all, branches,
            branches_all
    }
    function count(figure, all) { return int(figure * all / 100 + 0.5) }
    /^File / {
        name = $2
        gsub("\047", "", name)
        wanted = name ~ /src\/appverify\/[a-z0-9_]+\.[ch]$/ && name !~ /\/port_/
        sub(".*/", "", name)
        lines = lines_all = branches = branches_all = 0
    }
    /^Lines executed:/ && wanted {
        split($0, part, /[:% ]+/)
        lines_all = $NF
        lines = count(part[3], lines_all)
    }
    /^Taken at least once:/ && wanted {
        split($0, part, /[:% ]+/)
        branches_all = $NF
        branches = count(part[5], branches_all)
    }
    /^(Calls executed|No calls)/ && wanted {
        show(name, lines, lines_all, branches, branches_all)
        sum_lines += lines
        sum_lines_all += lines_all
        sum_branches += branches
        sum_branches_all += branches_all
        wanted = 0
    }
    END {
        show("total", sum_lines, sum_lines_all, sum_branches, sum_branches_all)
        if (sum_lines_all == 0 || sum_branches_all == 0) {
            print "coverage.sh: gcov gave no figures"
            exit 1
        }
        printf "%.2f %% of lines, %.2f %% of branches\n", 100 * sum_lines / sum_lines_all,
            100 * sum_branches / sum_branches_all
        if (sum_lines < sum_lines_all || 100 * sum_branches < 95 * sum_branches_all) {
            print "coverage.sh: below 100 % of lines or 95 % of branches"
            exit 1
        }
        if (status != 0) {
            print "coverage.sh: tests failed"
            exit 1
        }
    }' gcov.log

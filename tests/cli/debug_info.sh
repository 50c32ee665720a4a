# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# build and size: debug information costs nothing, however much of it an ELF has.
. "$CLI_FOLDER/cli_lib.sh"

fixtures images

# The ELF with 200 MB of debug information, and the peak memory of a command in KiB.
"$PYTHON" - "$FIXTURES" <<'END'
import os
import struct
import sys

folder = sys.argv[1]
data = bytearray(open(f"{folder}/new.2.1.elf", "rb").read())
table, = struct.unpack_from("<I", data, 32)
count, = struct.unpack_from("<H", data, 48)
# A further section header, without flags and with a name that is there, at the end of the file.
header = struct.pack("<10I", 1, 1, 0, 0, len(data) + 40, 200_000_000, 0, 0, 1, 0)
struct.pack_into("<H", data, 48, count + 1)
assert table + 40 * count == len(data)
with open(f"{folder}/debug.elf", "wb") as out:
    out.write(data + header)
    out.truncate(len(data) + 40 + 200_000_000)
END

peak_memory()
{
    "$PYTHON" - "$IMAGETOOL" "$@" <<'END'
import os
import subprocess
import sys

child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss)
sys.exit(status != 0)
END
}

# Without the debug information both take a few MB; 32 MB are a sixth of it.
case_memory()
{
    for command in "build --map 2 --slot 1 -o new.bin" size; do
        plain=$(peak_memory $command "$FIXTURES/new.2.1.elf") || fail "$command"
        debug=$(peak_memory $command "$FIXTURES/debug.elf") || fail "$command with debug sections"
        [ "$debug" -lt $((plain + 32768)) ] || fail "$command takes $debug KiB, $plain without"
    done
    rm new.bin
}

case_same_image()
{
    expect_done build --map 2 --slot 1 -o new.bin "$FIXTURES/debug.elf"
    expect_same "$FIXTURES/new.2.1.bin" new.bin
    rm new.bin
}

run_cases

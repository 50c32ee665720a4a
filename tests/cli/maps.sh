# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# maps: the flash maps.
. "$CLI_FOLDER/cli_lib.sh"

case_figures()
{
    expect_done maps
    cp "$SCRATCH/stdout" all
    cat all

    # One map prints its part of the whole; together they are the whole.
    for map in 0 1 2 3 4 5 6 8 9; do
        expect_done maps $map
        cat "$SCRATCH/stdout" >>single
    done
    expect_same all single
}

case_not_defined()
{
    expect_error 2 \
        "imagetool maps: flash map 7 is not defined; imagetool maps prints those that are" maps 7
    expect_exit 2 maps --json 7
    expect_one_error_line maps
    expect_text stdout '"message": "flash map 7 is not defined; imagetool maps prints those that are"'
    expect_error 2 "flash map 7 is not defined" maps 0x7
}

case_json()
{
    expect_done maps --json
    cp "$SCRATCH/stdout" all.json
    expect_done maps --json 5
    cp "$SCRATCH/stdout" 5.json
    "$PYTHON" - <<'END' || fail "JSON"
import json

# The facts: map: KB, slot 2, irom slot 2 of boot new and old, irom region, slot limit.
small = (0x41000, 0x40241010, 0x40251000, 0x2B000, 0x3A000)
medium = (0x81000, 0x40281010, 0x40291000, 0x6B000, 0x7A000)
large = (0x101000, 0x40201010, None, 0xE0000, 0xFA000)
facts = {0: (512, *small), 1: (256,), 2: (1024, *medium), 3: (2048, *medium),
         4: (4096, *medium), 5: (2048, *large), 6: (4096, *large), 8: (8192, *large),
         9: (16384, *large)}

def number(text):
    return int(text, 16)

entries = json.load(open("all.json"))
assert [e["map"] for e in entries] == list(facts)
for entry in entries:
    kilobytes, *ota = facts[entry["map"]]
    size = kilobytes * 1024
    assert entry["flash_size"] == size
    for name, distance in (("rf_calibration", 0x5000), ("init_data", 0x4000),
                           ("parameters", 0x3000), ("blank", 0x2000)):
        assert number(entry[name]) == size - distance, (entry, name)
    assert entry["ota"] == bool(ota)
    # Every byte is in one area; what is free lies after the slots and is whole sectors.
    at, free = 0, []
    for area in entry["areas"]:
        assert number(area["start"]) == at
        at += area["size"]
        assert number(area["end"]) == at - 1
        free += [(number(area["start"]), at)] if area["name"] == "free" else []
    assert at == size
    names = [area["name"] for area in entry["areas"] if area["name"] != "free"]
    assert names == (["boot-loader", "slot-1", "slot-2"] if ota else ["ram-part", "irom"]) + \
        ["rf-calibration", "init-data", "parameters"], names
    if not ota:
        assert "slot_offset" not in entry and "irom_origin_new" not in entry
        continue
    second, new, old, region, limit = ota
    assert [number(n) for n in entry["slot_offset"]] == [0x1000, second]
    assert [number(n) for n in entry["irom_origin_new"]] == [0x40201010, new]
    if old is None:
        assert "irom_origin_old" not in entry
    else:
        assert [number(n) for n in entry["irom_origin_old"]] == [0x40211000, old]
    assert (entry["irom_limit"], entry["slot_limit"]) == (region, limit)
    between = (0x1000 + limit, second)
    after = (second + limit, size - 0x5000)
    assert free == [between] + ([after] if after[1] > after[0] else []), entry
    assert entry["doubtful"] == (entry["map"] in (8, 9))
assert json.load(open("5.json")) == [e for e in entries if e["map"] == 5]
END
}

# What esptool takes, with the vendor's names. The sizes are esptool's words for the maps.
case_flash_args()
{
    while read -r map size kilobytes slot2 init_data; do
        expect_done maps --flash-args first $map
        expect_same "$SCRATCH/stdout" - <<END
--erase-all
-fm keep
-ff keep
-fs $size
0x000000 boot_v1.7.bin
0x001000 user1.$kilobytes.new.$map.bin
$init_data esp_init_data_default_v08.bin
END
        expect_done maps --flash-args=slots $map
        expect_same "$SCRATCH/stdout" - <<END
0x001000 user1.$kilobytes.new.$map.bin
$slot2 user2.$kilobytes.new.$map.bin
END
    done <<'END'
0 512KB 512 0x041000 0x07c000
2 1MB 1024 0x081000 0x0fc000
3 2MB 2048 0x081000 0x1fc000
4 4MB 4096 0x081000 0x3fc000
5 2MB-c1 2048 0x101000 0x1fc000
6 4MB-c1 4096 0x101000 0x3fc000
8 8MB 8192 0x101000 0x7fc000
9 16MB 16384 0x101000 0xffc000
END
}

run_cases

# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# build: the same bytes everywhere, and the files they go to.
. "$CLI_FOLDER/cli_lib.sh"

fixtures images
elf="$FIXTURES/new.2.1.elf"

# Neither the folder nor the name, the time or the environment may reach the bytes.
case_same_bytes()
{
    for options in "--crc portable" "--crc inverted" "--crc sdk" "--header flash"; do
        expect_done build --map 2 --slot 1 $options -o first "$elf"
        mkdir elsewhere
        cp "$elf" elsewhere/other.elf
        cd elsewhere
        tool_environment="SOURCE_DATE_EPOCH=1 TZ=Asia/Tokyo LC_ALL=tr_TR.UTF-8"
        expect_done build $options --slot 1 other.elf --map 2 -o ../second
        tool_environment=
        cd ..
        expect_same first second
        expect_done build --map 2 --slot 1 $options -o first "$elf"
        expect_same first second
        rm -r elsewhere
    done
}

# A new file gets the mode that the umask leaves; one that exists keeps its own.
case_modes()
{
    expect_done build --map 2 --slot 1 -o second "$elf"
    umask 027
    expect_done build --map 2 --slot 1 -o first "$elf"
    chmod 604 second
    expect_done build --map 2 --slot 1 -o second "$elf"
    # shellcheck disable=SC2012 # names are known
    [ "$(ls -l first second | cut -c 1-10 | tr '\n' ' ')" = "-rw-r----- -rw----r-- " ] ||
        fail "modes: $(ls -l first second)"
}

# Through a symbolic link the file behind it is replaced, and the link stays.
case_symbolic_link()
{
    expect_done build --map 2 --slot 1 -o first "$elf"
    printf 'old' >real
    ln -s real link
    expect_done build --map 2 --slot 1 -o link "$elf"
    expect_same first real
    [ -L link ] || fail "the link was replaced"
}

run_cases

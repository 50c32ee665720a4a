# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# makefile: the file that an SDK project's makefile includes, and what it has to know of a release.
. "$CLI_FOLDER/cli_lib.sh"

# The file is found from where imagetool is, whatever it is called by.
case_path()
{
    expect_done makefile
    path=$(cat "$SCRATCH/stdout")
    case $path in
    /*/share/appbin/appbin.mk) [ -r "$path" ] || fail "$path is not there" ;;
    *) fail "the path is $path" ;;
    esac
    ln -s "$IMAGETOOL" tool
    [ "$(./tool makefile)" = "$path" ] || fail "not found by a link"
}

case_path_refused()
{
    mkdir -p "a b/bin" "a b/share/appbin" alone
    cp "$IMAGETOOL" "a b/bin/imagetool"
    cp "$IMAGETOOL" alone/imagetool
    : >"a b/share/appbin/appbin.mk"
    IMAGETOOL="$PWD/a b/bin/imagetool"
    expect_error 3 "make cannot include a file with a blank" makefile
    IMAGETOOL="$PWD/alone/imagetool"
    expect_error 3 "it is installed with imagetool" makefile
}

# Reads a variable with make itself, as a recipe has it.
value_of()
{
    printf 'include settings.mk\nall:\n\t@printf "%%s\\n" $(%s)\n' "$1" >Makefile
    make -s
}

expect_value()
{
    value=$(value_of "$1")
    [ "$value" = "$2" ] || fail "$1 is '$value', not '$2'"
}

print_settings()
{
    expect_done makefile "$1"
    cp "$SCRATCH/stdout" settings.mk
}

case_settings()
{
    cat >lamp.release <<'END'
--map 4
--vendor It's $HOME & co # 1
--product lamp
--key keys/lamp.pem
--passphrase-env LAMP
--header flash
--out-dir out
END
    print_settings lamp.release
    expect_value appbin_map 4
    expect_value appbin_boot new
    expect_value appbin_slots "1
2"
    expect_value appbin_script_2 eagle.app.v6.new.1024.app2.ld
    # shellcheck disable=SC2016 # the dollar is part of the name
    expect_value appbin_vendor 'It'\''s $HOME & co # 1'
    expect_value appbin_passphrase "--passphrase-env
LAMP"
    expect_value appbin_keys keys/lamp.pem
    expect_value appbin_given "out-dir
header"
}

# The scripts' names are the SDK's, by flash size and boot loader.
case_scripts()
{
    for row in "0 new 1:eagle.app.v6.new.512.app1.ld 2:eagle.app.v6.new.512.app2.ld" \
        "2 old 1:eagle.app.v6.old.1024.app1.ld 2:eagle.app.v6.old.1024.app2.ld" \
        "3 new 1:eagle.app.v6.new.1024.app1.ld 2:eagle.app.v6.new.1024.app2.ld" \
        "5 new 1:eagle.app.v6.new.2048.ld" "6 new 1:eagle.app.v6.new.2048.ld" \
        "8 new 1:eagle.app.v6.new.2048.ld"; do
        # shellcheck disable=SC2086 # words
        set -- $row
        printf -- '--map %s\n--boot %s\n--vendor v\n--product p\n--key k.pem\n' "$1" "$2" >a.release
        print_settings a.release
        shift 2
        [ "$(value_of appbin_slots | wc -l)" -eq $# ] || fail "$row: another number of links"
        for script in "$@"; do
            expect_value "appbin_script_${script%%:*}" "${script#*:}"
        done
    done
}

case_settings_refused()
{
    printf -- '--map 2\n--product p\n--key k.pem\n' >a.release
    expect_error 2 "imagetool makefile: a.release: --vendor is missing" makefile a.release
    printf -- '--map 2\n--vendor v\n--product p\n--key a b.pem\n' >a.release
    expect_error 2 "a makefile cannot depend on 'a b.pem'" makefile a.release
    printf -- '--map 1\n--vendor v\n--product p\n' >a.release
    expect_error 2 "flash map 1 has no OTA slots" makefile a.release
    printf -- '--map 2\n--vendor v\n--product p\n--layout rboot\n' >a.release
    expect_error 2 "know no other layout" makefile a.release
    printf -- '--map 2\n--vendor v\n--product p\n--boot none\n' >a.release
    expect_error 2 "nothing to be signed" makefile a.release
    printf -- '--map 2\n--vendro v\n' >a.release
    expect_error 2 "a.release:2: unknown option '--vendro'" makefile a.release
    expect_error 3 "nothing.release" makefile nothing.release
}

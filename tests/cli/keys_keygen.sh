# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# keygen: keys and their files.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/key_lib.sh"

key_fixtures

# made_key TYPE: what openssl reads, in a file of its owner whatever the umask is.
made_key()
{
    type=$1
    umask 0
    expect_done keygen --no-passphrase --type $type -o made.pem
    expect_one_line stdout
    expect_text stdout "wrote made.pem: private key, $type, key id $("$IMAGETOOL" pubkey --format id made.pem)"
    expect_done keygen --type $type --passphrase-file secret -o made.enc
    for file in made.pem made.enc; do
        [ "$(stat -c %a $file)" = 600 ] || fail "mode $(stat -c %a $file)"
    done
    ssl pkey -in made.pem -check -noout >"$SCRATCH/checked" || fail "openssl refuses the key"
    ssl pkey -in made.pem -out again.pem
    expect_same made.pem again.pem
    ssl pkey -in made.pem -pubout -out made.pub
    expect_signs made.pem made.pub
    ssl pkey -in made.enc -passin file:secret -check -noout >"$SCRATCH/checked" ||
        fail "openssl does not decrypt the key"
    if ssl pkey -in made.enc -passin file:wrong -noout 2>"$SCRATCH/openssl"; then
        fail "openssl takes a wrong passphrase"
    fi
    ssl pkey -in made.enc -passin file:secret -pubout -out made.pub
    expect_signs made.enc made.pub --passphrase-file secret
    case $type in
    ecdsa-p256) wanted="(256 bit)" ;;
    *) wanted="(${type#rsa-} bit" ;;
    esac
    ssl pkey -in made.pem -noout -text >"$SCRATCH/text"
    grep -qF "$wanted" "$SCRATCH/text" || fail "the key is not $wanted"
}

case_ecdsa()
{
    made_key ecdsa-p256
}

case_rsa2048()
{
    made_key rsa-2048
}

case_rsa3072()
{
    made_key rsa-3072
}

case_umask()
{
    umask 077
    expect_done keygen --no-passphrase -o made.default.pem
    [ "$(stat -c %a made.default.pem)" = 600 ] || fail "mode $(stat -c %a made.default.pem)"
    umask 0777
    expect_done keygen --no-passphrase -o made.umask.pem
    umask 022
    [ "$(stat -c %a made.umask.pem)" = 600 ] || fail "mode $(stat -c %a made.umask.pem)"
    grep -q 'BEGIN PRIVATE KEY' made.default.pem || fail "not PKCS#8"
    expect_differ made.default.pem made.umask.pem
}

# Without a terminal nobody can be asked.
case_unencrypted_says_so()
{
    expect_exit 0 keygen -o made.pem
    expect_one_error_line keygen
    expect_text stderr "made.pem: note: the key is not encrypted: whoever can read the file can sign"
    expect_done pubkey made.pem
    expect_done keygen --no-passphrase -o silent.pem
    expect_error 2 "--no-passphrase excludes the other options for a passphrase" keygen \
        --no-passphrase --passphrase-file secret -o new.pem
}

case_encrypted_form()
{
    expect_done keygen --passphrase-file secret -o made.enc
    openssl asn1parse -in made.enc >"$SCRATCH/text"
    for word in PBES2 PBKDF2 :0927C0 hmacWithSHA256 aes-256-cbc; do
        grep -q -e "$word" "$SCRATCH/text" || fail "no $word in the encrypted key"
    done
}

# A key that exists is never lost.
case_existing_file()
{
    expect_done keygen --no-passphrase -o made.pem
    cp made.pem kept.pem
    expect_error 1 "made.pem: exists; --force overwrites it" keygen -o made.pem
    ln -s nowhere dangling
    expect_error 1 "dangling: exists" keygen -o dangling
    mkdir folder
    expect_error 3 "folder: is not a regular file" keygen -o folder
    expect_error 3 "folder: is not a regular file" keygen --force -o folder
    expect_error 3 "missing/made.pem: cannot create: No such file" keygen -o missing/made.pem
    expect_error 3 "missing/made.pem: cannot create: No such file" keygen --force \
        -o missing/made.pem
    expect_error 2 "the output is the input secret" keygen --force --passphrase-file secret \
        -o secret
    expect_same kept.pem made.pem
    chmod 644 made.pem
    ln made.pem hard.pem
    ln -s made.pem soft.pem
    expect_done keygen --no-passphrase --force -o soft.pem
    [ -L soft.pem ] || fail "the symbolic link is gone"
    expect_differ kept.pem made.pem
    expect_same kept.pem hard.pem # the old file was not written into
    [ "$(stat -c %a made.pem)" = 600 ] || fail "mode $(stat -c %a made.pem)"
    expect_done keygen --no-passphrase --force -o new.pem
    [ "$(find . -name '*.pem.*' | wc -l)" -eq 0 ] || fail "a temporary file is left"
    rm new.pem dangling hard.pem soft.pem
}

# Whoever may write the folder says where the link leads.
case_planted_link()
{
    mkdir open
    chmod 1777 open
    echo precious >precious
    ln -s "$PWD/precious" open/key.pem
    for type in ecdsa-p256 lms-h5; do
        expect_error 3 "open/key.pem: a symbolic link in a folder that others can write" keygen \
            --no-passphrase --force --type $type -o open/key.pem
    done
    [ "$(cat precious)" = precious ] || fail "it was replaced"
}

case_no_regular_file()
{
    if [ -c /dev/full ]; then
        expect_error 3 "/dev/full: is not a regular file" keygen --force -o /dev/full
    else
        skip_part "there is no /dev/full"
    fi
}

case_disk_full()
{
    last_command="keygen (with ulimit -f 0)"
    for force in '' --force; do
        before=$(snapshot)
        status=0
        (
            trap '' XFSZ
            ulimit -f 0
            exec "$IMAGETOOL" keygen --no-passphrase $force -o full.pem
        ) 2>"$SCRATCH/stderr" || status=$?
        runs=$((runs + 1))
        # The message itself cannot be written to a file either.
        [ "$status" -eq 3 ] || fail "exit $status instead of 3"
        expect_unchanged "$before"
    done
}

case_passphrase()
{
    printf 'two words \303\251\r\nsecond line\n' >phrase
    chmod 600 phrase
    hidden="phrase: warning: its line ends with CR LF, and the CR counts as part of the passphrase"
    expect_warning keygen --passphrase-file phrase -o phrase.pem
    expect_text stderr "$hidden"
    expect_warning pubkey --passphrase-file phrase phrase.pem
    expect_text stderr "$hidden"
    phrase=$(printf 'two words \303\251\r')
    ssl pkey -in phrase.pem -passin "pass:$phrase" -noout || fail "openssl has another passphrase"
}

case_passphrase_with_byte_order_mark()
{
    printf '\357\273\277secret\n' >phrase
    chmod 600 phrase
    expect_warning keygen --passphrase-file phrase -o phrase.pem
    expect_text stderr "phrase: warning: begins with a byte order mark, which counts as part of"
    expect_error 3 "phrase.pem: wrong passphrase" pubkey --passphrase-file secret phrase.pem
}

case_passphrase_without_newline()
{
    ssl pkcs8 -topk8 -v2 aes-256-cbc -in ec.pem -passout file:secret -out ec.enc
    chmod 600 ec.enc
    printf 'secret' >bare
    chmod 600 bare
    expect_done pubkey --passphrase-file bare ec.enc
}

case_unusable_passphrases()
{
    mkdir folder
    : >empty
    printf '\nsecret\n' >blank
    head -c 1025 /dev/zero | tr '\000' x >long
    chmod 600 empty blank long
    expect_error 3 "empty: the passphrase is empty" keygen --passphrase-file empty -o new.pem
    expect_error 3 "blank: the passphrase is empty" keygen --passphrase-file blank -o new.pem
    printf 's\000e\000\n\000' >wide
    chmod 600 wide
    expect_error 3 "wide: the passphrase has a NUL byte: text in UTF-16?" keygen \
        --passphrase-file wide -o new.pem
    expect_error 3 "long: the passphrase is too long" keygen --passphrase-file long -o new.pem
    expect_error 3 "missing: cannot open: No such file" keygen --passphrase-file missing -o new.pem
    expect_error 3 "folder: cannot read: Is a directory" keygen --passphrase-file folder -o new.pem
    expect_error 3 "the environment variable NO_SUCH_VARIABLE is not set" \
        keygen --passphrase-env NO_SUCH_VARIABLE -o new.pem
    tool_environment="EMPTY="
    expect_error 3 "EMPTY: the passphrase is empty" keygen --passphrase-env EMPTY -o new.pem
    tool_environment=
    expect_error 2 "--passphrase-file and --passphrase-env exclude each other" \
        keygen --passphrase-file secret --passphrase-env HOME -o new.pem
}

case_passphrase_file_mode()
{
    ssl pkcs8 -topk8 -v2 aes-256-cbc -in ec.pem -passout file:secret -out ec.enc
    chmod 600 ec.enc
    chmod 640 secret
    expect_warning pubkey --passphrase-file secret ec.enc
    expect_text stderr "secret: warning: others may read this file (mode 0640); chmod 600"
    chmod 600 secret
}

case_unwritable_key()
{
    modes_count || {
        skip_part "unwritable keys: root may write everything"
        return 0
    }
    expect_done keygen --no-passphrase -o made.pem
    chmod 400 made.pem
    expect_error 3 "made.pem: cannot write: Permission denied" keygen --force -o made.pem
}

case_wrong_use()
{
    expect_error 2 "-o is missing" keygen
    expect_error 2 "--type is 'dsa'; it must be one of ecdsa-p256, rsa-2048, rsa-3072" \
        keygen --type dsa -o new.pem
    expect_error 2 "unexpected argument" keygen -o new.pem more
}

run_cases

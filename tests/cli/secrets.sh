# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# No memory that the tool gives back holds a part of a private key or a passphrase, whichever
# allocation fails. Some of them fail; ALLOCATIONS=all in the environment takes each.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

[ -e "${HEAP_WATCH:-}" ] || skip "there is no heap_watch_preload"
need_openssl
sign_fixtures ec
prepare
cp "$FIXTURES/user1.bin" "$KEYS/ec.pem" .
printf 'horses and batteries in a row\n' >passphrase
printf 'staples, correct ones\n' >other
chmod 600 passphrase other
openssl pkcs8 -topk8 -iter 10 -in ec.pem -out encrypted.pem -passout file:passphrase
chmod 600 encrypted.pem

# What is secret: of P-256 the number, and the text of the file where it is; the passphrases.
"$PYTHON" - >"$SCRATCH/secrets" <<'END'
import base64

text = open("ec.pem").read()
block = text[text.index("PRIVATE KEY-----") + 16:text.rindex("-----END")].replace("\n", "")
der = base64.b64decode(block)
at = der.index(b"\x04\x20") + 2
print(der[at:at + 32].hex())
print(block[(at + 2) // 3 * 4:(at + 32) // 3 * 4].encode().hex())
for name in "passphrase", "other":
    print(open(name, "rb").read().strip().hex())
END

# watched NUMBER WORD...: with an allocation that fails; 0: none.
watched()
{
    fails=$1
    shift
    last_command="$* (allocation $fails fails)"
    runs=$((runs + 1))
    status=0
    rm -rf run
    cp -a ready run
    (cd run && exec env LD_PRELOAD="$HEAP_WATCH" HEAP_WATCH_SECRETS="$SCRATCH/secrets" \
        HEAP_WATCH_FAILS="$fails" HEAP_WATCH_RESULT="$SCRATCH/result" \
        PASSPHRASE="$(cat ../passphrase)" "$IMAGETOOL" "$@") >"$SCRATCH/stdout" \
        2>"$SCRATCH/stderr" </dev/null || status=$?
    read -r allocations found <"$SCRATCH/result"
    rm "$SCRATCH/result"
    [ "$found" -eq 0 ] || fail "$found blocks with a part of a secret are given back"
    [ "$status" -le 3 ] || fail "exit $status"
}

# each_allocation STATUS WORD...: those at the start and at the end, and some between.
each_allocation()
{
    wanted=$1
    shift
    rm -rf ready
    mkdir ready
    cp user1.bin ready
    watched 0 "$@"
    [ "$status" -eq "$wanted" ] || fail "exit $status"
    all=$allocations
    [ "$all" -gt 10 ] || fail "only $all allocations"
    number=0
    while [ "$number" -lt "$all" ] && [ "$failures" -lt 5 ]; do
        step=$((all / 20 + 1))
        if [ "$number" -lt 40 ] || [ "$number" -ge $((all - 10)) ] || [ -n "${ALLOCATIONS:-}" ]; then
            step=1
        elif [ $((number + step)) -gt $((all - 10)) ]; then
            step=$((all - 10 - number))
        fi
        number=$((number + step))
        watched "$number" "$@"
    done
}

# The watcher sees a secret that is not wiped.
case_watcher()
{
    env LD_PRELOAD="$HEAP_WATCH" HEAP_WATCH_SECRETS="$SCRATCH/secrets" \
        HEAP_WATCH_RESULT="$SCRATCH/result" "$PYTHON" -c \
        'open("passphrase", "rb").read().strip()' || fail "python fails"
    read -r allocations found <"$SCRATCH/result"
    [ "$found" -gt 0 ] || fail "nothing is found"
}

case_sign()
{
    each_allocation 0 sign --key ../ec.pem $release -o signed user1.bin
}

case_sign_encrypted()
{
    each_allocation 0 sign --key ../encrypted.pem --passphrase-file ../passphrase $release \
        -o signed user1.bin
}

case_pubkey()
{
    each_allocation 0 pubkey -o public ../ec.pem
    each_allocation 0 pubkey --passphrase-env PASSPHRASE ../encrypted.pem
    each_allocation 3 pubkey --passphrase-file ../other ../encrypted.pem
}

# Each run has 600000 rounds.
case_keygen()
{
    rm -rf ready
    mkdir ready
    watched 0 keygen --passphrase-file ../passphrase -o key.pem
    for number in 1 5 20 $allocations; do
        watched "$number" keygen --passphrase-file ../passphrase -o key.pem
    done
}

run_cases

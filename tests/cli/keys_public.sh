# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pubkey: the key ring in C, and wrong use.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/key_lib.sh"

key_fixtures

# compile COMPILER OPTION...: strictly.
compile()
{
    "$@" -std=c99 -Wall -Wextra -Wpedantic -Werror -I "$CLI_FOLDER/../../include" ||
        fail "the key ring does not compile"
}

# The key ring in C holds what the public keys hold, and compiles without a warning.
case_key_ring()
{
    expect_done pubkey --format c ec.pem
    expect_text stdout "key id $(key_id ec.pub), ecdsa-p256"
    cp "$SCRATCH/stdout" one.c
    expect_done pubkey --format c --threshold 2 -o ring.c ec.pub rsa2048.pub rsa3072.pem
    for id in ec rsa2048 rsa3072; do
        grep -qF "key id $(key_id $id.pub)" ring.c || fail "no key id of $id"
    done
    cp ring.c first.c
    expect_done pubkey --format c --threshold 2 -o ring.c ec.pem rsa2048.pem rsa3072.pub
    expect_same first.c ring.c
    cat >"$SCRATCH/print.c" <<'END'
#include <stdio.h>
#include <appverify/crypto.h>
extern const struct appverify_key_ring appverify_key_ring;
static void print(const uint32_t *words, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        printf("%02x", (unsigned)(words[i / 4] >> 8 * (i % 4) & 255));
    }
}
int main(void)
{
    static const unsigned sizes[] = {0, 64, 256, 384};
    printf("%u of %u\n", (unsigned)appverify_key_ring.threshold,
           (unsigned)appverify_key_ring.count);
    for (unsigned i = 0; i < appverify_key_ring.count; i++) {
        const struct appverify_key *key = &appverify_key_ring.keys[i];
        printf("%u ", (unsigned)key->algorithm);
        print(key->id, 8);
        printf(" ");
        print(key->words, sizes[key->algorithm]);
        printf("\n");
    }
    return 0;
}
END
    {
        echo "2 of 3"
        echo "1 $(key_id ec.pub) $(tail -c 64 ec.pub.der | od -An -v -tx1 | tr -d ' \n')"
        for name in rsa2048 rsa3072; do
            modulus=$(ssl rsa -in $name.pem -noout -modulus | cut -d = -f 2 | tr A-F a-f)
            echo "$((${#modulus} / 256)) $(key_id $name.pub) $modulus"
        done
    } >wanted
    last_command="pubkey --format c"
    if command -v cc >"$SCRATCH/which"; then
        compile cc -c -o one.o one.c
        compile cc -o print "$SCRATCH/print.c" ring.c
        ./print >printed
        diff wanted printed >&2 || fail "the key ring does not hold the keys"
    else
        skip_part "there is no C compiler"
    fi
    if command -v xtensa-lx106-elf-gcc >"$SCRATCH/which"; then
        compile xtensa-lx106-elf-gcc -c -o ring.o ring.c
    else
        skip_part "there is no compiler for the device"
    fi
}

case_wrong_use()
{
    expect_error 2 "too few arguments" pubkey
    expect_error 2 "--format is 'text'; it must be one of pem, der, c, id" pubkey --format text \
        ec.pem
    for format in pem der id; do
        expect_error 2 "several keys need --format c" pubkey --format $format ec.pem rsa2048.pem
        expect_error 2 "--threshold needs --format c" pubkey --format $format --threshold 1 ec.pem
    done
    expect_error 2 "--threshold is 0; with 1 keys it must be from 1 to 1" \
        pubkey --format c --threshold 0 ec.pem
    expect_error 2 "--threshold is 3; with 2 keys" pubkey --format c --threshold 3 ec.pem \
        rsa2048.pem
    expect_error 2 "keys 1 and 2 are the same" pubkey --format c ec.pem ec.pub
    expect_error 2 "9 keys; a key ring holds up to 8" pubkey --format c 1 2 3 4 5 6 7 8 9
    expect_error 2 "the output is the input" pubkey -o ec.pem ec.pem
    expect_error 3 "missing/out: cannot create" pubkey -o missing/out ec.pem
}

run_cases

# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pubkey: the key ring in C, and wrong use.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/key_lib.sh"

key_fixtures

# friendly_modulus HEX: what the key ring has beside a modulus, as the reference calculates it.
friendly_modulus()
{
    python3 -B - "$CLI_FOLDER/../reference" "$1" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import rsa_reference
digits = sys.argv[2]
numbers = rsa_reference.friendly_modulus(int(digits, 16), 4 * len(digits))
print(*(f"{number:0{len(digits)}x}" for number in numbers))
END
}

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
static void print_numbers(const uint32_t *words, unsigned count)
{
    for (unsigned number = 0; number < 2; number++) {
        printf(" ");
        for (unsigned i = count; i > 0; i--) {
            printf("%08x", (unsigned)words[number * count + i - 1]);
        }
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
        if (key->algorithm != 1) {
            print_numbers(key->table, key->table_size / 8);
        }
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
            echo "$((${#modulus} / 256)) $(key_id $name.pub) $modulus" \
                "$(friendly_modulus "$modulus")"
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

# What else a firmware trusts stands beside the ring, as one symbol of the size that its header says.
case_trust()
{
    set -- --format c --vendor example.com --product lamp
    expect_done pubkey "$@" --threshold 2 -o trust.c ec.pub rsa2048.pub rsa3072.pub
    expect_done pubkey --format c --threshold 2 -o ring.c ec.pub rsa2048.pub rsa3072.pub
    head -n "$(wc -l <ring.c)" trust.c >first.c
    expect_same ring.c first.c
    python3 - "$(key_id ec.pub)" "$(key_id rsa2048.pub)" "$(key_id rsa3072.pub)" >wanted <<'END'
import sys
import uuid
vendor = uuid.uuid5(uuid.NAMESPACE_DNS, "example.com")
parts = [b"ART1", (112).to_bytes(4, "little"), vendor.bytes, uuid.uuid5(vendor, "lamp").bytes,
         (2).to_bytes(4, "little"), (3).to_bytes(4, "little"), *map(bytes.fromhex, sys.argv[1:])]
print(b"".join(parts).ljust(112, b"\0").hex())
END
    cat >"$SCRATCH/print.c" <<'END'
#include <stdio.h>
#include <appverify/trust.h>
int main(void)
{
    const uint32_t *words = &appverify_trust.magic;
    for (unsigned i = 0; i < sizeof appverify_trust; i++) {
        printf("%02x", (unsigned)(words[i / 4] >> 8 * (i % 4) & 255));
    }
    printf("\n");
    return appverify_trust.size == sizeof appverify_trust ? 0 : 1;
}
END
    last_command="pubkey --format c --vendor"
    if command -v cc >"$SCRATCH/which"; then
        compile cc -o print "$SCRATCH/print.c" trust.c
        ./print >printed || fail "the structure has another size"
        diff wanted printed >&2 || fail "the trust is another one"
    else
        skip_part "there is no C compiler"
    fi
    expect_error 2 "--vendor needs --format c" pubkey --vendor x --product y ec.pub
    expect_error 2 "--vendor and --product need each other" pubkey --format c --vendor x ec.pub
    expect_error 2 "--vendor and --product need each other" pubkey --format c --product x ec.pub
    expect_exit 2 pubkey --format c --vendor "" --product y -o no.c ec.pub
    test ! -e no.c || fail "a file was left"
}

# A P-256 key gets a table, recomputed here by other code; RSA has none.
case_key_tables()
{
    check=$CLI_FOLDER/../crypto/check_key_ring.py
    for size in 256 512 1024 2048; do
        expect_done pubkey --format c --table $size -o ring.c rsa2048.pub ec.pub
        grep -qF "key_2, table_2, $size}" ring.c || fail "the key has no table of $size bytes"
        python3 -B "$check" ring.c >checked || fail "the table of $size bytes is wrong"
        grep -qxF "2 keys, 2 right tables" checked || fail "not two tables"
        if command -v cc >"$SCRATCH/which"; then
            compile cc -c -o ring.o ring.c
        fi
    done
    sed '/table_2\[/,$ s/0x00/0x01/;/table_2\[/,$ s/0x[1-9]/0x0/' ring.c >tampered.c
    python3 -B "$check" tampered.c >checked 2>&1 && fail "a tampered table is right"
    expect_done pubkey --format c -o plain.c ec.pub
    expect_done pubkey --format c --table 0 -o none.c ec.pub
    expect_same plain.c none.c
    grep -q table_ plain.c && fail "there is a table that was not asked for"
    expect_error 2 "--table is '100'; it must be one of 0, 256" pubkey --format c --table 100 ec.pub
    expect_error 2 "--table needs --format c" pubkey --table 256 ec.pub
}

# Several files, and several keys in one.
case_several_keys()
{
    cat ec.pub rsa2048.pub rsa3072.pub >all.pub
    for files in "ec.pub rsa2048.pem rsa3072.pub.der" all.pub; do
        expect_done pubkey $files
        expect_same all.pub "$SCRATCH/stdout"
        expect_done pubkey --format id $files
        for name in ec rsa2048 rsa3072; do
            key_id $name.pub
        done >ids
        expect_same ids "$SCRATCH/stdout"
        expect_done pubkey --format c --threshold 3 -o ring.c $files
        for name in ec rsa2048 rsa3072; do
            grep -qF "key id $(key_id $name.pub)" ring.c || fail "no key id of $name"
        done
    done
    expect_error 2 "--format der holds one key, not 3" pubkey --format der all.pub
    expect_error 2 "--threshold is 4; it must be from 1 to the number of keys, 3" pubkey --format c --threshold 4 all.pub
    for format in pem id c; do
        expect_error 2 "rsa2048.pem is the same key as all.pub" pubkey --format $format all.pub \
            rsa2048.pem
    done
    cat ec.pub ec.pub >twice.pub
    expect_error 2 "twice.pub holds the same key twice" pubkey twice.pub
    cat all.pub all.pub all.pub >nine.pub
    expect_error 2 "nine.pub: 9 public keys in one file; there is room for 8" pubkey nine.pub
    expect_error 2 "all.pub: 3 public keys in one file; there is room for 2" pubkey all.pub \
        all.pub all.pub
    cat all.pub all.pub ec.pub rsa2048.pub >eight.pub
    expect_error 2 "more than 8 keys" pubkey eight.pub ec.pub
}

case_several_keys_verify()
{
    cat ec.pub rsa2048.pub >both.pub
    expect_done sign --key ec.pem --key rsa2048.pem $release -o signed.bin user1.bin
    expect_done verify --threshold 2 --pubkey both.pub signed.bin
    expect_done verify --threshold 2 --pubkey rsa3072.pub --pubkey both.pub signed.bin
    expect_error 1 "not verified" verify --threshold 3 --pubkey rsa3072.pub --pubkey both.pub \
        signed.bin
    expect_error 2 "--threshold is 3; it must be from 1 to the number of keys, 2" verify \
        --threshold 3 --pubkey both.pub signed.bin
    expect_error 2 "both.pub is the same key as ec.pub" verify --pubkey ec.pub --pubkey both.pub \
        signed.bin
    cat ec.pub ec.pub >twice.pub
    expect_error 2 "twice.pub holds the same key twice" verify --pubkey twice.pub signed.bin
    cat both.pub ec.pem >mixed
    chmod 600 mixed
    expect_error 3 "mixed: a private key beside the public one; a file with public keys alone" \
        verify --threshold 2 --pubkey mixed signed.bin
    { cat both.pub && sed '2s/^./!/' ec.pub; } >damaged.pub
    expect_error 3 "damaged.pub: damaged PEM" verify --pubkey damaged.pub signed.bin
    cat both.pub both.pub both.pub both.pub ec.pub >nine.pub
    expect_error 2 "nine.pub: 9 public keys in one file" verify --pubkey nine.pub signed.bin
}

# Where one key is meant, several are a mistake.
case_several_keys_for_one()
{
    several="2 keys in one file, and it cannot be told which is meant"
    cat ec.pem rsa2048.pem >both.pem
    cat ec.pub rsa2048.pub >both.pub
    chmod 600 both.pem
    expect_error 3 "both.pem: $several" sign --key both.pem $release -o new.bin user1.bin
    expect_error 3 "both.pem: $several" pubkey both.pem
    expect_error 3 "both.pub: $several" sign --signer true --pubkey both.pub $release -o new.bin \
        user1.bin
    expect_done tbs $release -o tbs user1.bin
    expect_error 3 "both.pub: $several" attach --tbs tbs --signature ec.pub --pubkey both.pub \
        -o new.bin user1.bin
    # A private key beside its public half is one key.
    cat ec.pem ec.pub >pair.pem
    chmod 600 pair.pem
    expect_signs pair.pem ec.pub
    expect_done pubkey pair.pem
    expect_same ec.pub "$SCRATCH/stdout"
    # Beside another key's public half nobody could say which is meant.
    test_key other other.pem
    cat other.pem ec.pub >other.pair
    cat ec.pub other.pem >other.riap
    chmod 600 other.pair other.riap
    strange="a private key and the public half of another in one file; put each in a file of its own"
    for file in other.pair other.riap; do
        expect_error 3 "$file: $strange" sign --key $file $release -o new.bin user1.bin
        expect_error 3 "$file: $strange" pubkey $file
        expect_error 3 "$file: a private key beside the public one" sign --signer true \
            --pubkey $file $release -o new.bin user1.bin
    done
}

# The two files of the command are easily mistaken for each other.
case_private_key_is_not_replaced()
{
    cp ec.pem kept.pem
    expect_error 1 "kept.pem: holds a private key, which would be lost" pubkey -o kept.pem ec.pub
    expect_error 1 "kept.pem: holds a private key" pubkey --format id -o kept.pem rsa2048.pem
    expect_same ec.pem kept.pem
    cp ec.pub public.pem
    expect_done pubkey -o public.pem rsa2048.pem
    expect_same rsa2048.pub public.pem
}

case_wrong_use()
{
    expect_error 2 "too few arguments" pubkey
    expect_error 2 "--format is 'text'; it must be one of pem, der, c, id" pubkey --format text \
        ec.pem
    expect_error 2 "--format der holds one key, not 2" pubkey --format der ec.pem rsa2048.pem
    for format in pem der id; do
        expect_error 2 "--threshold needs --format c" pubkey --format $format --threshold 1 ec.pem
    done
    expect_error 2 "--threshold is 0; it must be from 1 to the number of keys, 1" \
        pubkey --format c --threshold 0 ec.pem
    expect_error 2 "--threshold is 3; it must be from 1 to the number of keys, 2" pubkey --format c --threshold 3 ec.pem \
        rsa2048.pem
    expect_error 2 "ec.pub is the same key as ec.pem" pubkey --format c ec.pem ec.pub
    expect_error 2 "9 keys; a key ring holds up to 8" pubkey --format c 1 2 3 4 5 6 7 8 9
    expect_error 2 "the output is the input" pubkey -o ec.pem ec.pem
    expect_error 3 "missing/out: cannot create" pubkey -o missing/out ec.pem
}

run_cases

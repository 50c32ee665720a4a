# shellcheck shell=sh disable=SC1091,SC2034,SC2086 # lists of options are split on purpose
# keygen, pubkey and the key files of sign, against the openssl command.
. "$CLI_FOLDER/cli_lib.sh"

command -v openssl >"$SCRATCH/which" || skip "there is no openssl command"

fixtures images
cp "$FIXTURES/new.2.1.bin" user1.bin
release="--vendor vendor.example --product lamp --fw-version 1.0.0 --security-counter 1"
printf 'secret\n' >secret
printf 'Secret\n' >wrong
chmod 600 secret wrong

# openssl, quiet; a test that cannot make its keys has failed.
ssl()
{
    openssl "$@" 2>"$SCRATCH/openssl" || {
        cat "$SCRATCH/openssl" >&2
        return 1
    }
}

# What the signed part and the first signature of a manifest are, for openssl.
cat >"$SCRATCH/split.py" <<'END'
import sys

manifest = open(sys.argv[1], "rb").read()
signed_size = int.from_bytes(manifest[6:8], "little")
block = manifest[signed_size:]
size = int.from_bytes(block[2:4], "little")
signature = block[12:12 + size]
if block[1] == 1:
    def integer(number):
        data = int.from_bytes(number, "big").to_bytes(33, "big").lstrip(b"\0")
        data = b"\0" + data if data[0] & 0x80 else data
        return bytes([2, len(data)]) + data
    numbers = integer(signature[:32]) + integer(signature[32:])
    signature = bytes([0x30, len(numbers)]) + numbers
open("signed-part", "wb").write(manifest[:signed_size])
open("signature", "wb").write(signature)
print(block[4:12].hex())
END

pss="-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256"

# key_id PUB.pem: as docs/manifest-format.md defines it.
key_id()
{
    ssl pkey -pubin -in "$1" -outform DER | openssl dgst -sha256 -r | cut -c 1-16
}

# expect_signs KEY PUB.pem [OPTION...]: openssl verifies what the key signed.
expect_signs()
{
    key=$1
    public=$2
    shift 2
    expect_done sign --key "$key" "$@" $release --manifest-out manifest -o signed.bin user1.bin
    "$PYTHON" "$SCRATCH/split.py" manifest >"$SCRATCH/id" || fail "no manifest"
    [ "$(cat "$SCRATCH/id")" = "$(key_id "$public")" ] || fail "another key id in the manifest"
    options=
    if grep -q BEGIN "$public" && ssl pkey -pubin -in "$public" -noout -text | grep -q Modulus; then
        options=$pss
    fi
    ssl dgst -sha256 -verify "$public" $options -signature signature signed-part \
        >"$SCRATCH/verified" || fail "openssl does not verify the signature of $key"
    rm -f manifest signed.bin signed-part signature
}

# The keys that openssl makes, in every form.
ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem
ssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa2048.pem
ssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out rsa3072.pem
for name in ec rsa2048 rsa3072; do
    ssl pkey -in $name.pem -pubout -out $name.pub
    ssl pkey -in $name.pem -pubout -outform DER -out $name.pub.der
    ssl pkey -in $name.pem -traditional -out $name.traditional.pem
    ssl pkey -in $name.pem -traditional -outform DER -out $name.traditional.der
    ssl pkcs8 -topk8 -nocrypt -in $name.pem -outform DER -out $name.pkcs8.der
    for form in pem traditional.pem traditional.der pkcs8.der; do
        chmod 600 $name.$form
        expect_signs $name.$form $name.pub
    done

    # Encrypted: the form of openssl genpkey and pkcs8, with every cipher and hash, and the old one.
    ssl pkey -in $name.pem -aes256 -passout file:secret -out $name.genpkey.enc
    ssl pkey -in $name.pem -aes128 -passout file:secret -out $name.genpkey128.enc
    for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3; do
        ssl pkcs8 -topk8 -v2 $cipher -in $name.pem -passout file:secret -out $name.$cipher.enc
    done
    for hash in hmacWithSHA1 hmacWithSHA224 hmacWithSHA384 hmacWithSHA512; do
        ssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf $hash -in $name.pem -passout file:secret \
            -out $name.$hash.enc
    done
    ssl pkcs8 -topk8 -v2 aes256 -iter 100000 -in $name.pem -passout file:secret -outform DER \
        -out $name.der.enc
    for cipher in aes128 aes192 aes256 des des3; do
        case $name in
        ec) ssl ec -in ec.pem -$cipher -passout file:secret -out ec.$cipher.enc \
            -provider legacy -provider default ;;
        *) ssl rsa -in $name.pem -traditional -$cipher -passout file:secret \
            -out $name.$cipher.enc -provider legacy -provider default ;;
        esac
    done
    for file in "$name".*.enc; do
        chmod 600 "$file"
        expect_signs "$file" $name.pub --passphrase-file secret
        expect_error 3 "$file: the key is encrypted; give its passphrase with --passphrase-file or" \
            sign --key "$file" $release -o new.bin user1.bin
        expect_error 3 "$file: wrong passphrase" sign --key "$file" --passphrase-file wrong \
            $release -o new.bin user1.bin
    done
    tool_environment="SIGN_PASSPHRASE=secret"
    expect_signs $name.aes-256-cbc.enc $name.pub --passphrase-env SIGN_PASSPHRASE
    expect_done pubkey --passphrase-env SIGN_PASSPHRASE $name.aes-256-cbc.enc
    tool_environment=
    expect_same $name.pub "$SCRATCH/stdout"

    # pubkey: every format, from the private and from the public key.
    for file in $name.pem $name.pub $name.pub.der $name.pkcs8.der $name.traditional.der; do
        expect_done pubkey $file
        expect_same $name.pub "$SCRATCH/stdout"
        expect_done pubkey --format der -o out.der $file
        expect_same $name.pub.der out.der
        expect_done pubkey --format id $file
        [ "$(cat "$SCRATCH/stdout")" = "$(key_id $name.pub)" ] || fail "another key id"
    done
    rm out.der
done
{ ssl ecparam -name prime256v1 && cat ec.traditional.pem; } >ec.params.pem
chmod 600 ec.params.pem
expect_signs ec.params.pem ec.pub

# The salt that is made from key and message, computed by other code.
cat >"$SCRATCH/salt.py" <<'END'
import hashlib, hmac, subprocess, sys

def modulus(key):
    text = subprocess.run(["openssl", "rsa", "-in", key, "-noout", "-modulus"], check=True,
                          capture_output=True, text=True).stdout
    return int(text.split("=")[1], 16)

key = sys.argv[1]
n = modulus(key)
size = (n.bit_length() + 7) // 8
signature = int.from_bytes(open("signature", "rb").read(), "big")
encoded = pow(signature, 65537, n).to_bytes(size, "big")
masked, digest = encoded[:-33], encoded[-33:-1]
mask = b"".join(hashlib.sha256(digest + i.to_bytes(4, "big")).digest() for i in range(12))
salt = bytes(a ^ b for a, b in zip(masked, mask))[-32:]
der = subprocess.run(["openssl", "rsa", "-in", key, "-traditional", "-outform", "DER"], check=True,
                     capture_output=True).stdout
message = hashlib.sha256(open("signed-part", "rb").read()).digest()
wanted = hmac.new(hashlib.sha256(der).digest(), b"appbin PSS salt" + message, "sha256").digest()
sys.exit(salt != wanted)
END
for name in rsa2048 rsa3072; do
    for number in 1 2; do
        expect_done sign --key $name.pem --pss-salt-from-message $release \
            --manifest-out manifest.$number -o signed.bin user1.bin
    done
    expect_same manifest.1 manifest.2
    "$PYTHON" "$SCRATCH/split.py" manifest.1 >"$SCRATCH/id"
    "$PYTHON" "$SCRATCH/salt.py" $name.pem || fail "another salt"
    expect_done sign --key $name.pem $release --manifest-out manifest.2 -o signed.bin user1.bin
    expect_differ manifest.1 manifest.2
done
for number in 1 2; do
    expect_done sign --key ec.pem $release --manifest-out manifest.$number -o signed.bin user1.bin
done
expect_same manifest.1 manifest.2
rm -f manifest.1 manifest.2 signed-part signature signed.bin

# keygen: what openssl reads, in a file of its owner whatever the umask is.
umask 0
for type in ecdsa-p256 rsa-2048 rsa-3072; do
    rm -f made.pem made.enc
    expect_done keygen --type $type -o made.pem
    [ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
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
done
umask 077
expect_done keygen -o made.default.pem
[ "$(stat -c %a made.default.pem)" = 600 ] || fail "mode $(stat -c %a made.default.pem)"
umask 0777
expect_done keygen -o made.umask.pem
umask 022
[ "$(stat -c %a made.umask.pem)" = 600 ] || fail "mode $(stat -c %a made.umask.pem)"
grep -q 'BEGIN PRIVATE KEY' made.default.pem || fail "not PKCS#8"
expect_differ made.default.pem made.umask.pem
openssl asn1parse -in made.enc >"$SCRATCH/text"
for word in PBES2 PBKDF2 :0927C0 hmacWithSHA256 aes-256-cbc; do
    grep -q -e "$word" "$SCRATCH/text" || fail "no $word in the encrypted key"
done

# A key that exists is never lost.
cp made.pem kept.pem
expect_error 1 "made.pem: exists; --force overwrites it" keygen -o made.pem
ln -s nowhere dangling
expect_error 1 "dangling: exists" keygen -o dangling
mkdir folder
expect_error 1 "folder: exists" keygen -o folder
expect_error 3 "folder: is no regular file" keygen --force -o folder
expect_error 3 "missing/made.pem: cannot create: No such file" keygen -o missing/made.pem
expect_error 3 "missing/made.pem: cannot create: No such file" keygen --force -o missing/made.pem
expect_error 2 "the output is the input secret" keygen --force --passphrase-file secret -o secret
expect_same kept.pem made.pem
chmod 644 made.pem
ln made.pem hard.pem
ln -s made.pem soft.pem
expect_done keygen --force -o soft.pem
[ -L soft.pem ] || fail "the symbolic link is gone"
expect_differ kept.pem made.pem
expect_same kept.pem hard.pem # the old file was not written into
[ "$(stat -c %a made.pem)" = 600 ] || fail "mode $(stat -c %a made.pem)"
expect_done keygen --force -o new.pem
[ "$(find . -name '*.pem.*' | wc -l)" -eq 0 ] || fail "a temporary file is left"
rm new.pem dangling hard.pem soft.pem
if [ -c /dev/full ]; then
    expect_error 3 "/dev/full: is no regular file" keygen --force -o /dev/full
fi
last_command="keygen (with ulimit -f 0)"
for force in '' --force; do
    snapshot >"$SCRATCH/before"
    status=0
    (
        trap '' XFSZ
        ulimit -f 0
        exec "$IMAGETOOL" keygen $force -o full.pem
    ) 2>"$SCRATCH/stderr" || status=$?
    cases=$((cases + 1))
    # The message itself cannot be written to a file either.
    [ "$status" -eq 3 ] || fail "exit $status instead of 3"
    expect_unchanged
done

# Passphrases.
printf 'two words \303\251\r\nsecond line\n' >phrase
chmod 600 phrase
expect_done keygen --passphrase-file phrase -o phrase.pem
expect_done pubkey --passphrase-file phrase phrase.pem
phrase=$(printf 'two words \303\251\r')
ssl pkey -in phrase.pem -passin "pass:$phrase" -noout || fail "openssl has another passphrase"
printf 'secret' >bare
chmod 600 bare
expect_done pubkey --passphrase-file bare ec.aes-256-cbc.enc
: >empty
printf '\nsecret\n' >blank
head -c 1025 /dev/zero | tr '\000' x >long
chmod 600 empty blank long
expect_error 3 "empty: the passphrase is empty" keygen --passphrase-file empty -o new.pem
expect_error 3 "blank: the passphrase is empty" keygen --passphrase-file blank -o new.pem
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
chmod 640 secret
expect_warning pubkey --passphrase-file secret ec.aes-256-cbc.enc
expect_text stderr "secret: warning: others may read this file (mode 0640); chmod 600"
chmod 600 secret

# Keys that others may read.
for mode in 640 604 644 440; do
    chmod $mode ec.pem
    expect_warning pubkey ec.pem
    expect_text stderr "ec.pem: warning: others may read this file (mode 0$mode); chmod 600"
    expect_warning sign --key ec.pem $release -o signed.bin user1.bin
done
for mode in 600 400 620; do
    chmod $mode ec.pem
    expect_done pubkey ec.pem
done
chmod 600 ec.pem
chmod 644 ec.pub
expect_done pubkey ec.pub
rm -f signed.bin

# Keys that are of no use, each by its name.
ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out secp256k1.bad
ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.bad
ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521.bad
ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1 -out brainpool.bad
ssl pkey -in ec.pem -ec_param_enc explicit -out explicit.bad
ssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa1024.bad
ssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2056 -out rsa2056.bad
ssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out rsa4096.bad
ssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out e3.bad
ssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.bad
ssl genpkey -algorithm ED25519 -out ed25519.bad
ssl genpkey -algorithm X25519 -out x25519.bad

# useless KEY TEXT: the private key, its DER, its traditional form and its public half.
useless()
{
    ssl pkey -in "$1" -pubout -out useless.pub
    ssl pkcs8 -topk8 -nocrypt -in "$1" -outform DER -out useless.der
    expect_error 3 "$1: $2" sign --key "$1" $release -o new.bin user1.bin
    for file in "$1" useless.pub useless.der; do
        expect_error 3 "$file: $2" pubkey "$file"
    done
    expect_error 3 "useless.pub: $2" verify --pubkey useless.pub user1.bin
    # Only some algorithms have such a form.
    if openssl pkey -in "$1" -traditional -out useless.old 2>"$SCRATCH/openssl"; then
        chmod 600 useless.old
        expect_error 3 "$2" sign --key useless.old $release -o new.bin user1.bin
    fi
    ssl pkey -in "$1" -aes256 -passout file:secret -out useless.enc
    expect_error 3 "$2" sign --key useless.enc --passphrase-file secret $release -o new.bin \
        user1.bin
    rm -f useless.*
}
useless secp256k1.bad "an EC key on the curve secp256k1; supported are P-256 and RSA"
useless p384.bad "an EC key on the curve P-384"
useless p521.bad "an EC key on the curve P-521"
useless brainpool.bad "an EC key on the curve brainpoolP256r1"
useless explicit.bad "an EC key that does not name its curve"
useless rsa1024.bad "an RSA key of 1024 bits; supported are"
useless rsa2056.bad "an RSA key of 2056 bits"
useless rsa4096.bad "an RSA key of 4096 bits"
useless e3.bad "an RSA key whose exponent is not 65537"
useless pss.bad "an RSA key that is restricted to PSS"
useless ed25519.bad "an Ed25519 key; supported are"
useless x25519.bad "an X25519 key"

# Files that are something else.
ssl req -new -x509 -key ec.pem -subj /CN=test -days 2 -out certificate
ssl x509 -in certificate -outform DER -out certificate.der
ssl rsa -in rsa2048.pem -RSAPublicKey_out -out pkcs1.pub
ssl ec -in ec.pem -pubout -conv_form compressed -out compressed.pub
head -c 700 /dev/urandom >garbage
head -c 70000 /dev/zero >huge
: >empty
for file in ec.pub ec.pub.der rsa2048.pub pkcs1.pub; do
    expect_error 3 "$file: a public key; a private key is needed" \
        sign --key $file $release -o new.bin user1.bin
done
for file in certificate certificate.der; do
    expect_error 3 "$file: a certificate; a private key is needed" \
        sign --key $file $release -o new.bin user1.bin
    expect_error 3 "$file: a certificate; openssl x509 -pubkey" pubkey $file
    expect_error 3 "$file: a certificate; openssl x509" verify --pubkey $file user1.bin
done
expect_error 3 "pkcs1.pub: a public key in PKCS#1 form; openssl rsa" pubkey pkcs1.pub
expect_error 3 "compressed.pub: an EC key with a compressed point; openssl" pubkey compressed.pub
ssl pkey -pubin -ec_conv_form uncompressed -in compressed.pub -out uncompressed.pub
expect_same ec.pub uncompressed.pub
for file in ec.pem ec.traditional.pem ec.traditional.der rsa2048.pkcs8.der ec.aes256.enc \
    ec.genpkey.enc rsa2048.der.enc; do
    expect_error 3 "$file: a private key; a public key is needed" verify --pubkey $file user1.bin
done
for file in garbage user1.bin secret; do
    expect_error 3 "$file: no private key" sign --key $file $release -o new.bin user1.bin
    expect_error 3 "$file: no public key" pubkey $file
done
expect_error 3 "empty: the file is empty" pubkey empty
expect_error 3 "empty: the file is empty" sign --key empty $release -o new.bin user1.bin
expect_error 3 "huge: longer than 65536 bytes" pubkey huge
expect_error 3 "missing: cannot open: No such file" pubkey missing
expect_error 3 "missing: cannot open: No such file" sign --key missing $release -o new.bin user1.bin
expect_error 3 "folder: cannot read: Is a directory" pubkey folder
if ! modes_count; then
    skip_part "unreadable keys: root may read everything"
else
    unreadable=$FIXTURES/unreadable
    cp ec.pem "$unreadable"
    chmod 000 "$unreadable"
    expect_error 3 "unreadable: cannot open: Permission denied" pubkey "$unreadable"
    chmod 400 made.pem
    expect_error 3 "made.pem: cannot write: Permission denied" keygen --force -o made.pem
fi

# Two halves that are not of one key: the private number of one, the point of another.
ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.pem
ssl pkcs8 -topk8 -nocrypt -in other.pem -outform DER -out other.der
head -c 68 other.der >mixed.der
tail -c +69 ec.pkcs8.der >>mixed.der
chmod 600 mixed.der other.der
expect_done pubkey other.der
expect_error 3 "mixed.der: the private and the public half do not belong together" pubkey mixed.der
expect_error 3 "mixed.der: the private and the public half" \
    sign --key mixed.der $release -o new.bin user1.bin

# The key ring in C holds what the public keys hold, and compiles without a warning.
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
# compile COMPILER OPTION...: strictly.
compile()
{
    "$@" -std=c99 -Wall -Wextra -Wpedantic -Werror -I "$CLI_FOLDER/../../include" ||
        fail "the key ring does not compile"
}
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

# Wrong use.
expect_error 2 "-o is missing" keygen
expect_error 2 "--type is 'dsa'; it must be one of ecdsa-p256, rsa-2048, rsa-3072" \
    keygen --type dsa -o new.pem
expect_error 2 "unexpected argument" keygen -o new.pem more
expect_error 2 "too few arguments" pubkey
expect_error 2 "--format is 'text'; it must be one of pem, der, c, id" pubkey --format text ec.pem
for format in pem der id; do
    expect_error 2 "several keys need --format c" pubkey --format $format ec.pem rsa2048.pem
    expect_error 2 "--threshold needs --format c" pubkey --format $format --threshold 1 ec.pem
done
expect_error 2 "--threshold is 0; with 1 keys it must be from 1 to 1" \
    pubkey --format c --threshold 0 ec.pem
expect_error 2 "--threshold is 3; with 2 keys" pubkey --format c --threshold 3 ec.pem rsa2048.pem
expect_error 2 "keys 1 and 2 are the same" pubkey --format c ec.pem ec.pub
expect_error 2 "9 keys; a key ring holds up to 8" pubkey --format c 1 2 3 4 5 6 7 8 9
expect_error 2 "the output is the input" pubkey -o ec.pem ec.pem
expect_error 3 "missing/out: cannot create" pubkey -o missing/out ec.pem

# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Key files as editors and other programs leave them; the commands that messages advise are run.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/key_lib.sh"

key_fixtures

# forms_of FILE: the same text as editors save it.
forms_of()
{
    { printf '\357\273\277' && cat "$1"; } >form.bom
    sed 's/$/\r/' "$1" >form.crlf
    sed 's/$/ \t /' "$1" >form.blanks
    { printf '\357\273\277\r\n' && sed 's/$/  \r/' "$1" && printf '\r\n\t\n'; } >form.all
    { echo "A line in front" && cat "$1" && echo "and one behind"; } >form.text
    chmod 600 form.*
}

case_public_text()
{
    for name in ec rsa3072; do
        forms_of $name.pub
        for file in form.*; do
            expect_done pubkey $file
            expect_same $name.pub "$SCRATCH/stdout"
        done
    done
    cat ec.pub rsa2048.pub >both.pub
    forms_of both.pub
    for file in form.*; do
        expect_done pubkey $file
        expect_same both.pub "$SCRATCH/stdout"
    done
}

case_private_text()
{
    ssl pkcs8 -topk8 -v2 aes256 -in ec.pem -passout file:secret -out ec.enc
    ssl ec -in ec.pem -aes256 -passout file:secret -out ec.old
    for key in ec.pem ec.enc ec.old; do
        forms_of $key
        for file in form.*; do
            expect_signs $file ec.pub --passphrase-file secret
        done
    done
}

# advice END OLD NEW [OPTIONS]: runs what the last message advises; END is what follows the command
# in it.
advice()
{
    command=${one_line#*; }
    command=${command%%" $1"*}
    case $command in
    openssl\ * | iconv\ * | ssh-keygen\ *) ;;
    *) fail "no command in the message" ;;
    esac
    command=$(echo "$command" | sed "s/OLD/$2/; s/FILE/$2/; s/NEW/$3/")
    first=${command%%" |"*}
    eval "$first ${4:-} ${command#"$first"}" >"$SCRATCH/advice" 2>"$SCRATCH/openssl" || {
        cat "$SCRATCH/openssl" >&2
        fail "'$command' fails"
    }
    case $1 in
    prints*) cp "$SCRATCH/advice" $3 ;;
    esac
}

# public_advice FILE TEXT END PUB.pem [OPTIONS]: the command makes this public key.
public_advice()
{
    expect_error 3 "$1: $2" verify --pubkey $1 user1.bin
    expect_error 3 "$1: $2" pubkey $1
    advice "$3" $1 new.pub "${5:-}"
    expect_done pubkey new.pub
    expect_same $4 "$SCRATCH/stdout"
    rm -f new.pub
}

case_certificates()
{
    ssl req -new -x509 -key ec.pem -subj /CN=test -days 2 -out certificate
    ssl x509 -in certificate -outform DER -out certificate.der
    for file in certificate certificate.der; do
        public_advice $file "a certificate; openssl x509" "prints its key" ec.pub
    done
}

case_certificate_requests()
{
    for name in ec rsa2048; do
        ssl req -new -key $name.pem -subj "/CN=test/O=appbin" -out request
        ssl req -in request -outform DER -out request.der
        for file in request request.der; do
            public_advice $file "a certificate request; openssl req" "prints its key" $name.pub
            expect_error 3 "$file: a certificate request; a private key is needed" \
                sign --key $file $release -o new.bin user1.bin
        done
    done
    # Version 1 has no extension in front of its number.
    openssl x509 -req -in request -signkey rsa2048.pem -days 2 -out version1 2>"$SCRATCH/openssl"
    expect_error 3 "version1: a certificate; openssl x509" pubkey version1
}

case_pkcs12()
{
    for name in ec rsa2048; do
        ssl req -new -x509 -key $name.pem -subj /CN=test -days 2 -out certificate
        ssl pkcs12 -export -inkey $name.pem -in certificate -passout file:secret -out box.p12
        public_advice box.p12 "a PKCS#12 file; openssl pkcs12 -nokeys" "prints its public key" \
            $name.pub "-passin file:secret"
        expect_error 3 "box.p12: a PKCS#12 file; openssl pkcs12 -nocerts" \
            sign --key box.p12 $release -o new.bin user1.bin
        advice "takes the key out" box.p12 new.key "-passin pass:secret -passout pass:secret"
        chmod 600 new.key
        expect_signs new.key $name.pub --passphrase-file secret
        rm -f new.key
    done
}

case_other_public_forms()
{
    for form in PEM DER; do
        ssl rsa -in rsa2048.pem -RSAPublicKey_out -outform $form -out pkcs1.pub
        public_advice pkcs1.pub "a public key in PKCS#1 form; openssl rsa" "converts it" \
            rsa2048.pub
        ssl ec -in ec.pem -pubout -conv_form compressed -outform $form -out compressed.pub
        public_advice compressed.pub "an EC key with a compressed point; openssl pkey" \
            "converts it" ec.pub
    done
}

# As some shells of Windows write what a program prints.
case_utf16()
{
    for encoding in UTF-16LE UTF-16BE; do
        mark='\0377\0376'
        [ $encoding = UTF-16LE ] || mark='\0376\0377'
        { printf %b "$mark" && sed 's/$/\r/' ec.pub | iconv -f ASCII -t $encoding; } >wide.pub
        public_advice wide.pub "text in UTF-16; iconv" "converts it" ec.pub
    done
    { printf '\377\376' && iconv -f ASCII -t UTF-16LE ec.pem; } >wide.pem
    chmod 600 wide.pem
    expect_error 3 "wide.pem: text in UTF-16; iconv" sign --key wide.pem $release -o new.bin \
        user1.bin
}

# An encrypted key that only openssl can read.
case_encryption()
{
    ssl pkcs8 -topk8 -scrypt -in ec.pem -passout file:secret -out ec.scrypt
    chmod 600 ec.scrypt
    expect_error 3 "ec.scrypt: encrypted in a way that is not supported; openssl pkcs8" \
        sign --key ec.scrypt --passphrase-file secret $release -o new.bin user1.bin
    advice "rewrites the key" ec.scrypt new.key "-passin pass:secret -passout pass:secret"
    chmod 600 new.key
    expect_signs new.key ec.pub --passphrase-file secret
}

case_openssh()
{
    if ! command -v ssh-keygen >"$SCRATCH/which"; then
        skip_part "there is no ssh-keygen"
        return 0
    fi
    for name in ec rsa2048 rsa3072; do
        cp $name.pem ssh
        ssh-keygen -y -f ssh >ssh.pub
        public_advice ssh.pub "a public key in the form of OpenSSH; ssh-keygen" "converts it" \
            $name.pub
        expect_error 3 "ssh.pub: a public key of OpenSSH; a private key is needed" \
            sign --key ssh.pub $release -o new.bin user1.bin
        # In place, from PEM to the form of OpenSSH and back as the message says.
        ssh-keygen -q -p -N '' -f ssh >"$SCRATCH/ssh"
        expect_error 3 "ssh: a private key in the form of OpenSSH; ssh-keygen -p -m PKCS8" \
            sign --key ssh $release -o new.bin user1.bin
        advice "converts it in place" ssh none "-q -P '' -N ''"
        expect_signs ssh $name.pub
        rm -f ssh ssh.pub
    done
    for type in ed25519 "ecdsa -b 384"; do
        ssh-keygen -q -t $type -N '' -f other
        expect_error 3 "other.pub: a public key of OpenSSH of another type; supported are" \
            pubkey other.pub
        rm other other.pub
    done
}

case_tpm()
{
    { echo "-----BEGIN TSS2 PRIVATE KEY-----" && openssl rand -base64 200 &&
        echo "-----END TSS2 PRIVATE KEY-----"; } >tpm.pem
    chmod 600 tpm.pem
    expect_error 3 "tpm.pem: a key that only its TPM can use; let the TPM sign: --signer 'C" sign \
        --key tpm.pem $release -o new.bin user1.bin
    expect_error 3 "tpm.pem: a key that only its TPM can use" pubkey tpm.pem
    expect_error 3 "tpm.pem: a private key; a public key is needed" verify --pubkey tpm.pem \
        user1.bin
}

# With a token: the test hsm.
case_token()
{
    for uri in "pkcs11:token=release;object=ecdsa;type=private" "pkcs11:"; do
        expect_error 3 "$uri: a key in a token; pkcs11-tool" sign --key "$uri" $release -o new.bin \
            user1.bin
        expect_error 3 "$uri: a key in a token; pkcs11-tool" pubkey "$uri"
        expect_error 3 "$uri: a key in a token; pkcs11-tool" verify --pubkey "$uri" user1.bin
    done
    cp ec.pub pkcs11:file
    expect_done pubkey pkcs11:file
}

run_cases

# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The test vector of the manifest format.
. "$CLI_FOLDER/cli_lib.sh"

# The test vector of docs/manifest-format.md: the tool makes the very bytes of the reference.
case_of_manifest_format()
{
    "$PYTHON" "$REFERENCE/manifest_reference.py" vectors -o vector
    mkdir signed
    chmod 600 vector/key.der
    expect_done sign --key vector/key.der --vendor vendor.example --product lamp \
        --fw-version 1.2.3+4 --security-counter 7 --build-id v1.2.3 --out-dir signed \
        --bundle signed/bundle \
        vector/unsigned.user1.bin vector/unsigned.user2.bin
    "$PYTHON" "$REFERENCE/bundle_reference.py" vector -o vector/bundle
    expect_same signed/bundle vector/bundle
    for slot in 1 2; do
        expect_same "signed/unsigned.user$slot.bin" "vector/signed.user$slot.bin"
    done
}

run_cases

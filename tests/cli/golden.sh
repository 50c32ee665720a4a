# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# build: the bytes of the independent reference.
. "$CLI_FOLDER/cli_lib.sh"

case_contents()
{
    golden contents
}

case_crc()
{
    golden crc
}

case_flash_settings()
{
    golden flash_settings
}

case_lengths()
{
    golden lengths
}

case_limits()
{
    golden limits
}

case_matrix()
{
    golden matrix
}

run_cases

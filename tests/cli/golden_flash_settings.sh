# shellcheck shell=sh disable=SC1091,SC2086 # lists of options are split on purpose
. "$CLI_FOLDER/cli_lib.sh"

golden flash_settings

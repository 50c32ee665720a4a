# Completion of imagetool for bash. The functions at the end are made from the command table.
# shellcheck shell=bash

# Offers those WORDS that begin with what was typed and were not given yet. One that is
# typed behind "OPTION=" without a break keeps that in front.
_imagetool_offer()
{
    local word
    for word in $1; do
        if [[ $word == "$current"* && $given != *" $word "* ]]; then
            COMPREPLY+=("$prefix$word")
        fi
    done
}

# Leaves the rest to readline, which knows about quotes, spaces and "~".
_imagetool_by_readline()
{
    local option
    for option in "$@"; do
        compopt -o "$option"
    done
}

# Files behind the "@" of a file of options.
_imagetool_options_file()
{
    local name
    _imagetool_by_readline filenames
    while IFS= read -r name; do
        COMPREPLY+=("@$name")
    done < <(compgen -f -- "${current#@}")
}

_imagetool_value()
{
    case $kind in
    words) _imagetool_offer "$words" ;;
    files) _imagetool_by_readline bashdefault default ;;
    folders) _imagetool_by_readline dirnames ;;
    variables) _imagetool_offer "$(compgen -A export)" ;;
    esac
}

# Looks at what stands before the word: sets pending to the option whose value it is,
# given to the names that are not to be offered again.
_imagetool_read_words()
{
    local index word kind words names
    for ((index = 2; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ -n $pending ]]; then
            # bash makes three words of --map=2
            [[ $word == = && ${COMP_WORDS[index - 1]} == --* ]] || pending=
            continue
        fi
        case $word in
        --)
            operands_only=1
            operands=$((operands + COMP_CWORD - index - 1))
            return
            ;;
        --*=*) _imagetool_option "$command" "${word%%=*}" ;;
        --*) _imagetool_option "$command" "$word" ;;
        -?*) _imagetool_option "$command" "${word:0:2}" ;;
        @*) continue ;;
        *)
            operands=$((operands + 1))
            continue
            ;;
        esac
        given+="$names "
        case $kind:$word in
        switch:* | unknown:* | *:--*=* | *:-[!-]?*) ;;
        *) pending=$word ;;
        esac
    done
}

_imagetool()
{
    local IFS=$' \t\n'
    local command=${COMP_WORDS[1]-} current=${COMP_WORDS[COMP_CWORD]-}
    local given=' ' pending='' operands_only='' prefix='' options kind words names
    local operands=0 further
    COMPREPLY=()
    if ((COMP_CWORD < 2)); then
        _imagetool_overview
        [[ $current == -* ]] && words=$options
        _imagetool_offer "$words"
        return 0
    fi
    _imagetool_command "$command" || return 0
    _imagetool_read_words
    if ((operands > 0)) && [[ $kind == words ]]; then
        kind=$further
    fi
    if [[ -z $pending && -z $operands_only && $current == --*=* ]]; then
        pending=${current%%=*} prefix=${current%%=*}= current=${current#*=}
    elif [[ -n $pending && $current == = ]]; then
        current=
    fi
    if [[ -n $pending ]]; then
        _imagetool_option "$command" "$pending"
        given=' '
        _imagetool_value
    elif [[ -z $operands_only && $current == @* ]]; then
        _imagetool_options_file
    elif [[ -z $operands_only && ($current == -* || $kind == none) ]]; then
        _imagetool_offer "$options"
    else
        _imagetool_value
    fi
    return 0
}

complete -F _imagetool imagetool

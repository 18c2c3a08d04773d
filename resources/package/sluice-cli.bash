# Completion of sluice-cli for bash. Commands and options are asked of the program itself, so that they are always its own.
_sluice_cli()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]}
    local command=${COMP_WORDS[1]} words
    if [ "$COMP_CWORD" -eq 1 ]; then
        words=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z]\+\) .*/\1/p')
        mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$current")
        return
    fi
    case $previous in
    --profile)
        words=$("$program" profiles list 2>/dev/null | awk '{ print $1 }')
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -f -X '!*.json' -- "$current")
        return
        ;;
    --pacing) words='burst even' ;;
    --rows) words='visible all' ;;
    --progress) words='auto bar lines json none' ;;
    --retry) words='failed unknown failed,unknown' ;;
    --report | --out) mapfile -t COMPREPLY < <(compgen -d -- "$current") && compopt -o filenames && return ;;
    --ids | --store | --credentials | --protect | --log | check)
        mapfile -t COMPREPLY < <(compgen -f -- "$current") && compopt -o filenames && return
        ;;
    profiles) words='list show check' ;;
    *) words=$("$program" "$command" --help 2>/dev/null | sed -n 's/^  \(--[a-z-]\+\) .*/\1/p') ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _sluice_cli sluice-cli

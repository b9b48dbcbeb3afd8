#compdef kg
# Completion of kg for zsh. A parameter such as actor= gets no blank behind it, since its value follows at once.
_kg_completion() {
    local -a answer open whole
    local kind value help
    answer=("${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) _KG_COMPLETE=zsh_complete kg 2>/dev/null)}")
    for kind value help in $answer; do
        # kg escapes the colons of a value only where a help follows.
        if [[ $help == _ ]]; then value=${value//:/\\:} help=; else help=:$help; fi
        case $kind/$value in
        plain/*=) open+=("$value$help") ;;
        plain/*) whole+=("$value$help") ;;
        file/*) _files ;;
        dir/*) _files -/ ;;
        esac
    done
    # Of an option with its value, kg completes the value alone.
    [[ $words[CURRENT] == --*=* ]] && compset -P '*='
    (($#open)) && _describe -V parameters open -S ''
    (($#whole)) && _describe -V values whole
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _kg_completion "$@"
else
    compdef _kg_completion kg
fi

# Completion of kg for bash. Bash cuts words at ':' and '=', which names and parameters hold. They are put together again
# before kg is asked, and what stands before the last cut is taken from its answers.
_kg_completion() {
    local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} words=() last=-1 cut= i word kind value
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((last >= 0)) && [[ $line != [[:space:]]* && -n $line ]]; then
            cut=${words[last]}
        else
            cut=
            words[++last]=
        fi
        line=${line#"${line%%[![:space:]]*}"}
        ((i == COMP_CWORD)) && word=$line
        words[last]+=$word
        line=${line#"$word"}
    done
    [[ -n $cut && $word == [:=] ]] && cut+=$word

    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
        plain) COMPREPLY+=("${value#"$cut"}") ;;
        file) _kg_paths -f ;;
        dir) _kg_paths -d ;;
        esac
    done < <(COMP_WORDS="${words[*]}" COMP_CWORD=$last _KG_COMPLETE=bash_complete "$1" 2>/dev/null)
    [[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *= ]] && compopt -o nospace
    return 0
}

_kg_paths() {
    compopt -o filenames
    COMPREPLY+=($(compgen "$1" -- "${words[last]#"$cut"}"))
}

complete -o nosort -F _kg_completion kg

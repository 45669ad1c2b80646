# Completes command lines of grokking. In ~/.bashrc: source <(grokking completion bash)
_grokking() {
  local line=${COMP_LINE:0:COMP_POINT} whole candidate meaning
  # bash breaks words at = and : too; the tool at blanks alone. What stands before the break is not to be typed again.
  whole=${line##*[[:space:]]}
  local before=${whole%"${COMP_WORDS[COMP_CWORD]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate meaning; do
    candidate=$(printf '%q' "${candidate#"$before"}")
    [[ $candidate == *[/=] ]] || candidate+=' '
    COMPREPLY+=("$candidate")
  done < <("$1" '[suggest]' "$line" 2>/dev/null)
}
# With no candidates: bash's own, which are files.
complete -o bashdefault -o default -o nospace -F _grokking grokking

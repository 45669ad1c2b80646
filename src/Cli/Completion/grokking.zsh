#compdef grokking
# Completes command lines of grokking. In ~/.zshrc, below compinit: source <(grokking completion zsh)
_grokking() {
  local line="${(j: :)words[1,CURRENT-1]} $PREFIX" entry
  local -a ended open
  for entry in ${(f)"$($words[1] '[suggest]' $line 2>/dev/null)"}; do
    local candidate=${entry%%$'\t'*} meaning=${entry#*$'\t'}
    [[ $candidate == *[/=] ]] && open+=($candidate) || ended+=("${candidate//:/\\:}:$meaning")
  done
  if (( $#ended + $#open )); then
    (( $#ended )) && _describe -V 'grokking' ended
    (( $#open )) && compadd -S '' -a open
  else
    _files
  fi
}
compdef _grokking grokking

# Completes command lines of grokking. Once: grokking completion fish > ~/.config/fish/completions/grokking.fish
function __grokking_complete
    set -l command (commandline -opc)[1]
    set -l found ($command '[suggest]' (commandline -cp | string collect) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c grokking -f -a '(__grokking_complete)'

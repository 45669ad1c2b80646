# Completes command lines of grokking. In $PROFILE: grokking completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName grokking -ScriptBlock {
    param($word, $ast, $cursor)
    $length = $cursor - $ast.Extent.StartOffset
    $line = $ast.Extent.Text.PadRight($length).Substring(0, $length)
    # With no candidates: PowerShell's own, which are files.
    & $ast.CommandElements[0].Extent.Text '[suggest]' $line 2>$null | ForEach-Object {
        $candidate, $meaning = $_ -split "`t", 2
        $typed = if ($candidate -match "[\s']") { "'" + $candidate.Replace("'", "''") + "'" } else { $candidate }
        [System.Management.Automation.CompletionResult]::new($typed, $candidate, 'ParameterValue', $(if ($meaning) { $meaning } else { $candidate }))
    }
}

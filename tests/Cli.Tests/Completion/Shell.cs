namespace Grokking.Cli.Tests;

/// <summary>Runs a shell that finds the built tool as <c>grokking</c>.</summary>
internal static class Shell
{
    /// <summary>Runs a script and returns its output, line by line; skips the test where there is no such shell.</summary>
    /// <param name="shell">The shell's program.</param>
    /// <param name="folder">Its current folder, which gets a folder bin.</param>
    /// <param name="script">The script.</param>
    public static string[] Run(string shell, TempFolder folder, string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("starts the tool by a shell script, which Windows has not");
            return [];
        }
        Assert.SkipUnless(IsInstalled(shell), $"there is no {shell} on the PATH: install it to run this test");
        var bin = Directory.CreateDirectory(folder.File("bin")).FullName;
        var tool = Path.Combine(bin, "grokking");
        File.WriteAllText(
            tool, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Grokking.Cli.dll")}' \"$@\"\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // PowerShell alone minds the ending.
        var result =
            ToolProcess.RunProgram(shell, folder.Path, [folder.Write("script.ps1", script)], new Dictionary<string, string?>
        {
            ["PATH"] = bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
            ["HOME"] = folder.Path,
        });
        Assert.Equal("", result.Error);
        return result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsInstalled(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, shell)));
}

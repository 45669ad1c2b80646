using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Grokking.Testing;

/// <summary>Runs Python where there is one: the other side of files that Python writes or reads.</summary>
internal static class Python
{
    private static readonly string[] Names = ["python3", "/usr/bin/python3"];
    private static readonly ConcurrentDictionary<string, string?> Found = new();

    /// <summary>A Python that has a module; null when there is none.</summary>
    public static string? With(string module) =>
        Found.GetOrAdd(module, name => Names.FirstOrDefault(python => Has(python, name)));

    /// <summary>Runs a program to its end.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">What follows it.</param>
    public static (int ExitCode, string Out, string Error) Run(string python, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            python, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static bool Has(string python, string module)
    {
        try
        {
            return Run(python, ".", "-c", $"import {module}").ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

using System.Diagnostics;

namespace Grokking.Cli.Tests;

/// <summary>The built tool as a process of its own, its output in pipes.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    /// <summary>The tool.</summary>
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Grokking.Cli.dll");
    private readonly Process process;
    private readonly Task<string> error;

    private ToolProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">The command line.</param>
    public static ToolProcess Start(string folder, params string[] arguments) => Start(folder, null, arguments);

    /// <summary>Starts it below a shell that ignores a signal, as <c>nohup</c> ignores HUP.</summary>
    public static ToolProcess StartIgnoring(string signal, string folder, params string[] arguments) =>
        StartProgram(
            "sh", folder, ["-c", $"trap '' {signal}; exec dotnet \"$@\"", "sh", Assembly, .. arguments],
            new Dictionary<string, string?>());

    /// <summary>Starts it on file systems whose files are not locked, as some of networks are not.</summary>
    public static ToolProcess StartWithoutLocks(string folder, params string[] arguments) =>
        StartProgram(
            "dotnet", folder, [Assembly, .. arguments],
            new Dictionary<string, string?> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "true" });

    private static ToolProcess Start(string folder, string? switchedOff, string[] arguments)
    {
        var environment = new Dictionary<string, string?>();
        if (switchedOff is not null)
        {
            environment[switchedOff] = "0";
        }
        return StartProgram("dotnet", folder, [Assembly, .. arguments], environment);
    }

    /// <summary>Runs it to its end.</summary>
    public static ToolResult Run(string folder, params string[] arguments)
    {
        using var tool = Start(folder, arguments);
        return tool.End();
    }

    /// <summary>Runs it to its end with a setting of the runtime, such as <c>DOTNET_EnableAVX2</c>, switched off.</summary>
    public static ToolResult RunWithout(string setting, string folder, params string[] arguments)
    {
        using var tool = Start(folder, setting, arguments);
        return tool.End();
    }

    /// <summary>Runs it to its end below a shell that redirects its streams.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="redirection">As a shell has it: <c>2>&amp;-</c> closes standard error.</param>
    /// <param name="arguments">The command line.</param>
    public static ToolResult RunRedirected(string folder, string redirection, params string[] arguments) =>
        RunProgram("sh", folder, ["-c", $"exec dotnet \"$@\" {redirection}", "sh", Assembly, .. arguments]);

    /// <summary>Runs any program to its end.</summary>
    /// <param name="program">Its file, or its name on the PATH.</param>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables that are other than here; null takes one away.</param>
    public static ToolResult RunProgram(
        string program, string folder, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var process = StartProgram(program, folder, arguments, environment ?? new Dictionary<string, string?>());
        return process.End();
    }

    private static ToolProcess StartProgram(
        string program, string folder, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">Its name without SIG: INT is what Ctrl-C sends.</param>
    public void Signal(string signal)
    {
        using var kill =
            Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The number of the process.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Kills it as <c>kill -9</c> does, so that it can do nothing about it.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool Kill()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
        process.WaitForExit();
        return process.ExitCode == 128 + 9;
    }

    /// <summary>Waits for its end.</summary>
    public ToolResult End()
    {
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), "the tool did not end");
        return new ToolResult(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
        process.Dispose();
    }
}

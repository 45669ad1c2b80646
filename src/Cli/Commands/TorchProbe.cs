using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grokking.Training.Torch;

namespace Grokking.Cli;

/// <summary>
/// Asks a second process what there is of torch. A damaged library can end the process that loads it: then this one is still there to
/// say so.
/// </summary>
internal static class TorchProbe
{
    /// <summary>The action of the torch command that the second process is started with; not for users.</summary>
    public const string Action = "probe";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Plain = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly JsonSerializerOptions Indented =
        new(CommandOptions.IndentedJson) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the second process found, or how it ended.</summary>
    public static TorchStatus Ask()
    {
        var found = TorchStatus.Find();
        return found.Ready ? AskOther(found) : found;
    }

    /// <summary>What the second process does: it loads libtorch, and writes the status as one line.</summary>
    public static int Answer(Screen screen)
    {
        screen.Raw("\n" + Json(TorchStatus.Load(), indented: false) + "\n");
        return ExitCode.Done;
    }

    /// <summary>A status as JSON.</summary>
    public static string Json(TorchStatus status, bool indented) => JsonSerializer.Serialize(status, indented ? Indented : Plain);

    private static TorchStatus AskOther(TorchStatus found)
    {
        try
        {
            using var other = Start();
            var said = Task.WhenAll(other.StandardOutput.ReadToEndAsync(), other.StandardError.ReadToEndAsync());
            if (!other.WaitForExit(Patience))
            {
                other.Kill();
                return Failed(found, $"libtorch did not load within {Patience.TotalSeconds} seconds.");
            }
            var answer = said.Result[0].Split('\n').LastOrDefault(line => line.StartsWith('{'));
            return other.ExitCode == ExitCode.Done && answer is not null
                ? JsonSerializer.Deserialize<TorchStatus>(answer, Plain)!
                : Failed(found, $"the process that loaded libtorch ended with exit code {other.ExitCode}.");
        }
        catch (Win32Exception error)
        {
            return Failed(found, $"a second process, to load libtorch in, could not be started: {error.Message}");
        }
    }

    private static TorchStatus Failed(TorchStatus found, string problem) =>
        found with { Problem = problem, Remedy = $"Its files may be damaged. {found.Libtorch!.HowToRepair()}" };

    private static Process Start() => Process.Start(new ProcessStartInfo(Host(), ["exec", typeof(TorchProbe).Assembly.Location, "torch", Action])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["GROKKING_COMMAND"] = ToolName.Text },
    })!;

    // The runtime that runs this process; it may not be on the PATH.
    private static string Host() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}

using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grokking.Training.Torch;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Says what the torch engine runs on, and fetches it.</summary>
internal sealed class TorchCommand : ToolCommand
{
    private const string Status = "status", Install = "install";
    private static readonly string[] Kinds = [.. TorchPackage.All.Select(package => package.Kind)];
    private readonly Terminal terminal;
    private readonly Argument<string> action = new("action")
    {
        HelpName = $"{Status}|{Install}",
        Description = $"{Status}: what there is, and what is missing. {Install}: fetches libtorch into the package folder of the "
            + "dotnet client.",
    };
    private readonly Argument<string?> kind = new("kind")
    {
        HelpName = string.Join('|', Kinds),
        Description = $"What {Install} fetches: libtorch for the processor ({TorchPackage.Cpu.DownloadText}), or for NVIDIA GPUs "
            + $"too ({TorchPackage.Cuda.DownloadText}).",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> json = CommandOptions.Json($"The {Status} as one JSON document.");

    /// <summary>The command over a terminal.</summary>
    public TorchCommand(Terminal terminal)
        : base("torch", "Show or fetch libtorch, on which the torch engine for GPUs runs.")
    {
        this.terminal = terminal;
        action.CompletionSources.Add(Status, Install);
        kind.CompletionSources.Add(Kinds);
        Add(action);
        Add(kind);
        Add(json);
        Notes =
        [
            $"With GROKKING_LIBTORCH=DIR in the environment, the libtorch {TorchPackage.LibtorchVersion} in that folder is used, "
                + "before any that was installed.",
            $"An installation that broke off goes on when {Install} is called again.",
        ];
        Examples =
        [
            ("torch status", "Versions, places and devices."),
            ("torch install cpu", "What it takes to try the engine without a GPU."),
            ("torch install cuda", "What it takes to train on NVIDIA GPUs."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (asked, what, asJson) = (parsed.GetRequiredValue(action), parsed.GetValue(kind), parsed.GetValue(json));
        if (asked == TorchProbe.Action)
        {
            return TorchProbe.Answer(terminal.Out);
        }
        if (asked is not (Status or Install))
        {
            throw new UsageException($"torch: '{asked}' is unknown.{Suggest.Among(asked, [Status, Install])}");
        }
        return asked == Status ? Show(what, asJson) : Fetch(what, asJson);
    }

    private int Show(string? what, bool asJson)
    {
        if (what is not null)
        {
            throw new UsageException($"torch {Status}: '{what}' is one argument too many.");
        }
        var status = TorchProbe.Ask();
        if (asJson)
        {
            terminal.Out.Raw(TorchProbe.Json(status, indented: true) + "\n");
        }
        else
        {
            terminal.Out.Write(TorchText.Of(status, terminal.Out.Width));
        }
        return ExitCode.Done;
    }

    private int Fetch(string? what, bool asJson)
    {
        if (asJson || !Kinds.Contains(what))
        {
            var came = asJson ? "--json, which belongs to 'torch status'" : what is null ? "nothing" : $"'{what}'";
            throw new UsageException($"torch {Install}: expected {string.Join(" or ", Kinds)}, got {came}.");
        }
        var package = TorchPackage.Find(what!);
        terminal.Out.Raw(
            $"{package.Id} {package.Version}: {package.DownloadText} to fetch, {NumberText.Bytes(package.OnDisk)} on disk.\n");
        var watch = Stopwatch.StartNew();
        Fetch(package);
        terminal.Out.Raw($"Fetched in {NumberText.Duration(watch.Elapsed)}.\n\n");
        return Show(null, asJson: false);
    }

    private void Fetch(TorchPackage package)
    {
        using var stop = terminal.Interrupts.Listen();
        var megabytes = (int)(package.OnDisk / 1_000_000);
        WorkDisplay.Run(terminal.Out, "Fetching, in MB on disk", megabytes, add =>
        {
            var shown = 0;
            return new TorchInstaller(package).Run(ShowUpTo, stop.Token);

            void ShowUpTo(long bytes)
            {
                var more = (int)Math.Min(bytes / 1_000_000, megabytes) - shown;
                shown += more;
                add(more);
            }
        });
    }
}

/// <summary>
/// Asks a second process what there is of torch. A damaged library can end the process that loads it: then this one is still
/// there to say so.
/// </summary>
internal static class TorchProbe
{
    /// <summary>The action of the torch command that the second process is started with; not for users.</summary>
    public const string Action = "probe";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Plain = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly JsonSerializerOptions Indented =
        new(CommandOptions.IndentedJson) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    private static Process Start() =>
        Process.Start(new ProcessStartInfo(Host(), ["exec", typeof(TorchProbe).Assembly.Location, "torch", Action])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["GROKKING_COMMAND"] = ToolName.Text },
    })!;

    // The runtime that runs this process; it may not be on the PATH.
    private static string Host() =>
        Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}

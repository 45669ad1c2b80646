using System.CommandLine;
using System.Diagnostics;
using Grokking.Training;
using Grokking.Training.Torch;

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
        Description = $"{Status}: what there is, and what is missing. {Install}: fetches libtorch into the package folder of the dotnet client.",
    };
    private readonly Argument<string?> kind = new("kind")
    {
        HelpName = string.Join('|', Kinds),
        Description = $"What {Install} fetches: libtorch for the processor ({TorchPackage.Cpu.DownloadText}), or for NVIDIA GPUs too ({TorchPackage.Cuda.DownloadText}).",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> json = CommandOptions.Json($"The {Status} as one JSON document.");

    /// <summary>The command over a terminal.</summary>
    public TorchCommand(Terminal terminal)
        : base("torch", "Show or fetch the libtorch that the torch engine, for GPUs, runs on.")
    {
        this.terminal = terminal;
        action.CompletionSources.Add(Status, Install);
        kind.CompletionSources.Add(Kinds);
        Add(action);
        Add(kind);
        Add(json);
        Notes =
        [
            $"GROKKING_LIBTORCH=DIR in the environment takes a libtorch {TorchPackage.LibtorchVersion} that is there already, before any that was installed.",
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
        terminal.Out.Raw($"{package.Id} {package.Version}: {package.DownloadText} to fetch, {NumberText.Bytes(package.OnDisk)} on disk.\n");
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

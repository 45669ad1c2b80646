using System.CommandLine;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains the demo preset, analyses it and writes its report.</summary>
internal sealed class DemoCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Preset preset;
    private readonly Option<string?> folder = CommandOptions.Out("The run's folder. Default: runs/demo.");
    private readonly Option<string[]> settings = CommandOptions.Settings();
    private readonly Option<int?> threads = CommandOptions.Threads();
    private readonly Option<bool> force = CommandOptions.Force("Deletes the run that the folder holds, and trains anew.");

    /// <summary>The command over a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="preset">What it trains.</param>
    public DemoCommand(Terminal terminal, Preset preset)
        : base("demo", "Train the demo preset, analyse it and write its report.")
    {
        this.terminal = terminal;
        this.preset = preset;
        Add(folder);
        Add(settings);
        Add(threads);
        Add(force);
        Notes =
        [
            "Called again, it goes on with a demo that was stopped. Where the demo is finished, it makes the analysis and the "
                + "report anew.",
        ];
        Examples =
        [
            ("demo", "Everything, into runs/demo; open runs/demo/report.html afterwards."),
            ("demo --out runs/second --threads 2", "Into another folder, on two threads."),
            ("demo --out runs/p59 --set p=59", "The same with a setting changed."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var request = new RunRequest(preset.Id, preset.Config, parsed.GetValue(folder) ?? RunRequest.DefaultFolder(preset.Id))
            .With(parsed.GetValue(settings));
        var anew = parsed.GetValue(force);
        var held = anew ? null : HeldDemo(request);
        if (held?.IsTrainedTo(held.Config) == true)
        {
            terminal.Remark(RunLock.Clear(request.Folder));
            terminal.Out.Write(new TextPage(terminal.Out.Width).Paragraph(
                $"{PathText.Of(request.Folder)} holds the demo, trained to its end: the analysis and the report are made anew. "
                    + "--force trains it again."));
        }
        else
        {
            var options = new TrainOptions { Threads = parsed.GetValue(threads) ?? new TrainOptions().Threads,
                Resume = held is not null, Force = anew };
            if (TrainSession.Run(terminal, request, options).Status == RunStatus.Interrupted)
            {
                terminal.Out.Write(NextSteps.GoOn(request.Folder, CommandLine(parsed), terminal.Out.Width));
                return ExitCode.Interrupted;
            }
        }
        var study = Study.OfRun(terminal, request.Folder);
        new ReportSession(terminal, PictureFormat.Png, new PictureOptions()).OfRun(Training.Run.Open(request.Folder), study);
        return ExitCode.Done;
    }

    /// <summary>The demo in the folder; null when the folder holds no run.</summary>
    /// <exception cref="UsageException">The run is not the demo.</exception>
    private static Run? HeldDemo(RunRequest request)
    {
        if (!new RunPaths(request.Folder).HoldsRun)
        {
            return null;
        }
        var run = Training.Run.Open(request.Folder);
        // The folder names the engine that was used; the preset leaves it open.
        var expected = request.Config with { Training = request.Config.Training.WithEngineOf(run.Config.Training) };
        return ConfigJson.Write(run.Config) == ConfigJson.Write(expected.WithResolvedSplit())
            ? run
            : throw new UsageException(
                $"{PathText.Of(request.Folder)}: holds a run of another config than the demo's. --force deletes it, another "
                    + "--out leaves it alone.");
    }

    private string CommandLine(ParseResult parsed)
    {
        var into = parsed.GetValue(folder) is { } given ? $" --out {PathText.Quoted(given)}" : "";
        var set = parsed.GetValue(settings) is { Length: > 0 } changed
            ? $" --set {string.Join(' ', changed.Select(PathText.Word))}" : "";
        return $"demo{into}{set}";
    }
}

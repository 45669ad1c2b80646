using System.CommandLine;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains the demo preset, analyses it and writes its report.</summary>
internal sealed class DemoCommand : ToolCommand
{
    private const string PresetId = "demo";
    private readonly Terminal terminal;
    private readonly Option<string?> folder = CommandOptions.Out("The run's folder. Default: runs/demo.");
    private readonly Option<int?> threads = CommandOptions.Threads();
    private readonly Option<bool> force = CommandOptions.Force("Deletes the run that the folder holds, and trains anew.");

    /// <summary>The command over a terminal.</summary>
    public DemoCommand(Terminal terminal)
        : base("demo", "Train the demo preset, analyse it and write its report.")
    {
        this.terminal = terminal;
        Add(folder);
        Add(threads);
        Add(force);
        Notes =
        [
            "Called again, it goes on with a demo that was stopped; of one that is finished it makes the analysis and the report anew.",
        ];
        Examples =
        [
            ("demo", "Everything, into runs/demo; open runs/demo/report.html afterwards."),
            ("demo --out runs/second --threads 2", "Into another folder, on two threads."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var request = RunRequest.Find(PresetId, [], parsed.GetValue(folder), resume: false);
        var start = DemoStart.Of(request, parsed.GetValue(force));
        if (start != DemoStart.Kind.Study)
        {
            var summary = Train(request, parsed, start);
            if (summary.Status == RunStatus.Interrupted)
            {
                terminal.Out.Write(NextSteps.AfterInterrupted(new RunPaths(request.Folder), $"demo{FolderOption(parsed)}", terminal.Out.Width));
                return ExitCode.Interrupted;
            }
        }
        return ExitCode.Done;
    }
}

using System.CommandLine;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Writes a run's report: one page, and its figures as PNG files.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> folder = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." }.With(Complete.Folders);
    private readonly Option<bool> noPng = new("--no-png") { Description = "Writes the page alone, which draws its figures itself." };

    /// <summary>The command over a terminal.</summary>
    public ReportCommand(Terminal terminal)
        : base("report", "Write a run's report: one HTML page that needs no network, and PNG figures.")
    {
        this.terminal = terminal;
        Add(folder);
        Add(noPng);
        Notes =
        [
            "Analyses the run first, unless that has been done since it was trained. "
            + "PNG files need Chromium, Chrome or Edge; GROKKING_BROWSER names one that is not found by itself.",
        ];
        Examples =
        [
            ("report runs/mainline", "Writes runs/mainline/report.html and runs/mainline/figures/*.png."),
            ("report runs/mainline --no-png", "The page alone, in a second or two."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var run = Training.Run.Open(parsed.GetRequiredValue(folder));
        var study = Study.Load(run) ?? Study.OfRun(terminal, run.Paths.Folder);
        ReportSession.Run(terminal, run, study, pictures: !parsed.GetValue(noPng));
        return ExitCode.Done;
    }
}

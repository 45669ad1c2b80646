using System.CommandLine;
using Grokking.Reports;

namespace Grokking.Cli;

/// <summary>Writes a run's report: one page, and its figures as pictures.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> folder = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." }.With(Complete.Folders);
    private readonly Option<string?> format = CommandOptions.Text("--format", "png|svg", "The format of the pictures. Default: png.");
    private readonly Option<bool> captions = new("--captions") { Description = "Puts the first sentence of each caption below its picture's title." };
    private readonly Option<bool> noTitles = new("--no-titles") { Description = "Leaves titles out of the pictures, for a paper that has its own captions." };
    private readonly Option<bool> noPictures = new("--no-pictures", "--no-png") { Description = "Writes the page alone, which draws its figures itself." };

    /// <summary>The command over a terminal.</summary>
    public ReportCommand(Terminal terminal)
        : base("report", "Write a run's report: one HTML page that needs no network, and its figures as pictures.")
    {
        this.terminal = terminal;
        Add(folder);
        Add(format);
        Add(captions);
        Add(noTitles);
        Add(noPictures);
        Notes = ["Analyses the run first, unless that has been done since it was trained."];
        Examples =
        [
            ("report runs/mainline", "Writes runs/mainline/report.html and runs/mainline/figures/*.png."),
            ("report runs/mainline --format svg --no-titles", "Pictures for a paper: shapes instead of pixels, without titles."),
            ("report runs/mainline --no-pictures", "The page alone."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var pictures = parsed.GetValue(noPictures) ? (PictureFormat?)null : Format(parsed.GetValue(format));
        var run = Training.Run.Open(parsed.GetRequiredValue(folder));
        var study = Study.Load(run) ?? Study.OfRun(terminal, run.Paths.Folder);
        var options = new PictureOptions { HasCaption = parsed.GetValue(captions), HasTitle = !parsed.GetValue(noTitles) };
        ReportSession.Run(terminal, run, study, pictures, options);
        return ExitCode.Done;
    }

    private static PictureFormat Format(string? name) => name switch
    {
        null or "png" => PictureFormat.Png,
        "svg" => PictureFormat.Svg,
        _ => throw new UsageException($"--format: expected png or svg, got '{name}'."),
    };
}

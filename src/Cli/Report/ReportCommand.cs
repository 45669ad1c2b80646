using System.CommandLine;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Writes the report of a run, a checkpoint or a folder of runs: one page, and its figures as pictures.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> folder = new Argument<string>("run")
    {
        HelpName = "RUN",
            Description = "The folder of a run, a checkpoint file (.safetensors, .pt or .pth), or a folder of runs.",
    }.With(Complete.CheckpointFiles);
    private readonly Option<string?> output =
        CommandOptions.Out("For a checkpoint file, where to write. Default: the folder NAME-report in the current one.");
    private readonly Option<string?> format =
        CommandOptions.Text("--format", "png|svg", "The format of the pictures. Default: png.");
    private readonly Option<bool> captions =
        new("--captions") { Description = "Puts the first sentence of each caption below its picture's title." };
    private readonly Option<bool> noTitles =
        new("--no-titles") { Description = "Leaves titles out of the pictures, for a paper that has its own captions." };
    private readonly Option<bool> noPictures =
        new("--no-pictures", "--no-png") { Description = "Writes the page alone, which draws its figures itself." };

    /// <summary>The command over a terminal.</summary>
    public ReportCommand(Terminal terminal)
        : base("report", "Write a report: one HTML page that needs no network, and its figures as pictures.")
    {
        this.terminal = terminal;
        Add(folder);
        Add(output);
        Add(format);
        Add(captions);
        Add(noTitles);
        Add(noPictures);
        Notes =
        [
            "Analyses the run first, unless that has been done since it was trained. For a checkpoint file, everything that needs "
            + "no history is drawn. For a folder of runs, one page has their curves overlaid, their verdicts and their spread.",
        ];
        Examples =
        [
            ("report runs/mainline", "Writes runs/mainline/report.html and runs/mainline/figures/*.png."),
            ("report runs/mainline --format svg --no-titles", "Pictures for a paper: shapes instead of pixels, without titles."),
            ("report runs/mainline --no-pictures", "The page alone."),
            ("report model.pt", "A published network: writes model-report/report.html."),
            ("report runs/demo-seeds", "All runs of a folder on one page, runs/demo-seeds/report.html."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var pictures = parsed.GetValue(noPictures) ? (PictureFormat?)null : Format(parsed.GetValue(format));
        var options = new PictureOptions { HasCaption = parsed.GetValue(captions), HasTitle = !parsed.GetValue(noTitles) };
        var path = parsed.GetRequiredValue(folder);
        var session = new ReportSession(terminal, pictures, options);
        if (parsed.GetValue(output) is not null && Directory.Exists(path))
        {
            throw new UsageException(
                $"--out: the report of {PathText.Of(path)} goes into that folder; expected --out with a checkpoint file alone.");
        }
        if (RunFolders.IsFolderOfRuns(path))
        {
            session.OfRuns(path);
        }
        else if (File.Exists(path))
        {
            session.OfCheckpoint(path, parsed.GetValue(output));
        }
        else
        {
            var run = Training.Run.Open(path);
            session.OfRun(run, Study.Load(terminal, run) ?? Study.OfRun(terminal, run.Paths.Folder));
        }
        return ExitCode.Done;
    }

    private static PictureFormat Format(string? name) => name switch
    {
        null or "png" => PictureFormat.Png,
        "svg" => PictureFormat.Svg,
        _ => throw new UsageException($"--format: expected png or svg, got '{name}'."),
    };
}

/// <summary>Writes reports and says where they are.</summary>
/// <param name="terminal">Where progress and results are shown, and what interrupts the drawing.</param>
/// <param name="format">The format of the pictures; null for the page alone.</param>
/// <param name="options">Texts of the pictures.</param>
internal sealed class ReportSession(Terminal terminal, PictureFormat? format, PictureOptions options)
{
    /// <summary>Writes a run's report.html and its figures as pictures.</summary>
    /// <param name="run">The run.</param>
    /// <param name="study">What was found out of it.</param>
    /// <exception cref="OperationCanceledException">The drawing was interrupted; the page is written.</exception>
    public void OfRun(Run run, Study study) => Write(ReportContext.Of(run, new RunAnalysis(study.Analysis, study.Timeline!)));

    /// <summary>Writes the report of a checkpoint file into a folder that is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">The folder; null for one named after the file.</param>
    public void OfCheckpoint(string path, string? folder)
    {
        var subject = StudySubject.Open(path);
        var study = Study.Make(terminal, subject, keyFrequencies: null);
        terminal.Out.Write(StudyText.Of(subject, study, terminal.Out.Width));
        var target = folder ?? System.IO.Path.GetFileNameWithoutExtension(path) + "-report";
        OutputFolder.Make(target);
        terminal.Out.Write(new TextPage(terminal.Out.Width).Line());
        Write(ReportContext.Of(subject.Checkpoint, study.Analysis, target));
    }

    /// <summary>Writes one page over the runs of a folder, each of which is analysed where that has not been done.</summary>
    public void OfRuns(string folder)
    {
        var runs = new List<(Run Run, RunAnalysis Findings)>();
        foreach (var run in RunFolders.In(folder).Select(Training.Run.Open))
        {
            var study = Study.Load(terminal, run);
            if (study is null)
            {
                study = Study.Make(terminal, StudySubject.Open(run.Paths.Folder), keyFrequencies: null);
                study.Write(run.Paths.Analysis);
            }
            runs.Add((run, new RunAnalysis(study.Analysis, study.Timeline!)));
        }
        var report = RunsReport.Compose(folder, runs) with { Pictures = format };
        var page = Path.Combine(folder, "report.html");
        HtmlReportWriter.Write(report, page);
        Say("report", page);
        Draw([.. report.Figures], Path.Combine(folder, "figures"),
            (figures, progress, stop) =>
                Pictures.Write(figures, Path.Combine(folder, "figures"), format!.Value, options, progress, stop));
    }

    private void Write(ReportContext drawn)
    {
        var report = RunReport.Compose(drawn) with { Pictures = format };
        Say("report", RunReport.WriteHtml(drawn, report));
        Draw([.. report.Figures], drawn.PictureFolder,
            (_, progress, stop) => RunReport.WritePictures(drawn, report, format!.Value, options, progress, stop));
    }

    private void Draw(
        IReadOnlyList<Figure> figures, string folder, Func<IReadOnlyList<Figure>, IProgress<int>, CancellationToken,
        IReadOnlyList<string>> draw)
    {
        if (format is not { } chosen)
        {
            return;
        }
        using var stop = terminal.Interrupts.Listen();
        var files = WorkDisplay.Run(terminal.Out, $"Drawing {NumberText.Count(figures.Count, "figure")}", figures.Count,
            done => draw(figures, new EachDone(() => done(1)), stop.Token));
        Say("figures", folder, NumberText.Count(files.Count, $"{chosen.ToString().ToUpperInvariant()} file"));
    }

    private void Say(string name, string path, string? remark = null) =>
        terminal.Out.Write(PlacesText.Add(new TextPage(terminal.Out.Width), name, path, remark));

    /// <summary>Passes progress on at once, in the thread that made it.</summary>
    private sealed class EachDone(Action done) : IProgress<int>
    {
        public void Report(int value) => done();
    }
}

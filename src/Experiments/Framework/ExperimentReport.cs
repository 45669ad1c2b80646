using System.Text.Json;
using System.Text.Json.Serialization;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>What an experiment writes: findings.json, the page of its report, and its figures as pictures.</summary>
public static class ExperimentReport
{
    private static readonly string[] Columns = ["Setting", "Paper", "Where", "Here", "Seeds", "", "Why"];

    /// <summary>The report as data.</summary>
    public static HtmlReport Compose(Experiment experiment, ExperimentRuns runs, ExperimentFindings findings)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(findings);
        var cost = ExperimentCost.Of(runs.Plan);
        return new HtmlReport
        {
            Title = experiment.Title,
            Summary = [experiment.Question,
                runs.Scale == ExperimentScale.Small ? $"Small scale: {experiment.Scaled}" : "The papers' settings."],
            Facts =
            [
                new("runs", Words.Count(cost.Runs)), new("steps", Words.Number(cost.Steps)),
                new("training", $"{Words.Number(runs.TrainSeconds)} s of one core"),
                new("not finished", Words.Count(runs.All.Count(run => run.Result.Status != SweepStatus.Finished))),
            ],
            Sections =
            [
                new("Paper and here", [Table(findings)]),
                new("Figures", [.. findings.Drawable.Select(figure => new FigureBlock(figure))]),
                .. findings.More.Count == 0 ? Array.Empty<ReportSection>() : [new("More", findings.More)],
            ],
            Pictures = PictureFormat.Png,
        };
    }

    /// <summary>The words for an agreement.</summary>
    public static string Word(Agreement agreement) => agreement switch
    {
        Agreement.Agrees => "agrees",
        Agreement.Differs => "differs",
        _ => "not comparable",
    };

    private static Table Table(ExperimentFindings findings) => new(
        "What the papers say, and what came out here. A disagreement is a result.",
        [.. Columns.Select(column => new TableColumn(column))],
        [.. findings.Comparisons.Select(row =>
            (IReadOnlyList<string>)[row.Setting, row.Paper, row.Where, row.Ours, Words.Count(row.Seeds), Word(row.Agreement),
                row.Why])]);
}

/// <summary>findings.json: the table of an experiment, with what it took.</summary>
/// <param name="Experiment">The experiment's id.</param>
/// <param name="Title">What is studied.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Scaled">What the small scale changes.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="Finished">Number of runs that came to their end.</param>
/// <param name="Steps">Number of updates of all runs.</param>
/// <param name="TrainSeconds">Seconds of one core in training steps.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="Comparisons">What the papers say, beside what came out.</param>
public sealed record FindingsFile(
    string Experiment, string Title, string Question, ExperimentScale Scale, string Scaled, int Runs, int Finished, long Steps,
    double TrainSeconds, string Machine,
    IReadOnlyList<Comparison> Comparisons)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What was found of an experiment's runs.</summary>
    public static FindingsFile Of(Experiment experiment, ExperimentRuns runs, ExperimentFindings findings)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(findings);
        var machine = MachineInfo.Current;
        return new(
            experiment.Id, experiment.Title, experiment.Question, runs.Scale, experiment.Scaled, runs.Plan.Runs.Count,
            runs.All.Count(run => run.Result.Status == SweepStatus.Finished), runs.Steps, Math.Round(runs.TrainSeconds),
            $"{machine.Cores} cores, {machine.Runtime}",
            findings.Comparisons);
    }

    /// <summary>Writes the file, as a whole or not at all.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Options) + "\n");

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static FindingsFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<FindingsFile>(JsonInput.ReadFile(path), Options)
                ?? throw new InvalidDataException($"{path}: expected an experiment's findings, got null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{path}: expected an experiment's findings: {ForeignText.Show(error.Message, 300)}", error);
        }
    }
}

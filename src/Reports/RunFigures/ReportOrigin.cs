using System.Globalization;
using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>Where a page comes from, and what it cites.</summary>
internal static partial class ReportOrigin
{
    private static readonly (string Cited, string Reference)[] Papers =
    [
        ("Power et al.",
            "A. Power, Y. Burda, H. Edwards, I. Babuschkin, V. Misra: *Grokking: generalization beyond overfitting on small "
                + "algorithmic datasets*, 2022. [arXiv 2201.02177](https://arxiv.org/abs/2201.02177)"),
        ("Nanda et al.",
            "N. Nanda, L. Chan, T. Lieberum, J. Smith, J. Steinhardt: *Progress measures for grokking via mechanistic "
                + "interpretability*, 2023. [arXiv 2301.05217](https://arxiv.org/abs/2301.05217)"),
        ("Zhong et al.",
            "Z. Zhong, Z. Liu, M. Tegmark, J. Andreas: *The Clock and the Pizza: two stories in mechanistic explanation of "
                + "neural networks*, 2023. [arXiv 2306.17844](https://arxiv.org/abs/2306.17844)"),
        ("Chughtai et al.",
            "B. Chughtai, L. Chan, N. Nanda: *A toy model of universality: reverse engineering how networks learn group "
                + "operations*, 2023. [arXiv 2302.03025](https://arxiv.org/abs/2302.03025)"),
    ];

    /// <summary>The version of this library.</summary>
    public static string Version { get; } = typeof(ReportOrigin).Assembly.GetName().Version!.ToString(3);

    /// <summary>The last section of a page.</summary>
    /// <param name="study">What the page is of.</param>
    /// <param name="sections">The sections before it, whose papers are listed.</param>
    public static ReportSection Section(ReportContext study, IReadOnlyList<ReportSection> sections) =>
        new("Origin",
            [new Table("Origin of the numbers and figures.", ["", ""], [.. Rows(study)]), .. Sources(sections)]);

    /// <summary>The papers that some sections cite; nothing where they cite none.</summary>
    public static IEnumerable<ReportBlock> Sources(IReadOnlyList<ReportSection> sections)
    {
        var texts = string.Join('\n', sections.SelectMany(section => section.Blocks).SelectMany(Texts));
        var cited = Papers.Where(paper => texts.Contains(paper.Cited, StringComparison.Ordinal)).ToList();
        return cited.Count == 0
            ? [] : [new Prose("Papers cited:\n\n" + string.Join('\n', cited.Select(paper => $"- {paper.Reference}")))];
    }

    /// <summary>Seeds, engine, machine and day of a run; dashes where it has not ended.</summary>
    public static IReadOnlyList<(string Name, string Text)> OfRun(Run run)
    {
        var seeds = $"{run.Config.Model.Seed} for the initial weights, {run.Config.Split.Seed} for the split";
        return run.Summary is not { Machine: var machine } summary
            ? [("seeds", seeds), ("engine", "–"), ("machine", "–"), ("trained on", "–")]
            :
            [
                ("seeds", seeds),
                ("engine", $"{summary.Engine}, {summary.Threads} {(summary.Threads == 1 ? "thread" : "threads")}"),
                ("machine", $"{machine.Os}, {machine.Cores} cores, {machine.VectorBits}-bit vectors, {machine.Runtime}"),
                ("trained on", File.GetLastWriteTimeUtc(run.Paths.Summary).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ];
    }

    private static IEnumerable<string> Texts(ReportBlock block) => block switch
    {
        Paragraph paragraph => [paragraph.Text],
        FigureBlock figure => [figure.Figure.Caption],
        Table table => [table.Caption, .. table.Rows.SelectMany(row => row)],
        Prose prose => [prose.Markdown],
        _ => [],
    };

    private static IEnumerable<IReadOnlyList<string>> Rows(ReportContext study)
    {
        yield return ["made again by", Command(study)];
        yield return ["made by", $"grokking {Version}"];
        if (study.Run is { } run)
        {
            foreach (var (name, text) in OfRun(run))
            {
                yield return [name, text];
            }
        }
        else if (study.Checkpoint is LoadedCheckpoint loaded)
        {
            yield return ["read as", loaded.Reading];
        }
        if (study.Analysis.Source is { Path: { } path, Sha256: { } hash })
        {
            yield return ["checkpoint", Path.GetFileName(path)];
            yield return ["SHA-256 of the checkpoint", hash];
        }
    }

    private static string Command(ReportContext study) => study.Run is null
        ? $"grokking report {Word(study.Analysis.Source.Path ?? study.Name)}"
        : $"grokking train {Word(study.Name)}/config.json --out {Word(study.Name + "-again")} && grokking report "
            + $"{Word(study.Name + "-again")}";

    // As a shell would take it.
    private static string Word(string text) =>
        Plain().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9/\\._+:=,-]+$")]
    private static partial Regex Plain();
}

using System.Globalization;
using System.Text;
using Grokking.Testing;

namespace Grokking.Experiments.Tests;

/// <summary>The page docs/experiments.md, made from the results in docs/experiments.</summary>
internal static class ExperimentsPage
{
    private const string Head = """
        # Experiments

        The field's pictures of grokking, one command each: `grokking experiment NAME` plans a grid of runs, trains those that are missing, and writes a report with the papers' values beside ours.
        `--scale small`, the default, takes minutes on a laptop. `--scale paper` has the papers' settings and is meant for a [cluster](sweeps.md#on-a-cluster):

        ```sh
        ./grokking experiment data-fraction --scale paper --plan                # what it costs; then
        ./grokking sweep submit runs/data-fraction-paper --emit slurm           # or --slurm, to submit it
        ```

        Once the cluster is done, the first command without `--plan` reads its results.

        The tables are those of the small scale, made by `scripts/docs` from the results in `docs/experiments`. *Agrees* means that the rule in the last column holds here. A
        disagreement is a result too, first of all about small networks on small moduli, and nothing was trained until it agreed. The rules were written before the runs that they
        judge, except for three that were made stricter afterwards (widths in pizza-to-clock, a sign that never shows in early-signs, pruning of a network that has not generalised). Where
        a first choice of modulus, width, decay or steps did not let the network or its control learn the task at all, another choice was taken. Medians are Kaplan-Meier estimates, with
        95 % intervals from five seeds on; means are given with the range of the values. Seconds are those that one core spent in training steps, on a machine that did other things too.

        """;

    /// <summary>Where the page lies.</summary>
    public static string Path => System.IO.Path.Combine(Fixtures.RepositoryRoot, "docs", "experiments.md");

    /// <summary>The results of the small scale that the repository holds, in the order of the catalogue.</summary>
    public static IReadOnlyList<FindingsFile> Results { get; } = Read("");

    /// <summary>Those of a few runs at the papers' scale. The population, all of it, has a page of its own.</summary>
    public static IReadOnlyList<FindingsFile> Cells { get; } = [.. Read("-paper").Where(cell => cell.Experiment != "population")];

    private static FindingsFile[] Read(string ending) =>
    [
        .. ExperimentCatalogue.All.Select(experiment =>
            System.IO.Path.Combine(Fixtures.RepositoryRoot, "docs", "experiments", $"{experiment.Id}{ending}.json"))
            .Where(File.Exists).Select(FindingsFile.Read),
    ];

    /// <summary>The text of the page.</summary>
    public static string Text()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        page.Append("\n| experiment | question | runs | agrees | differs | not comparable |\n|---|---|---|---|---|---|\n");
        foreach (var result in Results)
        {
            int Count(Agreement agreement) => result.Comparisons.Count(row => row.Agreement == agreement);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| [{result.Experiment}](#{result.Experiment}) | {result.Title} | {result.Runs} | {Count(Agreement.Agrees)} | "
                    + $"{Count(Agreement.Differs)} | {Count(Agreement.NotComparable)} |\n");
        }
        foreach (var result in Results)
        {
            Add(page, result);
        }
        AddCells(page);
        return page.ToString();
    }

    private static void AddCells(StringBuilder page)
    {
        page.Append(
            "\n## Cells of the papers' scale\n\nThe papers' settings are meant for a cluster. Of some experiments a few runs were trained "
                + "on two cores all the same, as a\ntask of a cluster does it: `grokking sweep run runs/progress-paper --shard 1/5`. What "
                + "they say already:\n\n"
                + "| experiment | runs | seconds | setting | paper | here | |\n|---|---|---|---|---|---|---|\n");
        foreach (var cell in Cells)
        {
            foreach (var row in cell.Comparisons.Where(row => row.Agreement != Agreement.NotComparable))
            {
                AddRow(page,
                [
                    cell.Experiment, $"{Words.Count(cell.Finished)} of {Words.Count(cell.Runs)}", Words.Number(cell.TrainSeconds),
                    row.Setting, row.Paper, row.Ours, $"**{ExperimentReport.Word(row.Agreement)}**",
                ]);
            }
        }
    }

    private static void AddRow(StringBuilder page, string[] cells) => page.Append("| ")
        .AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");

    private static void Add(StringBuilder page, FindingsFile result)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n## {result.Experiment}\n\n{result.Question}\n\nSmall scale: {result.Scaled}\n\n```sh\n./grokking experiment "
                + $"{result.Experiment} --scale small\n```\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{Words.Count(result.Finished)} of {Words.Count(result.Runs)} runs finished, {Words.Number(result.Steps)} steps, "
                + $"{Words.Number(result.TrainSeconds)} s of training ({result.Machine}).\n\n");
        page.Append("| setting | paper | where | here | seeds | | why |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in result.Comparisons)
        {
            AddRow(page,
            [
                row.Setting, row.Paper, row.Where, row.Ours, Words.Count(row.Seeds),
                $"**{ExperimentReport.Word(row.Agreement)}**", row.Why,
            ]);
        }
    }
}

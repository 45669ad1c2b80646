using System.Globalization;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>The report of a run, or of a checkpoint: a page that explains it, and its figures as pictures.</summary>
public static class RunReport
{
    // A report may be written by several processes at once; none writes a file for so long.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private static readonly Dictionary<RunSection, (string Heading, string Text, string? OfAddition)> Sections = new()
    {
        [RunSection.Training] = ("Training",
            "The loss shows a jump; measures made from the same checkpoints show what happened meanwhile: memorisation first, "
            + "then a circuit that grows unseen, then the cleanup of what had been memorised (Nanda et al. 2023).", null),
        [RunSection.Embedding] = ("Embedding",
            "How operands are written into the network.",
            "A network that adds by angles turns each number v into cos and sin of 2πkv/p for a few frequencies k."),
        [RunSection.Attention] = ("Attention", "What the last position gathers from a and b.", null),
        [RunSection.Neurons] = ("Neurons", "What the neurons make of a and b.", "Here products of waves in a and b arise."),
        [RunSection.Logits] = ("Logits", "What comes out: for each answer c, how much the network favours it.", null),
        [RunSection.Circuits] = ("Clock or pizza",
            "A clock multiplies cosines and sines to get the angle of a + b; a pizza averages the two angles and is blind where "
            + "they are opposite (Zhong et al. 2023). Two questions tell: what do the logits look like, and how do the neurons "
            + "come by their signal?", null),
        [RunSection.Explanation] = ("Explained?",
            "A claim with what would refute it: a ladder of ideal networks, in which each neuron keeps one frequency, beside "
            + "controls with other frequencies that must fail; and a certificate, which is apart from the verdict.", null),
        [RunSection.Groups] = ("Representations or cosets",
            "A network that multiplies in a group can give each neuron one irreducible representation, whose matrices turn "
            + "products of elements into products of numbers (Chughtai et al. 2023), or the cosets of a subgroup (Stander et al. "
            + "2024), or both at once: vectors that the group permutes (Wu et al. 2024). Which it does is tried by taking all "
            + "else away.", null),
    };

    /// <summary>The report as data.</summary>
    public static HtmlReport Compose(ReportContext study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var drawn = study.Figures.Figures.Select(figure => (figure.Section, Figure: figure.Draw(study)))
            .Where(item => item.Figure is not null)
            .ToLookup(item => item.Section, item => (ReportBlock)new FigureBlock(item.Figure!));
        ReportSection[] sections =
        [
            .. Enum.GetValues<RunSection>()
                .Select(section =>
                    (section,
                        Blocks: (
                            ReportBlock[])[.. section == RunSection.Circuits ? CircuitEvidenceText.Of(study.Analysis) : [],
                            .. drawn[section]]))
                .Where(item => item.Blocks.Length > 0)
                .Select(item =>
                    new ReportSection(
                        Sections[item.section].Heading, [new Paragraph(TextOf(item.section, study)), .. item.Blocks])),
            Numbers(study),
        ];
        return new HtmlReport
        {
            Title = $"{study.Operation.Description}: {study.Name}",
            Summary = RunSummaryText.Of(study),
            Facts = RunSummaryText.Facts(study),
            Sections = [.. sections, ReportOrigin.Section(study, sections)],
        };
    }

    /// <summary>Writes report.html into the run's folder, as a whole or not at all.</summary>
    /// <returns>The path of the page.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public static string WriteHtml(ReportContext study, HtmlReport report)
    {
        ArgumentNullException.ThrowIfNull(study);
        AtomicFile.DeleteLeftovers(study.Page, Abandoned);
        HtmlReportWriter.Write(report, study.Page);
        return study.Page;
    }

    /// <summary>Writes the report's figures as pictures into the run's folder of figures.</summary>
    /// <param name="study">The run and what was found out of it.</param>
    /// <param name="report">The report.</param>
    /// <param name="format">The format of the pictures.</param>
    /// <param name="options">Size and texts; null takes the defaults.</param>
    /// <param name="progress">Told the number of pictures drawn so far.</param>
    /// <param name="cancellation">Stops the drawing between two pictures.</param>
    /// <returns>The paths, in the order of the report.</returns>
    /// <exception cref="IOException">One could not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<string> WritePictures(
        ReportContext study, HtmlReport report, PictureFormat format = PictureFormat.Png, PictureOptions? options = null,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.DeleteLeftovers(Path.Combine(study.PictureFolder, "*"), Abandoned);
        var written = Pictures.Write([.. report.Figures], study.PictureFolder, format, options, progress, cancellation);
        RemoveStale(study, written);
        return written;
    }

    // Figures of an earlier report that this one has no data for would contradict it.
    private static void RemoveStale(ReportContext study, IReadOnlyList<string> written)
    {
        foreach (
            var path in study.Figures.Figures.SelectMany(figure =>
                new[] { ".png", ".svg" }.Select(ending => Path.Combine(study.PictureFolder, figure.Id + ending))))
        {
            if (!written.Contains(path))
            {
                File.Delete(path);
            }
        }
    }

    private static string TextOf(RunSection section, ReportContext study) =>
        Sections[section] is { OfAddition: { } more } known && study.Evaluation.Cyclic is not null
            ? $"{known.Text} {more}" : Sections[section].Text;

    private static ReportSection Numbers(ReportContext study)
    {
        var measures = study.Measures.For(study.Operation)
            .Select(measure =>
                (measure,
                    value: study.Timeline.Has(measure.Id) ? study.Timeline[measure.Id][^1] : measure.Of(study.Evaluation).Value))
            .Where(item => item.value is not null)
            .Select(item => (IReadOnlyList<string>)[item.measure.Id, Text.Number(item.value), item.measure.Text]);
        return new ReportSection("Numbers",
        [
            new Paragraph(study.Run is null
                ? "All measures of the checkpoint that need no history."
                : $"All measures of the final checkpoint, step {study.FinalStep.ToString("N0", CultureInfo.InvariantCulture)}. "
                    + "The same for every checkpoint is in analysis/timeline.csv, "
                    + (study.Evaluation.Cyclic is null ? "" : "all frequencies of the final one are in analysis/spectra.csv, ")
                    + "and everything about the final one is in analysis/analysis.json."),
            new Table(
                study.Run is null ? "Measures of the checkpoint" : "Measures of the final checkpoint",
                [new TableColumn("measure"), TableColumn.Number("value"), new TableColumn("what it is")], [.. measures]),
        ]);
    }
}

using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>Verdicts as a table, and the numbers behind each.</summary>
internal static class ClassifyText
{
    /// <summary>One row a checkpoint, then the evidence of each.</summary>
    public static TextPage Of(IReadOnlyList<(StudySubject Subject, Analysis Analysis)> classified, int width)
    {
        var names = Names([.. classified.Select(item => item.Subject.Path)]);
        var page = new TextPage(width).Table(
            ["checkpoint", ">accuracy", ">symm.", ">dist.", ">circ.", "verdict"],
            [.. classified.Select((item, i) => Row(names[i], item.Analysis))]);
        page.Line().Paragraph("accuracy over all pairs; symm. gradient symmetricity; dist. distance irrelevance of the right logit; circ. circularity of the embedding.");
        foreach (var ((subject, analysis), name) in classified.Zip(names))
        {
            page.Line().Heading(name).Paragraph(subject.Checkpoint.Reading);
            page.Pairs(Evidence(analysis));
        }
        return page;
    }

    private static string[] Row(string name, Analysis analysis)
    {
        var circuits = analysis.Circuits;
        return
        [
            name, NumberText.Percent(analysis.Accuracy.All), Value(circuits?.GradientSymmetricity?.Value),
            Value(circuits?.DistanceIrrelevance?.Correct), Value(circuits?.Circularity), Verdict(circuits),
        ];
    }

    private static (string Name, string Value)[] Evidence(Analysis analysis)
    {
        if (analysis.Circuits is not { } circuits)
        {
            return [("no verdict", analysis.Notes.GetValueOrDefault("circuits", "no evidence"))];
        }
        return
        [
            (Verdict(circuits), circuits.Reason),
            .. circuits.Frequencies.Select(item => ($"k = {item.K}", $"{Kind(item)}: {item.Reason}")),
        ];
    }

    private static string Kind(AnalysisFrequency item) =>
        item.Kind.ToString().ToLowerInvariant() + (item.Accompanies is { } other ? $" {other}" : "");

    private static string Verdict(AnalysisCircuits? circuits) => circuits?.Verdict.ToString().ToLowerInvariant() ?? "-";

    private static string Value(double? value) => value?.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) ?? "-";

    // As many of the last parts of each path as tell it from the others.
    private static List<string> Names(IReadOnlyList<string> paths)
    {
        var parts = paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).Split(Path.DirectorySeparatorChar)).ToList();
        string Tail(int i, int count) => string.Join(Path.DirectorySeparatorChar, parts[i][^Math.Min(count, parts[i].Length)..]);
        bool IsClear(int i, int count) => Enumerable.Range(0, parts.Count).All(other => paths[other] == paths[i] || Tail(other, count) != Tail(i, count));
        return [.. parts.Select((own, i) => Tail(i, Enumerable.Range(1, own.Length).FirstOrDefault(count => IsClear(i, count), own.Length)))];
    }
}

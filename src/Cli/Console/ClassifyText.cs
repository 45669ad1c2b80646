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

    // The last part of each path, and the folder before it where several are called the same.
    private static List<string> Names(IReadOnlyList<string> paths)
    {
        var last = paths.Select(PathText.Name).ToList();
        return [.. last.Select((name, i) => last.Count(other => other == name) == 1
            ? name
            : Path.Combine(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(paths[i])))!, name))];
    }
}

using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>What was found out, in one screen.</summary>
internal static class StudyText
{
    /// <summary>The summary of a study.</summary>
    /// <param name="subject">What was studied.</param>
    /// <param name="study">What was found.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(StudySubject subject, Study study, int width)
    {
        var analysis = study.Analysis;
        var page = new TextPage(width).Heading(Title(subject));
        if (subject.Checkpoint.Step is null)
        {
            page.Pairs(("read as", subject.Checkpoint.Reading)).Line();
        }
        page
            .Table(["", ">train", ">test", ">mirror unseen", ">all"],
            [
                ["loss", .. Cells(analysis.Loss, NumberText.Measure)],
                ["accuracy", .. Cells(analysis.Accuracy, NumberText.Percent)],
            ]);
        if (analysis.Operation.Relabelling is { } words)
        {
            page.Line().Pairs(("seen as", $"addition modulo {analysis.Operation.Structure.Split(' ')[^1]}: {words}"));
        }
        if (analysis.Fourier is { } fourier)
        {
            AddFrequencies(page, analysis, fourier);
        }
        if (analysis.Groups is { } groups)
        {
            AddRepresentations(page, groups);
        }
        AddProgress(page, analysis);
        AddCircuits(page, analysis);
        if (study.Timeline is { } timeline)
        {
            PhasesText.AddTo(page, Phases.Find(timeline));
        }
        AddNotes(page, analysis);
        return page;
    }

    private static string Title(StudySubject subject)
    {
        var step = subject.Checkpoint.Step is { } known ? $", step {NumberText.Count(known)}" : "";
        return $"{PathText.Of(subject.Path)}: {subject.Checkpoint.Operation.Description}{step}";
    }

    private static void AddFrequencies(TextPage page, Analysis analysis, AnalysisFourier fourier)
    {
        page.Line().Heading("Key frequencies");
        if (fourier.KeyFrequencies.Count == 0)
        {
            page.Line("  none");
            return;
        }
        page.Table([">k", ">embedding share", ">explained neurons", ">explained", ">excluded loss"],
            [.. fourier.KeyFrequencies.Select(k => Row(analysis, fourier, k))]);
        if (fourier.KeyFrequencyRules is { } rules)
        {
            page.Pairs(("chosen", rules.ChosenBy));
        }
    }

    private static string[] Row(Analysis analysis, AnalysisFourier fourier, int k)
    {
        var power = fourier.EmbeddingPower;
        var cluster = fourier.NeuronClusters?.FirstOrDefault(cluster => cluster.Frequency == k);
        var excluded = analysis.Progress.PerFrequency.GetValueOrDefault("excluded_loss_per_frequency");
        return
        [
            NumberText.Count(k),
            NumberText.Percent(power is null ? null : power[k - 1] / power.Sum()),
            cluster is null ? "-" : NumberText.Count(cluster.Neurons),
            NumberText.Percent(cluster?.FractionExplained),
            NumberText.Measure(excluded is not null && excluded.TryGetValue(k, out var loss) ? loss : null),
        ];
    }

    private static void AddRepresentations(TextPage page, AnalysisGroups groups)
    {
        page.Line().Heading($"Key representations of {groups.Group}");
        if (groups.KeyRepresentations.Count == 0)
        {
            page.Line("  none");
            return;
        }
        page.Table(["name", ">size", ">similarity", ">embedding", ">neurons", ">accuracy without it"],
            [.. groups.Representations.Where(irrep => irrep.Key).Select(irrep => (string[])
            [
                irrep.Name, NumberText.Count(irrep.Dimension), NumberText.Measure(irrep.LogitSimilarity),
                NumberText.Percent(irrep.EmbeddingFirst),
                irrep.Neurons is { } neurons ? NumberText.Count(neurons) : "-", NumberText.Percent(irrep.AccuracyWithout),
            ])]);
        if (groups.Verdict is { } verdict)
        {
            page.Line().Heading("Representations or cosets").Pairs((VerdictWord.Of(verdict), groups.Reason!));
        }
    }

    private static void AddProgress(TextPage page, Analysis analysis)
    {
        var progress = analysis.Progress.Values;
        (string, string)[] ofFrequencies = analysis.Fourier is not { } fourier ? [] :
        [
            ("logits explained",
                $"{NumberText.Percent(fourier.LogitFractionExplained),-8}  of their variance, by cosines of the key frequencies"),
            ("restricted loss", $"{Value("restricted_loss"),-8}  all pairs, key frequencies kept"),
            ("excluded loss", $"{Value("excluded_loss"),-8}  training pairs, key frequencies removed"),
            ("trig loss", $"{Value("trig_loss"),-8}  all pairs, logits replaced by their cosines"),
            ("Gini", $"{Value("gini_embed")} embedding, {Value("gini_neuron_logit")} neuron-logit map"),
        ];
        (string, string)[] ofRepresentations = analysis.Groups is not { } groups ? [] :
        [
            ("logits explained", $"{NumberText.Percent(groups.CharacterFractionExplained),-8}  of their variance, by characters"),
            ("restricted loss", $"{Value("group_restricted_loss"),-8}  all pairs, key representations kept"),
            ("excluded loss", $"{Value("group_excluded_loss"),-8}  training pairs, key representations removed"),
        ];
        page.Line().Heading("Progress measures")
            .Pairs([.. ofFrequencies, .. ofRepresentations,
                ("sum of squares", $"{Value("sum_squared_weights"),-8}  of all weights")]);

        string Value(string id) => NumberText.Measure(progress.GetValueOrDefault(id));
    }

    private static void AddCircuits(TextPage page, Analysis analysis)
    {
        if (analysis.Circuits is { } circuits)
        {
            page.Line().Heading("Clock or pizza").Paragraph(VerdictText.Sentence(analysis)!);
            EvidenceText.AddTo(page, analysis);
        }
    }

    // One reason often holds for many values; which they are is in analysis.json.
    private static void AddNotes(TextPage page, Analysis analysis)
    {
        var reasons = analysis.Notes.Where(note => note.Key != Analysis.SourceNote).ToList();
        if (reasons.Count > 0)
        {
            page.Line().Heading("Not computed").Pairs([.. reasons.GroupBy(note => note.Value, note => note.Key)
                .Select(group => (group.Count() == 1 ? group.Single() : NumberText.Count(group.Count(), "value"), group.Key))]);
        }
    }

    private static string[] Cells(SplitValues values, Func<double?, string> text) =>
        [text(values.Train), text(values.Test), text(values.TestMirrorUnseen), text(values.All)];
}

/// <summary>The phases of a run.</summary>
internal static class PhasesText
{
    /// <summary>Adds how the run learned, and when.</summary>
    public static void AddTo(TextPage page, Phases phases)
    {
        page.Line().Heading($"Phases: {Outcome(phases.Outcome)}");
        (string Name, Phase? Phase)[] all =
            [("memorisation", phases.Memorisation), ("circuit formation", phases.CircuitFormation), ("cleanup", phases.Cleanup)];
        page.Pairs([.. all.Where(named => named.Phase is not null).Select(named => (named.Name, Stretch(named.Phase!)))]);
    }

    private static string Stretch(Phase phase) => phase.Finished
        ? $"step {NumberText.Count(phase.From)} to {NumberText.Count(phase.To)}"
        : $"step {NumberText.Count(phase.From)} to the end of the run";

    private static string Outcome(LearningOutcome outcome) => outcome switch
    {
        LearningOutcome.Grokked => "the run grokked",
        LearningOutcome.MemorisedOnly => "the training pairs were learned by heart, nothing more",
        LearningOutcome.GeneralisedAtOnce => "the run generalised as it learned",
        LearningOutcome.NotLearned => "the training pairs were not learned",
        _ => "unknown, for want of accuracies",
    };
}

/// <summary>Verdicts in words.</summary>
internal static class VerdictText
{
    /// <summary>The verdict and why, in a sentence, and what the paper says of a network that it published; null without a
    /// verdict.</summary>
    public static string? Sentence(Analysis analysis) => analysis switch
    {
        { Groups: { Verdict: { } kind } groups } => $"{Capital(VerdictWord.Of(kind))}: {groups.Reason!.TrimEnd('.')}.",
        { Circuits: { } circuits } => $"{circuits.Verdict}: {circuits.Reason}."
            + (PublishedNetwork.Of(analysis) is { } published ? $" {published.Remark(circuits.Verdict)}" : ""),
        _ => null,
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}

/// <summary>The numbers behind a verdict, a row a circle, or an ideal of a network that multiplies in a group.</summary>
internal static class EvidenceText
{
    // What a page of 80 columns has room for; analysis.json has all.
    private static readonly string[] Shown = ["clock fit", "smooth pizza fit", "pizza weight", "o2", "phases"];

    /// <summary>Adds the table and what its words mean; nothing where there is no circle.</summary>
    public static void AddTo(TextPage page, Analysis analysis)
    {
        if (analysis.Groups?.Ideals is { } ideals)
        {
            page.Table(["ideal", ">accuracy", ">logits", ">margins"],
                [.. ideals.Select(ideal => (string[])
                [
                    ideal.Id.Replace('_', ' '), NumberText.Percent(ideal.Accuracy),
                    NumberText.Percent(Math.Max(0, ideal.RSquared)), NumberText.Percent(ideal.TwoSided),
                ])]);
        }
        var rows = EvidenceTable.Rows(analysis);
        if (rows.Count == 0)
        {
            return;
        }
        var columns = EvidenceTable.Columns.Where(column => Shown.Contains(column.Heading)).ToArray();
        page.Table([">k", "", .. columns.Select(column => ">" + column.Heading)],
            [.. rows.Select(row =>
                new[] { NumberText.Count(row.Circle.K), row.Kind }.Concat(
                    columns.Select(column => column.Text(row).Replace('–', '-'))).ToArray())]);
        page.Paragraph(
            "  fits: 2ρ - 1 of the circle alone, 1 perfect; o2: share of its neurons' variance that takes a product; phases: of "
                + "a and b, 1 alike.", TextStyle.Quiet);
    }
}

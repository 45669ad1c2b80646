using System.Globalization;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>What a run did, in plain words with its numbers.</summary>
internal static class RunSummaryText
{
    /// <summary>The paragraphs that open the report.</summary>
    public static IReadOnlyList<string> Of(ReportContext study) =>
        study.Run is { } run
            ? [.. study.Doubts.Select(doubt => $"Beware: {doubt}"), Trained(study, run), Learned(study, run), Inside(study),
                Algorithm(study)]
            : [Checkpoint(study), Algorithm(study)];

    /// <summary>The table of facts below them.</summary>
    public static IReadOnlyList<Fact> Facts(ReportContext study)
    {
        if (study.Run is not { } run)
        {
            return
            [
                new Fact("operation", study.Operation.Description),
                new Fact("parameters", Text.Count(study.Analysis.Architecture?.Parameters ?? 0)),
                new Fact("accuracy over all pairs", Text.Percent(study.Analysis.Accuracy.All)),
                new Fact("loss over all pairs", LossScale.Words(study.Analysis.Loss.All, study.Loss)),
                .. KeyFrequencies(study),
            ];
        }
        var config = run.Config;
        var summary = run.Summary;
        return
        [
            new Fact("operation", study.Operation.Description),
            new Fact("training pairs", $"{Text.Count(run.Split.Train.Count)} of {Text.Count(study.Operation.PairCount)}"),
            .. Corruption(run),
            new Fact("parameters", Text.Count(study.Analysis.Architecture?.Parameters ?? 0)),
            new Fact("optimizer", string.Create(CultureInfo.InvariantCulture,
                $"{config.Training.Method()}, learning rate {config.Training.LearningRate}, weight decay "
                    + $"{config.Training.WeightDecay}")),
            new Fact("steps", Text.Count(study.FinalStep)),
            new Fact("99 % of training pairs", StepOr(summary?.StepsTo99Train, "not reached")),
            new Fact("99 % of unseen pairs", StepOr(summary?.StepsTo99Test, "not reached")),
            new Fact("final test accuracy", Text.Percent(study.Analysis.Accuracy.Test)),
            new Fact("final test loss", LossScale.Words(study.Analysis.Loss.Test, study.Loss)),
            .. study.Analysis.Groups is not { } groups
            ? [] : new[] { new Fact(
                "key representations", groups.KeyRepresentations.Count == 0 ? "none" : Text.List(groups.KeyRepresentations)) },
            .. KeyFrequencies(study),
            new Fact("training time", summary is null ? "–"
                : $"{summary.TrainSeconds.ToString("F0", CultureInfo.InvariantCulture)} s on {Plural(summary.Threads, "thread")}"),
        ];
    }

    // Accuracy on training pairs is by what they were taught, which a reader must know of.
    private static Fact[] Corruption(Run run) => run.Split.Taught.Count == 0 ? [] :
    [
        new Fact("of them taught other answers", Text.Count(run.Split.Taught.Count)),
        .. run.Metrics is [.., { InvertedAccuracy: { } right }]
        ? [new Fact("and answered rightly all the same", Text.Percent(right))] : Array.Empty<Fact>(),
    ];

    private static Fact[] KeyFrequencies(ReportContext study) =>
        study.Analysis.Fourier is null
            ? [] : [new Fact("key frequencies", study.KeyFrequencies.Count == 0 ? "none" : Text.List(study.KeyFrequencies))];

    private static string Checkpoint(ReportContext study) =>
        $"{study.Name} is {Network(study)}, and answers {study.Operation.Description}: "
            + $"{Text.Percent(study.Analysis.Accuracy.All)} of the {Text.Count(study.Operation.PairCount)} pairs. "
        + "It is a checkpoint alone, so that nothing here is about its training.";

    private static string Network(ReportContext study)
    {
        var architecture = study.Analysis.Architecture;
        return architecture is { NHeads: { } heads }
            ? $"a transformer with {Plural(architecture.NLayers, "block")}, {Plural(heads, "head")}, width {architecture.DModel} "
                + $"and {Text.Count(architecture.DMlp ?? 0)} neurons"
            : $"a network without attention ({architecture?.Family})";
    }

    private static string Trained(ReportContext study, Run run)
    {
        var share = (double)run.Split.Train.Count / study.Operation.PairCount;
        return $"This run trained {Network(study)} on {study.Operation.Description}, shown {Text.Percent(share)} of the "
            + $"{Text.Count(study.Operation.PairCount)} pairs; "
            + "the others were never shown, only tested on.";
    }

    private static string Learned(ReportContext study, Run run)
    {
        var (train, test) = (run.Summary?.StepsTo99Train, run.Summary?.StepsTo99Test);
        var last = study.Metrics[^1];
        if (last.TestAccuracy is null)
        {
            return "It trained on every pair, so that there is nothing unseen to generalise to.";
        }
        return (train, test) switch
        {
            ({ } a, { } b) when b > a + 100 =>
                $"It had memorised what it was shown by step {Text.Count(a)}, where it answered "
                    + $"{Text.Percent(TestAccuracyAt(study, a))} of the unseen pairs; "
                + $"it stayed below half of them until step {Text.Count(FirstAbove(study, 0.5) ?? b)}, and answered 99 % at step "
                + $"{Text.Count(b)}: it grokked. "
                + $"At the end it answers {Text.Percent(last.TestAccuracy)} of the unseen pairs, with a loss of "
                + $"{LossScale.Words(study.Analysis.Loss.Test, study.Loss)}.",
            ({ } a, { } b) =>
                $"It learned the training pairs by step {Text.Count(a)} and generalised almost at once, by step {Text.Count(b)}: "
                    + "no grokking.",
            ({ } a, null) =>
                $"It had memorised what it was shown by step {Text.Count(a)} and had not generalised at step "
                    + $"{Text.Count(study.FinalStep)}, "
                + $"where it answered {Text.Percent(last.TestAccuracy)} of the unseen pairs.",
            _ => $"By step {Text.Count(study.FinalStep)} it had not learned its training pairs: it answers "
                + $"{Text.Percent(last.TrainAccuracy)} of them.",
        };
    }

    private static string Inside(ReportContext study) =>
        study.Phases.Outcome == LearningOutcome.Grokked
            ? "The jump is sudden only from outside. "
            + TrainingTraces.PhaseSentence(study) + (study.Evaluation.Cyclic is null && study.Analysis.Groups is null
            ? "" : " The restricted and the excluded loss below move smoothly all the while.")
            : TrainingTraces.PhaseSentence(study);

    private static string Algorithm(ReportContext study)
    {
        if (study.Analysis.Fourier is not { } fourier)
        {
            return study.Analysis.Groups is { } groups ? Group(study, groups)
                : $"{study.Operation.Description} is no addition modulo n, not even in disguise: frequencies mean nothing here, "
                    + "and what follows needs none.";
        }
        var disguise = study.Analysis.Operation.Relabelling is { } words
            ? $"The operation is addition modulo {study.Evaluation.Cyclic!.N} in disguise ({words}), and everything about "
                + "frequencies is told in that order. "
            : "";
        return disguise + Circuit(study, fourier);
    }

    private static string Circuit(ReportContext study, AnalysisFourier fourier)
    {
        if (study.KeyFrequencies.Count == 0)
        {
            return $"{Verdict(study)} No key frequencies stand out in the final checkpoint: no Fourier circuit is seen in it.".TrimStart();
        }
        var clusters = fourier.NeuronClusters?.Where(cluster => study.KeyFrequencies.Contains(cluster.Frequency)).ToList();
        var neurons = clusters is { Count: > 0 } && study.Evaluation.Cyclic?.Clusters is { } all
            ? $" {clusters.Sum(cluster => cluster.Neurons)} of its {all.Frequencies.Count} neurons each answer to one of these "
                + "frequencies."
            : "";
        return $"{Verdict(study)} It computes with {(study.KeyFrequencies.Count == 1 ? "the frequency" : "the frequencies")} "
            + $"{Text.List(study.KeyFrequencies)}.{neurons} "
            + $"Cosines of a + b − c at these frequencies explain {Text.Percent(fourier.LogitFractionExplained)} of the variance "
            + "of its logits.";
    }

    private static string Verdict(ReportContext study) =>
        study.Analysis.Circuits is { } circuits ? CircuitEvidenceText.Sentence(study.Analysis, circuits) : "";

    private static string Group(ReportContext study, AnalysisGroups groups)
    {
        var keys = groups.KeyRepresentations.Count == 0 ? "No representation stands out in its logits. "
            : $"It multiplies in the group {groups.Group} of order {groups.Order}, by the "
                + $"{(groups.KeyRepresentations.Count == 1 ? "representation" : "representations")} "
                + $"{Text.List(groups.KeyRepresentations)}: with their functions of x·y alone it answers "
                + $"{Text.Percent(study.Analysis.Progress.Values.GetValueOrDefault("group_restricted_accuracy"))} of all pairs. ";
        return keys + groups.Verdict switch
        {
            GroupKind.Both => "Each neuron hears one representation, and of x and y only in which cosets of a subgroup they lie.",
            GroupKind.Irreps => "Each neuron hears one representation; cosets do not explain it.",
            GroupKind.Cosets =>
                "Each neuron hears of x and y in which cosets of a subgroup they lie; one representation for each does not "
                    + "explain it.",
            GroupKind.Memorised => "It answers what it was shown and not the rest: there is no general algorithm to name.",
            GroupKind.Unsolved => "It does not answer all pairs: there is no algorithm to name yet.",
            _ => "Whether by representations or by cosets, its numbers do not say clearly.",
        } + groups switch
        {
            { Explanation.Verdict: ExplanationVerdict.Explained } => " Every rung of its explanation holds.",
            { Verdict: GroupKind.Memorised or GroupKind.Unsolved } or { Explanation: null } => "",
            _ => $" Of the rungs of its explanation, {groups.Explanation.FailsAt} is the first that fails.",
        };
    }

    private static double? TestAccuracyAt(ReportContext study, int step) =>
        study.Metrics.First(row => row.Step >= step).TestAccuracy;

    private static int? FirstAbove(ReportContext study, double accuracy) =>
        study.Metrics.FirstOrDefault(row => row.TestAccuracy >= accuracy)?.Step;

    private static string StepOr(int? step, string otherwise) => step is { } known ? "step " + Text.Count(known) : otherwise;

    private static string Plural(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
